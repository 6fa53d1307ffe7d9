"""What answers are graded against: an item's key, or one that a teacher wrote as YAML."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, ValidationError, model_validator

from eduapp.domain.base import Model
from eduapp.domain.item import Choice, Item, ItemKind, Numeric
from eduapp.domain.review import State
from eduapp.domain.rubric import Criterion, worth
from eduapp.domain.source import Quote
from eduapp.errors import InputError, ReviewError

HINT = "An entry has id, question, and answers or number or rubric; see docs/grading.md."


class Key(Model):
    """The part of an item that grading needs, under the item's own names.

    `key` of an extended text without a rubric holds reference answers, each of which is right by itself.
    """

    id: str
    kind: ItemKind
    stem: str
    key: tuple[str, ...]
    choices: tuple[Choice, ...] = ()
    numeric: Numeric | None = None
    rubric: tuple[Criterion, ...] = ()
    points: float = Field(default=1.0, gt=0)
    evidence: tuple[Quote, ...] = ()

    @classmethod
    def of(cls, item: Item) -> Key:
        """The key of an item; with a rubric its points are what the criteria are worth."""
        given = {name: getattr(item, name) for name in cls.model_fields}
        return cls(**given | {"points": worth(item.rubric) if item.rubric else item.points})


class Entry(Model):
    """One question of a key file, with exactly one of `answers`, `accepted`, `number` and `rubric`.

    `answers` are reference answers in sentences, `accepted` short answers that are compared word for word, `rubric`
    criteria with `text`, `points` and `key_points`.
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
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        problem = first["msg"].removeprefix("Value error, ")
        raise InputError(
            f"Entry {number} of the key file: {field + ': ' if field else ''}{problem}.", hint=HINT
        ) from error


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
