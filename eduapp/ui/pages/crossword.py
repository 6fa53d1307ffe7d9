"""Crosswords: one is made of a text's own terms, looked at as a grid, laid out anew; its clues go to Review."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from eduapp.domain.review import State
from eduapp.errors import EduappError
from eduapp.ui import places
from eduapp.ui.parts import chosen, look, names, trouble, work
from eduapp.ui.parts.plain import tag, write
from eduapp.ui.parts.trouble import told_of

if TYPE_CHECKING:
    from eduapp.domain.crossword import Crossword, Entry
    from eduapp.domain.item_set import ItemSet
    from eduapp.domain.queue import SetLine
    from eduapp.library import Library

STYLES = ("mixed", "noun-phrase", "definite", "bare", "copular", "free")
TIERS = {1: "1: gives most away", 2: "2", 3: "3: gives least away"}
PAPERS = {"a4": "A4", "letter": "US Letter"}
SAID = "crossword-said"
STYLE = """
.edu .grid { border-collapse: collapse; width: auto; margin: 0 0 1rem }
.edu .grid td { width: 2.1rem; height: 2.1rem; min-width: 1.5rem; padding: .5rem 0 0 .15rem; line-height: 1;
  text-align: center; position: relative;
  border: 0; font-weight: 600 }
.edu .grid td.cell { border: 1px solid currentColor }
.edu .grid sup { position: absolute; top: 1px; inset-inline-start: 2px; font-size: .55rem;
  font-weight: 400; line-height: 1 }
"""


def show(lib: Library) -> None:
    """Draw the page."""
    look.head("Crossword")
    st.html(f"<style>{STYLE}</style>")
    if not lib.sources():
        look.empty("There is no course text yet.", "library", "Add a course file")
        return
    sets = {line.id: line for line in lib.set_lines() if line.crossword}
    open_jobs = [job for job in lib.jobs(kinds=("crossword",), most=10) if job.is_open]
    for job in open_jobs:
        st.fragment(_watched, run_every=work.POLL)(lib, job.id)
    _told_last(lib)
    with st.expander("Make a crossword", expanded=not sets and not open_jobs, icon=":material/grid_on:"):
        _order(lib)
    if sets:
        which = chosen.choose("set", "Crossword", list(sets), lambda one: _named(sets[one]))
        with trouble.told():
            _draw(lib, lib.item_set(which))


def _order(lib: Library) -> None:
    source = chosen.source(lib, "Course text")
    if source is None:
        return
    words, style, tier = st.columns(3)
    asked = {
        "words": words.number_input("Words", 3, 60, 18, key="crossword-words"),
        "style": style.selectbox("Style of the clues", STYLES, key="crossword-style"),
        "tier": tier.selectbox("How hard", list(TIERS), format_func=TIERS.__getitem__, key="crossword-tier"),
    }
    include, exclude = st.columns(2)
    typed = {
        "include": include.text_input("Terms that it should have, with commas", key="crossword-include"),
        "exclude": exclude.text_input("Terms that it shouldn’t have", key="crossword-exclude"),
    }
    page, seed = st.columns(2)
    asked["page"] = page.selectbox("To fit on", list(PAPERS), format_func=PAPERS.__getitem__, key="crossword-page")
    asked["seed"] = int(seed.number_input("Seed", 0, 2**32 - 1, 0, key="crossword-seed", help="Another seed, another."))
    asked |= {name: [one.strip() for one in text.split(",") if one.strip()] for name, text in typed.items()}
    if st.button("Make it", type="primary", key="crossword-make", icon=":material/grid_on:"):
        job = work.submit(lib, "crossword", source.name, source=source.id, **asked)
        st.session_state["crossword-job"] = job.id
        st.rerun()


def _watched(lib: Library, job_id: str) -> None:
    job = lib.job(job_id)
    if not job.is_open:
        st.rerun(scope="app")
    with st.container(border=True):
        work.bar(lib, job, "here")


def _told_last(lib: Library) -> None:
    """How the work that this tab asked for has ended."""
    asked = st.session_state.get("crossword-job")
    job = lib.job(asked) if asked else None
    if job is None or job.is_open:
        return
    del st.session_state["crossword-job"]
    if job.set:
        chosen.remember("set", job.set)
    work.ended(job)


def _named(line: SetLine) -> str:
    approved = line.states.get(State.APPROVED, 0)
    clues = names.plural(line.items, "clue")
    return f"{line.title} · {approved} of {clues} approved · {line.made.astimezone():%d %b, %H:%M}"


def _draw(lib: Library, found: ItemSet) -> None:
    crossword = found.crossword
    if crossword is None:
        return
    kind, said = st.session_state.pop(SAID, ("", ""))
    write(tag("p", said or "\u00a0", role="alert" if kind == "error" else "status"))
    drafts = sum(item.review.state is State.DRAFT for item in found.items)
    write(look.chips(names.plural(crossword.words, "word"), names.plural(crossword.crossings, "crossing"),
                     f"{crossword.rows} × {crossword.columns}", f"seed {crossword.seed}"))  # fmt: skip
    with st.container(horizontal=True):
        if st.button("Review the clues", type="primary", icon=":material/fact_check:", key="crossword-review",
                     disabled=not places.has("review"), help=f"{drafts} are still drafts"):  # fmt: skip
            places.go("review", set=found.id)
        if st.button("Print or export", icon=":material/print:", key="crossword-export"):
            places.go("export", set=found.id)
    solved = st.toggle("Show the answers", True, key="crossword-solved")
    left, right = st.columns([1, 1], gap="medium")
    with left:
        write(tag("div", _grid(crossword, solved), class_="scroll", tabindex="0", role="group", aria_label="The grid"))
        _reroll(lib, found, crossword)
    with right:
        write(_clues("Across", crossword.across(), solved), _clues("Down", crossword.down(), solved))
        if crossword.unplaced:
            with st.expander(f"Not in the grid ({len(crossword.unplaced)})"):
                write(tag("ul", *(tag("li", f"{one.display}: {one.reason}", dir="auto") for one in crossword.unplaced)))


def _grid(crossword: Crossword, solved: bool) -> Markup:
    numbers, rows = crossword.numbers(), []
    for row, cells in enumerate(crossword.cells()):
        parts = []
        for column, letter in enumerate(cells):
            if letter is None:
                parts.append(tag("td"))
                continue
            number = numbers.get((row, column))
            mark = tag("sup", number) if number else ""
            parts.append(tag("td", mark, letter if solved else "", class_="cell"))
        rows.append(tag("tr", *parts))
    return tag("table", tag("tbody", *rows), class_="grid", role="presentation")


def _clues(title: str, entries: tuple[Entry, ...], solved: bool) -> Markup:
    lines = []
    for entry in entries:
        answer = tag("b", f" {entry.display}", dir="auto") if solved else ""
        pinned = " (pinned)" if entry.pinned else ""
        lines.append(tag("li", f"{entry.clue} {entry.enumeration}", answer, pinned, value=entry.number, dir="auto"))
    return tag("h3", title) + tag("ol", *lines)


def _reroll(lib: Library, found: ItemSet, crossword: Crossword) -> None:
    with st.expander("Lay it out anew", icon=":material/casino:"):
        labels = [entry.label for entry in crossword.entries]
        terms = {entry.label: f"{entry.label}: {entry.display}" for entry in crossword.entries}
        known = f"{found.id}-{crossword.seed}-{len(labels)}"
        pinned = [entry.label for entry in crossword.entries if entry.pinned]
        pin = st.multiselect("Pin: these stay as they lie", labels, pinned, format_func=terms.__getitem__,
                             key=f"pin-{known}")  # fmt: skip
        drop = st.multiselect("Drop: these words are left out", labels, format_func=terms.__getitem__,
                              key=f"drop-{known}")  # fmt: skip
        shown = {entry.label: entry.display for entry in crossword.entries}
        st.button("Re-roll", key="crossword-reroll", icon=":material/casino:", on_click=_laid_out, shortcut="l",
                  args=(lib, found.id, crossword.seed + 1, pin, [shown[one] for one in drop]))  # fmt: skip


def _laid_out(lib: Library, which: str, seed: int, pin: list[str], drop: list[str]) -> None:
    try:
        made = lib.reroll(which, seed=seed, pin=pin, drop=drop)
    except EduappError as error:
        st.session_state[SAID] = ("error", "✗ " + " ".join(told_of(error)).strip())
    else:
        words = made.crossword.words if made.crossword else 0
        st.session_state[SAID] = ("done", f"✓ Laid out anew: {words} words.")
