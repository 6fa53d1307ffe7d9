"""A rubric: what an answer in a pupil's own words must show, and what each part of it is worth."""

from __future__ import annotations

from pydantic import Field

from eduapp.domain.base import Model
from eduapp.domain.source import Quote


class Criterion(Model):
    """One thing that earns points.

    `text` says what an answer must show, so that two readers give the same `points`. `key_points` are the words of the
    text that count as showing it, `quote` where they stand; a criterion that asks for the pupil's own thought has
    neither.
    """

    id: str
    text: str
    points: float = Field(default=1.0, gt=0)
    key_points: tuple[str, ...] = ()
    quote: Quote | None = None


def worth(rubric: tuple[Criterion, ...]) -> float:
    """The points that an answer earns which shows everything."""
    return sum(criterion.points for criterion in rubric)
