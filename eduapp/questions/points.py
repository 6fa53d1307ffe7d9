"""What an item is worth: the points of its seat, and a rubric that adds up to them."""

from __future__ import annotations

from eduapp.domain.item import ItemKind
from eduapp.domain.rubric import Criterion, worth
from eduapp.questions.contracts import Judged

STEP = 0.5
"""Rubrics are scaled to whole or half points."""


def with_points(one: Judged, points: float | None) -> Judged:
    """The item worth so many points; without them 1, or for an extended text what its rubric adds up to."""
    item = one.item
    if item.kind is ItemKind.EXTENDED_TEXT:
        rubric = item.rubric if points is None else scaled(item.rubric, points)
        item = item.model_copy(update={"rubric": rubric, "points": worth(rubric)})
    else:
        item = item.model_copy(update={"points": 1.0 if points is None else points})
    return Judged(one.candidate, item, one.score)


def scaled(rubric: tuple[Criterion, ...], points: float) -> tuple[Criterion, ...]:
    """The rubric with the same proportions for so many points in all, each criterion at least half a point.

    By largest remainders in half points. `points` must be half a point or more for each criterion.
    """
    left = round(points / STEP) - len(rubric)
    if left < 0:
        raise ValueError(f"{points} points are too few for {len(rubric)} criteria")
    whole = worth(rubric)
    exact = [max(criterion.points / whole * points / STEP - 1, 0.0) for criterion in rubric]
    share = left / sum(exact) if sum(exact) else 0.0
    parts = [int(part * share + 1e-9) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i] * share, i))
    for i in range(left - sum(parts)):
        parts[by_remainder[i % len(parts)]] += 1
    return tuple(c.model_copy(update={"points": STEP * (1 + n)}) for c, n in zip(rubric, parts, strict=True))
