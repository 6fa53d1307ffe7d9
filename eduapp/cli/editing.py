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
SEVERAL = ("key", "terms", "key_points")
"""Fields that hold several values, separated by semicolons in an assignment."""

PARTS = {
    "choices": ("choices", "text"),
    "choice": ("choices", "text"),
    "feedback": ("choices", "feedback"),
    "premises": ("premises", "text"),
    "match": ("premises", "choice"),
    "rubric": ("rubric", "text"),
    "points": ("rubric", "points"),
    "key_points": ("rubric", "key_points"),
}
"""What an assignment to FIELD.ID changes: which parts of the item, and what of the part with that id."""

_NUMBER = ("value", "tolerance", "unit")


def changes_of(item: Item, assignments: Iterable[str]) -> dict[str, Any]:
    """The changes in assignments such as `stem=…`, `key=b`, `choices.b=…`, `match.p1=b`, `points.c1=2`.

    Raises InputError for what isn't an assignment, or names a part that the item hasn't got.
    """
    from eduapp.domain.editing import completed

    changes: dict[str, Any] = {}
    for assignment in assignments:
        name, sign, value = assignment.partition("=")
        field, _, part = name.strip().partition(".")
        if not sign:
            raise InputError(f"{assignment!r} isn't of the form FIELD=VALUE.", hint="For instance: 'stem=What …?'")
        read = _several(value) if field in SEVERAL else value
        if part and field == "numeric":
            changes["numeric"] = _with_number(item, changes.get("numeric"), part, value)
        elif part:
            whole, of = _part_named(field, part)
            changes[whole] = _with_part(item, changes.get(whole), whole, part, {of: read})
        elif field == "key" and (item.premises or item.numeric):
            hint = "Set match.ID=CHOICE." if item.premises else "Set numeric.value=NUMBER."
            raise InputError("The key of such an item can't be set by itself.", hint=hint)
        else:
            changes[field] = read
    return completed(item, changes)


def changes_in_editor(item: Item, save: Callable[[dict[str, Any]], Item]) -> Item:
    """What `save` makes of the changes that a person makes in their editor.

    Raises InputError with the path of what they wrote, if it can't be saved: nothing typed is lost.
    """
    import yaml

    from eduapp.domain.editing import completed, form

    before = form(item)
    text = HEAD.format(id=item.id, revision=item.revision)
    text += yaml.safe_dump(before, allow_unicode=True, sort_keys=False, width=100)
    path = _written(item.id, text)
    _run_editor(path)
    try:
        changed = save(completed(item, _changes(before, path)))
    except FileNotFoundError as error:
        raise InputError("The edit was not saved: the editor left no file.", hint="Try again.") from error
    except (EduappError, yaml.YAMLError, OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"The edit was not saved: {_said(error)}", hint=f"What you wrote is kept in {path}."
        ) from error
    path.unlink()
    return changed


def text_in_editor(name: str, text: str) -> str:
    """The text as a person leaves it in their editor. Raises InputError if there is none, or it fails."""
    path = _written(name, text)
    _run_editor(path)
    changed = path.read_text("utf-8")
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


def _several(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(";"))


def _part_named(field: str, part: str) -> tuple[str, str]:
    if field not in PARTS:
        known = ", ".join(f"{name}.ID" for name in PARTS)
        raise InputError(f"{field}.{part} can't be set.", hint=f"These can: {known}, numeric.value.")
    return PARTS[field]


def _with_part(
    item: Item, parts: list[dict[str, Any]] | None, whole: str, part: str, change: dict[str, Any]
) -> list[dict[str, Any]]:
    from eduapp.domain.editing import PART_NAMES

    parts = parts or [one.model_dump() for one in getattr(item, whole)]
    if part not in [one["id"] for one in parts]:
        known = ", ".join(one["id"] for one in parts) or "none"
        raise InputError(f"{item.id} has no {PART_NAMES[whole]} {part!r}.", hint=f"It has: {known}.")
    return [one | change if one["id"] == part else one for one in parts]


def _with_number(item: Item, number: dict[str, Any] | None, name: str, value: str) -> dict[str, Any]:
    if item.numeric is None:
        raise InputError(f"{item.id} has no number: it is of the kind {item.kind}.")
    if name not in _NUMBER:
        known = ", ".join(f"numeric.{one}" for one in _NUMBER)
        raise InputError(f"numeric.{name} can't be set.", hint=f"These can: {known}.")
    return (number or item.numeric.model_dump()) | {name: value.strip()}


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
