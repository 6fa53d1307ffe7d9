"""Long work on the page: handed in, watched, stopped, taken up again."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from eduapp.domain.job import Job, JobState
from eduapp.library.sources import FITTING
from eduapp.ui.parts.plain import label, short
from eduapp.ui.parts.trouble import on_the_page

if TYPE_CHECKING:
    from subprocess import Popen

    from eduapp.library import Library

STAGES = {
    "file": "Reading the file",
    "reading": "Understanding the text",
    "propose": "Writing questions",
    "model": "Asking the language model",
    "check": "Checking every question",
    "select": "Choosing the best",
    "clues": "Writing clues",
    "bench": "Measuring the speed",
    FITTING: "Fitting the model to this machine, which is done once",
}
"""The stages of work in a person's words; others are shown by their names."""

KINDS = {
    "read": "Reading",
    "understand": "Understanding",
    "generate": "Generating from",
    "regenerate": "Another question for",
    "crossword": "Crossword of",
    "grade": "Grading",
    "pull": "Fetching",
    "optimize": "Tuning",
    "bench": "Measuring",
}
BYTES = ("pull",)
"""Kinds of work that count bytes."""

POLL, QUIET_POLL = 1.0, 4.0
"""Seconds between two looks at the work while there is some, and while there is none."""

WHOLE = "whole-run"
"""Under which name it stands that the whole page is being drawn: to begin anew then would lose a click."""

RESTART = 10.0
"""At least so many seconds lie between two starts of the worker."""


def submit(lib: Library, kind: str, title: str = "", **asked: Any) -> Job:
    """Hand in work, and see to it that somebody does it."""
    job = lib.submit(kind, title, **asked)
    ensure(lib)
    return job


def ensure(lib: Library) -> None:
    """Start the worker of this server if it isn't running."""
    state = _state()
    with state["lock"]:
        running: Popen | None = state["worker"]
        if (running is None or running.poll() is not None) and time.monotonic() - state["started"] > RESTART:
            from eduapp.ui import worker

            state["worker"], state["started"] = worker.start(lib.where), time.monotonic()


@st.cache_resource(show_spinner=False)
def _state() -> dict[str, Any]:
    """What all tabs of this server share of the worker."""
    return {"worker": None, "started": -RESTART, "lock": threading.Lock()}


def named(job: Job) -> str:
    """What work it is: "Generating from cells.pdf"."""
    return f"{KINDS.get(job.kind, job.kind)} {short(job.title, 60)}".strip()


def how_far(lib: Library, job: Job) -> tuple[float, str]:
    """How far it is, from 0 to 1, and that in words: the stage, and about how long it still takes."""
    if job.state is JobState.WAITING:
        return 0.0, "Waits for its turn"
    now = datetime.now(UTC)
    left = job.time_left(now, lib.seconds_of(job))
    took = (now - job.started).total_seconds() if job.started else 0.0
    by_time = took / (took + left) if left is not None and took + left > 0 else 0.0
    share = by_time if left is not None else (job.done / job.total if job.total else 0.0)
    words = [STAGES.get(job.stage) or _other(job)]
    if job.kind in BYTES and job.total:
        words.append(f"{job.done / 1e6:,.0f} of {job.total / 1e6:,.0f} MB")
    if left is not None:
        words.append(in_words(left))
    return min(max(share, 0.01), 0.99), " · ".join(words)


def _other(job: Job) -> str:
    """A stage that has no words of its own: fetching, or trying a model's layouts at its first use."""
    if job.kind in BYTES:
        return job.stage or "Beginning"
    if job.stage:
        return f"Fitting the model to this machine, which is done once ({job.stage})"
    return "Beginning"


def in_words(seconds: float) -> str:
    """About how long: "a few seconds left", "about 40 s left", "about 3 min left"."""
    if seconds < 5:
        return "a few seconds left"
    if seconds < 90:
        return f"about {round(seconds / 5) * 5:.0f} s left"
    return f"about {seconds / 60:.0f} min left"


def bar(lib: Library, job: Job, place: str) -> None:
    """One piece of work with how far it is, and a button to stop it. `place` tells several of one job apart."""
    share, words = how_far(lib, job)
    if job.cancelling:
        words = "Stopping, with what there is so far"
    st.progress(share, text=f"**{label(named(job))}**  \n{label(words)}")
    if st.button("Stop", key=f"stop-{place}-{job.id}", icon=":material/stop_circle:", disabled=job.cancelling,
                 help="What is finished is kept."):  # fmt: skip
        lib.cancel(job)
        st.rerun()


def panel(lib: Library, apart_from: Collection[str] = ()) -> None:
    """In the sidebar: the work that is going on, whoever began it. It looks anew by itself.

    The page that is open shows the kinds itself that the panel is `apart_from`.
    """
    busy = bool(lib.jobs(only_open=True, most=1))
    st.session_state[WHOLE] = True
    st.fragment(_panel, run_every=POLL if busy else QUIET_POLL)(lib, busy, apart_from)


def _panel(lib: Library, was_busy: bool, apart_from: Collection[str]) -> None:

    found = lib.jobs(only_open=True, most=20)
    now = tuple(sorted((job.id, job.state) for job in found))
    before = st.session_state.get("jobs-seen", now)
    st.session_state["jobs-seen"] = now
    if not st.session_state.pop(WHOLE, False) and (before != now or bool(found) != was_busy):
        st.rerun(scope="app")
    for job in found[::-1]:
        if job.state is JobState.WAITING:
            ensure(lib)
        if job.kind in apart_from:
            continue
        with st.container(border=True):
            bar(lib, job, "side")


def ended(job: Job) -> None:
    """How a piece of work ended, where that isn't plain from what came of it."""
    what = label(named(job), 200)
    if job.state is JobState.CANCELLED:
        st.warning(f"**{what}** was stopped. What was finished is kept.", icon=":material/stop_circle:")
    elif job.state is not JobState.DONE:
        why = label(f"{job.message} {on_the_page(job.hint)}", 900)
        st.error(f"**{what}** did not end well. {why}", icon=":material/error:")


def log_file() -> Path:
    """Where the worker writes down its faults."""
    from eduapp.ui import worker

    return worker.log_file()
