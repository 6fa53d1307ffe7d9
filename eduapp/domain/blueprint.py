"""A blueprint (table of specifications): which levels and kinds of item a set should have, and how many."""

from __future__ import annotations

from pydantic import Field

from eduapp.domain.base import Model, content_id
from eduapp.domain.item import Bloom, ItemKind


class Seat(Model):
    """Room for `count` items of one level and one of the `kinds`, each worth `points`."""

    level: Bloom
    kinds: tuple[ItemKind, ...] = Field(min_length=1)
    count: int = Field(default=1, ge=1, le=500)
    points: float = Field(default=1.0, gt=0)


class Blueprint(Model):
    """Named seats."""

    name: str
    title: str = ""
    seats: tuple[Seat, ...] = Field(min_length=1)

    @property
    def count(self) -> int:
        """How many items it asks for."""
        return sum(seat.count for seat in self.seats)

    def scaled(self, count: int) -> Blueprint:
        """The same proportions for `count` items in all, by largest remainders; seats left with none fall away."""
        exact = [seat.count * count / self.count for seat in self.seats]
        counts = [int(share) for share in exact]
        by_remainder = sorted(range(len(exact)), key=lambda i: (counts[i] - exact[i], i))
        for i in by_remainder[: count - sum(counts)]:
            counts[i] += 1
        seats = tuple(s.model_copy(update={"count": n}) for s, n in zip(self.seats, counts, strict=True) if n)
        return self.model_copy(update={"seats": seats})


def set_id(source: str, blueprint: Blueprint, model: str, seed: int) -> str:
    """The id of the set that this generation makes: the same whenever source, seats, model and seed are."""
    seats = [seat.model_dump(mode="json") for seat in blueprint.seats]
    return content_id("set", source, blueprint.name, seats, model, seed)
