"""The command itself, and what all verbs share: options, the open library, exit codes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from eduapp import __version__

if TYPE_CHECKING:
    from eduapp.library import Library

DONE, FAILED, PARTLY, STOPPED = 0, 1, 3, 130

LibraryDir = Annotated[
    str | None,
    typer.Option(
        "--library",
        metavar="DIR",
        help="Where the library lives. Default: EDUAPP_LIBRARY, or the user's data folder.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on standard output.")]
BlueprintName = Annotated[
    str, typer.Option("--blueprint", "-b", metavar="B", help="A blueprint by name, or a YAML file of your own.")
]
About = Annotated[
    str, typer.Option("--about", metavar="TOPIC", help="Ask only about this topic of the text.", show_default=False)
]
Objectives = Annotated[
    list[str] | None,
    typer.Option(
        "--objective", metavar="TEXT", help="What pupils should be able to do, such as 'Explain how ...'. Repeatable.",
        show_default=False,
    ),
]  # fmt: skip
Places = Annotated[
    list[str] | None,
    typer.Option(
        "--from", metavar="PLACE", help="Ask only about this part of the text: 'p. 3-7', a slide, a section's name or, "
        "of subtitles, '0:04:10-0:06:00'. Repeatable; `eduapp show SOURCE --sections` names them.",
        show_default=False,
    ),
]  # fmt: skip
Language = Annotated[
    str,
    typer.Option(
        "--language", metavar="CODE", help="The text's language, such as en. Default: told from the text.",
        show_default=False,
    ),
]  # fmt: skip
Grade = Annotated[
    int,
    typer.Option(
        "--grade", metavar="N", min=0, max=16, help="The school year whose pupils are to read the items; 0 for any.",
    ),
]  # fmt: skip
ItemOrder = Annotated[str, typer.Option("--order", metavar="course|easy", help="As in the text, or from easy to hard.")]
Count = Annotated[
    int | None,
    typer.Option(
        "--count", "-n", metavar="N", min=1, max=500, help="How many items, in the blueprint's proportions.",
        show_default=False,
    ),
]  # fmt: skip
ModelName = Annotated[
    str | None,
    typer.Option(
        "--model", "-m", metavar="M",
        help="A model by name, a GGUF file, openai:MODEL@ADDRESS for a model server, or 'none' to do without. "
        "Default: EDUAPP_MODEL, what `eduapp models use` chose, or 'starter'.",
        show_default=False,
    ),
]  # fmt: skip
NoCache = Annotated[bool, typer.Option("--no-cache", help="Ask the model anew, and keep none of its replies.")]
Seed = Annotated[int, typer.Option("--seed", metavar="N", min=0, max=2**32 - 1, help="Another seed, another set.")]

app = typer.Typer(
    name="eduapp",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"eduapp {__version__}")
        raise typer.Exit(DONE)


@app.callback()
def root(
    context: typer.Context,
    library: LibraryDir = None,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """From a course file to reviewed questions, on this machine alone.

    A source, set or item is named by its id, by a unique beginning of the id, or as "latest".
    """
    context.obj = library


@contextmanager
def opened(context: typer.Context, library: str | None) -> Iterator[Library]:
    """The library that the options name, closed at the end."""
    from eduapp.library import open_library

    with open_library(library or context.obj) as found:
        found.face = "command line"
        yield found


def end(done: int, failed: int) -> None:
    """End the command with the code for so many things done and so many failed."""
    raise typer.Exit(DONE if not failed else PARTLY if done else FAILED)
