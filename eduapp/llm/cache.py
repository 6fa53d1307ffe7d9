"""Replies kept on disk, so that the same job run again decodes nothing.

A reply is found by a hash of all that it depends on: model, runtime, prompt and every option with the seed. The file
holds replies but no prompts. It is never needed: one that is damaged, locked or full only costs the time.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import sqlite3
import threading
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

import platformdirs

from eduapp.errors import ModelError
from eduapp.llm.base import OPTIONS, Ask, Cancel, Completion, Forms, OnDone, Outcome, Runtime

T = TypeVar("T")

LIMIT = 512 * 2**20  # bytes
OVERHEAD = 200  # bytes that an entry takes besides its value
PATIENCE = 1.0  # seconds to wait for another program that is writing
REST = 30.0  # seconds without the cache after it failed
COARSE = 3600.0  # seconds; when an entry was last used isn't noted more often
DAMAGE = ("SQLITE_NOTADB", "SQLITE_CORRUPT")
TABLE = """
CREATE TABLE IF NOT EXISTS entries (
    key TEXT PRIMARY KEY, value TEXT NOT NULL, size INTEGER NOT NULL, made REAL NOT NULL, used REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS entries_by_use ON entries (used, size);
"""
# keeps the entries used last, up to a size
TRIM = """
DELETE FROM entries WHERE key IN (
    SELECT key FROM (SELECT key, sum(size) OVER (ORDER BY used DESC, key) AS up_to_here FROM entries)
    WHERE up_to_here > ?
)
"""
SHRINK = "PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);"  # as a script: `execute` frees only one page


def default_path() -> Path:
    """The cache in the user's cache folder. The number changes with the table's columns."""
    return platformdirs.user_cache_path("eduapp") / "replies.v1.db"


@dataclass(frozen=True, slots=True)
class CacheStats:
    """How many entries the cache has, their size in bytes, and the size that they may have."""

    entries: int
    size: int
    limit: int


class ReplyCache:
    """Values by key in one SQLite file, up to `limit` bytes; those not used for longest go first.

    Threads and processes may share it. No method raises because of the file: what can't be read isn't there, and what
    can't be written is let go. A damaged file is moved aside, as NAME.damaged.
    """

    def __init__(self, path: Path, *, limit: int = LIMIT) -> None:
        self.path = path
        self.limit = limit
        self._lock = threading.Lock()
        self._open: sqlite3.Connection | None = None
        self._size: int | None = None
        self._resting_until = 0.0

    def get(self, key: str) -> Any:
        """The value of that key, or None."""
        return self._guarded(functools.partial(self._get, key), None)

    def put(self, key: str, value: Any) -> None:
        """Keeps the value, which must be one that JSON knows."""
        self._guarded(functools.partial(self._put, key, json.dumps(value)), None)

    def clear(self) -> bool:
        """Drops all entries and gives the disk space back; says whether that was possible."""
        return self._guarded(self._clear, False)

    def stats(self) -> CacheStats:
        """What the cache holds now."""
        return CacheStats(*self._guarded(_counted, (0, 0)), self.limit)

    def close(self) -> None:
        """Closes the file; the next use opens it again."""
        with self._lock:
            self._disconnect()

    def _get(self, key: str, db: sqlite3.Connection) -> Any:
        row = db.execute("SELECT value, used FROM entries WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        now = time.time()
        if not 0 <= now - row[1] < COARSE:
            with contextlib.suppress(sqlite3.OperationalError):  # the value is good even where the note can't be made
                db.execute("UPDATE entries SET used = ? WHERE key = ?", (now, key))
        try:
            return json.loads(row[0])
        except ValueError:
            return None

    def _put(self, key: str, value: str, db: sqlite3.Connection) -> None:
        size, now = len(value) + OVERHEAD, time.time()
        if self._size is None:
            self._size = _counted(db)[1]
        db.execute("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?)", (key, value, size, now, now))
        self._size += size
        if self._size > self.limit:
            db.execute(TRIM, (self.limit * 9 // 10,))  # a tenth is left free, so that not every entry costs this
            db.executescript(SHRINK)
            self._size = _counted(db)[1]

    def _clear(self, db: sqlite3.Connection) -> bool:
        db.execute("DELETE FROM entries")
        db.executescript(SHRINK)
        self._size = 0
        return True

    def _guarded(self, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """What the work returns, or `otherwise` if the file doesn't let it."""
        with self._lock:
            if time.monotonic() < self._resting_until:
                return otherwise
            try:
                return work(self._connection())
            except (sqlite3.ProgrammingError, sqlite3.InterfaceError):
                raise
            except (sqlite3.DatabaseError, OSError) as error:
                self._disconnect()
                if getattr(error, "sqlite_errorname", "").startswith(DAMAGE):
                    self._move_aside()
                else:
                    self._resting_until = time.monotonic() + REST
                return otherwise

    def _connection(self) -> sqlite3.Connection:
        if self._open is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.touch(mode=0o600)
            self._open = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
            for setting in ("auto_vacuum = INCREMENTAL", "journal_mode = WAL", "synchronous = NORMAL"):
                self._open.execute(f"PRAGMA {setting}")
            self._open.executescript(TABLE)
        return self._open

    def _disconnect(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = self._size = None

    def _move_aside(self) -> None:
        with contextlib.suppress(OSError):
            self.path.replace(self.path.with_name(f"{self.path.name}.damaged"))
            for ending in ("-wal", "-shm"):
                self.path.with_name(f"{self.path.name}{ending}").unlink(missing_ok=True)


class CachedRuntime:
    """A runtime that remembers: what was asked before is answered from the cache, and only the rest is decoded.

    `open` makes the real one when it is needed for the first time, so a job that is known already loads no model.
    `version` names the runtime, whose change may change the replies. `hits` and `misses` count replies and scores.
    """

    def __init__(
        self,
        open: Callable[[], Runtime],
        *,
        name: str,
        hash: str,
        version: str,
        cache: ReplyCache,
        forms: Forms = "",
    ) -> None:
        self.name = name
        self.hash = hash
        self.forms = forms
        self.version = version
        self.cache = cache
        self.hits = 0
        self.misses = 0
        self._open = open
        self._opened: Runtime | None = None
        self._lock = threading.Lock()
        self._count = functools.lru_cache(maxsize=65536)(lambda text: self._runtime().tokens(text))

    def __enter__(self) -> CachedRuntime:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the real runtime if it was opened."""
        if self._opened is not None:
            self._opened.close()

    def complete(self, prompt: str, **options: Any) -> Completion:
        """The reply to the prompt; see Runtime.complete. A failure isn't kept."""
        key = self._reply_key(prompt, options)
        done = self._known_reply(key)
        if done is None:
            done = self._runtime().complete(prompt, **options)
            self._keep(key, done)
        return done

    def complete_many(
        self, asks: Sequence[Ask], *, cancelled: Cancel | None = None, on_done: OnDone | None = None
    ) -> list[Outcome]:
        """The replies in the order of the asks; those that aren't known are asked for in one call.

        Each is kept when it is made, so a job that was broken off goes on where it stopped.
        """
        keys = [self._reply_key(ask.text, ask.options) for ask in asks]
        outcomes: dict[int, Outcome] = {}

        def end(place: int, outcome: Outcome) -> None:
            outcomes[place] = outcome
            if on_done:
                on_done(place, outcome)

        def end_new(place: int, outcome: Outcome) -> None:
            if isinstance(outcome, Completion):
                self._keep(keys[unknown[place]], outcome)
            end(unknown[place], outcome)

        for place, key in enumerate(keys):
            known = self._known_reply(key)
            if known is not None:
                end(place, known)
        unknown = [place for place in range(len(asks)) if place not in outcomes]
        if unknown:
            new = [asks[place] for place in unknown]
            rest = self._runtime().complete_many(new, cancelled=cancelled, on_done=end_new)
            for place, outcome in zip(unknown, rest, strict=True):
                outcomes.setdefault(place, outcome)  # whoever was cancelled never ended
        return [outcomes[place] for place in range(len(asks))]

    def stream(self, prompt: str, **options: Any) -> Generator[str, None, Completion]:
        """The reply piece by piece, or in one piece if it is known."""
        key = self._reply_key(prompt, options)
        done = self._known_reply(key)
        if done is None:
            done = yield from self._runtime().stream(prompt, **options)
            self._keep(key, done)
        elif done.text:
            yield done.text
        return done

    def logprob(self, prompt: str, continuation: str) -> float:
        """The score of the continuation; see Runtime.logprob."""
        key = self._key("logprob", prompt, continuation)
        score = self.cache.get(key)
        self._note(hit=isinstance(score, float))
        if not isinstance(score, float):
            score = self._runtime().logprob(prompt, continuation)
            self.cache.put(key, score)
        return score

    def choose(self, prompts: Sequence[str], options: Sequence[str]) -> list[list[float]]:
        """The scores of the options; see GGUFRuntime.choose. Raises ModelError where the real runtime can't."""
        keys = [self._key("choose", prompt, list(options)) for prompt in prompts]
        known = {place: kept for place, key in enumerate(keys) if isinstance(kept := self.cache.get(key), list)}
        for place in range(len(keys)):
            self._note(hit=place in known)
        unknown = [place for place in range(len(keys)) if place not in known]
        if unknown:
            choose = getattr(self._runtime(), "choose", None)
            if choose is None:
                raise ModelError(f"The model {self.name} can't weigh options.", hint="Use a model on this machine.")
            for place, found in zip(unknown, choose([prompts[at] for at in unknown], options), strict=True):
                known[place] = found
                self.cache.put(keys[place], found)
        return [known[place] for place in range(len(keys))]

    def tokens(self, text: str) -> int:
        """How many tokens the text has. Remembered as long as this object lives; the real runtime counts them."""
        return self._count(text)

    def metadata(self, key: str) -> str:
        """The real runtime's answer."""
        return self._runtime().metadata(key)

    def special_texts(self) -> tuple[str, str, tuple[str, ...]]:
        """The real runtime's answer."""
        return self._runtime().special_texts()

    def _runtime(self) -> Runtime:
        """The real runtime, opened at the first call."""
        with self._lock:
            if self._opened is None:
                self._opened = self._open()
            return self._opened

    def _reply_key(self, prompt: str, options: dict[str, Any]) -> str:
        # to say what is done anyway makes no other key
        given = OPTIONS | {name: value for name, value in options.items() if name != "cancelled"}
        # a schema's own order stays, since the reply follows it
        return self._key("reply", prompt, sorted(given.items()))

    def _key(self, *asked: Any) -> str:
        whole = json.dumps([self.hash, self.version, *asked])
        return hashlib.sha256(whole.encode()).hexdigest()

    def _known_reply(self, key: str) -> Completion | None:
        kept = self.cache.get(key)
        known = Completion(*kept) if isinstance(kept, list) and len(kept) == len(fields(Completion)) else None
        self._note(hit=known is not None)
        return known

    def _keep(self, key: str, done: Completion) -> None:
        self.cache.put(key, astuple(done))

    def _note(self, *, hit: bool) -> None:
        with self._lock:
            self.hits += hit
            self.misses += not hit


def _counted(db: sqlite3.Connection) -> tuple[int, int]:
    """How many entries there are, and their bytes."""
    return db.execute("SELECT count(*), coalesce(sum(size), 0) FROM entries").fetchone()
