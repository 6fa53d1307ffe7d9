"""Items on their way out: one module a format, all of the same shape, found by name or by file suffix."""

from __future__ import annotations

import errno
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from eduapp.domain.item_set import ItemSet
from eduapp.errors import ExportError, InputError
from eduapp.export.base import Artefact, ExportReport, Format, Options, Skipped
from eduapp.export.complete import json_schema, read_json

__all__ = [
    "FORMATS",
    "ITEM_FORMATS",
    "Artefact",
    "ExportReport",
    "Format",
    "Options",
    "Skipped",
    "format_for",
    "format_named",
    "json_schema",
    "read_json",
    "write",
    "write_whole",
]

FORMATS: dict[str, Format] = {
    known.name: known
    for known in (
        Format("apkg", ".apkg", "Anki deck", "eduapp.export.anki"),
        Format(
            "pdf", ".pdf", "Questions or crossword, and key, to print", "eduapp.export.pdf", "eduapp.export.puzzle_pdf"
        ),
        Format("qti", ".qti.zip", "QTI 2.1 package for a learning platform", "eduapp.export.qti21"),
        Format("json", ".json", "eduapp's own complete form", "eduapp.export.complete", complete=True),
        Format("html", ".html", "Crossword to solve in a browser", puzzle="eduapp.export.puzzle_html"),
        Format("ipuz", ".ipuz", "Crossword for solvers' programs", puzzle="eduapp.export.ipuz"),
        Format("puz", ".puz", "Crossword for Across Lite and its kin", puzzle="eduapp.export.puz"),
    )
}
"""The formats by name."""

ITEM_FORMATS = tuple(name for name, known in FORMATS.items() if known.module)
"""The names of those that any set can be written in; the others hold crosswords only."""


def format_named(name: str) -> Format:
    """The format of that name. Raises ExportError with the names that exist."""
    try:
        return FORMATS[name.strip().lower()]
    except KeyError:
        raise ExportError(f"There is no format {name!r}.", hint=f"Known are {', '.join(FORMATS)}.") from None


def format_for(path: Path | str) -> Format:
    """The format that a file's name asks for. Raises ExportError with the suffixes that exist."""
    name = Path(path).name
    for known in FORMATS.values():
        if name.lower().endswith(known.suffix):
            return known
    suffixes = ", ".join(known.suffix for known in FORMATS.values())
    raise ExportError(f"No format goes by the name of {name!r}.", hint=f"End it in one of {suffixes}.", where=str(path))


def write(item_set: ItemSet, path: Path | str, **options: Any) -> ExportReport:
    """Write a set's items to a file, in the format of its suffix; the file appears whole or not at all.

    A crossword is written as such in the formats that hold one. `options` are those of `Options`. Raises ExportError
    when the format is unknown, when there is nothing to write, or when the file can't be written, and InputError for an
    option that can't be.
    """
    path = Path(path)
    chosen_options = _options(options)
    chosen = format_for(path)
    if not item_set.items:
        raise ExportError("There are no items to export.", hint="Approve some first, or export drafts too.")
    artefact = chosen.encode(item_set, chosen_options)
    if not artefact.written:
        why = artefact.skipped[0].why if artefact.skipped else ""
        raise ExportError(f"None of the {len(item_set.items)} items fits {chosen.suffix}.", hint=why)
    write_whole(path, artefact.data)
    return ExportReport(path=path, format=chosen.name, **artefact.model_dump(exclude={"data"}))


def _options(given: dict[str, Any]) -> Options:
    try:
        return Options.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name, what = ".".join(map(str, first["loc"])), first["msg"]
        raise InputError(f"An export can't have {name}={first['input']!r}.", hint=f"{what}.") from error


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that appears whole or not at all. Raises ExportError if it can't be written."""
    part = path.parent / f".eduapp-{uuid.uuid4().hex}.part"
    with _translated(path):
        try:
            with part.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


_WAYS_OUT = {
    errno.ENOENT: "Make its folder first.",
    errno.ENOTDIR: "A file stands where its folder should be.",
    errno.EACCES: "You may not write in that folder; choose another.",
    errno.EPERM: "You may not write in that folder; choose another.",
    errno.EROFS: "That disk is read-only; choose another folder.",
    errno.EISDIR: "A folder of that name is in the way.",
    errno.ENOSPC: "The disk is full.",
    errno.ENAMETOOLONG: "Its name is too long.",
}


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        hint = _WAYS_OUT.get(error.errno or 0, f"The system says: {error.strerror}.")
        raise ExportError(f"{path.name} can't be written.", hint=hint, where=str(path)) from error
