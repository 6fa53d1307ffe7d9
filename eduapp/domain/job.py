"""Long work as a record, so that whoever looks sees how far it is: another tab, another program, or tomorrow's.

waiting ──► running ──► done
   │           ├──────► failed      the error says why
   │           ├──────► lost        its program ended without a word; it can be taken up again
   └───────────┴──────► cancelled   a person didn't want it any more; what was finished stays
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from eduapp.domain.base import Model


class JobState(StrEnum):
    """How far work has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    LOST = "lost"


OPEN = (JobState.WAITING, JobState.RUNNING)
"""The states of work that isn't over."""


class Job(Model):
    """One piece of long work.

    `kind` names what is done ("generate"), `title` what it is done to, in a person's words, `asked` the options.
    `stage` is what it is at, with `done` of `total` parts; `seconds` tells of each stage so far how long it took.
    `beat` is when its program was last heard of. `source` and `set` are what it works on, or what came of it, `result`
    what else there is to tell. `by` is the face that asked, "page" or "command line".
    """

    id: str
    kind: str
    title: str
    asked: dict[str, Any] = Field(default_factory=dict)
    by: str = ""
    state: JobState = JobState.WAITING
    stage: str = ""
    done: int = 0
    total: int = 0
    seconds: dict[str, float] = Field(default_factory=dict)
    source: str = ""
    set: str = ""
    result: dict[str, Any] = Field(default_factory=dict)
    message: str = ""
    hint: str = ""
    cancelling: bool = False
    made: datetime
    started: datetime | None = None
    beat: datetime | None = None
    ended: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in OPEN

    @property
    def can_be_taken_up(self) -> bool:
        """Whether the same work may be begun again where it stopped."""
        return self.state in (JobState.FAILED, JobState.CANCELLED, JobState.LOST)

    def time_left(self, now: datetime, earlier: Mapping[str, float] | None = None) -> float | None:
        """About how many seconds it still takes, or None where nothing tells.

        This stage by its own pace, where it has one; it and the later ones by how long they took in `earlier` work of
        the kind, made longer or shorter by how this work compared with it up to now.
        """
        if self.state is not JobState.RUNNING or self.started is None:
            return None
        before = dict(earlier or {})
        took = sum(self.seconds.values())
        spent = max((now - self.started).total_seconds() - took, 0.0)
        known = sum(before.get(stage, 0.0) for stage in self.seconds)
        ratio = min(max(took / known, 0.25), 4.0) if known > 1 else 1.0
        later = [stage for stage in before if stage != self.stage and stage not in self.seconds]
        if self.done and self.total:
            here = spent * (self.total - self.done) / self.done
        elif self.stage in before:
            here = max(before[self.stage] * ratio - spent, 0.0)
        else:
            return None
        return here + ratio * sum(before[stage] for stage in later)
