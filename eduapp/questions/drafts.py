"""From a draft to an item: ids, choices, evidence and provenance."""

from __future__ import annotations

import random
from collections.abc import Sequence

import eduapp
from eduapp.domain.base import content_id
from eduapp.domain.item import Choice, Item, ItemKind, Provenance
from eduapp.domain.knowledge import Fact
from eduapp.questions.contracts import Candidate, Context, Draft
from eduapp.questions.numbers import value_of
from eduapp.questions.wording import says
from eduapp.questions.words import contains, normal

LETTERS = "abcdefgh"


def candidate(draft: Draft, context: Context, provenance: Provenance) -> Candidate:
    """The draft as a candidate. Choices stand with the key first; `arrange` gives them their places."""
    source, choices = context.document.source.id, _choices(draft)
    item = Item(
        id=content_id("item", source, draft.kind.value, draft.stem, draft.answer, [c.text for c in choices]),
        kind=draft.kind,
        level=draft.level,
        stem=draft.stem,
        choices=choices,
        key=_key(draft, context),
        rationale=draft.rationale or says(draft.fact),
        correction=draft.correction,
        evidence=tuple(fact.quote for fact in _unique(draft.fact, *draft.backing)),
        terms=(draft.fact.subject,),
        facts=tuple(fact.id for fact in _unique(draft.fact, *draft.backing)),
        provenance=provenance.model_copy(update={"template": draft.rule, "version": eduapp.__version__}),
    )
    return Candidate(item, provenance.proposer, draft.rule, draft.prior, draft.ordered)


def arrange(items: Sequence[Item], ordered: frozenset[str], seed: int) -> list[Item]:
    """The items with their choices in their places, the right ones spread evenly over a, b, c, d of the set.

    Numbers and years (`ordered` names their items) keep their natural order, true stands before false.
    """
    rng = random.Random(f"{seed}:{','.join(item.id for item in items)}")
    places: list[int] = []
    arranged = []
    for item in items:
        if item.kind is not ItemKind.CHOICE or item.id in ordered:
            arranged.append(item)
            continue
        if not places:
            places = rng.sample(range(len(item.choices)), len(item.choices))
        arranged.append(_with_key_at(item, min(places.pop(), len(item.choices) - 1), seed))
    return arranged


def _with_key_at(item: Item, place: int, seed: int) -> Item:
    right = [choice for choice in item.choices if choice.correct]
    wrong = [choice for choice in item.choices if not choice.correct]
    random.Random(f"{seed}:{item.id}").shuffle(wrong)
    choices = _lettered([*wrong[:place], *right, *wrong[place:]])
    return item.model_copy(update={"choices": choices, "key": tuple(c.id for c in choices if c.correct)})


def _lettered(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    return tuple(c.model_copy(update={"id": LETTERS[i]}) for i, c in enumerate(choices))


_SAYS = {"True": "The text says something else.", "False": "The text says just this."}


def _choices(draft: Draft) -> tuple[Choice, ...]:
    if draft.kind is ItemKind.TEXT_ENTRY:
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
    right = Choice(id="x", text=draft.answer, correct=True, feedback=feedback)
    both = [right, *wrong]
    return _lettered(sorted(both, key=lambda c: _magnitude(c.text)) if draft.ordered else both)


def _magnitude(text: str) -> float:
    return value_of(text) or 0.0


def _key(draft: Draft, context: Context) -> tuple[str, ...]:
    if draft.kind is ItemKind.TEXT_ENTRY:
        further = [*draft.accepted, *context.aliases.get(normal(draft.answer), ())]
        further = [form for form in further if form.strip() and not contains(draft.stem, form)]
        return tuple(dict.fromkeys([draft.answer, *further]))
    return tuple(choice.id for choice in _choices(draft) if choice.correct)


def _unique(*facts: Fact) -> list[Fact]:
    return list({fact.id: fact for fact in facts}.values())
