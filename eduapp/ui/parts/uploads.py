"""Course files that are dragged in: handed to the worker, and what became of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import streamlit as st

from eduapp.domain.job import Job, JobState
from eduapp.ingest import supported
from eduapp.library import Library
from eduapp.ui.parts import chosen, work
from eduapp.ui.parts.plain import short

HANDED_IN = "handed-in"
"""The jobs of the files that were dropped in this tab."""

SHOWN_FOR = timedelta(hours=12)
"""For so long a file that couldn't be read is spoken of."""

LIMIT = "PDF, Word, PowerPoint, HTML, Markdown, text or subtitles; each file may have up to 200 MB."


def drop(lib: Library, place: str, title: str = "Add course files") -> None:
    """Where files are dragged to. They are read and understood by the worker, and the place is empty again."""
    turn = st.session_state.setdefault(f"drop-{place}", 0)
    files = st.file_uploader(
        title,
        type=sorted(ending.lstrip(".") for ending in supported()),
        accept_multiple_files=True,
        key=f"drop-{place}-{turn}",
        help=LIMIT,
    )
    if files:
        st.session_state[HANDED_IN] = [lib.submit_file(file.getvalue(), file.name).id for file in files]
        work.ensure(lib)
        st.session_state[f"drop-{place}"] += 1
        st.rerun()


def being_read(lib: Library) -> list[Job]:
    """The files that are being read, the first handed in first."""
    return lib.jobs(only_open=True, kinds=("read", "understand"))[::-1]


def unread(lib: Library) -> list[Job]:
    """The files that couldn't be read lately, and that nobody has put aside; the last first."""
    aside = st.session_state.setdefault("aside", set())
    since = datetime.now(UTC) - SHOWN_FOR
    failed = lib.jobs(kinds=("read", "understand"), most=30)
    return [job for job in failed if job.can_be_taken_up and job.id not in aside and (job.ended or job.made) > since]


def show(lib: Library, place: str, most: int = 5) -> None:
    """What is being read, and what couldn't be, with the reason and a way out."""
    _choose_what_came(lib)
    for job in being_read(lib):
        with st.container(border=True):
            work.bar(lib, job, place)
    for job in unread(lib)[:most]:
        with st.container(border=True):
            work.ended(job)
            _ways_on(lib, job, place)


def _choose_what_came(lib: Library) -> None:
    """Let the text that was handed in here be the chosen one, as soon as it is read."""
    for job_id in list(st.session_state.get(HANDED_IN, ())):
        job = lib.job(job_id)
        if job.source and (job.is_open or job.state is JobState.DONE):
            chosen.remember("source", job.source)
        if job.source or not job.is_open:
            st.session_state[HANDED_IN].remove(job_id)


def _ways_on(lib: Library, job: Job, place: str) -> None:
    again = job.state is not JobState.FAILED
    with st.container(horizontal=True):
        if again and st.button("Take it up again", key=f"again-{place}-{job.id}", icon=":material/replay:"):
            lib.take_up(job)
            _put_aside(job)
            work.ensure(lib)
            st.rerun()
        if st.button(
            "Put aside", key=f"aside-{place}-{job.id}", help=f"Don't speak of {short(job.title, 40)} any more."
        ):
            _put_aside(job)
            st.rerun()


def _put_aside(job: Job) -> None:
    st.session_state["aside"].add(job.id)
