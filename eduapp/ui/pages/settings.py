"""What a person can set, and what the environment has set for them."""

from __future__ import annotations

import os

import streamlit as st

from eduapp import settings
from eduapp.errors import EduappError
from eduapp.library import Library
from eduapp.ui.parts import look, trouble, work
from eduapp.ui.parts.plain import label, write

TITLES = {
    "reviewer": ("Your name", "It signs your decisions and edits."),
    "threads": ("Threads for the language model", "0 leaves it to eduapp."),
    "hub": ("Where models are fetched from", "The address of a hub."),
    "optimize": ("Keep a copy of a model in the layout that is fastest here", ""),
    "cache": ("Keep the model's replies, so that the same work isn't done twice", ""),
}


def show(lib: Library) -> None:
    """Draw the page."""
    look.head("Settings", "They are kept in a file of yours, and count for the command line too.")
    now = settings.load()
    with st.form("settings"):
        asked = {name: _field(name, getattr(now, name)) for name in TITLES}
        if st.form_submit_button("Save", type="primary", icon=":material/save:"):
            _save(now, asked)
    look.section("Where things are")
    rows = [("Library", lib.where), ("Settings", settings.settings_file()), ("The worker's faults", work.log_file())]
    write(look.table(("What", "Where"), rows))


def _field(name: str, value: object) -> object:
    title, hint = TITLES[name]
    forced = os.environ.get(settings.PREFIX + name.upper(), "")
    if forced:
        hint = f"{hint} {settings.PREFIX}{name.upper()} in the environment says it, and comes first.".strip()
    options = {"help": label(hint) or None, "disabled": bool(forced), "key": f"set-{name}"}
    if isinstance(value, bool):
        return st.checkbox(label(title), value, **options)
    if isinstance(value, int):
        return st.number_input(label(title), 0, 1024, value, **options)
    return st.text_input(label(title), str(value), **options)


def _save(now: settings.Settings, asked: dict[str, object]) -> None:
    before = settings.saved()
    changed = {name: value for name, value in asked.items() if value != getattr(now, name)}
    try:
        for name, value in changed.items():
            settings.save(name, str(value))
        settings.load()
    except EduappError as error:
        for name in changed:
            settings.save(name, before.get(name))
        trouble.show(error)
        return
    if changed:
        st.success("Saved.", icon=":material/check:")
    else:
        st.info("Nothing was changed.", icon=":material/info:")
