"""Trees of examples packed into rows of about the same length, and rows into batches.

A branch sees its tree's trunk and itself, at the places that it would have alone, so what is learned is the same as
from one example after another, at about half of the cost.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.starter.trees import Tree, size

WAITING, SORTED = 48, 24
"""How many trees wait for a row that they fit into, and among how many rows those of a batch are alike in length."""


@dataclass(frozen=True)
class Batch:
    """Rows of tokens (rows, length), the place of each in its own text, what each sees (rows, length, length), and the
    targets: the flat places from which they follow, their tokens, their lengths and tasks."""

    tokens: NDArray[np.int64]
    positions: NDArray[np.int64]
    mask: NDArray[np.bool_]
    places: NDArray[np.int64]
    wanted: NDArray[np.int64]
    lengths: list[int]
    tasks: list[str]


def batches(found: Sequence[Tree], room: int, tokens: int, seed: int) -> Iterator[Batch]:
    """Batches of about so many tokens in rows of `room` (a longer tree has its own), in a random order, endlessly."""
    rng = random.Random(seed)
    packed = _rows(found, room, rng)
    while True:
        rows = sorted((next(packed) for _ in range(SORTED)), key=_length)
        parts: list[list[list[Tree]]] = [[]]
        for row in rows:
            if parts[-1] and (len(parts[-1]) + 1) * _length(row) > tokens:
                parts.append([])
            parts[-1].append(row)
        yield from map(laid_out, rng.sample(parts, len(parts)))


def _length(row: Sequence[Tree]) -> int:
    return sum(map(size, row))


def laid_out(rows: Sequence[Sequence[Tree]]) -> Batch:
    """The batch of some rows of trees, padded at the end to the longest."""
    longest = max(map(_length, rows))
    tokens = np.zeros((len(rows), longest), np.int64)
    positions = np.zeros_like(tokens)
    mask = np.repeat(np.eye(longest, dtype=bool)[None], len(rows), axis=0)
    places, wanted, lengths, tasks = [], [], [], []
    for number, row in enumerate(rows):
        at = 0
        for tree in row:
            start, stem = at, len(tree["trunk"])
            at = _lay(tokens[number], positions[number], mask[number], tree["trunk"], at, 0)
            for branch in tree["branches"]:
                first = number * longest + at + len(branch["prompt"]) - 1
                end = _lay(
                    tokens[number], positions[number], mask[number], branch["prompt"] + branch["target"], at, stem
                )
                mask[number, at:end, start : start + stem] = True
                places += range(first, first + len(branch["target"]))
                wanted += branch["target"]
                lengths.append(len(branch["target"]))
                tasks.append(branch["task"])
                at = end
    return Batch(tokens, positions, mask, np.array(places), np.array(wanted), lengths, tasks)


def _lay(
    tokens: NDArray[np.int64],
    positions: NDArray[np.int64],
    mask: NDArray[np.bool_],
    part: list[int],
    at: int,
    place: int,
) -> int:
    """Writes a part of a row from `at` on, its first token at `place` of its text; returns where it ends."""
    end = at + len(part)
    tokens[at:end] = part
    positions[at:end] = np.arange(place, place + len(part))
    mask[at:end, at:end] = np.tri(len(part), dtype=bool)
    return end


def _rows(found: Sequence[Tree], room: int, rng: random.Random) -> Iterator[list[Tree]]:
    """Rows that are filled from a number of waiting trees, the first that fits."""
    order = _endless(found, rng)
    waiting = [next(order) for _ in range(WAITING)]
    while True:
        row, left = [], room
        while fitting := next((tree for tree in waiting if size(tree) <= left or not row), None):
            waiting.remove(fitting)
            waiting.append(next(order))
            row.append(fitting)
            left -= size(fitting)
        yield row


def _endless(found: Sequence[Tree], rng: random.Random) -> Iterator[Tree]:
    while True:
        yield from rng.sample(found, len(found))
