"""ipuz, read back by the library of that name."""

from __future__ import annotations

import json

import ipuz
import pytest

from eduapp.crosswords import Word, lay_out
from eduapp.errors import InputError
from eduapp.export import Options
from eduapp.export import ipuz as form
from tests.export.puzzles import hostile, puzzle

OPTIONS = Options(title="Week 3")


@pytest.mark.parametrize("accents", [False, True])
def test_what_is_written_is_read_back(accents):
    made = puzzle(accents=accents)
    back = form.decode(form.encode(made, OPTIONS).data)
    assert back.entries == made.entries
    assert back.cells() == made.cells()


def test_any_alphabet_is_read_back():
    terms = ("фабрика", "рабочий", "हिन्दी", "Ωμέγα", "भारत हिन्दी")
    made = lay_out([Word(term=term, clue="?") for term in terms], steps=20)
    assert form.decode(form.encode(made, OPTIONS).data).entries == made.entries


def test_the_file_says_what_it_is():
    made = puzzle()
    read = ipuz.read(form.encode(made, OPTIONS).data.decode(), puzzlekinds=["http://ipuz.org/crossword#1"])
    assert read["title"] == "Week 3"
    assert read["dimensions"] == {"width": made.columns, "height": made.rows}
    assert [len(row) for row in read["puzzle"]] == [made.columns] * made.rows
    first = made.entries[0]
    assert read["puzzle"][first.row][first.column] == 1
    assert {"number", "clue", "answer", "enumeration"} == set(read["clues"]["Across"][0])


def test_hostile_text_stays_text():
    artefact = form.encode(hostile(), OPTIONS)
    back = form.decode(artefact.data)
    assert [e.clue for e in back.entries] == [e.clue.replace("\u0007", "") for e in hostile().entries]
    assert any("Control characters" in sentence for sentence in artefact.lost)


def test_the_same_crossword_gives_the_same_bytes():
    assert form.encode(puzzle(), OPTIONS).data == form.encode(puzzle(), OPTIONS).data


def test_clues_as_pairs_and_cells_as_records_are_read():
    data = json.loads(form.encode(puzzle(), OPTIONS).data)
    data["clues"] = {way: [[c["number"], c["clue"]] for c in clues] for way, clues in data["clues"].items()}
    data["solution"] = [[{"value": cell} if cell else "#" for cell in row] for row in data["solution"]]
    back = form.decode(json.dumps(data).encode())
    assert [e.clue for e in back.entries] == [e.clue for e in puzzle().entries]
    assert back.cells() == puzzle().cells()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": "x"}, "not an ipuz file"),
        ({"solution": None}, "no solution|not an ipuz"),
        ({"clues": {}, "solution": [["A", None, "B"]]}, "no crossword of connected words"),
        ({"clues": {"Across": [{"number": "one"}]}}, "no solution or no clues"),
    ],
)
def test_another_file_is_a_sentence(change, message):
    data = json.loads(form.encode(puzzle(), OPTIONS).data) | change
    with pytest.raises(InputError, match=message):
        form.decode(json.dumps(data).encode())


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"{}", b"[1]", b"nonsense"])
def test_nonsense_is_a_sentence(data):
    with pytest.raises(InputError, match="not an ipuz file"):
        form.decode(data)
