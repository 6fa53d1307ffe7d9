"""A blueprint (table of specifications): which levels and kinds of item a set should have, and how many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from pydantic import Field, ValidationError, field_validator

from eduapp.domain.base import Model, content_id
from eduapp.domain.item import Bloom, ItemKind
from eduapp.errors import InputError


class Seat(Model):
    """Room for `count` items of one level and one of the `kinds`, each worth `points`.

    Without `points` an item is worth 1, an extended text the sum of its rubric; with them, its rubric is scaled.
    """

    level: Bloom
    kinds: tuple[ItemKind, ...] = Field(min_length=1)
    count: int = Field(default=1, ge=1, le=500)
    points: float | None = Field(default=None, gt=0, le=1000, multiple_of=0.5)

    @field_validator("kinds")
    @classmethod
    def _each_kind_once(cls, kinds: tuple[ItemKind, ...]) -> tuple[ItemKind, ...]:
        return tuple(dict.fromkeys(kinds))


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

    def grid(self) -> dict[Bloom, dict[ItemKind, int]]:
        """How many items of each level and kind it asks for, where the kinds of a seat take turns."""
        found: dict[Bloom, dict[ItemKind, int]] = {}
        for seat in self.seats:
            row = found.setdefault(seat.level, {})
            for number in range(seat.count):
                kind = seat.kinds[number % len(seat.kinds)]
                row[kind] = row.get(kind, 0) + 1
        return found

    @classmethod
    def from_grid(
        cls, grid: Mapping[Bloom, Mapping[ItemKind, int]], *, name: str, title: str = "", strict: bool = False
    ) -> Blueprint:
        """A blueprint of so many items of each level and kind.

        Unless it is `strict`, a level's items may be of any of the kinds that were named for it, so that fewer places
        stay empty. Raises InputError if it asks for no item, or for more than 500 in a place.
        """
        rows = [(level, {kind: grid[level][kind] for kind in ItemKind if grid.get(level, {}).get(kind, 0) > 0})
                for level in Bloom]  # fmt: skip
        try:
            if strict:
                seats = [Seat(level=level, kinds=(kind,), count=n) for level, row in rows for kind, n in row.items()]
            else:
                seats = [Seat(level=level, kinds=tuple(row), count=sum(row.values())) for level, row in rows if row]
            return cls(name=name, title=title, seats=tuple(seats))
        except ValidationError as error:
            raise InputError(
                "This grid asks for no questions, or for too many.", hint="1 to 500 can be had."
            ) from error


class Order(StrEnum):
    """How the items of a set follow one another."""

    COURSE = "course"
    EASY = "easy"


class Brief(Model):
    """What is asked of a set beside its blueprint.

    `about` names a topic of the text, `objectives` say in a sentence each what pupils should be able to do. `language`
    is a code such as "en", told from the text when it is empty. `grade` is the school year whose pupils should be able
    to read the items, 0 for any. `order` is "course" as in the text, or "easy" from easy to hard.
    `places` are the parts of the text that all items come from, as `domain.places` reads them; none means all of it.
    """

    about: str = ""
    objectives: tuple[str, ...] = ()
    language: str = ""
    grade: int = Field(default=0, ge=0, le=16)
    order: Order = Order.COURSE
    places: tuple[str, ...] = ()

    @field_validator("about", mode="after")
    @classmethod
    def _on_one_line(cls, about: str) -> str:
        return " ".join(about.split())

    @field_validator("objectives", "places", mode="after")
    @classmethod
    def _each_once(cls, texts: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line for line in (" ".join(one.split()) for one in texts) if line))

    @property
    def is_plain(self) -> bool:
        """Whether nothing is asked but the blueprint."""
        return self == Brief()


def set_id(source: str, blueprint: Blueprint, model: str, seed: int, brief: Brief | None = None) -> str:
    """The id of the set that this generation makes: the same whenever source, seats, model, seed and brief are."""
    seats = [seat.model_dump(mode="json") for seat in blueprint.seats]
    asked = brief or Brief()
    told = asked.model_dump(mode="json", exclude=None if asked.places else {"places"})
    further = [] if asked.is_plain else [told]
    return content_id("set", source, blueprint.name, seats, model, seed, *further)
