"""The pages by name, in the order of a teacher's work."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

if TYPE_CHECKING:
    from streamlit import Page

    from eduapp.library import Library


class Place(NamedTuple):
    """A page: the name of its module and in its address, its title and its icon."""

    name: str
    title: str
    icon: str

    @property
    def module(self) -> str:
        """The module that has its `show`."""
        return f"eduapp.ui.pages.{self.name}"

    @property
    def show(self) -> Callable[[Library], None]:
        """What draws it. Its module is imported here and not before."""
        return import_module(self.module).show


PLACES = (
    Place("start", "Start", ":material/home:"),
    Place("library", "Library", ":material/library_books:"),
    Place("generate", "Generate", ":material/auto_awesome:"),
    Place("crossword", "Crossword", ":material/grid_on:"),
    Place("review", "Review", ":material/fact_check:"),
    Place("grade", "Grade", ":material/grading:"),
    Place("export", "Export", ":material/print:"),
    Place("models", "Models", ":material/memory:"),
    Place("settings", "Settings", ":material/tune:"),
)


def built() -> tuple[Place, ...]:
    """Those whose page is there."""
    return tuple(place for place in PLACES if find_spec(place.module))


def page_of(name: str) -> Page:
    """The page of that name, as this session's navigation knows it. Raises KeyError."""
    return st.session_state[PAGES][name]


def has(name: str) -> bool:
    """Whether there is a page of that name."""
    return name in st.session_state[PAGES]


def go(name: str, **query: str) -> None:
    """Turn to another page, with what is chosen there."""
    st.switch_page(page_of(name), query_params=query)


PAGES = "pages"
"""Under which name a session keeps its pages."""
