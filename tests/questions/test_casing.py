"""Capitals as the text itself writes a word inside its sentences."""

from __future__ import annotations

import pytest

from eduapp.questions.casing import as_written
from eduapp.questions.contracts import Context
from tests.questions.maker import Course


@pytest.fixture
def context() -> Context:
    course = Course()
    for sentence in (
        "In 1689 the English Parliament met, and Parliament passed a law.",
        "The crown needed Parliament for money, but Parliament refused.",
        "Kings had asked Parliament before, and a king was refused.",
        "The company sold tea, and the East India Company shipped it.",
        "Some say that revolution was near, and the French Revolution began.",
    ):
        course.write(sentence)
    return course.context()


@pytest.mark.parametrize(
    ("stem", "put_right"),
    [
        ("What did parliament refuse?", "What did Parliament refuse?"),
        ("Why did the Crown need money?", "Why did the crown need money?"),
        ("When did the French Revolution begin?", "When did the French Revolution begin?"),
        ("Which company shipped it, the East India Company or another?", ""),
        ("Tea was sold by the Company.", "Tea was sold by the company."),
        ("Company law was new.", "Company law was new."),
        ("What is a “Crown”?", "What is a “Crown”?"),
    ],
)
def test_words_are_written_as_in_the_text(stem: str, put_right: str, context: Context) -> None:
    assert as_written(stem, context) == (put_right or stem)


def test_a_word_that_the_text_lacks_stays(context: Context) -> None:
    assert as_written("Which Zebra is it?", context) == "Which Zebra is it?"
