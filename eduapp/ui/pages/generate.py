"""Questions from a course text: what is asked for, how far it is, and what has come of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from eduapp import resources
from eduapp.domain.blueprint import Blueprint
from eduapp.domain.item_set import ItemSet
from eduapp.domain.job import Job
from eduapp.domain.source import Document, Source
from eduapp.library import NO_MODEL, Library, plan
from eduapp.library.work import FOUND
from eduapp.ui import places
from eduapp.ui.parts import chosen, extent, grid, look, names, work
from eduapp.ui.parts.plain import short, tag, write

ORDERS = {"course": "as in the text", "easy": "from easy to hard"}
MOST_SEED = 2**32 - 1


def show(lib: Library) -> None:
    """Draw the page."""
    look.head("Generate", "Say what you want; every question is checked against the text before you see it.")
    source = chosen.source(lib, "Course text")
    if source is None:
        look.empty("There is no course text yet.", "library", "Add a course file")
        return
    jobs = [job for job in lib.jobs(kinds=("generate",), most=20) if job.source == source.id]
    going_on = [job for job in jobs if job.is_open]
    for job in going_on[::-1]:
        st.fragment(_watched, run_every=work.POLL)(lib, job.id)
    if not going_on:
        if jobs and jobs[0].can_be_taken_up:
            _stopped(lib, jobs[0])
        _latest(lib, source)
    with st.expander("Ask for questions", expanded=not going_on, icon=":material/auto_awesome:"):
        _order(lib, source)


def _order(lib: Library, source: Source) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        asked, count = _blueprint()
        places = extent.choose(_document(lib, source.id))
    with right:
        brief = _brief() | ({"places": places} if places else {})
    wanted = plan(asked, count)
    if st.toggle("Change it as a grid of levels and kinds", key="as-grid"):
        wanted = grid.edited(wanted, f"{asked}-{count}")
    with st.expander("Model, order and more"):
        brief |= _more(lib)
    many = names.plural(wanted.count, "question")
    if st.button(f"Generate {many}", type="primary", icon=":material/auto_awesome:", shortcut="Ctrl+Enter"):
        given: dict[str, Any] = {"blueprint": asked, "count": count}
        if wanted.name == grid.MINE:
            given = {"blueprint": wanted.model_dump(mode="json"), "count": None}
        work.submit(lib, "generate", source.name, source=source.id, **given, **brief)
        st.rerun()


@st.cache_resource(show_spinner=False, max_entries=16)
def _document(_lib: Library, source: str) -> Document:
    return _lib.document(source)


def _blueprint() -> tuple[str, int]:
    known = [Path(file).stem for file in resources.templates("blueprints") if file.endswith((".yaml", ".yml"))]
    known.sort(key=lambda name: (name != "quiz", name))
    asked = st.selectbox("What kind of set", known, format_func=lambda one: names.BLUEPRINTS.get(one, short(one)),
                         key="blueprint")  # fmt: skip
    usual: Blueprint = plan(asked, None)
    count = st.number_input("How many questions", 1, 200, usual.count, key=f"count-{asked}")
    return asked, int(count)


def _brief() -> dict[str, Any]:
    about = st.text_input("Only about", key="about", placeholder="a topic, or nothing")
    lines = st.text_area(
        "What pupils should be able to do",
        key="objectives",
        height=146,
        placeholder="Explain how …\nCompare …",
        help="One objective a line. Each question is chosen to test one of them.",
    )
    return {"about": about.strip(), "objectives": [line.strip() for line in lines.splitlines() if line.strip()]}


def _more(lib: Library) -> dict[str, Any]:
    left, middle, right = st.columns(3)
    with left:
        models = _models()
        usual = lib.usual_model
        known = list(dict.fromkeys([usual, *models, NO_MODEL]))
        model = st.selectbox("Language model", known, format_func=lambda one: short(names.model(one)), key="model")
    with middle:
        grade = st.number_input("School year of the readers", 0, 16, 0, key="grade", help="0 for any.")
        order = st.selectbox("Order", list(ORDERS), format_func=ORDERS.__getitem__, key="order")
    with right:
        seed = st.number_input("Seed", 0, MOST_SEED, 0, key="seed", help="Another seed, another set.")
    return {"model": model, "grade": int(grade), "order": order, "seed": int(seed)}


@st.cache_data(ttl=20, show_spinner=False)
def _models() -> list[str]:
    from eduapp.llm.shelf import entries

    return [entry.name for entry in entries() if entry.installed]


def _watched(lib: Library, job_id: str) -> None:
    """The work that is going on, with the questions that it has chosen so far."""
    job = lib.job(job_id)
    if not job.is_open:
        return  # the sidebar sees it too, and has the page drawn anew
    with st.container(border=True):
        work.bar(lib, job, "here")
        if found := job.result.get(FOUND):
            _found(found)


def _found(found: list[dict[str, str]]) -> None:
    """What would be chosen so far, of questions that have passed every check."""
    rows = [
        tag("li", one["stem"], " ", tag("small", names.in_words(one["level"], one["kind"]), class_="quiet"), dir="auto")
        for one in found
    ]
    with st.expander(f"Found so far ({len(rows)})", expanded=True):
        write(tag("p", "Better ones may still take their places until the choice is made.", class_="quiet note"))
        write(tag("ol", *rows))


def _stopped(lib: Library, job: Job) -> None:
    with st.container(border=True):
        work.ended(job)
        if st.button("Take it up again", icon=":material/replay:", key=f"again-{job.id}"):
            lib.take_up(job)
            work.ensure(lib)
            st.rerun()


def _latest(lib: Library, source: Source) -> None:
    """The last set from this text, and the ways on."""
    lines = [line for line in lib.set_lines() if line.source == source.id and not line.crossword]
    if not lines:
        return
    made = lib.item_set(lines[-1].id)
    name = names.BLUEPRINTS.get(made.blueprint, made.blueprint)
    with st.container(border=True):
        asked = made.plan.count if made.plan else len(made.items)
        found = f"{len(made.items)} of {asked}" if len(made.items) < asked else f"{asked}"
        write(
            tag(
                "p",
                tag(
                    "b", f"Last made: {name}, {found} questions", f" about {made.brief.about}" * bool(made.brief.about)
                ),
            )
        )
        with st.container(horizontal=True):
            if (
                places.has("review")
                and made.items
                and st.button("Review them", type="primary", icon=":material/fact_check:")
            ):
                places.go("review", set=made.id)
            if places.has("export") and made.items and st.button("Print or export", icon=":material/print:"):
                places.go("export", set=made.id)
        _questions(made, "The questions")
        if made.missing:
            with st.expander(f"Why {asked - len(made.items)} are missing" if asked > len(made.items) else "Notes"):
                write(tag("ul", *(tag("li", why) for why in made.missing)))


def _questions(made: ItemSet, title: str) -> None:
    if not made.items:
        return
    rows = [
        tag("li", item.stem, " ", tag("small", names.what(item), class_="quiet"), dir="auto") for item in made.items
    ]
    with st.expander(f"{title} ({len(rows)})", expanded=True):
        write(tag("ol", *rows))
