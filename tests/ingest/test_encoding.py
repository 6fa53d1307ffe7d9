"""Bytes to characters."""

from __future__ import annotations

import pytest

from eduapp.errors import UnreadableSource
from eduapp.ingest.encoding import decode

FRENCH = "Les élèves étudient la cellule végétale : « où est le noyau ? » Ça dépend, dit-elle, de l’œil. " * 5
GERMAN = "Größere Zellen können über ihre Oberfläche nicht genügend Nährstoffe aufnehmen. " * 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_text_comes_back(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding), "a.txt") == FRENCH


def test_utf16_without_mark() -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        assert decode(GERMAN.encode(encoding), "a.txt") == GERMAN


def test_latin1() -> None:
    assert decode(GERMAN.encode("latin-1"), "a.txt") == GERMAN


def test_other_alphabets() -> None:
    russian = "Клетка является основной единицей строения и жизнедеятельности всех живых организмов. " * 5
    assert decode(russian.encode("cp1251"), "a.txt") == russian


def test_utf8_wins_over_what_a_page_declares() -> None:
    page = '<meta charset="latin-1"><p>Größe</p>'
    assert decode(page.encode(), "a.html", declares=True) == page


def test_a_declared_encoding_is_used() -> None:
    page = '<meta charset="iso-8859-2"><p>Příliš žluťoučký kůň</p>'
    assert decode(page.encode("iso-8859-2"), "a.html", declares=True) == page
    nonsense = '<meta charset="no-such-thing"><p>Größe</p>'
    assert "Größe" in decode(nonsense.encode("cp1252"), "a.html", declares=True)


def test_what_is_no_text() -> None:
    with pytest.raises(UnreadableSource, match=r"a\.txt is not text that can be made out"):
        decode(bytes(range(256)) * 8, "a.txt")
