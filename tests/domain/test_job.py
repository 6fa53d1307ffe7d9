"""Long work as a record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from eduapp.domain.job import OPEN, Job, JobState

BEGAN = datetime(2026, 1, 1, 8, tzinfo=UTC)


def job(**changes: object) -> Job:
    return Job(id="job-1", kind="generate", title="Cells", made=BEGAN, **changes)


def test_what_is_over_is_not_open() -> None:
    assert [state for state in JobState if job(state=state).is_open] == list(OPEN)
    assert [state for state in JobState if job(state=state).can_be_taken_up] == ["failed", "cancelled", "lost"]


def running(after: float, **changes: object) -> float | None:
    now = BEGAN + timedelta(seconds=after)
    earlier = changes.pop("earlier", None)
    return job(state=JobState.RUNNING, started=BEGAN, **changes).time_left(now, earlier)


def test_a_stage_that_counts_is_judged_by_its_own_pace() -> None:
    assert running(10, stage="model", done=5, total=20) == pytest.approx(30)


def test_later_stages_take_what_they_took_before() -> None:
    earlier = {"propose": 4.0, "model": 20.0, "check": 6.0}
    assert running(4, stage="model", done=0, total=8, seconds={"propose": 4.0}, earlier=earlier) == pytest.approx(26)
    assert running(14, stage="model", done=4, total=8, seconds={"propose": 4.0}, earlier=earlier) == pytest.approx(16)


def test_a_slower_machine_stretches_what_is_left() -> None:
    earlier = {"propose": 4.0, "model": 20.0}
    assert running(8, stage="model", done=0, total=8, seconds={"propose": 8.0}, earlier=earlier) == pytest.approx(40)


def test_where_nothing_tells_nothing_is_said() -> None:
    assert running(10, stage="model") is None
    assert job().time_left(BEGAN) is None
    assert job(state=JobState.DONE, started=BEGAN).time_left(BEGAN) is None
