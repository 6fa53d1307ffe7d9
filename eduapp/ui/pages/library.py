"""Course texts: dragged in, what was read of them and what wasn't, their terms and facts with the pages."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any, TypeVar

import streamlit as st

from eduapp.domain.knowledge import Fact, Understanding
from eduapp.domain.source import Document, Locator, Role, Source
from eduapp.errors import EduappError
from eduapp.library import Library
from eduapp.ui import places
from eduapp.ui.parts import chosen, look, names, page_view, trouble, uploads, work
from eduapp.ui.parts.plain import tag, write

ROWS = 50
"""How many terms, facts or passages are on one page of a table."""

SAID = "library-said"
EVERY_KIND = "every kind"

T = TypeVar("T")


def show(lib: Library) -> None:
    """Draw the page."""
    look.head("Library", "Your course texts, and what eduapp has understood of them.")
    uploads.drop(lib, "library")
    uploads.show(lib, "library")
    _tell(st.session_state.pop(SAID, ""))
    source = chosen.source(lib, "Course text")
    if source is None:
        if not uploads.being_read(lib):
            look.empty("There is no course text yet. Drag one onto the field above.")
        return
    document = lib.document(source)
    known = lib.understood(source)
    _what_it_is(lib, document, known)
    if known is None:
        _not_understood(lib, document)
        return
    drawn = {
        f"Terms ({len(known.terms)})": lambda: _terms(known),
        f"Facts ({len(known.facts)})": lambda: _facts(known.facts),
        "Text": lambda: _text(document),
    }
    if lib.has_pages(source):
        drawn["Pages"] = lambda: _pages(lib, document, known)
    tabs = st.tabs(list(drawn), key=f"tabs-{source.id}", on_change="rerun")  # the open one alone is drawn, and kept
    for tab, draw in zip(tabs, drawn.values(), strict=True):
        if tab.open:
            with tab:
                draw()


def _tell(said: str | Exception) -> None:
    """What became of a text that was to be deleted."""
    if isinstance(said, Exception):
        trouble.show(said)
    elif said:
        write(tag("p", f"✓ {said}", role="status"))


def _what_it_is(lib: Library, document: Document, known: Understanding | None) -> None:
    with st.container(border=True):
        write(tag("p", tag("b", document.title), dir="auto"))
        size = f"{max(document.source.size / 1e6, 0.1):,.1f} MB"
        counted = [document.source.name, size, names.plural(document.words(), "word"), _places(document)]
        counted += [names.plural(len(known.terms), "term"), names.plural(len(known.facts), "fact")] if known else []
        write(look.chips(*(one for one in counted if one)))
        if document.notices:
            _not_read(document)
        with st.container(horizontal=True):
            if st.button("Make questions", type="primary", icon=":material/auto_awesome:"):
                places.go("generate", source=document.source.id)
            if places.has("crossword") and st.button("Make a crossword", icon=":material/grid_on:"):
                places.go("crossword", source=document.source.id)
            if st.button("Delete …", icon=":material/delete:", key="delete-source"):
                _delete(lib, document)


@st.dialog("Delete this course text?")
def _delete(lib: Library, document: Document) -> None:
    """Say what goes, and delete it if a person means it."""
    goes = lib.belongings(document.source)
    write(tag("p", tag("b", document.source.name), " goes for good, with its file, terms and facts.", dir="auto"))
    if goes.items:
        made = f"{names.plural(goes.sets, 'set')} with {names.plural(goes.items, 'question')}"
        decided = f", {goes.approved} of them approved" if goes.approved else ""
        write(tag("p", f"So does what was made of it: {made}{decided}, and the record of every decision on them."))
    write(tag("p", "Files that you have exported stay, and so do grades of classes.", class_="quiet"))
    with st.container(horizontal=True):
        sure = st.button("Delete it", type="primary", icon=":material/delete:", key="delete-it",
                         on_click=_delete_it, args=(lib, document.source))  # fmt: skip
        if st.button("Keep it", key="keep-it") or sure:
            st.rerun()


def _delete_it(lib: Library, source: Source) -> None:
    try:
        lib.delete_source(source)
    except EduappError as error:
        st.session_state[SAID] = error
    else:
        chosen.remember("source", "")
        st.session_state[SAID] = f"{source.name} is deleted."


def _places(document: Document) -> str:
    pages = {p.locator.page for p in document.passages if p.locator.page is not None}
    slides = {p.locator.slide for p in document.passages if p.locator.slide is not None}
    for found, name in ((pages, "page"), (slides, "slide")):
        if found:
            return f"{len(found)} {name}{'s' * (len(found) != 1)} with text"
    return ""


def _not_read(document: Document) -> None:
    notices = [
        tag("li", f"{notice.locator.label()}: " if notice.locator != Locator() else "", notice.text)
        for notice in document.notices
    ]
    count = len(notices)
    with st.expander(f"What was not read ({count})", expanded=count <= 3):
        write(tag("ul", *notices))


def _not_understood(lib: Library, document: Document) -> None:
    if any(document.source.id in (job.source, job.asked.get("source")) for job in uploads.being_read(lib)):
        write(tag("p", "Its terms and facts will be here as soon as it is understood.", class_="quiet"))
        return
    write(tag("p", "This version of eduapp hasn't looked for terms and facts in it yet."))
    if st.button("Look for them", icon=":material/search:"):
        work.submit(lib, "understand", document.source.name, source=document.source.id)
        st.rerun()


def _terms(known: Understanding) -> None:
    asked = _searched("terms")
    found = [t for t in known.terms if asked in f"{t.text} {' '.join(t.aliases)}".casefold()]
    rows = [(t.text, t.count, t.locator.label(), ", ".join(t.aliases)) for t in _part(found, "terms")]
    heads = ("Term", "Times", "First at", "Also")
    if not any(row[3] for row in rows):
        heads, rows = heads[:3], [row[:3] for row in rows]
    _table(heads, rows, "term", numbers=(1,), narrow=True)


def _facts(facts: Sequence[Fact]) -> None:
    counted = Counter(fact.kind.value for fact in facts)
    named = {EVERY_KIND: f"every kind ({len(facts)})"}
    named |= {kind: f"{kind.replace('_', ' ')} ({count})" for kind, count in counted.most_common()}
    left, right = st.columns(2)
    with left:
        asked = _searched("facts")
    with right:
        kind = st.selectbox("Kind of fact", list(named), format_func=named.__getitem__, key="kind-of-fact")
    found = [fact for fact in facts if kind in (EVERY_KIND, fact.kind.value) and asked in fact.quote.text.casefold()]
    rows = [
        (fact.quote.locator.label(), fact.kind.value.replace("_", " "), fact.subject, fact.quote.text)
        for fact in _part(found, "facts")
    ]
    _table(("At", "Kind", "About", "In the words of the text"), rows, "fact")


def _text(document: Document) -> None:
    asked = _searched("text")
    found = [passage for passage in document.passages if asked in passage.text.casefold()]
    for passage in _part(found, "text"):
        bold = passage.role is Role.HEADING
        words = tag("b", passage.text) if bold else passage.text
        write(tag("p", tag("small", passage.locator.label(), class_="at quiet"), words, dir="auto"))
    if not found:
        write(tag("p", "Nothing in the text matches.", class_="quiet"))


def _pages(lib: Library, document: Document, known: Understanding) -> None:
    """One page as it is printed, with the sentences marked that facts come from."""
    last = max(p.locator.page or 1 for p in document.passages)
    left, right = st.columns([1.2, 1], gap="medium")
    with left:
        number = int(st.number_input("Page", 1, last, 1, key=f"page-of-{document.source.id}"))
        begun = [one.id for one in document.passages if one.locator.page == number]
        before = [one.id for one in document.passages if one.locator.page == number - 1]
        passages = {*begun, *before[-1:]}  # the last one before may run on
        near = [fact for fact in known.facts if fact.quote.passage in passages]
        found = page_view.of_page(lib, document.source.id, number, [fact.quote for fact in near])
    if found is None:
        return
    here = [fact for fact, is_here in zip(near, found.marked, strict=True) if is_here]
    with right:
        if not here:
            write(tag("p", "No fact was found on this page.", class_="quiet"))
            return
        write(tag("p", f"{names.plural(len(here), 'fact')} found on this page, marked in the picture:"))
        write(look.table(("Kind", "About"), [(fact.kind.value.replace("_", " "), fact.subject) for fact in here]))


def _searched(what: str) -> str:
    return st.text_input(f"Search the {what}", key=f"search-{what}").strip().casefold()


def _part(found: Sequence[T], what: str) -> Sequence[T]:
    """The part of what was found that is on the chosen page."""
    pages = math.ceil(len(found) / ROWS)
    page = st.pagination(pages, key=f"page-{what}-{pages}") if pages > 1 else 1
    return found[(page - 1) * ROWS : page * ROWS]


def _table(heads: tuple[str, ...], rows: list[tuple[object, ...]], what: str, **looks: Any) -> None:
    if rows:
        write(look.table(heads, rows, **looks))
    else:
        write(tag("p", f"No {what} matches.", class_="quiet"))
