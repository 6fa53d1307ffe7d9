from __future__ import annotations

import pytest

from eduapp.questions import words


@pytest.mark.parametrize(
    ("word", "expected"),
    [("cells", "cell"), ("bodies", "body"), ("boxes", "box"), ("mitosis", "mitosis"), ("nucleus", "nucleus"),
     ("glass", "glass"), ("Plant’s", "plant"), ("gas", "gas")],
)  # fmt: skip
def test_a_lemma_loses_plural_and_possessive(word, expected):
    assert words.lemma(word) == expected


@pytest.mark.parametrize("forms", [("divide", "divides", "divided", "dividing"), ("stop", "stopped", "stopping")])
def test_forms_of_a_verb_share_their_root(forms):
    assert len({words.root(form) for form in forms}) == 1


def test_content_leaves_out_the_small_words():
    assert words.content("What is the term for the movement of particles?") == {"movement", "particl"}


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [("inflate", "inflation", True), ("nation", "national", True), ("cell", "cells", True),
     ("cell", "cellar", False), ("international", "interest", False), ("osmosis", "mitosis", False)],
)  # fmt: skip
def test_kin(a, b, expected):
    assert words.kin(a, b) is expected


def test_contains_looks_for_whole_words_in_any_number():
    assert words.contains("The cells of plants", "cell")
    assert words.contains("the free market", "Markets")
    assert not words.contains("the cellar", "cell")
    assert not words.contains("anything", "")


def test_sentences_end_where_they_end():
    text = "Dr. Hooke looked. He saw 3.5 boxes! “Cells,” he said. Then?"
    assert words.sentences(text) == ("Dr. Hooke looked.", "He saw 3.5 boxes!", "“Cells,” he said.", "Then?")


def test_small_forms():
    assert words.bare("the cell") == "cell"
    assert words.bare("theory") == "theory"
    assert words.article_of("An apple") == "an"
    assert words.sentence("cells divide") == "Cells divide."
    assert words.same("The Cells", "cell")
    assert words.initials("gross domestic product") == "gdp"
    assert words.overlap("ab", "bcd") == 0.5
    assert words.overlap("", "abc") == 0
