"""Where a teacher begins: the way from a file to a printed quiz, and what is waiting on it."""

from __future__ import annotations

import streamlit as st

from eduapp import resources
from eduapp.domain.review import State
from eduapp.library import Library
from eduapp.ui import places
from eduapp.ui.parts import look, names, uploads, work
from eduapp.ui.parts.plain import label, short, tag, write

SAMPLE = "biology.pdf"
RECENT = 6


def show(lib: Library) -> None:
    """Draw the page."""
    look.head(
        "From a course text to a printed quiz",
        "Drop a course file here, have questions made of it, decide on each, and print. It all happens on this "
        "machine: nothing is sent anywhere.",
    )
    uploads.drop(lib, "start", "Drop a course file here")
    uploads.show(lib, "start")
    sources = lib.sources()
    if not sources:
        if not uploads.being_read(lib):
            _sample(lib)
        return
    lines = lib.set_lines()
    last = sources[-1]
    if not any(line.source == last.id for line in lines) and not lib.jobs(only_open=True, kinds=("generate",)):
        with st.container(border=True):
            write(tag("p", tag("b", last.name), " is in the library."))
            if st.button("Make questions from it", type="primary", icon=":material/auto_awesome:"):
                places.go("generate", source=last.id)
    if lines:
        look.section("Your sets")
        for line in lines[: -RECENT - 1 : -1]:
            _set(line)


def _sample(lib: Library) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        write(tag("p", "No file at hand?"))
        if st.button("Try it with a sample text", icon=":material/science:"):
            lib.submit_file(resources.sample(SAMPLE).read_bytes(), SAMPLE)
            work.ensure(lib)
            st.rerun()


def _set(line) -> None:
    drafts, approved = line.states.get(State.DRAFT, 0), line.states.get(State.APPROVED, 0)
    name = "Crossword" if line.crossword else names.BLUEPRINTS.get(line.blueprint, line.blueprint)
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        what = names.plural(line.words, "word") if line.crossword else names.plural(line.items, "question")
        clues = " clues" if line.crossword else ""
        counted = [what, f"{approved}{clues} approved", f"{drafts}{clues} to decide on"]
        write(tag("p", tag("b", short(line.title, 80)), f" · {name}", dir="auto"), look.chips(*counted))
        if (
            drafts
            and places.has("review")
            and st.button(
                label(f"Review {drafts}"), type="primary", key=f"review-{line.id}", icon=":material/fact_check:"
            )
        ):
            places.go("review", set=line.id)
        if (
            approved
            and places.has("export")
            and st.button("Print or export", key=f"export-{line.id}", icon=":material/print:")
        ):
            places.go("export", set=line.id)
