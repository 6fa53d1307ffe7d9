"""What a person has chosen, kept in the page's address, so that a reload or a bookmark brings it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from eduapp.errors import EduappError
from eduapp.ui.parts.plain import label, short

if TYPE_CHECKING:
    from eduapp.domain.source import Source
    from eduapp.library import Library


def remembered(name: str, known: Sequence[str]) -> str:
    """The id of that name in the address, else the one last chosen in this tab; empty where neither is `known`."""
    for one in (st.query_params.get(name, ""), st.session_state.get(f"chosen-{name}", "")):
        if one in known:
            return one
    return ""


def remember(name: str, value: str) -> None:
    """Keep it in the address and in this tab; an empty one is dropped."""
    if value:
        st.session_state[f"chosen-{name}"] = value
        if st.query_params.get(name) != value:
            st.query_params[name] = value
    else:
        st.session_state.pop(f"chosen-{name}", None)
        if name in st.query_params:
            del st.query_params[name]


def choose(
    name: str, title: str, known: Sequence[str], shown: Callable[[str], str], *, first: str = "", **options: object
) -> str:
    """A list to choose one of the known ids from, by default `first` or the last; what is chosen is kept as `name`."""
    now = remembered(name, known) or (first if first in known else known[-1])
    key = f"choose-{name}"
    if st.session_state.get(key) != now:
        st.session_state[key] = now
    picked = st.selectbox(
        label(title),
        known,
        format_func=lambda one: short(shown(one)),
        key=key,
        on_change=lambda: remember(name, st.session_state[key]),
        **options,
    )
    remember(name, picked)
    return picked


def source(lib: Library, title: str = "Source") -> Source | None:
    """A list to choose a source from; None where the library has none."""
    by_id = {one.id: one for one in lib.sources()}
    if not by_id:
        return None
    return by_id[choose("source", title, list(by_id), lambda one: by_id[one].name)]


def or_none(call: Callable[[], object]) -> object | None:
    """What the call gives, or None for something that isn't there any more."""
    try:
        return call()
    except EduappError:
        return None
