"""A rubric: what an answer in a pupil's own words must show, and what each part of it is worth."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field, model_validator

from eduapp.domain.base import Model
from eduapp.domain.source import Quote


class Level(Model):
    """One step of a criterion: the `points` it earns, and in words what an answer at that step shows."""

    points: float = Field(ge=0)
    text: str


class Criterion(Model):
    """One thing that earns points.

    `text` says what an answer must show, so that two readers give the same `points`. `key_points` are the words of the
    text that count as showing it, `quote` where they stand; a criterion that asks for the pupil's own thought has
    neither. `levels` are the steps between nothing and all of the points, highest first; without them half the points
    is the only step.
    """

    id: str
    text: str
    points: float = Field(default=1.0, gt=0)
    key_points: tuple[str, ...] = ()
    quote: Quote | None = None
    levels: tuple[Level, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Criterion:
        points = [level.points for level in self.levels]
        if points != sorted(set(points), reverse=True) or any(one > self.points for one in points):
            raise ValueError("levels go from the highest points down, none twice and none above the criterion's own")
        return self

    @property
    def steps(self) -> tuple[float, ...]:
        """The points that can be earned, highest first, with all of them and 0."""
        between = [level.points for level in self.levels] or [self.points / 2]
        return tuple(sorted({self.points, 0.0, *between}, reverse=True))


class Rubric(Model):
    """One version of an item's rubric. `who` wrote it, empty where it was drafted; `approved_by` is empty in a draft.

    Version 0 is the item's own, which is approved with the item.
    """

    item: str
    version: int = Field(ge=0)
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    who: str = ""
    made: datetime | None = None
    approved_by: str = ""

    @model_validator(mode="after")
    def _ids_differ(self) -> Rubric:
        ids = [criterion.id for criterion in self.criteria]
        if len(set(ids)) < len(ids):
            raise ValueError("two criteria share an id")
        return self


def worth(rubric: tuple[Criterion, ...]) -> float:
    """The points that an answer earns which shows everything."""
    return sum(criterion.points for criterion in rubric)
