"""Does the long work that the page hands in, in a program of its own, so that a reload or a closed tab stops nothing.

It ends when the page's server is gone or nothing has been wanted for a while, and never in the midst of a job. Fetching
goes on beside the rest, since it waits for the network and not for this machine.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Collection
from pathlib import Path

import platformdirs

from eduapp.errors import EduappError
from eduapp.library import Library, open_library
from eduapp.library.jobs import KINDS

FETCHING = ("pull",)
LANES: tuple[tuple[str, ...], ...] = (FETCHING, tuple(kind for kind in KINDS if kind not in FETCHING))
"""Kinds of work that go on beside each other, each kind in its lane."""

PAUSE = 0.25
"""Seconds between two looks for work."""

IDLE = 900.0
"""Seconds without work after which it ends, and gives back the memory of its models."""

LOG = "worker.log"
LONGEST_LOG = 1_000_000


def start(where: str) -> subprocess.Popen:
    """A worker for that library, in a session of its own: Ctrl-C at the page's server doesn't reach it."""
    with _log() as log:
        return subprocess.Popen(
            [sys.executable, "-m", "eduapp.ui.worker", where],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def main(where: str, parent: int | None = None) -> None:
    """Work until the server is gone or nothing is wanted for IDLE seconds."""
    over, last = threading.Event(), [time.monotonic()]
    lanes = [threading.Thread(target=_lane, args=(where, kinds, over, last)) for kinds in LANES]
    for lane in lanes:
        lane.start()
    parent = os.getppid() if parent is None else parent
    while os.getppid() == parent and time.monotonic() - last[0] < IDLE and all(lane.is_alive() for lane in lanes):
        time.sleep(PAUSE)
    over.set()
    for lane in lanes:
        lane.join()


def _lane(where: str, kinds: Collection[str], over: threading.Event, last: list[float]) -> None:
    lib = _opened(where)
    while not over.wait(PAUSE):
        try:
            if lib.settings_changed:
                lib.close()
                lib = _opened(where)
            while not over.is_set() and lib.work(kinds):
                last[0] = time.monotonic()
        except EduappError as error:  # the library can't be reached just now: wait, and look again
            print(error, file=sys.stderr, flush=True)
            over.wait(5)
    lib.close()


def _opened(where: str) -> Library:
    lib = open_library(where)
    lib.face = "page"
    return lib


def _log():
    folder = platformdirs.user_cache_path("eduapp")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / LOG
    if path.is_file() and path.stat().st_size > LONGEST_LOG:
        path.unlink()
    return path.open("ab")


def log_file() -> Path:
    """Where the worker writes down its faults."""
    return platformdirs.user_cache_path("eduapp") / LOG


if __name__ == "__main__":
    main(sys.argv[1])
