"""`eduapp jobs`: long work that waits, runs or has ended, whoever began it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from eduapp.cli.app import AsJson, LibraryDir, opened
from eduapp.cli.output import print_json, print_table, say

if TYPE_CHECKING:
    from eduapp.domain.job import Job

HEADS = ("job", "work", "state", "at", "done", "time left", "begun by", "of")


def register(app: typer.Typer) -> None:
    """Add this verb to the command."""
    app.command()(jobs)


def jobs(
    context: typer.Context,
    cancel: Annotated[
        str, typer.Option("--cancel", metavar="JOB", help="Stop this work. What was finished is kept.")
    ] = "",
    only_open: Annotated[bool, typer.Option("--open", help="Only work that waits or runs.")] = False,
    library: LibraryDir = None,
    json: AsJson = False,
) -> None:
    """List the long work of a library, or stop some.

    Whatever began it, the page or a command: each sees the others' work, and can stop it.
    """
    with opened(context, library) as lib:
        if cancel:
            lib.cancel(cancel)
        found = lib.jobs(only_open=only_open)
        rows = [_row(job, lib.seconds_of(job)) for job in found]
    if json:
        print_json({"jobs": [job.model_dump(mode="json") for job in found]})
    elif rows:
        print_table(HEADS, rows)
    else:
        say("There is no long work.")


def _row(job: Job, earlier: dict[str, float]) -> tuple[object, ...]:
    left = job.time_left(datetime.now(UTC), earlier)
    done = f"{job.done} of {job.total}" if job.is_open and job.total else ""
    state = "stopping" if job.is_open and job.cancelling else job.state.value
    seconds = "" if left is None else f"{left:.0f} s"
    return job.id, job.kind, state, job.stage, done, seconds, job.by or "a program", job.title
