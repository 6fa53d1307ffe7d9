"""Long work in the library."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from eduapp.domain.job import JobState
from eduapp.errors import NotFoundError
from eduapp.store.engine import open_engine
from eduapp.store.jobs import SILENCE, JobBook
from eduapp.store.migrations import migrate


class Clock:
    """A clock that goes on by a second whenever it is looked at."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(tmp_path: Path, clock: Clock) -> Iterator[JobBook]:
    engine = open_engine(str(tmp_path))
    migrate(engine)
    yield JobBook(engine, clock)
    engine.dispose()


def test_work_is_handed_in_claimed_told_of_and_ended(book: JobBook) -> None:
    job = book.add("generate", "Cells", {"count": 4}, by="page")
    assert book.get(job.id) == job and job.state is JobState.WAITING
    assert book.claim(["pull"]) is None
    claimed = book.claim(["generate"])
    assert claimed is not None and claimed.id == job.id and claimed.state is JobState.RUNNING and claimed.started
    assert book.claim(["generate"]) is None
    told = book.tell(job.id, stage="model", done=3, total=9, seconds={"propose": 2.5}, set="set-1")
    assert (told.stage, told.done, told.total, told.set, told.seconds) == ("model", 3, 9, "set-1", {"propose": 2.5})
    ended = book.end(job.id, JobState.DONE, result={"items": 4})
    assert ended.ended and ended.result == {"items": 4} and not ended.is_open
    assert book.seconds("generate", {"count": 4}) == {"propose": 2.5}
    assert book.seconds("pull", {}) == {}


def test_two_programs_never_get_the_same_work(book: JobBook) -> None:
    ids = {book.add("read", f"{number}.pdf", {}).id for number in range(12)}
    got: list[str] = []

    def take() -> None:
        while job := book.claim(["read"]):
            got.append(job.id)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == sorted(ids)


def test_the_first_handed_in_is_the_first_done(book: JobBook) -> None:
    first, second = book.add("read", "a", {}), book.add("read", "b", {})
    assert [book.claim(["read"]).id, book.claim(["read"]).id] == [first.id, second.id]
    assert [one.id for one in book.listed(only_open=True)] == [second.id, first.id]


def test_cancelling_waits_for_who_works_on_it(book: JobBook) -> None:
    waiting, running = book.add("read", "a", {}), book.add("read", "b", {}, state=JobState.RUNNING)
    assert book.cancel(waiting.id).state is JobState.CANCELLED
    asked = book.cancel(running.id)
    assert asked.state is JobState.RUNNING and asked.cancelling
    book.end(running.id, JobState.CANCELLED)
    assert book.cancel(running.id).state is JobState.CANCELLED


def test_work_of_a_program_that_died_is_lost_and_found_when_it_wakes(book: JobBook, clock: Clock) -> None:
    job, other = (book.add("read", name, {}, state=JobState.RUNNING) for name in "ab")
    book.cancel(other.id)
    assert book.settle() == []
    clock.now += SILENCE
    assert {one.state for one in book.settle()} == {JobState.LOST, JobState.CANCELLED}
    assert book.get(job.id).can_be_taken_up and "ended before" in book.get(job.id).message
    woken = book.tell(job.id, done=1)
    assert woken.state is JobState.RUNNING and woken.ended is None


def test_work_that_is_not_there(book: JobBook) -> None:
    with pytest.raises(NotFoundError, match="no job 'job-x'"):
        book.get("job-x")
