"""What is done at each click: the way around, and the page that was chosen."""

from __future__ import annotations

from functools import partial

import streamlit as st

from eduapp.ui import places
from eduapp.ui.parts import look, opened, trouble, work

SHOWN_THERE = {
    "": ("read", "understand"),
    "library": ("read", "understand"),
    "models": ("pull", "optimize", "bench"),
}
"""The kinds of work that a page shows itself, so that the sidebar needn't."""


def draw(place: places.Place) -> None:
    """One page, or the sentence that says why it can't be drawn."""
    with trouble.told():
        place.show(opened.library())


def main() -> None:
    """The way around, and the chosen page."""
    st.set_page_config(page_title="eduapp", page_icon=look.icon(), layout="wide", initial_sidebar_state=232)
    st.logo(look.icon(), size="large", link=None)
    look.style()
    pages = {
        place.name: st.Page(
            partial(draw, place),
            title=place.title,
            icon=place.icon,
            url_path=place.name if number else "",
            default=not number,
        )
        for number, place in enumerate(places.built())
    }
    st.session_state[places.PAGES] = pages
    chosen = st.navigation(list(pages.values()), position="sidebar", expanded=True)
    with st.sidebar, trouble.told():
        work.panel(opened.library(), SHOWN_THERE.get(chosen.url_path, ()))
    chosen.run()
