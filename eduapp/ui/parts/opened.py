"""The library that the pages share, opened once for all tabs."""

from __future__ import annotations

import os

import streamlit as st

from eduapp.library import Library, open_library

WHERE = "EDUAPP_LIBRARY"


def library() -> Library:
    """The library that `eduapp ui` was started with. Several tabs and threads may use it at a time."""
    where = os.environ.get(WHERE) or None
    lib = _opened(where)
    if lib.settings_changed:
        _opened.clear()
        lib = _opened(where)
    return lib


@st.cache_resource(show_spinner=False)
def _opened(where: str | None) -> Library:
    lib = open_library(where)
    lib.face = "page"
    return lib
