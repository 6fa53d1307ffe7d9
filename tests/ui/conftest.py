"""A page of the app without a browser, through Streamlit's own test harness."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from eduapp.library import Library, open_library
from eduapp.ui import places
from tests.fakes import FakeRooms

Page = Callable[..., AppTest]


def _script(name: str) -> None:
    import streamlit as st

    from eduapp.ui import places
    from eduapp.ui.parts import opened, trouble

    st.session_state[places.PAGES] = {place.name: place.name for place in places.built()}
    with trouble.told():
        next(place for place in places.PLACES if place.name == name).show(opened.library())


@pytest.fixture
def page() -> Iterator[Page]:
    """Runs a page by its name, with what stands in its address; returns what it shows."""

    def run(name: str, **query: str) -> AppTest:
        test = AppTest.from_function(_script, kwargs={"name": name}, default_timeout=30)
        for key, value in query.items():
            test.query_params[key] = value
        test.run()
        assert not test.exception
        return test

    yield run
    st.cache_resource.clear()


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The libraries that a worker was started for; none is: a test does the work itself with `lib.work()`."""
    found: list[str] = []

    def start(where: str) -> SimpleNamespace:
        found.append(where)
        return SimpleNamespace(poll=lambda: None)

    monkeypatch.setattr("eduapp.ui.worker.start", start)
    return found


@pytest.fixture
def lib(rooms: FakeRooms) -> Iterator[Library]:
    """The library that the pages show, with fakes in place of the slow rooms."""
    with open_library() as opened:
        opened.face = "page"
        yield opened


@pytest.fixture
def source(lib: Library) -> str:
    """A course text in the library, read and understood."""
    lib.submit_file(b"The nucleus holds the cell's DNA.", "cells.txt")
    done = lib.work()
    assert done is not None
    return done.source


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """The pages that were turned to, with what is chosen there."""
    turned: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(places, "go", lambda name, **query: turned.append((name, query)))
    return turned


def shown(test: AppTest) -> str:
    """All that a page says: its text, and its markup."""
    kinds = (
        "title",
        "header",
        "subheader",
        "html",
        "text",
        "markdown",
        "caption",
        "error",
        "warning",
        "info",
        "success",
    )
    found = [one.value for kind in kinds for one in test.get(kind) if hasattr(one, "value")]
    found += [one.proto.body for one in test.get("html")]
    return "\n".join(map(str, found))
