from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduapp.questions.contradiction import contradiction

RISES = "When the price of a good rises, the quantity that people demand falls."


@pytest.mark.parametrize(
    ("statement", "sentence", "against"),
    [
        ("When the price of a good rises, the quantity that people demand rises.", RISES, "rises"),
        ("Roots take up more water at night.", "Roots take up less water at night.", "more"),
        ("The wall was built in 1871.", "The wall was built in 1817.", "1871"),
        ("Whales are related to fish.", "Whales are not related to fish.", "not"),
        ("Osmosis moves water through a membrane.", "Diffusion moves water through a membrane.", "osmosis"),
        ("Crops failed because prices doubled.", "Prices doubled because crops failed.", "because"),
        ("Because crops failed early, grain prices doubled.", "Grain prices doubled because crops failed early.", ""),
        ("Grain prices doubled.", "In the spring, grain prices doubled.", ""),
    ],
)
def test_what_goes_against_a_sentence_is_named(statement, sentence, against):
    assert contradiction(statement, sentence) == against


@given(st.lists(st.sampled_from("more cells not grow before 12 leaves because north fall".split()), min_size=1))
def test_no_sentence_goes_against_itself(words):
    text = " ".join(words)
    assert contradiction(text, text) == ""
