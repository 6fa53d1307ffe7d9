"""A set of items: what one generation made, and what it could not make."""

from __future__ import annotations

from pydantic import Field, model_validator

from eduapp.domain import show
from eduapp.domain.base import Model
from eduapp.domain.blueprint import Blueprint, Brief
from eduapp.domain.crossword import Crossword
from eduapp.domain.item import Item


class Filling(Model):
    """What became of one seat of a blueprint: the ids of its `items`, and `why` there are no more of them."""

    items: tuple[str, ...] = ()
    why: str = ""


class ItemSet(Model):
    """The items of one generation, in their order. `missing` says of each empty seat why it stayed empty.

    `plan` is the blueprint as it was asked for, `brief` what was asked beside it, and `seats` has a filling for each
    seat of the plan. `language` is the items' own, as a code. `replaced` names for an item that was regenerated the
    item in its place. A set with a `crossword` holds its clues, an item each; the crossword names them.
    """

    id: str
    source: str
    title: str
    blueprint: str = ""
    model: str = ""
    seed: int = 0
    language: str = ""
    items: tuple[Item, ...] = ()
    missing: tuple[str, ...] = ()
    report: dict[str, dict[str, int]] = Field(default_factory=dict)
    plan: Blueprint | None = None
    brief: Brief = Brief()
    seats: tuple[Filling, ...] = ()
    replaced: dict[str, str] = Field(default_factory=dict)
    crossword: Crossword | None = None

    def _repr_html_(self) -> str:
        return show.item_set(self)

    @model_validator(mode="after")
    def _seats_are_those_of_the_plan(self) -> ItemSet:
        if self.seats and (self.plan is None or len(self.seats) != len(self.plan.seats)):
            raise ValueError(f"set {self.id} does not have a filling for each seat of its plan")
        return self
