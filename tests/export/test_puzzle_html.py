"""The page of a crossword, as its source; tests/e2e opens it in a browser."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import pytest
from bs4 import BeautifulSoup

from eduapp.crosswords import Word, lay_out
from eduapp.domain.crossword import Crossword
from eduapp.export import Options
from eduapp.export.puzzle_html import encode
from tests.export.puzzles import hostile, puzzle


def source(crossword: Crossword, **options: object) -> str:
    return encode(crossword, Options(**{"title": "Week 3"} | options)).data.decode()


def page(crossword: Crossword, **options: object) -> BeautifulSoup:
    return BeautifulSoup(source(crossword, **options), "html.parser")


def test_each_clue_is_a_button_that_says_where_it_belongs():
    found = page(puzzle())
    for entry in puzzle().entries:
        button = found.find(id=entry.label.replace(" ", "-"))
        assert button["aria-label"] == f"{entry.label}, {len(entry.answer)} letters: {entry.clue}"
        assert button.find(class_="text").get_text() == f"{entry.clue} {entry.enumeration}"
    assert [head.get_text() for head in found("h2")] == ["Across", "Down"]
    assert found.html["lang"] == "en" and found.title.get_text() == found.h1.get_text() == "Week 3"


def test_each_cell_can_be_filled_and_is_named():
    made = puzzle()
    inputs = page(made)("input")
    places = {(int(one["data-row"]), int(one["data-column"])): one for one in inputs}
    assert set(places) == {cell for entry in made.entries for cell in entry.cells()}
    for entry in made.entries:
        for number, cell in enumerate(entry.cells(), start=1):
            assert f"{entry.label}, {len(entry.answer)} letters, letter {number}" in places[cell]["aria-label"]
    assert not any(one["value"] for one in inputs)


def test_answers_are_not_in_plain_sight():
    text = source(puzzle())
    for entry in puzzle().entries:
        assert "".join(entry.answer) not in text
        assert entry.display not in text
    data = json.loads(page(puzzle()).find(id="puzzle").string)
    assert json.loads(base64.b64decode(data["key"])[::-1]) == [list(row) for row in puzzle().cells()]


def test_word_bank_and_first_letters_when_asked_for():
    found = page(puzzle(), word_bank=True, first_letters=True)
    words = sorted((entry.display for entry in puzzle().entries), key=str.casefold)
    assert [item.get_text() for item in found.find(class_="bank")("li")] == words
    given = {(int(one["data-row"]), int(one["data-column"])): one["value"] for one in found("input") if one["value"]}
    assert given == {(entry.row, entry.column): entry.answer[0] for entry in puzzle().entries}


def test_the_page_asks_for_nothing_outside_itself():
    text = source(puzzle())
    assert not re.search(r"(?:src|href|action)\s*=|@import|url\(|https?:", text)
    found = BeautifulSoup(text, "html.parser")
    policy = found.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'")
    for block in (found.style.string, found("script")[1].string):
        digest = base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert not found.find_all(style=True)


def test_hostile_clues_are_text():
    found = page(hostile(), title="<script>alert(1)</script>", word_bank=True)
    assert len(found("script")) == 2 and not found("img")
    assert found.h1.get_text() == "<script>alert(1)</script>"
    shown = [button.find(class_="text").get_text() for button in found(class_="clue")]
    assert any("</script><script>alert(1)</script>" in text for text in shown)
    assert any("{{ 7*7 }} {% raw %} ${x}" in text for text in shown)
    data = json.loads(found.find(id="puzzle").string)
    assert {entry["clue"] for entry in data["entries"]} >= {"</script><script>alert(1)</script>"}


@pytest.mark.parametrize(("terms", "turned"), [(("שלום", "לבן"), True), (("caravel", "realism"), False)])
def test_a_grid_reads_the_way_its_alphabet_does(terms, turned):
    made = lay_out([Word(term=term) for term in terms], steps=5)
    assert (page(made).table.get("dir") == "rtl") is turned


def test_the_same_crossword_gives_the_same_bytes():
    assert source(puzzle()) == source(puzzle())
