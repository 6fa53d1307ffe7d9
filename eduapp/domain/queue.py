"""What is looked at to find one's way through many items: filters, short lines, and counts."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from pydantic import Field

from eduapp.domain.base import Model
from eduapp.domain.item import Bloom, ItemKind
from eduapp.domain.review import State

FAILED, PASSED = "failed", "passed"
"""Values of a filter on checks that name no check: at least one failed, or every one passed."""


class Filters(Model):
    """Which items are wanted; what is left empty lets all through.

    `check` is the name of a check that failed, "failed" for any of them, or "passed" for items that passed all;
    `source` is a source's id; `words` must all be in the stem or the key, in whatever case.
    """

    state: State | None = None
    level: Bloom | None = None
    kind: ItemKind | None = None
    check: str = ""
    source: str = ""
    words: str = ""

    def __bool__(self) -> bool:
        return self != Filters()


class Line(Model):
    """An item in short, as it stands now. `failed` are the names of the checks that it failed, of `checked` run."""

    item: str
    source: str
    revision: int
    state: State
    level: Bloom
    kind: ItemKind
    stem: str
    failed: tuple[str, ...] = ()
    checked: int = 0
    decisions: int = 0


class Queue(Model):
    """A page of the items that are wanted: `total` of them, of which `lines` begin after the first `start`."""

    total: int
    start: int = 0
    lines: tuple[Line, ...] = ()


class Cell(Model):
    """How many items of one level, kind and state there are."""

    level: Bloom
    kind: ItemKind
    state: State
    count: int


class Tally(Model):
    """How many items there are by level, kind and state, and how many failed each check."""

    cells: tuple[Cell, ...] = ()
    failed: dict[str, int] = Field(default_factory=dict)

    @property
    def total(self) -> int:
        """All items."""
        return sum(cell.count for cell in self.cells)

    def by(self, field: str) -> Counter[str]:
        """The counts by "level", "kind" or "state"."""
        found: Counter[str] = Counter()
        for cell in self.cells:
            found[getattr(cell, field)] += cell.count
        return found


class SetLine(Model):
    """A set in short: how many of its items are in which state, how many seats stayed empty, a crossword's words."""

    id: str
    source: str
    title: str
    blueprint: str
    made: datetime
    crossword: bool = False
    words: int = 0
    missing: int = 0
    states: dict[State, int] = Field(default_factory=dict)

    @property
    def items(self) -> int:
        """How many items it has."""
        return sum(self.states.values())
