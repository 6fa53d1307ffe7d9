"""Course files in, Documents out: one small reader a format, chosen by what the file holds.

read(path) ──► files (bytes) ──► sniff (which format) ──► reader ──► Draft ──► Document
"""

from __future__ import annotations

from pathlib import Path

from eduapp.domain.source import Document
from eduapp.ingest import registry
from eduapp.ingest.boundary import foreign_errors_translated
from eduapp.ingest.draft import Draft
from eduapp.ingest.files import MAX_BYTES, load
from eduapp.ingest.registry import supported
from eduapp.ingest.sniff import decide

__all__ = ["MAX_BYTES", "read", "supported"]


def read(path: Path | str, *, name: str | None = None) -> Document:
    """The document in a file, called `name` where the file's own name says little (an upload).

    Raises NotFoundError for a missing file and UnreadableSource, with a hint, for one that can't be read.
    """
    raw = load(path, name)
    format, notices = decide(raw)
    draft = Draft(raw.name)
    for notice in notices:
        draft.notice(notice)
    with foreign_errors_translated(raw.name, format.what):
        registry.reader(format)(raw.data, draft)
    return draft.document(raw.source(format.media_type))
