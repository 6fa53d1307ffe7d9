"""The teacher's page in a real browser."""

from __future__ import annotations

import pytest

from tests.e2e.served import settled

pytestmark = pytest.mark.e2e


def test_the_first_page_is_there_and_nothing_is_fetched_elsewhere(window_of) -> None:
    settled(window_of)
    assert window_of.title() == "eduapp"
    assert window_of.get_by_role("heading", level=1).count() == 1
