"""Long work within the library: begun here, watched and cancelled from anywhere that has the library open."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from eduapp.domain.base import content_id
from eduapp.domain.job import OPEN, Job, JobState
from eduapp.errors import NotFoundError
from eduapp.store.engine import transaction
from eduapp.store.tables import JobRow

SILENCE = timedelta(seconds=30)
"""Work whose program hasn't been heard of for so long is lost."""


class JobBook:
    """The jobs of one database. `now` is the clock."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def add(self, kind: str, title: str, asked: dict[str, Any], **more: Any) -> Job:
        """A new job, waiting, or with `state=JobState.RUNNING` begun at once."""
        now = self._now()
        begun = {"started": now, "beat": now} if more.get("state") is JobState.RUNNING else {}
        job_id = content_id("job", kind, title, asked, now.isoformat())
        job = Job(id=job_id, kind=kind, title=title, asked=asked, made=now, **begun, **more)
        with self._writing() as connection:
            connection.execute(insert(JobRow), _row(job))
        return job

    def get(self, job_id: str) -> Job:
        """The job as it stands. Raises NotFoundError."""
        with transaction(self._engine) as connection:
            return self._get(connection, job_id)

    def listed(self, *, only_open: bool = False, kinds: Collection[str] = (), most: int = 100) -> list[Job]:
        """The jobs, the last made first."""
        query = select(JobRow).order_by(JobRow.made.desc(), JobRow.id).limit(most)
        if only_open:
            query = query.where(JobRow.state.in_(OPEN))
        if kinds:
            query = query.where(JobRow.kind.in_(kinds))
        with transaction(self._engine) as connection:
            return [_job(row) for row in connection.execute(query)]

    def claim(self, kinds: Collection[str]) -> Job | None:
        """The first of these kinds that waits, now running; None if there is none. No two programs get the same."""
        first = select(JobRow).where(JobRow.state == JobState.WAITING, JobRow.kind.in_(kinds)).order_by(JobRow.made)
        with transaction(self._engine) as connection:
            if connection.execute(first.limit(1)).first() is None:
                return None
        with self._writing() as connection:
            row = connection.execute(first.limit(1)).first()
            if row is None:
                return None
            now = self._now()
            return self._change(connection, row.id, state=JobState.RUNNING, started=now, beat=now)

    def tell(self, job_id: str, **changes: Any) -> Job:
        """The job after it was heard of, with what has changed in it (stage, done, total, seconds, set, source).

        One that was taken for lost runs again.
        """
        with self._writing() as connection:
            known = self._get(connection, job_id)
            if known.state is JobState.LOST:
                changes |= {"state": JobState.RUNNING, "ended": None}
            return self._change(connection, job_id, beat=self._now(), **changes)

    def end(self, job_id: str, state: JobState, **changes: Any) -> Job:
        """The job at its end, with what came of it (set, source, result, message, hint)."""
        with self._writing() as connection:
            return self._change(connection, job_id, state=state, ended=self._now(), **changes)

    def cancel(self, job_id: str) -> Job:
        """Ask for it to be stopped. One that waits is cancelled at once; one that is over stays as it is."""
        with self._writing() as connection:
            known = self._get(connection, job_id)
            if not known.is_open:
                return known
            if known.state is JobState.WAITING:
                return self._change(connection, job_id, state=JobState.CANCELLED, ended=self._now())
            return self._change(connection, job_id, cancelling=True)

    def settle(self) -> list[Job]:
        """Mark the jobs as lost that nobody has been heard of for SILENCE, and return them."""
        late = (JobRow.state == JobState.RUNNING, JobRow.beat < self._now() - SILENCE)
        with transaction(self._engine) as connection:
            if connection.execute(select(JobRow.id).where(*late).limit(1)).first() is None:
                return []
        with self._writing() as connection:
            ids = list(connection.scalars(select(JobRow.id).where(*late)))
            return [self._lost(connection, one) for one in ids]

    def seconds(self, kind: str, like: dict[str, Any]) -> dict[str, float]:
        """How long each stage of the last finished job of a kind took, among those asked alike if there are any."""
        done = (JobRow.state == JobState.DONE, JobRow.kind == kind)
        query = select(JobRow.asked, JobRow.seconds).where(*done).order_by(JobRow.made.desc()).limit(20)
        with transaction(self._engine) as connection:
            rows = connection.execute(query).all()
        alike = [row for row in rows if all(row.asked.get(name) == value for name, value in like.items())]
        return next((row.seconds for row in alike or rows), {})

    def _lost(self, connection: Connection, job_id: str) -> Job:
        known = self._get(connection, job_id)
        state = JobState.CANCELLED if known.cancelling else JobState.LOST
        message = "The program that worked on it ended before it was done."
        return self._change(connection, job_id, state=state, ended=self._now(), message=message)

    def _writing(self):
        return transaction(self._engine, writes=True)

    def _change(self, connection: Connection, job_id: str, **changes: Any) -> Job:
        connection.execute(update(JobRow).where(JobRow.id == job_id), changes)
        return self._get(connection, job_id)

    @staticmethod
    def _get(connection: Connection, job_id: str) -> Job:
        row = connection.execute(select(JobRow).where(JobRow.id == job_id)).one_or_none()
        if row is None:
            raise NotFoundError(f"There is no job {job_id!r}.", hint="`eduapp jobs` lists them.", where=job_id)
        return _job(row)


def _row(job: Job) -> dict[str, Any]:
    return job.model_dump() | {"state": job.state.value}


def _job(row: Any) -> Job:
    return Job.model_validate(dict(row._mapping))
