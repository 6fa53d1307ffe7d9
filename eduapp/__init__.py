"""eduapp: from a course file to reviewed questions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from eduapp.errors import EduappError

if TYPE_CHECKING:
    from eduapp.library import Library

__version__ = "0.1.0"
__all__ = ["EduappError", "__version__", "open_library"]


def open_library(path: str | Path | None = None) -> Library:
    """The library in that folder (made if there is none); by default the one that the settings name.

    Raises StoreError if it can't be opened.
    """
    from eduapp.library import open_library

    return open_library(path)
