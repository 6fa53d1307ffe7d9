"""Rules for roles: who did this, what does this, and is this so."""

from __future__ import annotations

import random

from eduapp.domain.item import Bloom, ItemKind
from eduapp.domain.knowledge import Fact
from eduapp.questions.contracts import Context, Draft, Refusal
from eduapp.questions.distractors import terms_for
from eduapp.questions.wording import answers, last_name, points, question
from eduapp.questions.words import content, normal, sentence, tokens

Made = Draft | Refusal

LEAST_TOLD, MOST_WORDS = 4, 22
SALIENT = 0.15
"""A term that the text doesn't define is worth asking for from this salience on (0 to 1)."""


def who_choice(fact: Fact, context: Context, rng: random.Random) -> Made:
    """Who did this? with other people of the text."""
    stem = _who_stem(fact)
    if not stem:
        return Refusal("not a named person, or nothing particular was done")
    wrong = terms_for(fact, stem, context, rng)
    if isinstance(wrong, Refusal):
        return wrong
    return Draft("role.who", ItemKind.CHOICE, Bloom.REMEMBER, stem, fact.subject, fact, distractors=wrong, prior=0.7)


def who_entry(fact: Fact, context: Context, rng: random.Random) -> Made:
    """Who did this?"""
    stem = _who_stem(fact)
    if not stem:
        return Refusal("not a named person, or nothing particular was done")
    key, forms = fact.subject, last_name(fact.subject)
    return Draft("role.name-who", ItemKind.TEXT_ENTRY, Bloom.REMEMBER, stem, key, fact, accepted=forms, prior=0.6)


def what_choice(fact: Fact, context: Context, rng: random.Random) -> Made:
    """What does this? with other terms of the course."""
    stem = _what_stem(fact, context)
    if not stem:
        return Refusal("not a term, or nothing particular is done")
    wrong = terms_for(fact, stem, context, rng)
    if isinstance(wrong, Refusal):
        return wrong
    return Draft("role.what", ItemKind.CHOICE, Bloom.REMEMBER, stem, fact.subject, fact, distractors=wrong, prior=0.6)


def what_entry(fact: Fact, context: Context, rng: random.Random) -> Made:
    """What does this?"""
    stem = _what_stem(fact, context)
    if not stem:
        return Refusal("not a term, or nothing particular is done")
    key, forms = fact.subject, answers(fact)
    return Draft("role.name-what", ItemKind.TEXT_ENTRY, Bloom.REMEMBER, stem, key, fact, accepted=forms, prior=0.5)


def true_deed(fact: Fact, context: Context, rng: random.Random) -> Made:
    """X did this."""
    clause = fact.slots.get("clause", "")
    named = fact.slots.get("proper") == "yes" or _is_term(fact, context)
    if not named or not _tells(fact.slots.get("predicate", "")) or points(clause):
        return Refusal("nothing particular is done")
    return Draft("role.true", ItemKind.TRUE_FALSE, Bloom.REMEMBER, sentence(clause), "True", fact, prior=0.4)


def _who_stem(fact: Fact) -> str:
    named = fact.slots.get("person") == fact.slots.get("proper") == "yes"
    if not named or fact.slots.get("number") == "plural" or not _tells(fact.slots.get("predicate", "")):
        return ""
    return question("who", fact.slots["predicate"])


def _what_stem(fact: Fact, context: Context) -> str:
    plain = fact.slots.get("proper") != "yes" and fact.slots.get("number") != "plural"
    if not plain or fact.slots.get("person") == "yes" or not _tells(fact.slots.get("predicate", "")):
        return ""
    return question("what", fact.slots["predicate"]) if _is_term(fact, context) else ""


def _tells(predicate: str) -> bool:
    told = len(content(predicate)) >= LEAST_TOLD and len(tokens(predicate)) <= MOST_WORDS
    return told and not points(predicate) and " , " not in predicate


def _is_term(fact: Fact, context: Context) -> bool:
    term = context.terms.get(normal(fact.subject))
    defined = any(normal(fact.subject) == normal(other.subject) for other in context.definitions)
    return defined or (term is not None and term.salience >= SALIENT)


RULES = (who_choice, who_entry, what_choice, what_entry, true_deed)
