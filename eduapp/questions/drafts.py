"""From a draft to an item: ids, choices, evidence and provenance."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import eduapp
from eduapp.domain.base import content_id
from eduapp.domain.item import Choice, Item, ItemKind, Premise, Provenance, match_key
from eduapp.domain.knowledge import Fact
from eduapp.questions.casing import as_written
from eduapp.questions.contracts import Candidate, Context, Draft
from eduapp.questions.numbers import value_of
from eduapp.questions.wording import says
from eduapp.questions.words import contains, normal

T = TypeVar("T")

LETTERS = "abcdefghijkl"
WITHOUT_CHOICES = frozenset({ItemKind.TEXT_ENTRY, ItemKind.NUMERIC, ItemKind.EXTENDED_TEXT})


def candidate(draft: Draft, context: Context, provenance: Provenance) -> Candidate:
    """The draft as a candidate. Its right choices stand first and in order; `arrange` gives them their places."""
    draft = replace(draft, stem=as_written(draft.stem, context))
    source, choices = context.document.source.id, _choices(draft)
    premises = _premises(draft, choices)
    facts = _unique(draft.fact, *draft.backing)
    item = Item(
        id=content_id("item", source, draft.kind.value, draft.stem, draft.answer, [c.text for c in choices]),
        kind=draft.kind,
        level=draft.level,
        stem=draft.stem,
        choices=choices,
        premises=premises,
        numeric=draft.numeric,
        rubric=draft.rubric,
        key=_key(draft, choices, premises, context),
        rationale=draft.rationale or says(draft.fact),
        correction=draft.correction,
        evidence=tuple(fact.quote for fact in facts),
        terms=draft.terms or (draft.fact.subject,),
        facts=tuple(fact.id for fact in facts),
        provenance=provenance.model_copy(update={"template": draft.rule, "version": eduapp.__version__}),
    )
    return Candidate(item, provenance.proposer, draft.rule, draft.prior, draft.ordered, draft.spare)


def arrange(items: Sequence[Item], ordered: frozenset[str], seed: int) -> list[Item]:
    """The items with their choices in their places, the right ones spread evenly over a, b, c, d of the set.

    Numbers and years (`ordered` names their items) keep their natural order, true stands before false. What is to be
    matched or put in order is shown in another order than the right one.
    """
    rng = random.Random(f"{seed}:{','.join(item.id for item in items)}")
    places: list[int] = []
    arranged = []
    for item in items:
        own = random.Random(f"{seed}:{item.id}")
        if item.kind is ItemKind.CHOICE and item.id not in ordered:
            places = places or rng.sample(range(len(item.choices)), len(item.choices))
            item = _with_key_at(item, min(places.pop(), len(item.choices) - 1), own)
        elif item.kind is ItemKind.MULTIPLE_RESPONSE:
            item = _picked(item, _mixed(item.choices, own))
        elif item.kind is ItemKind.ORDER:
            item = _to_order(item, own)
        elif item.kind is ItemKind.MATCH:
            item = _to_match(item, own, keep=item.id in ordered)
        arranged.append(item)
    return arranged


def _with_key_at(item: Item, place: int, rng: random.Random) -> Item:
    right = [choice for choice in item.choices if choice.correct]
    wrong = [choice for choice in item.choices if not choice.correct]
    rng.shuffle(wrong)
    return _picked(item, [*wrong[:place], *right, *wrong[place:]])


def _picked(item: Item, choices: Sequence[Choice]) -> Item:
    lettered = _lettered(choices)
    return item.model_copy(update={"choices": lettered, "key": tuple(c.id for c in lettered if c.correct)})


def _to_order(item: Item, rng: random.Random) -> Item:
    by_id = {choice.id: choice for choice in item.choices}
    shown = _mixed([by_id[name] for name in item.key], rng)
    letters = {choice.id: LETTERS[place] for place, choice in enumerate(shown)}
    return item.model_copy(update={"choices": _lettered(shown), "key": tuple(letters[name] for name in item.key)})


def _to_match(item: Item, rng: random.Random, *, keep: bool) -> Item:
    """Rows in a new order, and their choices too unless they are years or numbers in theirs."""
    choices = list(item.choices) if keep else _mixed(item.choices, rng)
    letters = {choice.id: LETTERS[place] for place, choice in enumerate(choices)}
    rows = [premise.model_copy(update={"choice": letters[premise.choice]}) for premise in item.premises]
    straight = sorted(rows, key=lambda row: row.choice)
    rows = _mixed(straight, rng)
    premises = tuple(row.model_copy(update={"id": str(number)}) for number, row in enumerate(rows, start=1))
    return item.model_copy(update={"choices": _lettered(choices), "premises": premises, "key": match_key(premises)})


def _mixed(things: Sequence[T], rng: random.Random) -> list[T]:
    """The things in an order that differs from the one given at the first place at least."""
    return [things[i] for i in _shuffled(len(things), rng)]


def _shuffled(count: int, rng: random.Random) -> list[int]:
    order = rng.sample(range(count), count)
    if order[0] == 0 and count > 1:
        other = rng.randrange(1, count)
        order[0], order[other] = order[other], order[0]
    return order


def _lettered(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    return tuple(c.model_copy(update={"id": LETTERS[i]}) for i, c in enumerate(choices))


_SAYS = {"True": "The text says something else.", "False": "The text says just this."}


def _choices(draft: Draft) -> tuple[Choice, ...]:
    if draft.kind in WITHOUT_CHOICES:
        return ()
    feedback = draft.rationale or says(draft.fact)
    if draft.kind is ItemKind.TRUE_FALSE:
        return tuple(
            Choice(
                id=word.lower(),
                text=word,
                correct=word == draft.answer,
                feedback=feedback if word == draft.answer else _SAYS[word],
            )
            for word in ("True", "False")
        )
    wrong = [Choice(id="x", text=d.text, feedback=d.feedback) for d in draft.distractors]
    both = [*_right_choices(draft, feedback), *wrong]
    return _lettered(sorted(both, key=lambda c: _magnitude(c.text)) if draft.ordered else both)


def _right_choices(draft: Draft, feedback: str) -> list[Choice]:
    if draft.kind is ItemKind.MATCH:
        rows = {match: row for row, match in reversed(draft.premises)}
        return [
            Choice(id="x", text=match, correct=True, feedback=f"It belongs to “{rows[match]}”.")
            for match in dict.fromkeys(match for _, match in draft.premises)
        ]
    if draft.kind is ItemKind.ORDER:
        return [Choice(id="x", text=step, correct=True) for step in draft.steps]
    rights = draft.rights if draft.kind is ItemKind.MULTIPLE_RESPONSE else (draft.answer,)
    return [Choice(id="x", text=text, correct=True, feedback=feedback) for text in rights]


def _premises(draft: Draft, choices: Sequence[Choice]) -> tuple[Premise, ...]:
    ids = {choice.text: choice.id for choice in choices}
    return tuple(
        Premise(id=str(number), text=text, choice=ids[match])
        for number, (text, match) in enumerate(draft.premises, start=1)
    )


def _magnitude(text: str) -> float:
    return value_of(text) or 0.0


def _key(draft: Draft, choices: Sequence[Choice], premises: tuple[Premise, ...], context: Context) -> tuple[str, ...]:
    if draft.kind is ItemKind.TEXT_ENTRY:
        further = [*draft.accepted, *context.aliases.get(normal(draft.answer), ())]
        further = [form for form in further if form.strip() and not contains(draft.stem, form)]
        return tuple(dict.fromkeys([draft.answer, *further]))
    if draft.kind is ItemKind.NUMERIC and draft.numeric is not None:
        return (draft.numeric.text,)
    if draft.kind is ItemKind.EXTENDED_TEXT:
        return draft.key_points
    return match_key(premises) if premises else tuple(choice.id for choice in choices if choice.correct)


def _unique(*facts: Fact) -> list[Fact]:
    return list({fact.id: fact for fact in facts}.values())
