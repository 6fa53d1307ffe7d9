from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduapp.language.readability import flesch_kincaid, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [("the", 1), ("cells", 1), ("stopped", 1), ("wanted", 2), ("table", 2), ("molecules", 3), ("photosynthesis", 5),
     ("created", 3), ("nation", 2), ("region", 2), ("question", 2), ("whole", 1), ("bacteria", 4), ("society", 4)],
)  # fmt: skip
def test_syllables(word, count):
    assert syllables(word) == count


def test_the_formula():
    # 5 words, 1 sentence, 5 syllables
    assert flesch_kincaid("The cat sat down here.") == pytest.approx(0.39 * 5 + 11.8 * 5 / 5 - 15.59)


def test_long_words_and_long_sentences_read_harder():
    easy = flesch_kincaid("Plants make food. They use light.")
    assert easy < flesch_kincaid("Plants make food and they use light.")
    assert easy < flesch_kincaid("Chloroplasts synthesize carbohydrates. They utilize radiation.")


def test_nothing_to_read_is_grade_0():
    assert flesch_kincaid("42 – ?") == 0


@given(st.text())
def test_any_text_has_a_grade(text):
    assert isinstance(flesch_kincaid(text), float)
    assert syllables(text) >= 1
