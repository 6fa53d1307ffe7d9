"""A first rubric for an item, from its key and the facts that it was made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eduapp.domain.item import Item, ItemKind
from eduapp.domain.knowledge import Fact
from eduapp.domain.rubric import Criterion, Level
from eduapp.errors import InputError
from eduapp.grading.words import is_stop, stem, tokens

MOST = 4
"""More criteria are not read when a class's answers are marked."""

ALIKE = 0.7
"""The share of a statement's words from which it says nothing beside another."""


def draft(item: Item, facts: Iterable[Fact]) -> tuple[Criterion, ...]:
    """Criteria c1, c2 … for an item that pupils answer in their own words.

    An extended text keeps its own rubric, with levels added. For another item the first criterion is its key, and each
    fact that says more than the question and the key gives one more. Raises InputError for an item with choices.
    """
    if item.choices or item.kind is ItemKind.NUMERIC:
        raise InputError(f"{item.id} is marked by its key; it needs no rubric.", hint="Grade it with --item.")
    if item.rubric:
        return tuple(_with_levels(criterion) for criterion in item.rubric)
    text, quote = f"Gives the answer “{item.answer}”", item.evidence[0]
    first = Criterion(id="c1", text=text, points=item.points, key_points=item.key, quote=quote)
    return (first, *_more(item, [one for one in facts if one.id in item.facts]))


def _more(item: Item, facts: Sequence[Fact]) -> list[Criterion]:
    known = [_content(item.stem + " " + " ".join(item.key))]
    found: list[Criterion] = []
    for fact in facts:
        said = _content(fact.statement)
        if not said or any(len(said & one) >= ALIKE * len(said) for one in known):
            continue
        known.append(said)
        text = f"Says that {fact.statement[0].lower()}{fact.statement[1:].rstrip('.')}"
        made = Criterion(id=f"c{len(found) + 2}", text=text, key_points=(fact.statement,), quote=fact.quote)
        found.append(_with_levels(made))
    return found[: MOST - 1]


def _with_levels(criterion: Criterion) -> Criterion:
    """The criterion with its two steps in words, unless it has some."""
    if criterion.levels or not criterion.key_points:
        return criterion
    whole = Level(points=criterion.points, text="Says all of it, in any words.")
    half = Level(points=criterion.points / 2, text="Says a part of it, and nothing against it.")
    return criterion.model_copy(update={"levels": (whole, half)})


def _content(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in tokens(text) if not is_stop(word))
