"""Every error that eduapp raises on purpose.

    EduappError                 one sentence for the person, and a way out
    ├── InputError              the file, text or value handed in can't be used
    │   └── UnreadableSource    a course file that can't be read (encrypted, scanned, empty, damaged, ...)
    ├── NotFoundError           no source, set, item, model or blueprint of that name
    ├── ModelError              the language model can't be found, loaded or asked
    ├── ReviewError             a decision that the review rules don't allow
    ├── ExportError             a set that can't be written in the format asked for
    └── StoreError              the library on disk can't be opened or written

The wording stands in `message` and `hint`; `where` carries data (a path, a page) for whoever handles the error.
"""

from __future__ import annotations


class EduappError(Exception):
    """An expected failure: `message` says what is wrong, `hint` what to do about it."""

    def __init__(self, message: str, *, hint: str = "", where: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.where = where

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class InputError(EduappError):
    """The file, text or value handed in can't be used."""


class UnreadableSource(InputError):
    """A course file that can't be read: encrypted, scanned, empty, truncated, mislabelled or too large."""


class NotFoundError(EduappError):
    """There is no source, set, item, model or blueprint of that name."""


class ModelError(EduappError):
    """The language model can't be found, loaded or asked."""


class ReviewError(EduappError):
    """A decision that the review rules don't allow."""


class ExportError(EduappError):
    """A set that can't be written in the format asked for."""


class StoreError(EduappError):
    """The library on disk can't be opened or written."""
