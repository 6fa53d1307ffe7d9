"""Where a teacher begins."""

from __future__ import annotations

from tests.ui.conftest import Page, shown


def test_an_empty_library_says_how_to_begin(page: Page) -> None:
    assert "The library is empty" in shown(page("start"))
