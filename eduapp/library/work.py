"""The cellar of a library: long work on record, so that every tab and program sees how far it is, and can stop it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from eduapp.domain.job import Job, JobState
from eduapp.errors import EduappError, StoreError

if TYPE_CHECKING:
    from eduapp.domain.item import Item
    from eduapp.store import Repository
    from eduapp.store.jobs import JobBook

Progress = Callable[[str, int, int], None]
"""Called with a stage's name, how much of it is done, and how much there is."""

EVERY = 0.5
"""At most so often, in seconds, progress is written down and the wish to stop is looked for."""

BEAT = 4.0
"""So often, in seconds, work says that it is alive while it has nothing else to say."""


FOUND = "found"
"""Under which name a job's result has what would be chosen so far."""


class Stopped(EduappError):
    """A person asked the work to stop."""

    def __init__(self) -> None:
        super().__init__("Stopped.", hint="What was finished is kept; the same work can be taken up again.")


class Watch:
    """A job that is being worked on. It is told of progress, and says whether a person wants it to stop."""

    def __init__(self, book: JobBook, job: Job) -> None:
        self.job = job
        self._book = book
        self._lock = threading.Lock()
        self._seconds = dict(job.seconds)
        self._stage, self._began = job.stage, time.monotonic()
        self._told = self._looked = 0.0
        self._stop = job.cancelling
        self.outcome: dict[str, Any] = {}

    def progress(self, stage: str, done: int, total: int) -> None:
        """Keep how far it is."""
        with self._lock:
            now = time.monotonic()
            turned = stage != self._stage
            if turned:
                self._end_of_stage(now)
                self._stage, self._began = stage, now
            if not turned and done < total and now - self._told < EVERY:
                return
            self._told = now
        self.tell(stage=stage, done=done, total=total, seconds=dict(self._seconds))

    def stoppable(self, stage: str, done: int, total: int) -> None:
        """The same for work that can't be asked to stop: raises Stopped where a person wants that."""
        self.progress(stage, done, total)
        if self.is_to_stop():
            raise Stopped

    def found(self, items: Sequence[Item]) -> None:
        """Keep in short what would be chosen so far, to be looked at while the work goes on."""
        lines = [{"stem": one.stem, "level": one.level.value, "kind": one.kind.value} for one in items]
        self.tell(result={FOUND: lines})

    def cancelled(self) -> bool:
        """Whether it is to stop, and whoever began it can do with what there is."""
        return self.is_to_stop()

    def is_to_stop(self) -> bool:
        """Whether a person who sees the job wants it to stop."""
        if not self._stop and time.monotonic() - self._looked >= EVERY:
            self._looked = time.monotonic()
            with suppress(StoreError):
                self._stop = self._book.get(self.job.id).cancelling
        return self._stop

    def tell(self, **changes: Any) -> None:
        """Write down what has changed. A database that is busy for long doesn't stop the work."""
        with suppress(StoreError):
            self.job = self._book.tell(self.job.id, **changes)
            self._stop = self._stop or self.job.cancelling

    def end(self, state: JobState, **changes: Any) -> None:
        """Write down how it ended."""
        with self._lock:
            self._end_of_stage(time.monotonic())
            self._stage = ""
        self.job = self._book.end(self.job.id, state, seconds=dict(self._seconds), **self.outcome, **changes)

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Within it, the job shows that its program is alive."""
        over = threading.Event()

        def beat() -> None:
            while not over.wait(BEAT):
                self.tell()

        thread = threading.Thread(target=beat, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _end_of_stage(self, now: float) -> None:
        if self._stage:
            self._seconds[self._stage] = round(self._seconds.get(self._stage, 0.0) + now - self._began, 2)


_AT: ContextVar[Watch | None] = ContextVar("eduapp_job", default=None)
"""The job that the work of this thread belongs to."""


class Work:
    """The part of a library that keeps record of long work. `face` says who asks: "page" or "command line"."""

    face = ""

    def __init__(self, repository: Repository) -> None:
        self._store = repository

    def jobs(self, *, only_open: bool = False, kinds: tuple[str, ...] = (), most: int = 100) -> list[Job]:
        """The long work of this library, the last begun first, by whatever program. What died is marked as lost."""
        self._store.jobs.settle()
        return self._store.jobs.listed(only_open=only_open, kinds=kinds, most=most)

    def job(self, which: Job | str) -> Job:
        """The job as it stands now. Raises NotFoundError."""
        self._store.jobs.settle()
        return self._store.jobs.get(which.id if isinstance(which, Job) else which)

    def cancel(self, which: Job | str) -> Job:
        """Ask for a job to be stopped, whatever program works on it. What was finished is kept."""
        return self._store.jobs.cancel(which.id if isinstance(which, Job) else which)

    def seconds_of(self, job: Job) -> dict[str, float]:
        """How long each stage of earlier work of the kind took, with the same model if there was any."""
        return self._store.jobs.seconds(job.kind, {"model": job.asked.get("model")})

    @contextmanager
    def _watched(
        self,
        kind: str,
        title: str,
        asked: dict[str, Any],
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
        **more: Any,
    ) -> Iterator[Watch]:
        """Long work on record: under the job that this thread works on already, or under a new one."""
        at = _AT.get()
        if at is not None:
            at.tell(**more)
            yield at
            return
        job = self._store.jobs.add(kind, title, asked, by=self.face, state=JobState.RUNNING, **more)
        with self._working(_Heard(self._store.jobs, job, progress, cancelled)) as watch:
            yield watch

    @contextmanager
    def _working(self, watch: Watch) -> Iterator[Watch]:
        token = _AT.set(watch)
        try:
            with watch.beating():
                yield watch
        except (KeyboardInterrupt, Stopped):
            watch.end(JobState.CANCELLED, message="It was stopped.")
            raise
        except EduappError as error:
            stopped = watch.cancelled()
            state = JobState.CANCELLED if stopped else JobState.FAILED
            watch.end(state, message="It was stopped." if stopped else error.message, hint=error.hint)
            raise
        except BaseException as error:
            watch.end(JobState.FAILED, message=f"Something went wrong inside eduapp ({type(error).__name__}: {error}).")
            raise
        else:
            watch.end(JobState.CANCELLED if watch.cancelled() else JobState.DONE)
        finally:
            _AT.reset(token)


class _Heard(Watch):
    """A watch that passes progress on to whoever began the work, and hears from them too whether to stop."""

    def __init__(
        self, book: JobBook, job: Job, progress: Progress | None, cancelled: Callable[[], bool] | None
    ) -> None:
        super().__init__(book, job)
        self._listener, self._asked = progress, cancelled

    def progress(self, stage: str, done: int, total: int) -> None:
        if self._listener:
            self._listener(stage, done, total)
        super().progress(stage, done, total)

    def cancelled(self) -> bool:
        return bool(self._asked and self._asked()) or super().cancelled()
