"""What went wrong, in a sentence and a way out."""

from __future__ import annotations

import os
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from eduapp.errors import EduappError
from eduapp.ui.parts import plain

FAULT_HINT = "Nothing that was saved is lost. Reload the page; if it happens again, please report it."


def show(error: Exception) -> None:
    """A box with the sentence and the way out. EDUAPP_DEBUG=1 prints a traceback where the server runs."""
    message, hint = told_of(error)
    if not isinstance(error, EduappError) or os.environ.get("EDUAPP_DEBUG", "") not in ("", "0"):
        traceback.print_exception(error)
    st.error(f"**{plain.label(message, 600)}**  \n{plain.label(hint, 600)}", icon=":material/error:")


def told_of(error: Exception) -> tuple[str, str]:
    """The sentence and the way out. A hint that speaks of the command line is put in the page's words."""
    if isinstance(error, EduappError):
        return error.message, on_the_page(error.hint)
    return f"Something went wrong inside eduapp ({type(error).__name__}: {error}).", FAULT_HINT


def on_the_page(hint: str) -> str:
    """A hint of the command line in the page's words."""
    for said, instead in IN_OTHER_WORDS.items():
        hint = hint.replace(said, instead)
    return JOB.sub("Stop that first, in the bar at the side.", hint)


JOB = re.compile(r"Stop that first: `eduapp jobs --cancel [\w-]+`\.")

IN_OTHER_WORDS = {
    "Choose another with --library or EDUAPP_LIBRARY.": "Start `eduapp ui` with another --library.",
    "`eduapp show` lists the sources, `eduapp add FILE` adds one.": "The page Library lists them, and adds new ones.",
    "`eduapp show` lists the sets, `eduapp generate SOURCE` makes one.": "The page Generate makes one.",
    "`eduapp show` lists them.": "The page Library lists them.",
    "`eduapp review` lists the items of a set.": "The page Review lists them.",
    "`eduapp review` lists the items.": "The page Review lists them.",
    "`eduapp grades` lists them, `eduapp grade RESPONSES.csv` makes some.": "The page Grade lists and makes them.",
    "`eduapp grades` lists them.": "The page Grade lists them.",
    "Give it with --why.": "Say why.",
    "Approve some with `eduapp review`.": "Approve some on the page Review.",
    "Approve some with `eduapp review --approve ID`, or export the drafts too with --all.": (
        "Approve some on the page Review, or choose to take the drafts too."
    ),
    "Add it once more to see them.": "Add the file once more on the page Library to see them.",
    "`eduapp models list` shows which are.": "The page Models shows which are.",
}


@contextmanager
def told() -> Iterator[None]:
    """Within it, an expected error becomes a box on the page, and the rest of the page goes on."""
    try:
        yield
    except EduappError as error:
        show(error)
