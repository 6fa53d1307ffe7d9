"""A crossword: entries that cross in a grid, numbered as printed puzzles are.

The rules of a free-form layout, which `Crossword` refuses to break: every run of two or more letters, across or down,
is an entry; no answer stands twice; all entries hang together, so that each crosses another unless it is alone; the
grid is no larger than its entries; and numbers count the cells where an entry starts, row by row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import groupby

from pydantic import Field, model_validator

from eduapp.domain.base import Model

Cell = tuple[int, int]
"""Row and column, from 0."""


class Direction(StrEnum):
    """Which way an entry is read."""

    ACROSS = "across"
    DOWN = "down"


class Entry(Model):
    """One answer in the grid, with its clue.

    `answer` has one grapheme a cell, in capitals; `display` is the term as it is written; `enumeration` says how its
    letters fall into words, "(7, 4)". `item` is the id of the item that the clue was made from, if any. A `pinned`
    entry stays where it is when the others are laid out anew.
    """

    number: int = Field(ge=1)
    direction: Direction
    row: int = Field(ge=0)
    column: int = Field(ge=0)
    answer: tuple[str, ...] = Field(min_length=2)
    display: str
    enumeration: str = ""
    clue: str = ""
    item: str = ""
    pinned: bool = False

    @property
    def label(self) -> str:
        """How the entry is spoken of: "12 across"."""
        return f"{self.number} {self.direction.value}"

    def cells(self) -> tuple[Cell, ...]:
        """The cells that it covers, in reading order."""
        down = self.direction is Direction.DOWN
        return tuple((self.row + i * down, self.column + i * (not down)) for i in range(len(self.answer)))


class Unplaced(Model):
    """A word that is not in the grid, and why, in a sentence; the rest is as in an entry."""

    answer: tuple[str, ...]
    display: str
    reason: str
    enumeration: str = ""
    clue: str = ""
    item: str = ""


class Crossword(Model):
    """A grid of `rows` by `columns` cells, its entries by number with across before down, and the words left out.

    `seed` is that of the layout. Raises pydantic's ValidationError when the entries break a rule of the grid.
    """

    rows: int = Field(ge=1)
    columns: int = Field(ge=1)
    entries: tuple[Entry, ...] = Field(min_length=1)
    unplaced: tuple[Unplaced, ...] = ()
    seed: int = 0

    def cells(self) -> tuple[tuple[str | None, ...], ...]:
        """The letter of each cell, row by row; None where there is no cell to fill."""
        letters = self._letters()
        return tuple(tuple(letters.get((row, column)) for column in range(self.columns)) for row in range(self.rows))

    def numbers(self) -> dict[Cell, int]:
        """The number that stands in each cell where an entry starts."""
        return {(entry.row, entry.column): entry.number for entry in self.entries}

    def across(self) -> tuple[Entry, ...]:
        """The entries that read across, by number."""
        return tuple(entry for entry in self.entries if entry.direction is Direction.ACROSS)

    def down(self) -> tuple[Entry, ...]:
        """The entries that read down, by number."""
        return tuple(entry for entry in self.entries if entry.direction is Direction.DOWN)

    @property
    def words(self) -> int:
        """How many entries there are."""
        return len(self.entries)

    @property
    def crossings(self) -> int:
        """How many cells belong to two entries."""
        return sum(len(entry.answer) for entry in self.entries) - len(self._letters())

    @property
    def density(self) -> float:
        """The share of the grid's cells that hold a letter."""
        return len(self._letters()) / (self.rows * self.columns)

    def _letters(self) -> dict[Cell, str]:
        return {
            cell: letter for entry in self.entries for cell, letter in zip(entry.cells(), entry.answer, strict=True)
        }

    @model_validator(mode="after")
    def _keeps_the_rules(self) -> Crossword:
        problem = next(broken_rules(self), None)
        if problem:
            raise ValueError(problem)
        return self


def numbered(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries with the numbers that their places ask for, in the order of a printed puzzle."""
    listed = sorted(entries, key=lambda entry: (entry.row, entry.column, entry.direction))
    by_cell = groupby(listed, key=lambda entry: (entry.row, entry.column))
    return tuple(
        entry.model_copy(update={"number": number})
        for number, (_, starting) in enumerate(by_cell, start=1)
        for entry in starting
    )


def broken_rules(crossword: Crossword) -> Iterator[str]:
    """What breaks the rules of the grid, a sentence each."""
    yield from _conflicts(crossword)
    yield from _repeats(crossword)
    if crossword.entries != numbered(crossword.entries):
        yield "The entries are not numbered row by row, across before down."
    yield from _strays(crossword)
    if not _connected(crossword):
        yield "The entries do not all hang together."


def _conflicts(crossword: Crossword) -> Iterator[str]:
    letters: dict[Cell, str] = {}
    for entry in crossword.entries:
        for cell, letter in zip(entry.cells(), entry.answer, strict=True):
            if letters.setdefault(cell, letter) != letter:
                yield f"{entry.label} needs {letter} where {letters[cell]} stands."
    rows, columns = {row for row, _ in letters}, {column for _, column in letters}
    if rows != set(range(crossword.rows)) or columns != set(range(crossword.columns)):
        yield f"The grid of {crossword.rows} by {crossword.columns} is not the size of its entries."


def _repeats(crossword: Crossword) -> Iterator[str]:
    seen: set[tuple[str, ...]] = set()
    for entry in crossword.entries:
        if entry.answer in seen:
            yield f"{''.join(entry.answer)} stands in the grid twice."
        seen.add(entry.answer)


def _strays(crossword: Crossword) -> Iterator[str]:
    """Runs of two or more letters that are no entry, and entries that are only part of a run."""
    letters = crossword._letters()
    for direction, (down, right) in {Direction.ACROSS: (0, 1), Direction.DOWN: (1, 0)}.items():
        runs = set()
        for row, column in letters:
            if (row - down, column - right) in letters:
                continue
            length = 1
            while (row + length * down, column + length * right) in letters:
                length += 1
            if length > 1:
                runs.add((row, column, length))
        meant = [
            (entry.row, entry.column, len(entry.answer)) for entry in crossword.entries if entry.direction is direction
        ]
        if runs != set(meant) or len(meant) != len(set(meant)):
            row, column, _ = min(runs.symmetric_difference(meant) or meant)
            yield f"The letters {direction.value} from row {row + 1}, column {column + 1} are not one entry."


def _connected(crossword: Crossword) -> bool:
    rest = [frozenset(entry.cells()) for entry in crossword.entries]
    reached: set[Cell] = set(rest.pop())
    while touching := [cells for cells in rest if cells & reached]:
        rest = [cells for cells in rest if not cells & reached]
        reached.update(*touching)
    return not rest
