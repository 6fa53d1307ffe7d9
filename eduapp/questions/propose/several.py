"""Multiple-response items: which of these are examples or parts of X, and which of these does X do."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from eduapp.domain.item import Bloom, ItemKind
from eduapp.domain.knowledge import Fact, FactKind
from eduapp.questions.askable import is_askable
from eduapp.questions.contracts import Context, Distractor, Draft, Refusal
from eduapp.questions.propose.clauses import asked_of, deed, tells
from eduapp.questions.propose.example import GROUPING, group_of, is_taught, joined, members_of, outsiders
from eduapp.questions.propose.siblings import clauses_for
from eduapp.questions.truth import are_one
from eduapp.questions.words import capital, content, overlap

LEAST_RIGHT, MOST_RIGHT, CHOICES = 2, 3, 5


def members(context: Context, rng: random.Random) -> Iterator[Draft]:
    """Which of these are examples of X? with members of other groups."""
    base = rng.getrandbits(32)
    for kind in GROUPING:
        for fact in filter(is_askable, context.facts_by_kind.get(kind, ())):
            draft = _of_group(fact, context, random.Random(f"{base}:{fact.id}"))
            if draft is not None:
                yield draft


def _of_group(fact: Fact, context: Context, rng: random.Random) -> Draft | None:
    group, named = group_of(fact), members_of(fact)
    if not group or len(named) < LEAST_RIGHT or (fact.kind is FactKind.EXAMPLE and not is_taught(fact, context)):
        return None
    rights = named if len(named) <= MOST_RIGHT else tuple(sorted(rng.sample(named, MOST_RIGHT), key=named.index))
    if any(_is_cut(right, fact) for right in rights):
        return None
    if any(are_one(a, b, context) for i, a in enumerate(rights) for b in rights[i + 1 :]):
        return None
    wrong = outsiders(fact, rights[0], context, rng)[: CHOICES - len(rights)]
    if len(wrong) < LEAST_RIGHT:
        return None
    example = fact.kind is FactKind.EXAMPLE
    return Draft(
        "several.members",
        ItemKind.MULTIPLE_RESPONSE,
        Bloom.UNDERSTAND if example else Bloom.REMEMBER,
        f"Which of these are {_asked(fact, group)}?",
        joined(rights),
        fact,
        rights=rights,
        distractors=tuple(wrong),
        prior=0.65,
    )


def _is_cut(member: str, fact: Fact) -> bool:
    """Whether a member goes on in the text: "failure" of "failure to maintain the canal"."""
    found = re.search(rf"{re.escape(member)}(?P<after>.{{0,6}})", fact.statement, re.IGNORECASE)
    return found is not None and re.match(r" (?:to|of|in|for|from|by|with|on)\b", found["after"]) is not None


def _asked(fact: Fact, group: str) -> str:
    count = fact.slots.get("count", "")
    if fact.kind is FactKind.LIST:
        return f"among the {count} {group}" if count else f"among the {group}"
    return f"parts of {group}" if fact.kind is FactKind.PART_OF else f"examples of {group}"


def deeds(context: Context, rng: random.Random) -> Iterator[Draft]:
    """Which of these does X do? where the text tells more than one thing of it."""
    base = rng.getrandbits(32)
    for subject in context.facts_by_subject:
        told = [f for f in context.facts_by_subject[subject] if is_askable(f) and tells(deed(f))]
        told = _unlike(told)
        if len(told) >= LEAST_RIGHT:
            draft = _of_thing(told[:MOST_RIGHT], context, random.Random(f"{base}:{subject}"))
            if draft is not None:
                yield draft


def _unlike(facts: list[Fact]) -> list[Fact]:
    chosen: list[Fact] = []
    for fact in facts:
        same_form = not chosen or asked_of(fact) == asked_of(chosen[0])
        if same_form and all(overlap(content(deed(fact)), content(deed(other))) < 0.5 for other in chosen):
            chosen.append(fact)
    return chosen


def _of_thing(told: list[Fact], context: Context, rng: random.Random) -> Draft | None:
    first = told[0]
    stem = f"{capital(f'according to the text, which of these {asked_of(first)} do')}?"
    longest = max(map(deed, told), key=len)
    wrong = clauses_for(first, longest, stem, (deed,), context, rng)
    if isinstance(wrong, Refusal):
        return None
    proper = first.slots.get("proper") == "yes"
    kept: tuple[Distractor, ...] = wrong[: CHOICES - len(told)]
    return Draft(
        "several.deeds",
        ItemKind.MULTIPLE_RESPONSE,
        Bloom.REMEMBER if proper else Bloom.UNDERSTAND,
        stem,
        "; ".join(map(deed, told)),
        first,
        rights=tuple(map(deed, told)),
        distractors=kept,
        backing=tuple(told[1:]),
        prior=0.6,
    )
