"""Stems, and phrases compared by them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduapp.crosswords.forms import akin, content, key, names, share_a_name, stem
from eduapp.language.tongues import detect, stop_words


@given(st.from_regex(r"[a-z]{1,12}", fullmatch=True))
def test_a_word_is_akin_to_itself_and_to_its_plural(word: str) -> None:
    assert akin(word, word) and akin(word, word.upper())
    assert len(word) < 4 or word[-1] in "aeiousxzyh" or akin(word, f"{word}s")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("inflate", "inflation"),
        ("empire", "empires"),
        ("migrants", "migration"),
        ("climatological", "paleoclimatology"),
    ],
)
def test_words_built_on_one_another_are_akin(one: str, other: str) -> None:
    assert akin(one, other)


@pytest.mark.parametrize(("one", "other"), [("force", "forest"), ("cell", "cellar"), ("state", "stage")])
def test_words_that_only_look_alike_are_not(one: str, other: str) -> None:
    assert not akin(one, other)


def test_names_built_on_one_name_are_told() -> None:
    assert share_a_name("Arius", "Arians") and share_a_name("Rome", "Romans")
    assert not share_a_name("Athens", "Sparta") and not share_a_name("Arius", "arid")


def test_phrases_compare_without_articles_case_and_number() -> None:
    assert key("The Great Walls") == key("great wall")
    assert names("Plants have small vacuoles.", "the vacuole") and not names("Plants have sap.", "vacuole")
    assert content("the division of a nucleus", "en") == {stem("division"), stem("nucleus")}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The leaves of the tree are green because they hold a pigment.", "en"),
        ("Le foglie della quercia sono verdi perché hanno un pigmento.", "it"),
        ("Les feuilles de l’arbre sont vertes parce que elles ont un pigment.", "fr"),
        ("Die Blätter des Baumes sind grün, weil sie einen Farbstoff haben.", "de"),
    ],
)
def test_a_language_is_told_by_its_stop_words(text: str, language: str) -> None:
    assert detect(text, default="??") == language


def test_an_unknown_language_stays_what_the_document_says() -> None:
    assert detect("Xyzzy plugh frotz gnusto", default="eo") == "eo"
    assert stop_words("eo") == frozenset()


@pytest.mark.parametrize(("one", "other"), [("digger", "dig"), ("typist", "type"), ("inventor", "invented")])
def test_who_does_a_thing_is_akin_to_the_doing(one: str, other: str) -> None:
    assert akin(one, other) and akin(other, one)
