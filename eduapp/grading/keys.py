"""What answers are graded against: an item's key, or one that a teacher wrote as YAML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, ValidationError, model_validator

from eduapp.domain.base import Model
from eduapp.domain.item import Item, ItemKind, Numeric
from eduapp.domain.key import Key, Misconception
from eduapp.domain.review import State
from eduapp.domain.rubric import Criterion, Rubric, worth
from eduapp.errors import InputError, ReviewError

HINT = "An entry has id, question, and answers or number or rubric; see docs/grading.md."
RUBRIC_HINT = "A criterion has text, points, key_points and levels (points and text, highest first)."


class Entry(Model):
    """One question of a key file, with exactly one of `answers`, `accepted`, `number` and `rubric`.

    `answers` are reference answers in sentences, `accepted` short answers that are compared word for word, `rubric`
    criteria with `text`, `points` and `key_points`. `misconceptions` are wrong answers, each with its `feedback`.
    """

    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    answers: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    number: float | None = None
    tolerance: float = Field(default=0.0, ge=0)
    unit: str = ""
    rubric: tuple[Criterion, ...] = ()
    points: float = Field(default=1.0, gt=0)
    misconceptions: tuple[Misconception, ...] = ()

    @model_validator(mode="after")
    def _one_way(self) -> Entry:
        if sum((bool(self.answers), bool(self.accepted), self.number is not None, bool(self.rubric))) != 1:
            raise ValueError("give one of answers, accepted, number and rubric")
        if any(not one.strip() for one in (*self.answers, *self.accepted)):
            raise ValueError("an answer is empty")
        return self

    def key(self) -> Key:
        """It as a key."""
        common: dict[str, Any] = {"id": self.id, "stem": self.question, "points": self.points}
        common["misconceptions"] = self.misconceptions
        if self.number is not None:
            numeric = Numeric(value=self.number, tolerance=self.tolerance, unit=self.unit)
            return Key(kind=ItemKind.NUMERIC, key=(numeric.text,), numeric=numeric, **common)
        if self.rubric:
            points = tuple(point for criterion in self.rubric for point in criterion.key_points)
            common |= {"points": worth(self.rubric), "rubric": self.rubric}
            return Key(kind=ItemKind.EXTENDED_TEXT, key=points or tuple(one.text for one in self.rubric), **common)
        kind = ItemKind.TEXT_ENTRY if self.accepted else ItemKind.EXTENDED_TEXT
        return Key(kind=kind, key=self.accepted or self.answers, **common)


def read_keys(path: Path) -> tuple[Key, ...]:
    """The keys of a YAML file: a list of entries, alone or under `items`. Raises InputError that names the entry."""
    try:
        found = yaml.safe_load(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The key file {path} can't be read.", hint="Give a YAML file in UTF-8.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        raise InputError(f"The key file {path} is not valid YAML{where}.", hint=HINT) from error
    entries = found.get("items") if isinstance(found, dict) else found
    if not isinstance(entries, list) or not entries:
        raise InputError(f"The key file {path} holds no list of questions.", hint=HINT)
    keys = tuple(_entry(one, number).key() for number, one in enumerate(entries, start=1))
    _check_ids([one.id for one in keys])
    return keys


def keys_of(given: str | Path | Key | Sequence[Key]) -> tuple[Key, ...]:
    """The keys themselves, or those of a YAML file."""
    if isinstance(given, Key):
        return (given,)
    return read_keys(Path(given)) if isinstance(given, str | Path) else tuple(given)


def criteria_of(given: Sequence[Criterion | Mapping[str, Any]]) -> tuple[Criterion, ...]:
    """Criteria from records or plain data, those without an id named c1, c2 … Raises InputError."""
    data = [one.model_dump() if isinstance(one, Criterion) else dict(one) for one in given]
    named = [{"id": f"c{number}"} | one for number, one in enumerate(data, start=1)]
    try:
        return Rubric(item="-", version=0, criteria=tuple(Criterion.model_validate(one) for one in named)).criteria
    except ValidationError as error:
        raise InputError(f"The rubric can't be used: {_problem(error)}.", hint=RUBRIC_HINT) from error


def _entry(given: Any, number: int) -> Entry:
    if isinstance(given, dict):
        given = given | {"id": str(given.get("id", f"q{number}"))}
        rubric = given.get("rubric")
        if isinstance(rubric, list):
            named = ({"id": f"c{at}"} | one for at, one in enumerate(rubric, start=1) if isinstance(one, dict))
            given["rubric"] = tuple(named)
    try:
        return Entry.model_validate(given)
    except ValidationError as error:
        raise InputError(f"Entry {number} of the key file: {_problem(error)}.", hint=HINT) from error


def _problem(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    return (f"{field}: " if field else "") + first["msg"].removeprefix("Value error, ")


def _check_ids(ids: Sequence[str]) -> None:
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise InputError(f"Two entries of the key file have the id {twice[0]!r}.", hint="Give each its own.")


def approved_key(item: Item) -> Key:
    """The key of an item that a person has approved. Raises ReviewError for any other."""
    if item.review.state is not State.APPROVED:
        raise ReviewError(
            f"The item {item.id} is {item.review.state.value}: its key has not been approved.",
            hint=f"Read it and approve it: eduapp review {item.id} --approve",
        )
    return Key.of(item)
