"""A page of a course file as it is printed, with quotes marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from eduapp.errors import EduappError
from eduapp.ui.parts.plain import label, tag, text, write
from eduapp.ui.parts.trouble import told_of

if TYPE_CHECKING:
    from eduapp.domain.source import Quote
    from eduapp.ingest.pdf.picture import PagePicture
    from eduapp.library import Library


def of_quotes(lib: Library, quotes: Sequence[Quote], key: str) -> None:
    """The page of the first quote with all quotes marked that stand on it; a choice of pages where there are several.

    Nothing for a format without pages; one sentence where the file isn't there.
    """
    numbers = list(dict.fromkeys(quote.locator.page for quote in quotes if quote.locator.page is not None))
    if not numbers or not lib.has_pages(quotes[0].source):
        return
    number = numbers[0]
    if len(numbers) > 1:
        picked = st.segmented_control("Page", numbers, default=number, format_func=lambda one: f"p. {one}", key=key)
        number = picked or number
    first = [quote for quote in quotes if quote.locator.page == number]
    try:
        found = _page_of(lib, first[0].source, (*first, *(quote for quote in quotes if quote not in first)))
    except EduappError as error:
        _instead(error)
        return
    if found is not None:
        draw(found, lib.source(first[0].source).name)


def of_page(lib: Library, source: str, number: int, quotes: Sequence[Quote]) -> PagePicture | None:
    """The page of that number, drawn with the quotes marked that stand on it; None, and one sentence, without it."""
    try:
        found = _page(lib, source, number, tuple(quotes))
    except EduappError as error:
        _instead(error)
        return None
    if found is not None:
        draw(found, lib.source(source).name)
    return found


def draw(found: PagePicture, name: str) -> None:
    """The picture, with words for who can't see it."""
    marked = sum(found.marked)
    quotes = {0: "", 1: ", with the quote marked"}.get(marked, f", with {marked} quotes marked")
    said = f"{name}, page {found.page} of {found.pages}{quotes}"
    st.image(found.png, caption=label(said), width="stretch", output_format="PNG", alt=text(said))


def _instead(error: EduappError) -> None:
    message, hint = told_of(error)
    write(tag("p", f"{message} {hint}", class_="quiet note"))


@st.cache_data(show_spinner=False, max_entries=60)
def _page_of(_lib: Library, source: str, quotes: tuple[Quote, ...]) -> PagePicture | None:
    return _lib.page_of(*quotes)


@st.cache_data(show_spinner=False, max_entries=60)
def _page(_lib: Library, source: str, number: int, quotes: tuple[Quote, ...]) -> PagePicture | None:
    return _lib.page(source, number, quotes)
