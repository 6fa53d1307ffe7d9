"""The language models that can be used here: what fits this machine, fetching, measuring, tuning, choosing."""

from __future__ import annotations

import streamlit as st

from eduapp.domain.job import Job, JobState
from eduapp.library import NO_MODEL, Library
from eduapp.llm import machine, shelf
from eduapp.llm.shelf import Entry
from eduapp.ui.parts import chosen, look, names, work
from eduapp.ui.parts.plain import short, tag, write
from eduapp.ui.parts.trouble import told

GB, MB = 10**9, 10**6
KINDS = ("pull", "optimize", "bench")
FITS = {True: "yes", False: "no", None: "unknown"}


def show(lib: Library) -> None:
    """Draw the page."""
    look.head(
        "Models", "The starter comes with eduapp. A bigger model writes better questions, if this machine has room."
    )
    _in_use(lib)
    for job in lib.jobs(only_open=True, kinds=KINDS)[::-1]:
        st.fragment(_watched, run_every=work.POLL)(lib, job.id)
    entries = shelf.entries()
    free = machine.available_memory()
    if free is not None:
        write(tag("p", f"Free memory now: {free / GB:.1f} GB."))
    write(look.table(*_table(entries), numbers=(2, 3)))
    _one(lib, entries)


def _in_use(lib: Library) -> None:
    write(tag("p", "In use where you choose none: ", tag("b", names.model(short(lib.usual_model, 60))), "."))


def _table(entries: list[Entry]) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    heads = ("Model", "Here", "Size", "Memory needed", "Fits now", "Licence", "Languages")
    rows = [
        (
            f"{entry.name} (in use)" if entry.in_use else entry.name,
            _here(entry),
            size(entry.size),
            size(entry.memory_4k) if entry.memory_4k is not None else "unknown",
            FITS[entry.fits],
            entry.licence or "unknown",
            ", ".join(entry.languages[:3]) or "unknown",
        )
        for entry in entries
    ]
    return heads, rows


def _here(entry: Entry) -> str:
    if entry.installed:
        return "yes"
    return f"{entry.fetched / entry.size:.0%} fetched" if entry.fetched and entry.size else "no"


def size(count: int) -> str:
    """Bytes in a person's words."""
    return f"{count / GB:.1f} GB" if count >= GB else f"{count / MB:,.0f} MB"


def _one(lib: Library, entries: list[Entry]) -> None:
    look.section("One of them")
    by_name = {entry.name: entry for entry in entries}
    first = max(entries, key=lambda one: (one.in_use, one.installed)).name
    name = chosen.choose("model", "Model", list(by_name), lambda one: f"{one}: {by_name[one].title}", first=first)
    entry = by_name[name]
    if entry.about:
        write(tag("p", entry.about))
    busy = {job.asked.get("name") for job in lib.jobs(only_open=True, kinds=KINDS)}
    with st.container(horizontal=True):
        if entry.installed:
            _with_installed(lib, entry, name in busy)
        elif st.button(
            f"Fetch {size(entry.size - entry.fetched)}",
            type="primary",
            icon=":material/download:",
            disabled=name in busy,
            help="This needs the internet. What came of a fetch that was cut is kept.",
        ):
            work.submit(lib, "pull", name, name=name)
            st.rerun()
        if st.button("Do without a model", disabled=lib.usual_model == NO_MODEL):
            _use(NO_MODEL)
    for kind in KINDS:
        _last(lib, kind, name)


def _with_installed(lib: Library, entry: Entry, busy: bool) -> None:
    if st.button("Use it", type="primary", disabled=entry.in_use, icon=":material/check:"):
        _use(entry.name)
    if st.button("Measure its speed", disabled=busy, icon=":material/speed:"):
        work.submit(lib, "bench", entry.name, name=entry.name)
        st.rerun()
    if st.button("Find its fastest layout", disabled=busy, icon=":material/tune:"):
        work.submit(lib, "optimize", entry.name, name=entry.name)
        st.rerun()


def _use(name: str) -> None:
    with told():
        shelf.use(name)
        st.rerun()


def _watched(lib: Library, job_id: str) -> None:
    job = lib.job(job_id)
    if not job.is_open:
        return  # the sidebar sees it too, and has the page drawn anew
    with st.container(border=True):
        work.bar(lib, job, "here")


def _last(lib: Library, kind: str, name: str) -> None:
    """What came of the last work of a kind on the model."""
    jobs = [job for job in lib.jobs(kinds=(kind,), most=50) if job.asked.get("name") == name and not job.is_open]
    if not jobs:
        return
    if jobs[0].state is not JobState.DONE:
        work.ended(jobs[0])
    elif kind == "bench":
        _speed(jobs[0])
    elif kind == "optimize":
        _layouts(jobs[0])


def _speed(job: Job) -> None:
    found = job.result
    facts = [
        f"reads {found['reads']:,.0f} tokens a second",
        f"writes {found['writes_one']:,.0f} in one reply",
        f"{found['writes_many']:,.0f} in 16 replies at a time",
        f"layout {found['layout']}",
    ]
    write(tag("p", f"Measured on {job.made:%d %B %Y}:"), look.chips(*facts))


def _layouts(job: Job) -> None:
    rows = [
        (
            row["layout"],
            size(row["size"]),
            f"{row['reading']:,.0f}",
            f"{row['writing']:,.0f}",
            f"{row['perplexity']:.3f}",
        )
        for row in job.result["rows"]
    ]
    write(
        tag("p", f"Layouts tried on {job.made:%d %B %Y}, in tokens a second:"),
        look.table(("Layout", "Size", "Reads", "Writes 16", "Perplexity"), rows, numbers=(1, 2, 3, 4)),
    )
