"""Characters and cut words."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduapp.ingest.text import (
    LINE_END_HYPHEN,
    is_capitals,
    is_ordinal_ending,
    is_sentence,
    lowered,
    mark_cut_words,
    raised,
    rejoin,
    tidy,
    tidy_lines,
)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("ﬁlm ﬂow eﬀect oﬃce ﬅ", "film flow effect office st"),
        ("e\u0301tude", "étude"),
        ("photo\u00adsynthesis", "photosynthesis"),
        ("a\u00a0b\u2009c\u3000d", "a b c d"),
        ("zero\u200bwidth\u200d\ufeff", "zerowidth"),
        ("\u202eevil\u202c \u2066x\u2069", "evil x"),
        ("tag\U000e0041\U000e007f and \U000e0100", "tag and"),
        ("nul\0bell\x07esc\x1b", "nulbellesc"),
        ("two  \t\r\n lines\u2028more", "two lines more"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("\uf0b7 point", "• point"),
        ("H₂O at 10⁻³, α → β, $x_1$", "H₂O at 10⁻³, α → β, $x_1$"),
    ],
)
def test_tidy(raw: str, clean: str) -> None:
    assert tidy(raw) == clean


def test_lines_keep_their_indents() -> None:
    assert tidy_lines("\n\tif x:\r\n\t\treturn ﬁ \n\n  end\n\n") == "    if x:\n        return fi\n\n  end"


@given(st.text())
def test_tidy_text_is_clean_and_stays_so(text: str) -> None:
    clean = tidy(text)
    assert tidy(clean) == clean == unicodedata.normalize("NFC", clean)
    assert not any(unicodedata.category(character) in ("Cc", "Cf", "Cs") for character in clean)


@pytest.mark.parametrize(
    ("elsewhere", "cut", "whole"),
    [
        ("", "photosyn|thesis", "photosynthesis"),
        ("It is well-known.", "a well|known fact", "a well-known fact"),
        ("", "self|contained", "self-contained"),
        ("A by-product.", "the by|product", "the by-product"),
        ("The byproduct.", "the by|product", "the byproduct"),
        ("Re-cover and recover, recover.", "re|cover", "recover"),
        ("", "Navier|Stokes", "Navier-Stokes"),
        ("", "COVID|19 in 2019|20", "COVID-19 in 2019-20"),
        ("", "state-of|the-art", "state-of-the-art"),
        ("Much oxygen; a rich soil.", "an oxygen|rich layer", "an oxygen-rich layer"),
        ("", "pre| and postnatal", "pre- and postnatal"),
        ("", "pre|and postnatal", "pre- and postnatal"),
        ("", "an|ti|dis", "antidis"),
        ("", "the end|", "the end-"),
    ],
)
def test_cut_words_follow_the_rest_of_the_text(elsewhere: str, cut: str, whole: str) -> None:
    assert rejoin([elsewhere, cut.replace("|", LINE_END_HYPHEN)]) == [elsewhere, whole]


def test_cut_words_are_found_at_line_ends_only() -> None:
    assert mark_cut_words("photosyn-\n  thesis is well-known - \nyes") == (
        f"photosyn{LINE_END_HYPHEN}thesis is well-known - \nyes"
    )


@given(st.lists(st.text(alphabet="ab- \n")))
def test_rejoining_keeps_all_letters(texts: list[str]) -> None:
    marked = [mark_cut_words(text) for text in texts]
    letters = [[c for c in text if c.isalpha()] for text in texts]
    assert [[c for c in text if c.isalpha()] for text in rejoin(marked)] == letters


def test_raised_and_lowered() -> None:
    assert [lowered("2"), lowered("max"), lowered("i+1"), lowered(" ")] == ["₂", "_max", "_(i+1)", " "]
    assert [raised("2"), raised("2+"), raised("-3"), raised("n"), raised("x")] == ["²", "²⁺", "⁻³", "ⁿ", "^x"]
    assert is_ordinal_ending("th") and not is_ordinal_ending("t")


def test_kinds_of_lines() -> None:
    assert is_sentence('He said: "The cell is the unit of life."')
    assert not is_sentence("Cells: the unit of life and more")
    assert not is_sentence("Too short.")
    assert is_capitals("THE CELL") and not is_capitals("6 CO2 + 6 H2O → C6H12O6") and not is_capitals("DNA")
