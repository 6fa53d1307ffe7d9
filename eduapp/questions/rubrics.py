"""Rubrics made from facts: criteria that each say what must be shown, with the text's own words for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eduapp.domain.knowledge import Fact
from eduapp.domain.rubric import Criterion
from eduapp.questions.contracts import Refusal
from eduapp.questions.words import content, overlap

FEWEST, MOST = 2, 4
"""Fewer criteria leave the points to taste; more are not read when a class's answers are marked."""

LEAST_QUOTED = 0.8
"""The share of a key point's content words that its fact must have."""


@dataclass(frozen=True, slots=True)
class Point:
    """What earns points: `keys` are words of `fact` that count as showing it; neither, where it is the pupil's own."""

    text: str
    points: float = 1.0
    keys: tuple[str, ...] = ()
    fact: Fact | None = None


def rubric(points: Sequence[Point]) -> tuple[Criterion, ...] | Refusal:
    """The criteria c1, c2 and so on; a refusal where they are too few or many, alike, or not borne out by a fact."""
    if not FEWEST <= len(points) <= MOST:
        return Refusal(f"a rubric of {len(points)} criteria")
    if len({point.text for point in points}) < len(points):
        return Refusal("two criteria are the same")
    if not any(point.keys for point in points):
        return Refusal("no criterion is made from the text")
    if not all(_is_borne_out(point) for point in points):
        return Refusal("a key point is not in the words of its fact")
    return tuple(
        Criterion(
            id=f"c{number}",
            text=point.text,
            points=point.points,
            key_points=point.keys,
            quote=point.fact.quote if point.fact is not None else None,
        )
        for number, point in enumerate(points, start=1)
    )


def _is_borne_out(point: Point) -> bool:
    if point.fact is None:
        return not point.keys
    said = content(f"{point.fact.quote.text} {point.fact.statement}")
    return all(overlap(content(key), said) >= LEAST_QUOTED for key in point.keys if content(key))
