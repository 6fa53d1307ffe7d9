"""What a person asked for, as records: blueprints, briefs, kinds and levels, with errors that name what there is."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from eduapp.domain.blueprint import Blueprint, Brief, Order
from eduapp.domain.item import Bloom, ItemKind
from eduapp.errors import InputError

Value = TypeVar("Value", bound=StrEnum)


def plan(blueprint: str | Path | Blueprint, count: int | None) -> Blueprint:
    """The blueprint itself, of that name, or in that file, scaled to `count` items if that is given.

    Raises NotFoundError, or InputError for a file with mistakes or a count out of range.
    """
    from eduapp.questions.blueprints import load_blueprint

    found = blueprint if isinstance(blueprint, Blueprint) else load_blueprint(blueprint)
    if count is None:
        return found
    if not 1 <= count <= 500:
        raise InputError(f"A set can have 1 to 500 items, not {count}.")
    return found.scaled(count)


def brief_of(
    about: str, objectives: Sequence[str], language: str, grade: int, order: Order | str, places: Sequence[str] = ()
) -> Brief:
    """The brief that these make. Raises InputError for a grade or an order that can't be."""
    objectives, places = ((one,) if isinstance(one, str) else tuple(one) for one in (objectives, places))
    known = _value(Order, order, "order")
    try:
        return Brief(about=about, objectives=objectives, language=language, grade=grade, order=known, places=places)
    except ValidationError as error:
        raise InputError(f"A grade is a school year from 1 to 16, or 0 for any, not {grade!r}.") from error


def kind_of(kind: ItemKind | str | None) -> ItemKind | None:
    """The kind of that name. Raises InputError that names all kinds."""
    return None if kind is None else _value(ItemKind, kind, "kind of item")


def level_of(level: Bloom | str | None) -> Bloom | None:
    """The level of that name. Raises InputError that names all levels."""
    return None if level is None else _value(Bloom, level, "level")


def _value(of: type[Value], name: Value | str, what: str) -> Value:
    try:
        return of(str(name).strip().lower().replace("-", "_").replace("/", "_"))
    except ValueError:
        known = ", ".join(one.value for one in of)
        raise InputError(f"There is no {what} {name!r}.", hint=f"There are: {known}.") from None
