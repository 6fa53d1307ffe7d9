"""What the formats of a crossword share: how a grid that was read becomes a crossword again."""

from __future__ import annotations

from collections.abc import Mapping

from eduapp.domain.crossword import Cell, Crossword, Direction, Entry, numbered
from eduapp.errors import InputError


def from_letters(
    letters: Mapping[Cell, str], told: Mapping[tuple[int, Direction], Mapping[str, str]], what: str
) -> Crossword:
    """The crossword of a grid that was read from a file: each run of letters is an entry.

    `told` has each entry's clue, display and enumeration, by number and direction. `what` names the file's kind.
    Raises InputError when the letters make no crossword.
    """
    try:
        runs = numbered(
            _run(letters, cell, way) for way in Direction for cell in letters if _starts(letters, cell, way)
        )
        entries = tuple(entry.model_copy(update=told.get((entry.number, entry.direction), {})) for entry in runs)
        rows, columns = (max(line) + 1 for line in zip(*letters, strict=True))
        return Crossword(rows=rows, columns=columns, entries=entries)
    except ValueError as error:  # pydantic's too: the letters are of a puzzle that keeps other rules
        raise InputError(
            f"This {what} holds no crossword of connected words.", hint="It may have a solution that is locked."
        ) from error


def _step(direction: Direction) -> Cell:
    return (1, 0) if direction is Direction.DOWN else (0, 1)


def _starts(letters: Mapping[Cell, str], cell: Cell, direction: Direction) -> bool:
    (row, column), (down, right) = cell, _step(direction)
    return (row - down, column - right) not in letters and (row + down, column + right) in letters


def _run(letters: Mapping[Cell, str], cell: Cell, direction: Direction) -> Entry:
    (row, column), (down, right) = cell, _step(direction)
    answer: list[str] = []
    while letter := letters.get((row + len(answer) * down, column + len(answer) * right)):
        answer.append(letter)
    return Entry(
        number=1,  # for now: numbers follow from all places
        direction=direction,
        row=row,
        column=column,
        answer=tuple(answer),
        display="".join(answer),
        enumeration=f"({len(answer)})",
    )
