"""The crossword's rules: what it accepts, and that each rule broken is refused with its reason."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from eduapp.domain.crossword import Crossword, Direction, Entry, numbered

A, D = Direction.ACROSS, Direction.DOWN


def entry(answer: str, row: int, column: int, direction: Direction, number: int = 1) -> Entry:
    return Entry(
        number=number, direction=direction, row=row, column=column, answer=tuple(answer), display=answer.lower()
    )


def crossword(rows: int, columns: int, *entries: Entry) -> Crossword:
    return Crossword(rows=rows, columns=columns, entries=numbered(entries))


def sample() -> Crossword:
    """
    CAT
    A.A
    ROW
    """
    return crossword(3, 3, entry("ROW", 2, 0, A), entry("TAW", 0, 2, D), entry("CAT", 0, 0, A), entry("CAR", 0, 0, D))


def test_entries_are_numbered_as_in_print():
    made = sample()
    assert [e.label for e in made.entries] == ["1 across", "1 down", "2 down", "3 across"]
    assert made.numbers() == {(0, 0): 1, (0, 2): 2, (2, 0): 3}
    assert [e.display for e in made.across()] == ["cat", "row"]
    assert [e.display for e in made.down()] == ["car", "taw"]


def test_cells_and_figures():
    made = sample()
    assert made.cells() == (("C", "A", "T"), ("A", None, "A"), ("R", "O", "W"))
    assert (made.words, made.crossings) == (4, 4)
    assert made.density == pytest.approx(8 / 9)
    assert made.down()[1].cells() == ((0, 2), (1, 2), (2, 2))


def test_one_word_alone_is_a_crossword():
    assert crossword(1, 3, entry("CAT", 0, 0, A)).crossings == 0


def test_it_is_the_same_after_json():
    assert Crossword.model_validate_json(sample().model_dump_json()) == sample()


@pytest.mark.parametrize(
    ("rows", "columns", "entries", "reason"),
    [
        (3, 3, [("CAT", 0, 0, A), ("COW", 0, 2, D)], "2 down needs C where T stands"),
        (3, 3, [("CAT", 0, 0, A), ("CAT", 0, 0, D)], "CAT stands in the grid twice"),
        (3, 5, [("CAT", 0, 0, A), ("CAR", 0, 0, D)], "not the size of its entries"),
        (4, 3, [("CAT", 1, 0, A), ("COW", 1, 0, D)], "not the size of its entries"),
        (1, 7, [("CAT", 0, 0, A), ("OWL", 0, 4, A)], "not the size of its entries"),
        (3, 3, [("CAT", 0, 0, A), ("OWL", 2, 0, A), ("CO", 0, 0, D)], "needs O where|not one entry"),
        (3, 4, [("CAT", 0, 0, A), ("CAR", 0, 0, D), ("ROWS", 2, 0, A), ("SIS", 0, 3, D)], "not one entry"),
        (2, 3, [("CAT", 0, 0, A), ("OWL", 1, 0, A)], "not one entry"),
        (4, 5, [("CAT", 0, 0, A), ("OWL", 2, 2, A), ("ELF", 1, 4, D)], "do not all hang together"),
        (1, 6, [("CATTLE", 0, 0, A), ("CAT", 0, 0, A)], "not one entry"),
    ],
)
def test_a_broken_rule_is_refused(rows, columns, entries, reason):
    with pytest.raises(ValidationError, match=reason):
        crossword(rows, columns, *(entry(*parts) for parts in entries))


def test_wrong_numbers_are_refused():
    made = sample()
    with pytest.raises(ValidationError, match="not numbered row by row"):
        Crossword(rows=3, columns=3, entries=tuple(reversed(made.entries)))
    moved = [e.model_copy(update={"number": e.number + 1}) for e in made.entries]
    with pytest.raises(ValidationError, match="not numbered row by row"):
        Crossword(rows=3, columns=3, entries=tuple(moved))
