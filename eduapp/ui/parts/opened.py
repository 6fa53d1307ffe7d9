"""The library that the pages share, opened once for all tabs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eduapp.library import Library

WHERE = "EDUAPP_LIBRARY"


def library() -> Library:
    """The library that `eduapp ui` was started with. Several tabs and threads may use it at a time."""
    import streamlit as st

    from eduapp.library import open_library

    return st.cache_resource(open_library, show_spinner=False)(os.environ.get(WHERE) or None)
