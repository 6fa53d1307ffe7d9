"""Where words go: an anytime search for layouts in which many words cross and little room is lost.

The steps are in `search`; here are what is weighed, how the search cools, and what it found. The work is counted in
steps, not in seconds: the same words, page, seed and number of steps give the same layout, compiled or not.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eduapp.crosswords import search
from eduapp.crosswords.board import CHANCES, UNIT

DOWN = 1

Places = dict[int, tuple[int, int, int]]
"""For each placed word, its direction (0 across, 1 down), row and column."""

COMPILED = not search.__file__.endswith(".py")
"""Whether the search runs as machine code, some sixty times as fast."""

_DENSE = 0.35
"""The density at which the box costs a crossing a word."""

_HOT, _COLD = 0.6, 0.2
_STARTS, _STAGES = 4, 200

_NOISE = array("i", [round(-256 * math.log(-math.log((i + 0.5) / CHANCES))) for i in range(CHANCES)])
"""Gumbel's distribution: with it added, the highest of some values is drawn as Boltzmann's law has it."""

_EXPECTED = array("i", [round(-256 * math.log((i + 0.5) / CHANCES)) for i in range(CHANCES)])


@dataclass(frozen=True)
class Layout:
    """Where words are, counted from the corner of their box, the words that have no place, and what that costs.

    `faults` counts what pinned words alone can bring about: groups that hang apart, and letters that stand side by side
    without an entry. A layout with faults is no crossword yet.
    """

    places: Places
    left: tuple[int, ...]
    faults: int
    cost: int

    def rank(self) -> tuple[int, int, int]:
        """What is compared when layouts are: smaller is better."""
        return self.faults, len(self.left), self.cost


def search_layouts(
    words: Sequence[Sequence[str]], rows: int, columns: int, seed: int, steps: int, pins: Places | None = None
) -> Iterator[Layout]:
    """Each layout found on a page of `rows` by `columns` that is better than those before, the first at once.

    `pins` hold words in place to one another; the layout may move over the page as a whole.
    """
    board = make_board(search.Search, words, rows, columns, seed, pins)
    board.begin(0)
    yield _best(board)
    for _ in range(_STARTS - 1):
        board.begin(round(_HOT * UNIT))
    done = 0
    for stage in range(1, _STAGES + 1 if len(words) > 1 else 1):
        share = steps * stage // _STAGES - done
        board.anneal(share, round(_HOT * (_COLD / _HOT) ** (stage / _STAGES) * UNIT))
        done += share
        if board.better:
            yield _best(board)


def make_board(
    kind: type[search.Search], words: Sequence[Sequence[str]], rows: int, columns: int, seed: int, pins: Places | None
) -> search.Search:
    """An empty board for these words, but for the pinned ones."""
    number = {letter: i for i, letter in enumerate(sorted({letter for word in words for letter in word}), start=1)}
    spelled = [[number[letter] for letter in word] for word in words]
    room_cost = round(UNIT * _DENSE * len(words) / sum(map(len, words)))
    board = kind(spelled, rows, columns, seed, room_cost, _NOISE, _EXPECTED)
    for word, (way, row, column) in (pins or {}).items():
        board.hold(word, way, row, column)
    return board


def _best(board: search.Search) -> Layout:
    board.better = 0
    placed = [word for word in range(board.words) if board.best_way[word] >= 0]
    cells = {word: divmod(board.best_start[word], board.stride) for word in placed}
    top, left = (min(line) for line in zip(*cells.values(), strict=True))
    places = {word: (board.best_way[word], row - top, column - left) for word, (row, column) in cells.items()}
    apart = tuple(word for word in range(board.words) if word not in places)
    return Layout(places, apart, board.best_faults, board.best_cost)
