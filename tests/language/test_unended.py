"""Sentences that break off without a full stop."""

import pytest

from tests.language.test_facts import facts_of


@pytest.mark.parametrize(
    "text",
    [
        "Coaches use drills to train and",
        "Osmosis is the movement of",
        "Firms hire workers when demand grows,",
        "Plants die because the soil is too dry,",
        "If the price rises, then",
        "As a result of all this, however,",
        "In other words,",
    ],
)
def test_a_sentence_that_breaks_off_is_read_without_an_error(text: str) -> None:
    assert all(fact.quote.text == text for fact in facts_of(text))
