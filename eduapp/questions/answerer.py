"""An independent reader: answers an item from its passage without being told the key.

It finds the sentences that share the rarest words with the stem, and prefers the choice that those sentences name. It
knows nothing of facts or rules, so that an item which only its maker understands does not get past it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import fsum

from eduapp.domain.item import BLANK, Choice, Item
from eduapp.questions.contracts import Context
from eduapp.questions.contradiction import contradiction
from eduapp.questions.words import content, normal, overlap, tokens

TRUE_FROM = 0.8
"""A statement is taken for true when a sentence holds this share of its words, by weight."""

LEAST_OF_A_SENTENCE = 5
"""A choice with so many words and a full stop is a statement of its own."""

NEAR_ENOUGH = 0.5
"""The share of a statement's words that a sentence has to have to be looked at, where it lacks the rarest."""

CLOSEST, NEAR = 2, 0.75
"""How many of the best sentences may hold a short answer, and how near the best by weight."""


def sentences_for(item: Item, context: Context) -> tuple[str, ...]:
    """The sentences of the passages that an item's evidence comes from.

    A quote of several sentences stands after them as one, since its later sentences may point back to its first.
    """
    passages = dict.fromkeys(quote.passage for quote in item.evidence)
    alone = tuple(s for passage in passages for s in context.sentences.get(passage, ()))
    return alone + tuple(quote.text for quote in item.evidence if quote.text not in alone)


def preferred(item: Item, context: Context) -> tuple[Choice | None, dict[str, float]]:
    """The choice that the passage speaks for (None when two are level), and what speaks for each, by choice id."""
    read = sentences_for(item, context)
    if judges_statements(item):
        scores = {choice.id: float(agrees(choice.text, read, context)) for choice in item.choices}
    else:
        scores = {choice.id: support(item.stem, choice.text, context, read) for choice in item.choices}
    best = max(scores.values(), default=0.0)
    winners = [choice for choice in item.choices if scores[choice.id] == best]
    return (winners[0] if len(winners) == 1 and best > 0 else None), scores


def nearest(stem: str, context: Context, sentences: Iterable[str]) -> list[str]:
    """The sentences that match a stem best, best first, those far behind the best left out."""
    asked = content(stem.replace(BLANK, " "))
    weighed = sorted(((_weight(asked & content(s), context), s) for s in sentences), key=lambda pair: -pair[0])
    return [s for weight, s in weighed[:CLOSEST] if weight >= NEAR * weighed[0][0]]


def coverage(statement: str, context: Context, sentences: Iterable[str]) -> tuple[float, str]:
    """The share of a statement, by weight, that one sentence holds at best, and that sentence."""
    said = content(statement)
    total = _weight(said, context) or 1.0
    return max(((_weight(said & content(s), context) / total, s) for s in sentences), default=(0.0, ""))


def judges_statements(item: Item) -> bool:
    """Whether each choice is a sentence, true or false by itself; events of which a year is asked are all true."""
    dated = any(ch.isdigit() for ch in item.stem)
    return (
        not dated
        and bool(item.choices)
        and all(
            choice.text.endswith(".") and len(tokens(choice.text)) >= LEAST_OF_A_SENTENCE for choice in item.choices
        )
    )


def agrees(statement: str, sentences: Iterable[str], context: Context) -> bool:
    """Whether one of the sentences says what a statement says, and nothing in that sentence goes against it."""
    return judge(statement, sentences, context)[0]


def judge(statement: str, sentences: Iterable[str], context: Context) -> tuple[bool, str]:
    """Whether one of the sentences says what a statement says, and what speaks for or against it."""
    said = content(statement)
    rarest = max(said, key=context.weight, default="")
    near = [s for s in sentences if rarest in content(s) or overlap(said, content(s)) >= NEAR_ENOUGH]
    wanted = named(statement, context)
    best, why = 0.0, "No sentence is near it."
    for sentence in near:
        share, _ = coverage(statement, context, (sentence,))
        absent = wanted - content(sentence)
        against = sorted(absent)[0] if absent else contradiction(statement, sentence) if share >= TRUE_FROM else ""
        if share >= TRUE_FROM and not against:
            return True, f"One sentence holds {share:.0%} of it."
        if share > best:
            told = f", but not “{against}”" if against else ""
            best, why = share, f"The nearest sentence holds {share:.0%} of it{told}."
    return False, why


def named(statement: str, context: Context) -> frozenset[str]:
    """The roots of a statement's names, numbers and terms of the course: what no true sentence for it can lack."""
    words = " ".join(re.findall(r"(?<=\s)[A-Z][\w’'-]+|\d[\d.,]*", statement))
    terms = [*(normal(fact.subject) for fact in context.definitions), *context.terms]
    said = f" {normal(statement)} "
    return content(words).union(*(content(term) for term in terms if f" {term} " in said))


def support(stem: str, choice: str, context: Context, sentences: Iterable[str]) -> float:
    """How much the best of the sentences speaks for a choice as the answer to a stem, from 0 to 1."""
    asked, offered = content(stem), _offered(choice)
    new = offered - asked or offered
    if not new:
        return 0.0
    return max((_relevance(asked, s, context) * _share(new, s, context) for s in sentences), default=0.0)


def _offered(choice: str) -> frozenset[str]:
    return content(choice) or frozenset(tokens(choice))


def _relevance(asked: frozenset[str], sentence: str, context: Context) -> float:
    return _weight(asked & content(sentence), context) / (_weight(asked, context) or 1.0)


def _share(words: frozenset[str], sentence: str, context: Context) -> float:
    there = content(sentence) | set(tokens(sentence))
    return _weight(words & there, context) / (_weight(words, context) or 1.0)


def _weight(roots: Iterable[str], context: Context) -> float:
    """What some roots weigh together; exact, so that the order in which a set gives them out makes no difference."""
    return fsum(context.weight(root) for root in roots)
