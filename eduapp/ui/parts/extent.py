"""Which parts of a course text are asked about: sections, pages, or single passages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from eduapp.domain.places import COUNTED, passages_at, sections, words_in
from eduapp.errors import EduappError
from eduapp.ui.parts import names
from eduapp.ui.parts.plain import label, short, tag, write
from eduapp.ui.parts.trouble import told_of

if TYPE_CHECKING:
    from eduapp.domain.source import Document

MOST = 600
"""So many parts are listed; others can be typed."""


def choose(document: Document) -> list[str]:
    """The places that a person has chosen, none for the whole text. What there isn't is told, and left out."""
    known = parts(document)
    typed = "p. 2-5" if any(one.startswith("p. ") for one in known) else "slide 2" if "slide 1" in known else ""
    picked = st.multiselect(
        "Only from these parts",
        list(known),
        format_func=lambda one: label(known.get(one, one), 90),
        key=f"places-{document.source.id}",
        accept_new_options=True,
        placeholder="all of the text",
        help=f"Sections, pages or other parts{f'; {typed} can be typed too' if typed else ''}. "
        "Every question then rests on words from there.",
    )
    found: list[str] = []
    for place in picked:
        try:
            passages_at(document, [place])
            found.append(place)
        except EduappError as error:
            write(tag("p", f"✗ {' '.join(told_of(error))}", role="alert", class_="card"))
    if found:
        there = passages_at(document, found)
        words = words_in(p for p in document.passages if p.id in there)
        write(tag("p", f"That is {names.plural(words, 'word')} of {document.words():,}.", class_="quiet note"))
    return found


def parts(document: Document) -> dict[str, str]:
    """What can be chosen of a text, each as `domain.places` reads it, with what to call it on the page."""
    found = {one.label: f"{one.label} ({names.plural(one.words, 'word')})" for one in sections(document)}
    for unit in COUNTED[:2]:
        numbers = sorted({n for p in document.passages if (n := getattr(p.locator, unit)) is not None})
        called = "p." if unit == "page" else unit
        found |= {f"{called} {number}": f"{called} {number}" for number in numbers}
    if not found:
        found = {p.id: f"{p.locator.label()}: {short(p.text, 60)}" for p in document.passages}
    return dict(list(found.items())[:MOST])
