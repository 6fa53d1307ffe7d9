"""Where errors of foreign libraries become ours."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from eduapp.errors import EduappError, UnreadableSource

_PROGRAMMER_ERRORS = (TypeError, AttributeError, NameError, AssertionError, ValueError, LookupError, ArithmeticError)
_DAMAGED_HINT = "Open it in the program it came from, save it again, and add the new file."


@contextmanager
def foreign_errors_translated(name: str, what: str) -> Iterator[None]:
    """Whatever a library raises over the file's content becomes UnreadableSource.

    Our own slips pass through, and what is missing of the libraries themselves: the file is not to blame.
    """
    try:
        yield
    except (EduappError, MemoryError, ImportError):
        raise
    except Exception as error:
        if isinstance(error, _PROGRAMMER_ERRORS) and _raised_here(error):
            raise
        raise damaged(name, what) from error


def damaged(name: str, what: str) -> UnreadableSource:
    """The error for a file of a kind ("a PDF") whose content can't be made out."""
    return UnreadableSource(f"{name} is damaged or cut short: it can't be read as {what}.", hint=_DAMAGED_HINT)


def _raised_here(error: Exception) -> bool:
    """Whether the line that raised is ours, and not a library's that met damaged content."""
    frame, _ = list(traceback.walk_tb(error.__traceback__))[-1]
    return frame.f_globals.get("__name__", "").startswith("eduapp.")
