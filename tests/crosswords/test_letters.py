"""Terms as letters of a grid, in several alphabets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduapp.crosswords.letters import cells, enumeration, stem


@pytest.mark.parametrize(
    ("term", "folded", "kept", "counts"),
    [
        ("Central Asia", "CENTRALASIA", "CENTRALASIA", "(7, 4)"),
        ("cost-push inflation", "COSTPUSHINFLATION", "COSTPUSHINFLATION", "(4-4, 9)"),
        ("consumer price index (CPI)", "CONSUMERPRICEINDEX", "CONSUMERPRICEINDEX", "(8, 5, 5)"),
        ("(CPI)", "CPI", "CPI", "(3)"),
        ("World War 2", "WORLDWAR2", "WORLDWAR2", "(5, 3, 1)"),
        ("Coup d’état", "COUPDETAT", "COUPDÉTAT", "(4, 5)"),
        ("e\u0301lan", "ELAN", "ÉLAN", "(4)"),
        ("Straße", "STRASSE", "STRASSE", "(7)"),
        ("Œuvre", "OEUVRE", "ŒUVRE", "(6)"),
        ("Tromsø", "TROMSO", "TROMSØ", "(6)"),
        ("ﬁlm", "FILM", "FILM", "(4)"),
        ("Λόγος", "ΛΟΓΟΣ", "ΛΌΓΟΣ", "(5)"),
        ("йод", "ЙОД", "ЙОД", "(3)"),
        ("한국", "한국", "한국", "(2)"),
        ("— / —", "", "", "()"),
    ],
)
def test_letters(term, folded, kept, counts):
    assert cells(term) == tuple(folded)
    assert cells(term, accents=True) == tuple(kept)
    assert enumeration(term) == counts


def test_a_cluster_is_one_cell():
    assert cells("हिन्दी") == ("हि", "न्दी")


@pytest.mark.parametrize(
    ("one", "other"),
    [("CARAVELS", "CARAVEL"), ("COLONIES", "COLONY"), ("BOXES", "BOX"), ("CHURCHES", "CHURCH")],
)
def test_a_plural_has_the_stem_of_its_singular(one, other):
    assert stem(tuple(one)) == stem(tuple(other)) == tuple(other)


@pytest.mark.parametrize("word", ["CENSUS", "BASIS", "GLASS", "AS"])
def test_an_s_alone_is_no_plural(word):
    assert stem(tuple(word)) == tuple(word)


@given(st.text(max_size=30))
def test_any_text_gives_letters_that_stay_as_they_are(text):
    for accents in (False, True):
        found = cells(text, accents=accents)
        assert all(letter and not letter.isspace() for letter in found)
        total = sum(
            int(part) for part in enumeration(text, accents=accents).strip("()").replace("-", ", ").split(", ") if part
        )
        assert total == len(found)
