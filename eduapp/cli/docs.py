"""The page `docs/cli.md`, made from the commands themselves: `python -m eduapp.cli.docs > docs/cli.md`."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from eduapp.cli import app

INTRODUCTION = """\
# The command line

Made by `python -m eduapp.cli.docs` from the commands themselves; don't edit it by hand.

Every command ends with 0 when all was done, 1 when it failed, 2 when it was called wrongly, 3 when a part was done, and
130 when Ctrl-C stopped it. With `--json`, standard output holds JSON and nothing else, in which sets and items have the
form of the JSON export; troubles go to standard error.

| setting | what it does |
| --- | --- |
| `EDUAPP_LIBRARY` | the folder of the library, or the URL of a PostgreSQL database |
| `EDUAPP_MODEL` | a name from `eduapp models list`, a GGUF file, `openai:MODEL@ADDRESS` on a model server, or `none` |
| `EDUAPP_REVIEWER` | who signs decisions; otherwise the login name |
| `EDUAPP_THREADS` | threads for the language model; 0 leaves it to the model's runtime |
| `EDUAPP_TEMPLATES` | a folder of your own templates and blueprints, which come before ours |
| `EDUAPP_MODELS` | a folder of your own model files |
| `EDUAPP_GPU_LAYERS` | how many of the model's layers run on the GPU, -1 for all; otherwise as many as fit |
| `EDUAPP_OPTIMIZE` | `no` uses models as they are, without a copy in the layout that is fastest here |
| `EDUAPP_CACHE` | `no` keeps none of the model's replies on disk |
| `EDUAPP_HUB` | the address that models are fetched from |
| `EDUAPP_HUB_TOKEN` | your key to the hub, for models that ask for one |
| `EDUAPP_API_KEY` | your key to a model server |
| `EDUAPP_CONFIG` | the folder of your settings file, which `eduapp models use` writes |
| `EDUAPP_DEBUG` | 1 shows the details of an unexpected failure |
"""


def page() -> str:
    """The whole page."""
    root = get_command(app)
    parts = [INTRODUCTION, _section("eduapp", root)]
    parts += [_section(name, command) for name, command in commands(root, "eduapp")]
    return "\n".join(parts)


def commands(group: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Each command below a group with its full name, those of groups within it too."""
    for short, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{name} {short}")
        else:
            yield f"{name} {short}", command


def _section(name: str, command: Any) -> str:
    lines = [f"## {name}", "", inspect.cleandoc(command.help or ""), "", "```", _usage(name, command), "```", ""]
    rows = [row for row in map(_row, command.params) if row]
    return "\n".join([*lines, "| | |", "| --- | --- |", *rows, ""])


def _usage(name: str, command: Any) -> str:
    arguments = [_argument(param) for param in command.params if param.param_type_name == "argument"]
    needed = [f"{param.opts[0]} {param.metavar}" for param in command.params if _is_needed_option(param)]
    return " ".join([name, *arguments, *needed, "[OPTIONS]"])


def _argument(param: Any) -> str:
    return param.metavar if param.required else f"[{param.metavar}]"


def _is_needed_option(param: Any) -> bool:
    return param.param_type_name == "option" and param.required


def _row(param: Any) -> str:
    if param.name == "help":
        return ""
    text = (param.help or "").replace("|", "\\|")
    if param.param_type_name == "argument":
        return f"| `{param.metavar}` | {text} |"
    names = ", ".join(f"`{name}`" for name in param.opts)
    metavar = "" if param.is_flag else f" `{param.metavar}`"
    return f"| {names}{metavar} | {text}{_default(param)} |"


def _default(param: Any) -> str:
    if param.is_flag or param.multiple or param.required or param.default in (None, ""):
        return ""
    return f" Default: `{param.default}`."


if __name__ == "__main__":
    print(page(), end="")
