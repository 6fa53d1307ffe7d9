"""The one way in: open a library, add course files, generate items, decide on them, export.

library = open_library()
source = library.add("biology.pdf")[0]
items = library.generate(source, "quiz")
library.decide(items.items[0], "approve")
library.export(items, "biology.apkg")
"""

from __future__ import annotations

from pathlib import Path

from eduapp import settings
from eduapp.library.asked import brief_of, plan
from eduapp.library.core import Library
from eduapp.library.files import course_files
from eduapp.library.names import LATEST
from eduapp.library.reviewing import ALL_PASSED, TOGETHER
from eduapp.library.sources import NO_MODEL, Progress

__all__ = [
    "ALL_PASSED",
    "LATEST",
    "NO_MODEL",
    "TOGETHER",
    "Library",
    "Progress",
    "brief_of",
    "course_files",
    "open_library",
    "plan",
]


def open_library(path: str | Path | None = None) -> Library:
    """The library in that folder (made if there is none); by default the one that the settings name.

    Raises StoreError if it can't be opened.
    """
    from eduapp.store import open_repository

    chosen = settings.load()
    where = str(path) if path is not None else chosen.library
    repository = open_repository(where)
    shown = str(repository.engine.url) if "://" in where else where  # an address is shown without its password
    return Library(repository, where=shown, settings=chosen)
