"""What answers to one question that have been graded say about further answers to it.

A logistic regression over stems and word pairs whose starting point is what the general scorer says: with few graded
answers it changes little, with many it learns the question's own ways of being right.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from eduapp.grading.features import Question, Text
from eduapp.grading.words import stem

Array = NDArray[np.float32]

BINS = 1 << 16
TELLING = frozenset("not no up down yes more less".split())
STRENGTH, ROUNDS, LEAST = 0.15, 150, 8
"""How strongly weights are held to zero, steps of the solver, and the graded answers below which nothing is learned."""


class Own(NamedTuple):
    """Weights of one question: hashed marks in ascending order, a row of logits for each, and a constant."""

    marks: NDArray[np.uint16]
    weights: Array
    constant: Array


def marks(said: Text) -> NDArray[np.uint16]:
    """The hashed stems and pairs of neighbours of an answer, each once, in ascending order."""
    stems = [stem(word) for word in said.words]
    found = {*said.stems, *(f"_{word}" for word in said.words if word in TELLING)}
    found |= {f"{one} {other}" for one, other in pairwise(stems)}
    return np.unique(np.array([crc32(one.encode()) % BINS for one in found], np.uint16))


def cues(asked: Question, said: Text) -> NDArray[np.uint16]:
    """The hashed stems of an answer, each plain and with where else it stands, and the reference's that are missing.

    A stem is found in a reference answer, else in the question, else nowhere; those missing are new over the question.
    """
    references = frozenset().union(*(reference.stems for reference in asked.references))
    found = [*said.stems]
    for one in said.stems:
        found.append(one + (" =" if one in references else " ?" if one in asked.asked.stems else " +"))
    found += [f"{one} -" for one in references.difference(said.stems, asked.asked.stems)]
    return np.unique(np.array([crc32(one.encode()) % BINS for one in found], np.uint16))


def name(asked: Question) -> int:
    """The number by which a question with its references is known again."""
    lines = (asked.asked.words, *(reference.words for reference in asked.references))
    return crc32("\n".join(" ".join(words) for words in lines).encode())


def logits(own: Own, found: NDArray[np.uint16]) -> Array:
    """What the weights add to an answer's logits."""
    places = np.minimum(np.searchsorted(own.marks, found), len(own.marks) - 1)
    met = own.marks[places] == found
    return own.constant + own.weights[places[met]].sum(0) / np.sqrt(max(len(found), 1))


def learn(answers: Sequence[NDArray[np.uint16]], start: Array, labels: Sequence[int]) -> Own | None:
    """Weights learned from graded answers, given by their marks; None for too few.

    `start` holds the logits (answers × labels) to begin from, `labels` the places of the right ones. The penalized
    likelihood is climbed by Nesterov's accelerated gradient (1983).
    """
    if len(answers) < LEAST:
        return None
    known = np.unique(np.concatenate(answers))
    rows = np.zeros((len(answers), len(known) + 1))
    for row, found in zip(rows, answers, strict=True):
        row[np.searchsorted(known, found)] = 1 / np.sqrt(max(len(found), 1))
    rows[:, -1] = 0.5
    wanted = np.eye(start.shape[1])[list(labels)]
    step = 1 / (0.5 * np.linalg.norm(rows @ rows.T, 2) + STRENGTH)
    weights = ahead = np.zeros((rows.shape[1], start.shape[1]))
    for turn in range(1, ROUNDS + 1):
        slope = rows.T @ (softmax(start + rows @ ahead) - wanted) + STRENGTH * ahead
        before, weights = weights, ahead - step * slope
        ahead = weights + (turn - 1) / (turn + 2) * (weights - before)
    return Own(known, weights[:-1].astype(np.float32), (0.5 * weights[-1]).astype(np.float32))


def softmax(values: Array) -> Array:
    """Probabilities of logits, along the last axis."""
    powers = np.exp(values - values.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)
