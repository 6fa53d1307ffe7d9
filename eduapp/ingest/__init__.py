"""Course files in, Documents out: one small reader a format, chosen by what the file holds.

read(path) ──► files (bytes) ──► sniff (which format) ──► reader ──► Draft ──► Document
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from eduapp.domain.source import Document
from eduapp.ingest import registry
from eduapp.ingest.boundary import foreign_errors_translated
from eduapp.ingest.draft import Draft
from eduapp.ingest.files import MAX_BYTES, RawFile, load
from eduapp.ingest.registry import supported
from eduapp.ingest.sniff import decide

if TYPE_CHECKING:
    from eduapp.ingest.pdf.picture import PagePicture
    from eduapp.ingest.pdf.trace import Mark

__all__ = ["MAX_BYTES", "has_pages", "load", "page_picture", "read", "read_bytes", "supported"]


def read(path: Path | str, *, name: str | None = None) -> Document:
    """The document in a file, called `name` where the file's own name says little (an upload).

    Raises NotFoundError for a missing file and UnreadableSource, with a hint, for one that can't be read.
    """
    return read_bytes(load(path, name))


def read_bytes(raw: RawFile) -> Document:
    """The document in a file's bytes. Raises UnreadableSource, with a hint, where they can't be read."""
    format, notices = decide(raw)
    draft = Draft(raw.name)
    for notice in notices:
        draft.notice(notice)
    with foreign_errors_translated(raw.name, format.what):
        registry.reader(format)(raw.data, draft)
    return draft.document(raw.source(format.media_type))


def has_pages(media_type: str) -> bool:
    """Whether files of that type have pages that can be shown."""
    return media_type == registry.PDF.media_type


def page_picture(path: Path, name: str, page: int, marks: Sequence[Mark] = (), *, after: int = 0) -> PagePicture:
    """A page of a PDF file, of a source of that name, as `ingest.pdf.picture` shows it. Raises UnreadableSource."""
    from eduapp.ingest.pdf.picture import picture

    with foreign_errors_translated(name, registry.PDF.what):
        return picture(path, page, marks, after=after)
