"""An item: a question with its key, its reasons, the evidence for it and its history."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import Field, ValidationError, computed_field, model_validator

from eduapp.domain import show
from eduapp.domain.base import Model
from eduapp.domain.crossword import Crossword
from eduapp.domain.review import Review
from eduapp.domain.source import Quote
from eduapp.errors import InputError


class Bloom(StrEnum):
    """The levels of Bloom's revised taxonomy (Anderson and Krathwohl 2001), lowest first."""

    REMEMBER = "remember"
    UNDERSTAND = "understand"
    APPLY = "apply"
    ANALYZE = "analyze"
    EVALUATE = "evaluate"
    CREATE = "create"


class ItemKind(StrEnum):
    """What a pupil does with an item."""

    CHOICE = "choice"
    TRUE_FALSE = "true_false"
    TEXT_ENTRY = "text_entry"


class Choice(Model):
    """One option of a choice or true/false item; `feedback` says why it is right or wrong."""

    id: str
    text: str
    correct: bool = False
    feedback: str = ""


class Check(Model):
    """What one check found. `detail` is a plain sentence with the evidence for the finding."""

    name: str
    passed: bool
    detail: str = ""


class Provenance(Model):
    """How an item was made. Hashes are hex digests; `model` is empty where no language model took part."""

    proposer: str
    template: str
    template_hash: str = ""
    model: str = ""
    model_hash: str = ""
    seed: int = 0
    version: str = ""


class Item(Model):
    """One question.

    `stem` is what the pupil reads; a cloze holds its gap as `BLANK`. `key` lists the ids of the right choices, or for
    text entry the accepted answers, the first being the one to show. `correction` is the corrected statement of a
    false true/false item. `evidence` has at least one verbatim quote. `id` is made from source, kind, stem, key and
    choices, and stays when the item is edited; `revision` counts the edits from 1.
    """

    id: str
    kind: ItemKind
    level: Bloom
    stem: str
    choices: tuple[Choice, ...] = ()
    key: tuple[str, ...]
    rationale: str
    correction: str = ""
    evidence: tuple[Quote, ...]
    terms: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    objective: str = ""
    difficulty: float = Field(default=0.5, ge=0, le=1)
    points: float = 1.0
    checks: tuple[Check, ...] = ()
    provenance: Provenance
    review: Review = Review()
    revision: int = 1

    @computed_field  # type: ignore[prop-decorator]
    @property
    def answer(self) -> str:
        """The key in words."""
        if self.choices:
            return "; ".join(c.text for c in self.choices if c.id in self.key)
        return self.key[0] if self.key else ""

    @property
    def is_clue(self) -> bool:
        """Whether it is the clue of a crossword, as its proposer's name says."""
        return self.provenance.proposer.startswith(CLUE_PROPOSERS)

    @property
    def passed(self) -> bool:
        """Whether it was checked and every check passed."""
        return bool(self.checks) and all(check.passed for check in self.checks)

    def _repr_html_(self) -> str:
        return show.item(self)

    @model_validator(mode="after")
    def _holds_together(self) -> Item:
        if problem := structure_problem(self):
            raise ValueError(f"item {self.id}: {problem}")
        return self


CLUE_PROPOSERS = "clues."
"""How the names of the proposers of clues begin."""

BLANK = "_____"
"""The gap of a cloze, in its stem."""


def structure_problem(item: Item) -> str:
    """What is wrong with an item's structure in a few words, or an empty string."""
    ids = [choice.id for choice in item.choices]
    correct = tuple(choice.id for choice in item.choices if choice.correct)
    rules = (
        (not item.stem.strip(), "the stem is empty"),
        (not item.key or not all(k.strip() for k in item.key), "the key is empty"),
        (not item.evidence, "there is no evidence"),
        (len(set(ids)) != len(ids), "two choices share an id"),
        (bool(ids) and set(correct) != set(item.key), "the key does not name the correct choices"),
        (item.kind is not ItemKind.TEXT_ENTRY and len(ids) < 2, "there are fewer than two choices"),
        (item.kind is not ItemKind.TEXT_ENTRY and len(correct) != 1, "there is not exactly one correct choice"),
        (item.kind is ItemKind.TEXT_ENTRY and bool(ids), "a text entry has choices"),
    )
    return next((problem for broken, problem in rules if broken), "")


EDITABLE = (
    "level",
    "stem",
    "choices",
    "key",
    "rationale",
    "correction",
    "terms",
    "objective",
    "difficulty",
    "points",
)
"""The fields of an item that a person may change."""


def edited(item: Item, changes: Mapping[str, Any]) -> Item:
    """The item with these changes: its next revision, a draft whose checks are still to be run.

    The key follows the choices' `correct` and the other way round, when only one of them is changed. Raises InputError
    that names the field.
    """
    for name in changes:
        if name not in EDITABLE:
            raise InputError(f"{name!r} of an item can't be edited.", hint=f"These can: {', '.join(EDITABLE)}.")
    data = item.model_dump(exclude={"answer", "review", "checks"}) | dict(changes)
    try:
        return Item.model_validate(_with_key_and_choices_agreed(data, changes) | {"revision": item.revision + 1})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        problem = f"{field}: {first['msg']}" if field else first["msg"].removeprefix("Value error, ")
        raise InputError(f"{item.id} can't be changed like that: {problem}.", where=field) from error


class _Options(Model):
    """The part of an item in which key and choices must agree."""

    choices: tuple[Choice, ...]
    key: tuple[str, ...]


def _with_key_and_choices_agreed(data: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    options = _Options.model_validate({"choices": data["choices"], "key": data["key"]})
    choices, key = options.choices, options.key
    if choices and "key" in changes and "choices" not in changes:
        choices = tuple(choice.model_copy(update={"correct": choice.id in key}) for choice in choices)
    if choices and "choices" in changes and "key" not in changes:
        key = tuple(choice.id for choice in choices if choice.correct)
    return data | {"choices": choices, "key": key}


class ItemSet(Model):
    """The items of one generation, in their order. `missing` says of each empty seat why it stayed empty.

    A set with a `crossword` holds its clues, an item each; the crossword names them.
    """

    id: str
    source: str
    title: str
    blueprint: str = ""
    model: str = ""
    seed: int = 0
    items: tuple[Item, ...] = ()
    missing: tuple[str, ...] = ()
    report: dict[str, dict[str, int]] = Field(default_factory=dict)
    crossword: Crossword | None = None

    def _repr_html_(self) -> str:
        return show.item_set(self)
