"""A page of the app without a browser, through Streamlit's own test harness."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from eduapp.ui import places

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


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """The pages that were turned to, with what is chosen there."""
    turned: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(places, "go", lambda name, **query: turned.append((name, query)))
    return turned


def shown(test: AppTest) -> str:
    """All that a page says: its text, and its markup."""
    kinds = ("title", "subheader", "html", "text", "markdown", "caption", "error", "warning", "info", "success")
    found = [one.value for kind in kinds for one in test.get(kind) if hasattr(one, "value")]
    found += [one.proto.body for one in test.get("html")]
    return "\n".join(map(str, found))
