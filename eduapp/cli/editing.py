"""Editing an item: in a person's editor as YAML, or by assignments on the command line."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eduapp.errors import EduappError, InputError

if TYPE_CHECKING:
    from eduapp.domain.item import Item

HEAD = "# {id}, revision {revision}. Change it, save and close. Leave it as it is, and nothing happens.\n"
SEVERAL = ("key", "terms")
"""Fields that hold several values, separated by semicolons in an assignment."""


def form(item: Item) -> dict[str, Any]:
    """The editable fields as plain data. A choice item's key is left out: its choices say which is right."""
    from eduapp.domain.item import EDITABLE

    data = item.model_dump(mode="json", include=set(EDITABLE))
    left_out = "key" if item.choices else "choices"
    return {name: data[name] for name in EDITABLE if name != left_out}


def changes_of(item: Item, assignments: Iterable[str]) -> dict[str, Any]:
    """The changes in assignments such as `stem=…`, `key=b`, `choices.b=…` or `feedback.b=…`.

    Raises InputError for what isn't an assignment, or names a choice that the item hasn't got.
    """
    changes: dict[str, Any] = {}
    for assignment in assignments:
        name, sign, value = assignment.partition("=")
        field, _, choice = name.strip().partition(".")
        if not sign:
            raise InputError(f"{assignment!r} isn't of the form FIELD=VALUE.", hint="For instance: 'stem=What …?'")
        if choice:
            changes["choices"] = _with_choice(item, changes.get("choices"), field, choice, value)
        else:
            changes[field] = tuple(part.strip() for part in value.split(";")) if field in SEVERAL else value
    return changes


def changes_in_editor(item: Item, save: Callable[[dict[str, Any]], Item]) -> Item:
    """What `save` makes of the changes that a person makes in their editor.

    Raises InputError with the path of what they wrote, if it can't be saved: nothing typed is lost.
    """
    import yaml

    before = form(item)
    text = HEAD.format(id=item.id, revision=item.revision)
    text += yaml.safe_dump(before, allow_unicode=True, sort_keys=False, width=100)
    path = _written(item.id, text)
    _run_editor(path)
    try:
        changed = save(_changes(before, path))
    except FileNotFoundError as error:
        raise InputError("The edit was not saved: the editor left no file.", hint="Try again.") from error
    except (EduappError, yaml.YAMLError, OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"The edit was not saved: {_said(error)}", hint=f"What you wrote is kept in {path}."
        ) from error
    path.unlink()
    return changed


def _said(error: Exception) -> str:
    """What is wrong with the text that a person wrote, in a sentence."""
    if isinstance(error, EduappError):
        return error.message
    if isinstance(error, UnicodeDecodeError):
        return "it isn't text in UTF-8."
    mark = getattr(error, "problem_mark", None)
    place = f" in line {mark.line + 1}" if mark else ""
    problem = getattr(error, "problem", None) or getattr(error, "strerror", None) or "it can't be read"
    return f"it isn't valid YAML{place}: {problem}." if place else f"{problem}."


def _changes(before: dict[str, Any], path: Path) -> dict[str, Any]:
    import yaml

    after = yaml.safe_load(path.read_text("utf-8"))
    if after is None:
        return {}
    if not isinstance(after, dict):
        raise InputError("it isn't a list of fields any more.")
    return {name: value for name, value in after.items() if name not in before or before[name] != value}


def _with_choice(item: Item, choices: list[dict] | None, field: str, choice: str, value: str) -> list[dict]:
    choices = choices or [one.model_dump() for one in item.choices]
    target = {"choices": "text", "choice": "text", "feedback": "feedback"}.get(field)
    if target is None:
        raise InputError(f"{field}.{choice} can't be set.", hint="Of a choice: choices.ID=TEXT, feedback.ID=TEXT.")
    if choice not in [one["id"] for one in choices]:
        known = ", ".join(one["id"] for one in choices) or "none"
        raise InputError(f"{item.id} has no choice {choice!r}.", hint=f"It has: {known}.")
    return [one | {target: value} if one["id"] == choice else one for one in choices]


def _written(name: str, text: str) -> Path:
    descriptor, path = tempfile.mkstemp(prefix=f"{name}-", suffix=".yaml", text=True)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return Path(path)


def _run_editor(path: Path) -> None:
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor and not sys.stdin.isatty():
        path.unlink()
        raise InputError("There is no editor here.", hint="Set EDITOR, or change fields with --set FIELD=VALUE.")
    command = [*shlex.split(editor or "vi"), str(path)]
    try:
        ended = subprocess.run(command, check=False)
    except OSError as error:
        path.unlink()
        raise InputError(f"The editor {command[0]!r} can't be started.", hint="Set EDITOR to another.") from error
    if ended.returncode:
        hint = f"Nothing was changed; what you wrote is kept in {path}."
        raise InputError(f"The editor {command[0]!r} ended with an error.", hint=hint)
