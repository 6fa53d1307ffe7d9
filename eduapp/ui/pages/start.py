"""Where a teacher begins: the way from a file to a printed quiz, and what is waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eduapp.ui.parts import look

if TYPE_CHECKING:
    from eduapp.library import Library


def show(lib: Library) -> None:
    """Draw the page."""
    look.head("From a course file to a printed quiz", "All of it happens on this machine, and nothing leaves it.")
    if not lib.sources():
        look.empty("The library is empty. Begin with a course file: PDF, Word, PowerPoint, HTML, text or subtitles.",
                   "library", "Add a course file")  # fmt: skip
