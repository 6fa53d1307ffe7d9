"""The command line: each verb parses, calls the library, and shows what came of it.

exit codes: 0 done, 1 failed, 2 wrong usage, 3 partly done, 130 stopped by Ctrl-C
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Sequence

import typer
from typer.main import get_command

from eduapp.cli import (
    agreement,
    batch,
    coverage,
    crossword,
    demo,
    doctor,
    export,
    generate,
    grade,
    grades,
    jobs,
    models,
    review,
    rubric,
    sources,
    speed,
    ui,
)
from eduapp.cli.app import FAILED, STOPPED, app
from eduapp.cli.output import complain, prepare_streams
from eduapp.errors import EduappError

__all__ = ["VERBS", "app", "main"]

VERBS = (
    ui,
    sources,
    generate,
    crossword,
    review,
    coverage,
    export,
    rubric,
    grade,
    grades,
    agreement,
    batch,
    jobs,
    models,
    speed,
    doctor,
    demo,
)
"""The modules with the verbs, in the order of a teacher's work."""

for verb in VERBS:
    verb.register(app)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line, by default this process's own, and return its exit code. Shows no traceback."""
    prepare_streams()
    try:
        get_command(app).main(args=list(sys.argv[1:] if argv is None else argv), prog_name="eduapp")
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else FAILED
        return _stopped() if code == STOPPED else code
    except (KeyboardInterrupt, typer.Abort):
        return _stopped()
    except EduappError as error:
        complain(error.message, error.hint)
        _show_traceback()
    except Exception as error:  # the last resort: a person gets a sentence, a developer asks for the traceback
        _complain_of(error)
        _show_traceback()
    return FAILED


def _complain_of(error: Exception) -> None:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        complain("The disk is full.", "Free some space and try again; what was saved before is still there.")
        return
    complain(
        f"Something went wrong inside eduapp ({type(error).__name__}: {error}).",
        "Nothing that was saved is lost. EDUAPP_DEBUG=1 shows the details; please report them.",
    )


def _stopped() -> int:
    complain("Stopped.", "Nothing is lost: what was finished is in the library; the same command takes it up again.")
    return STOPPED


def _show_traceback() -> None:
    if os.environ.get("EDUAPP_DEBUG", "") not in ("", "0"):
        traceback.print_exc()
