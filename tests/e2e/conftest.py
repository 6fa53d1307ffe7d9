"""A browser, and the teacher's page to look at in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.served import CHROMIUM, FLAGS, Served, serve, window


@pytest.fixture(scope="module")
def chromium() -> Iterator:
    """The browser, started once for the tests of a module: while it is driven, nothing else may run an event loop."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    if CHROMIUM is None:
        pytest.skip("needs Chromium")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`eduapp ui` with an empty library, started once for the tests of a module."""
    with serve(tmp_path_factory.mktemp("page")) as running:
        yield running


@pytest.fixture
def window_of(chromium, served: Served) -> Iterator:
    """A window at the page, in which nothing may fail, and from which nothing may leave this machine."""
    with window(chromium, served) as page:
        yield page
