"""A document as the tests compare it: what each passage is, where it stands and what it says."""

from __future__ import annotations

from pathlib import Path

from eduapp.domain.source import Document
from eduapp.ingest import read

Outline = list[tuple[str, str, str]]


def outline(document: Document) -> Outline:
    """(role, label, text) of every passage."""
    return [(passage.role.value, passage.locator.label(), passage.text) for passage in document.passages]


def notices(document: Document) -> list[tuple[str, str]]:
    """(label, text) of every notice."""
    return [(notice.locator.label(), notice.text) for notice in document.notices]


def written(folder: Path, name: str, content: bytes | str) -> Path:
    """A file in the folder with that content (text as UTF-8)."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read_text(folder: Path, name: str, content: bytes | str) -> Document:
    """The document read from such a file."""
    return read(written(folder, name, content))
