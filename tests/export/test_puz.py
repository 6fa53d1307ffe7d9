"""puz, read back by puzpy."""

from __future__ import annotations

import puz
import pytest

from eduapp.crosswords import Word, lay_out
from eduapp.errors import ExportError, InputError
from eduapp.export import Options
from eduapp.export import puz as form
from tests.export.puzzles import hostile, puzzle

OPTIONS = Options(title="Week 3")


def test_what_is_written_is_read_back():
    made = puzzle()
    back = form.decode(form.encode(made, OPTIONS).data)
    assert back.cells() == made.cells()
    assert back.numbers() == made.numbers()
    assert [e.enumeration for e in back.entries] == [e.enumeration for e in made.entries]
    plain = [e.clue.replace("“", '"').replace("”", '"').replace("–", "-") for e in made.entries]
    assert [e.clue for e in back.entries] == plain


def test_the_file_is_of_the_version_that_every_program_reads():
    artefact = form.encode(puzzle(), OPTIONS)
    read = puz.load(artefact.data)
    assert (read.version, read.title) == (b"1.3", "Week 3")
    assert set(read.fill) == {".", "-"}
    assert artefact.lost == form.LOST


def test_accented_letters_are_latin_letters():
    made = lay_out([Word(term="élan"), Word(term="légume")], steps=5, accents=True)
    assert form.decode(form.encode(made, OPTIONS).data).cells() == made.cells()


def test_clues_in_unicode_take_version_two():
    made = lay_out([Word(term="delta", clue="Δ"), Word(term="letter", clue="γράμμα")], steps=5)
    artefact = form.encode(made, OPTIONS)
    assert puz.load(artefact.data).version == b"2.0"
    assert any("version 2.0" in sentence for sentence in artefact.lost)
    assert {e.clue for e in form.decode(artefact.data).entries} == {"Δ", "γράμμα"}


def test_what_one_byte_cannot_hold_is_reported():
    made = lay_out([Word(term="élan", clue="Δ"), Word(term="légume", clue="?")], steps=5, accents=True)
    artefact = form.encode(made, OPTIONS)
    assert any("question marks" in sentence for sentence in artefact.lost)
    assert {e.clue for e in form.decode(artefact.data).entries} == {"?"}


@pytest.mark.parametrize("terms", [("фабрика", "рабочий"), ("हिन्दी न्दी", "हिन्दी"), ("Ωμέγα", "γράμμα")])
def test_other_alphabets_are_refused_with_a_way_out(terms):
    made = lay_out([Word(term=term) for term in terms], steps=5)
    with pytest.raises(ExportError, match="can't hold the letter") as refused:
        form.encode(made, OPTIONS)
    assert ".ipuz" in refused.value.hint


def test_hostile_text_stays_text():
    back = form.decode(form.encode(hostile(), OPTIONS).data)
    assert "</script><script>alert(1)</script>" in {e.clue for e in back.entries}


def test_the_same_crossword_gives_the_same_bytes():
    assert form.encode(puzzle(), OPTIONS).data == form.encode(puzzle(), OPTIONS).data


def test_a_locked_solution_is_a_sentence():
    read = puz.load(form.encode(puzzle(), OPTIONS).data)
    read.lock_solution(1234)
    with pytest.raises(InputError, match="is locked"):
        form.decode(read.tobytes())


@pytest.mark.parametrize("data", [b"", b"nonsense", b"\0" * 200])
def test_nonsense_is_a_sentence(data):
    with pytest.raises(InputError, match="not a puz file"):
        form.decode(data)


def test_a_cut_file_is_a_sentence():
    data = form.encode(puzzle(), OPTIONS).data
    for length in range(0, len(data) - 1, 37):
        with pytest.raises(InputError):
            form.decode(data[:length])
