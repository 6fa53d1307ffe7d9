"""The workshop of a library: long work that is handed in here, and done by whichever program has time for it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eduapp.domain.blueprint import Blueprint
from eduapp.domain.job import Job
from eduapp.errors import EduappError, InputError
from eduapp.library.reviewing import Reviewing
from eduapp.library.work import Stopped, Watch

if TYPE_CHECKING:
    from eduapp.library.core import Library

INBOX = "inbox"
"""Where uploads lie until they are read, below the library's folder."""


class Jobs(Reviewing):
    """The part of a library that takes long work in, and does it."""

    def submit(self, kind: str, title: str = "", **asked: Any) -> Job:
        """Hand in work of one of KINDS, with the options of the method that does it. `title` says what it is done to.

        Raises InputError for a kind that there isn't.
        """
        if kind not in KINDS:
            raise InputError(f"There is no work of the kind {kind!r}.", hint=f"There are: {', '.join(KINDS)}.")
        return self._store.jobs.add(kind, title, asked, by=self.face, source=str(asked.get("source") or ""))

    def submit_file(self, data: bytes, name: str) -> Job:
        """Hand in the bytes of a course file, to be read and understood. They are kept until that is done."""
        digest = hashlib.sha256(data).hexdigest()
        folder = self.folder / INBOX
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / digest
        path.write_bytes(data)
        return self.submit("read", name, path=str(path), name=name)

    def take_up(self, which: Job | str) -> Job:
        """The same work handed in again. What was made before is found where it was saved, so it isn't made twice."""
        known = self.job(which)
        return self.submit(known.kind, known.title, **known.asked)

    def work(self, kinds: Collection[str] = ()) -> Job | None:
        """Do the first job of these kinds that waits, by default of any, and return it as it ended; None if none waits.

        Expected failures are written down in it. Raises StoreError if the library can't be reached.
        """
        job = self._store.jobs.claim(kinds or KINDS)
        if job is None:
            return None
        watch = Watch(self._store.jobs, job)
        with suppress(EduappError, Stopped), self._working(watch):
            KINDS[job.kind](self, dict(job.asked), watch)
        return watch.job


def _read(lib: Library, asked: dict[str, Any], watch: Watch) -> None:
    path = Path(asked["path"])
    watch.stoppable("file", 0, 1)
    try:
        [source] = lib.add(path, name=asked["name"])
    except EduappError:
        path.unlink(missing_ok=True)
        raise
    watch.tell(source=source.id)
    watch.progress("file", 1, 1)
    lib.understanding(source, progress=watch.stoppable)
    path.unlink(missing_ok=True)


def _understand(lib: Library, asked: dict[str, Any], watch: Watch) -> None:
    lib.understanding(asked["source"], progress=watch.stoppable)


def _generate(lib: Library, asked: dict[str, Any], watch: Watch) -> None:
    if isinstance(asked["blueprint"], dict):
        asked["blueprint"] = Blueprint.model_validate(asked["blueprint"])
    lib.generate(**asked)


def _crossword(lib: Library, asked: dict[str, Any], watch: Watch) -> None:
    made = lib.crossword(**asked)
    watch.outcome |= {"set": made.id, "result": {"items": len(made.items)}}


def _regenerate(lib: Library, asked: dict[str, Any], watch: Watch) -> None:
    new = lib.regenerate(**asked, progress=watch.progress)
    watch.outcome |= {"result": {"item": new.id, "old": asked["item"]}}


def _pull(lib: Library, asked: dict[str, Any], watch: Watch) -> None:
    from eduapp.llm.pull import pull

    path = pull(asked["name"], progress=watch.progress, cancelled=watch.cancelled)
    watch.outcome |= {"result": {"path": str(path)}}


def _optimize(lib: Library, asked: dict[str, Any], watch: Watch) -> None:
    from eduapp.llm.catalog import find
    from eduapp.llm.layouts import optimize

    choice = optimize(find(asked["name"]), progress=watch.stoppable)
    watch.outcome |= {"result": choice.model_dump(mode="json")}


def _bench(lib: Library, asked: dict[str, Any], watch: Watch) -> None:
    from eduapp.llm.bench import measured

    watch.stoppable("bench", 0, 1)
    watch.outcome |= {"result": measured(asked["name"])}


KINDS: dict[str, Callable[[Library, dict[str, Any], Watch], None]] = {
    "read": _read,
    "understand": _understand,
    "regenerate": _regenerate,
    "generate": _generate,
    "crossword": _crossword,
    "pull": _pull,
    "optimize": _optimize,
    "bench": _bench,
}
"""Each kind of long work with what does it."""
