"""An item: a question with its key, its reasons, the evidence for it and its history."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import Field, ValidationError, computed_field, model_validator

from eduapp.domain import show
from eduapp.domain.base import Model
from eduapp.domain.review import Review
from eduapp.domain.rubric import Criterion
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
    MULTIPLE_RESPONSE = "multiple_response"
    TRUE_FALSE = "true_false"
    TEXT_ENTRY = "text_entry"
    MATCH = "match"
    ORDER = "order"
    NUMERIC = "numeric"
    EXTENDED_TEXT = "extended_text"


class Choice(Model):
    """One option of a choice, multiple-response or true/false item; `feedback` says why it is right or wrong.

    In a matching item the choices are what the premises are matched to, and those that match none are not `correct`; in
    an ordering item they are the things to be ordered, as they are shown, and all `correct`.
    """

    id: str
    text: str
    correct: bool = False
    feedback: str = ""


class Premise(Model):
    """One row of a matching item: its text, and the id of the choice that it is to be matched to."""

    id: str
    text: str
    choice: str


class Numeric(Model):
    """The answer to a numeric item: right is what differs from `value` by at most `tolerance`, both in `unit`."""

    value: float = Field(allow_inf_nan=False)
    tolerance: float = Field(default=0.0, ge=0, allow_inf_nan=False)
    unit: str = ""

    @property
    def text(self) -> str:
        """The value as it is shown: "1,234.5 km", "40 %", "1,776"."""
        return f"{self.value:,.10g} {self.unit}".rstrip()


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

    `stem` is what the pupil reads; a cloze holds its gap as `BLANK`. What `key` holds depends on the kind:

    - choice, multiple response, true/false: the ids of the right choices;
    - text entry: the accepted answers, the first being the one to show;
    - match: "premise choice" for each premise, two ids with a space between; a choice may match no premise or several;
    - order: the ids of all choices in their right order;
    - numeric: the value with its unit as it is shown; what is accepted is told by `numeric`;
    - extended text: the key points of a model answer, a sentence each; `rubric` says what earns the points.

    `correction` is the corrected statement of a false true/false item. `evidence` has at least one verbatim quote.
    `id` is made from source, kind, stem, key and choices, and stays when the item is edited; `revision` counts the
    edits from 1.
    """

    id: str
    kind: ItemKind
    level: Bloom
    stem: str
    choices: tuple[Choice, ...] = ()
    premises: tuple[Premise, ...] = ()
    numeric: Numeric | None = None
    rubric: tuple[Criterion, ...] = ()
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
        texts = {choice.id: choice.text for choice in self.choices}
        if self.kind is ItemKind.MATCH:
            return "; ".join(f"{premise.text} → {texts[premise.choice]}" for premise in self.premises)
        if self.kind is ItemKind.ORDER:
            return " → ".join(texts[choice] for choice in self.key)
        if self.kind is ItemKind.EXTENDED_TEXT:
            return " ".join(self.key)
        if self.choices:
            return "; ".join(choice.text for choice in self.choices if choice.id in self.key)
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

WITH_CHOICES = frozenset({ItemKind.CHOICE, ItemKind.MULTIPLE_RESPONSE, ItemKind.TRUE_FALSE})
"""The kinds in which a pupil picks out the right choices."""


def structure_problem(item: Item) -> str:
    """What is wrong with an item's structure in a few words, or an empty string."""
    ids = [choice.id for choice in item.choices]
    kind = item.kind
    rules = (
        (not item.stem.strip(), "the stem is empty"),
        (not item.key or not all(k.strip() for k in item.key), "the key is empty"),
        (not item.evidence, "there is no evidence"),
        (len(set(ids)) != len(ids), "two choices share an id"),
        (bool(item.premises) != (kind is ItemKind.MATCH), "only a matching item has premises, and it must"),
        ((item.numeric is not None) != (kind is ItemKind.NUMERIC), "only a numeric item has a number, and it must"),
        (bool(item.rubric) != (kind is ItemKind.EXTENDED_TEXT), "only an extended text has a rubric, and it must"),
    )
    return next((problem for broken, problem in rules if broken), "") or _KIND_PROBLEM[kind](item, ids)


def _choice_problem(item: Item, ids: list[str]) -> str:
    correct = {choice.id for choice in item.choices if choice.correct}
    rules = (
        (correct != set(item.key), "the key does not name the correct choices"),
        (len(ids) < 2, "there are fewer than two choices"),
        (
            item.kind is not ItemKind.MULTIPLE_RESPONSE and len(correct) != 1,
            "there is not exactly one correct choice",
        ),
    )
    return next((problem for broken, problem in rules if broken), "")


def _match_problem(item: Item, ids: list[str]) -> str:
    rules = (
        (len(item.premises) < 2 or len(ids) < 2, "there are fewer than two rows or choices to match"),
        (len({premise.id for premise in item.premises}) != len(item.premises), "two premises share an id"),
        (any(premise.choice not in ids for premise in item.premises), "a premise matches a choice that is not there"),
        (item.key != match_key(item.premises), "the key does not name the matches of the premises"),
    )
    return next((problem for broken, problem in rules if broken), "")


def _order_problem(item: Item, ids: list[str]) -> str:
    if len(ids) < 3:
        return "there are fewer than three things to order"
    return "" if sorted(item.key) == sorted(ids) else "the key does not name every choice once"


def _plain_problem(item: Item, ids: list[str]) -> str:
    return f"there are choices, which {item.kind.value.replace('_', ' ')} does without" if ids else ""


_KIND_PROBLEM = {
    ItemKind.CHOICE: _choice_problem,
    ItemKind.MULTIPLE_RESPONSE: _choice_problem,
    ItemKind.TRUE_FALSE: _choice_problem,
    ItemKind.TEXT_ENTRY: _plain_problem,
    ItemKind.MATCH: _match_problem,
    ItemKind.ORDER: _order_problem,
    ItemKind.NUMERIC: _plain_problem,
    ItemKind.EXTENDED_TEXT: _plain_problem,
}


def match_key(premises: tuple[Premise, ...]) -> tuple[str, ...]:
    """The key of a matching item with these premises."""
    return tuple(f"{premise.id} {premise.choice}" for premise in premises)


EDITABLE = (
    "level",
    "stem",
    "choices",
    "premises",
    "numeric",
    "rubric",
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

    The key follows the choices' `correct` and the other way round, when only one of them is changed; it follows the
    premises and the number. Raises InputError that names the field.
    """
    for name in changes:
        if name not in EDITABLE:
            raise InputError(f"{name!r} of an item can't be edited.", hint=f"These can: {', '.join(EDITABLE)}.")
    data = item.model_dump(exclude={"answer", "review", "checks"}) | dict(changes)
    try:
        return Item.model_validate(_with_key_agreed(item.kind, data, changes) | {"revision": item.revision + 1})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        problem = f"{field}: {first['msg']}" if field else first["msg"].removeprefix("Value error, ")
        raise InputError(f"{item.id} can't be changed like that: {problem}.", where=field) from error


class _Agreeing(Model):
    """The part of an item in which the key must agree with something else."""

    choices: tuple[Choice, ...]
    premises: tuple[Premise, ...]
    numeric: Numeric | None
    key: tuple[str, ...]


def _with_key_agreed(kind: ItemKind, data: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    now = _Agreeing.model_validate({name: data[name] for name in _Agreeing.model_fields})
    choices, key = now.choices, now.key
    if kind in WITH_CHOICES and "key" in changes and "choices" not in changes:
        choices = tuple(choice.model_copy(update={"correct": choice.id in key}) for choice in choices)
    elif kind in WITH_CHOICES and "choices" in changes and "key" not in changes:
        key = tuple(choice.id for choice in choices if choice.correct)
    elif kind is ItemKind.MATCH and "key" not in changes:
        key = match_key(now.premises)
    elif kind is ItemKind.NUMERIC and now.numeric is not None and "key" not in changes:
        key = (now.numeric.text,)
    return data | {"choices": choices, "key": key}
