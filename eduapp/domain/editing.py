"""What of an item a person is asked to edit, and what follows from the changes that they make."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from eduapp.domain.item import EDITABLE, WITH_CHOICES, Choice, Item, Premise
from eduapp.domain.rubric import Criterion, worth
from eduapp.errors import InputError

PART_NAMES = {"choices": "choice", "premises": "premise", "rubric": "criterion"}
"""The fields that hold parts with an id each, and what one of them is called."""


def form(item: Item) -> dict[str, Any]:
    """The editable fields that the item's kind has, as plain data, without what follows from the rest.

    The choices say which is right, the premises what they match, the number what its key is; a criterion keeps its
    quote.
    """
    data = item.model_dump(mode="json", include=set(EDITABLE))
    fields = {name: data[name] for name in EDITABLE if data[name] or name not in (*PART_NAMES, "numeric")}
    if item.kind in WITH_CHOICES or item.premises or item.numeric:
        del fields["key"]
    if item.choices and item.kind not in WITH_CHOICES:
        fields["choices"] = [_without(choice, "correct") for choice in fields["choices"]]
    if item.rubric:
        fields["rubric"] = [_without(criterion, "quote") for criterion in fields["rubric"]]
    return fields


def completed(item: Item, changes: dict[str, Any]) -> dict[str, Any]:
    """The changes with what follows from them: which choices are matched, a criterion's quote, the rubric's points.

    What can't be read as such parts is left as it is, to be named by the item itself. Raises InputError for a number
    that isn't finite.
    """
    try:
        more = _rubric_completed(item, changes) | _choices_marked(item, changes)
        _check_finite(changes)
    except (ValidationError, TypeError):
        return changes
    return changes | more


def _rubric_completed(item: Item, changes: dict[str, Any]) -> dict[str, Any]:
    if not item.rubric or "rubric" not in changes:
        return {}
    quotes = {criterion.id: criterion.quote for criterion in item.rubric}
    given = [{"quote": quotes.get(one.get("id"))} | one if isinstance(one, dict) else one for one in changes["rubric"]]
    rubric = tuple(Criterion.model_validate(one) for one in given)
    return {"rubric": rubric, "points": changes.get("points", worth(rubric))}


def _choices_marked(item: Item, changes: dict[str, Any]) -> dict[str, Any]:
    """The choices that have a place in the key as correct, where the changes leave that to be told from the rest."""
    if item.kind in WITH_CHOICES:
        open_ = {"choices", "key"} <= changes.keys()
    else:
        open_ = bool(item.choices and {"choices", "premises"} & changes.keys())
    if not open_:
        return {}
    choices = [Choice.model_validate(one) for one in changes.get("choices", item.choices)]
    premises = [Premise.model_validate(one) for one in changes.get("premises", item.premises)]
    right = {premise.choice for premise in premises} or set(changes.get("key", item.key))
    marked = tuple(choice.model_copy(update={"correct": choice.id in right}) for choice in choices)
    return {} if marked == item.choices else {"choices": marked}


def _check_finite(changes: dict[str, Any]) -> None:
    number = changes.get("numeric")
    for name in ("value", "tolerance") if isinstance(number, dict) else ():
        if str(number.get(name)).strip().lower().lstrip("+-.") in ("inf", "infinity", "nan"):
            raise InputError(f"numeric.{name} must be a number that can be written in digits.")


def _without(part: dict[str, Any], name: str) -> dict[str, Any]:
    return {field: value for field, value in part.items() if field != name}
