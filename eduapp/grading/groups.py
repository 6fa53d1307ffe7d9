"""Answers of a class grouped by meaning, so that one decision settles many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from eduapp.domain.grades import Grade
from eduapp.domain.key import Key
from eduapp.grading import features
from eduapp.grading.exact import is_blank, normal
from eduapp.grading.words import NEGATIONS

NEAR = 0.86
"""The cosine of two answers' weighted word vectors from which they may share a group."""

Sort = tuple[object, ...]


def grouped(grades: Sequence[Grade], keys: Sequence[Key]) -> list[Grade]:
    """The grades, each with the name of its group: an item's id and a number, the largest group first.

    Answers share a group if they have the same proposed score, say the same numbers, negations and directions, and all
    are near each other in meaning (complete linkage). The order of the class makes no difference.
    """
    names: dict[tuple[str, str], str] = {}
    for key in keys:
        names |= {(key.id, answer): name for answer, name in _names(key, grades).items()}
    return [one.model_copy(update={"group": names[one.response.item, one.response.answer]}) for one in grades]


def _names(key: Key, grades: Sequence[Grade]) -> dict[str, str]:
    """The group of each answer to an item."""
    of_item = [one for one in grades if one.response.item == key.id]
    counts = Counter(one.response.answer for one in of_item)
    scores = {one.response.answer: (one.score.label, one.score.points) for one in of_item}
    sorts: dict[Sort, list[str]] = {}
    for answer in sorted(counts):
        sorts.setdefault((*scores[answer], *_sort(key, answer)), []).append(answer)
    groups = [group for answers in sorts.values() for group in _near_ones(key, answers)]
    groups.sort(key=lambda group: (-sum(counts[one] for one in group), group))
    return {answer: f"{key.id}-{number}" for number, group in enumerate(groups, start=1) for answer in group}


def _sort(key: Key, answer: str) -> Sort:
    """What answers of one group have in common beside their words."""
    if is_blank(answer):
        return ("blank",)
    asked = features.question(key.stem, key.key)
    said = features.answer_text(asked, answer)
    numbers = tuple(sorted({word for word in said.words if word[0].isdigit()}))
    return numbers, sum(word in NEGATIONS for word in said.words) % 2, features.direction(said.words), bool(said.stems)


def _near_ones(key: Key, answers: Sequence[str]) -> list[list[str]]:
    """The answers in groups in which each is near all others; those that read the same are one."""
    asked = features.question(key.stem, key.key)
    same: dict[str, list[str]] = {}
    for answer in answers:
        same.setdefault(normal(answer), []).append(answer)
    vectors = [features.answer_text(asked, one[0]).sum for one in same.values()]
    groups: list[list[int]] = []
    for place, vector in enumerate(vectors):
        fits = [group for group in groups if all(float(vectors[one] @ vector) >= NEAR for one in group)]
        if fits and np.any(vector):
            max(fits, key=lambda group: (min(float(vectors[one] @ vector) for one in group), -group[0])).append(place)
        else:
            groups.append([place])
    alike = list(same.values())
    return [[answer for place in group for answer in alike[place]] for group in groups]
