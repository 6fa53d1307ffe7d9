"""Rules for roles: who did this. What a term does is mostly told too loosely to ask what does it."""

from __future__ import annotations

import random
import re

from eduapp.domain.item import Bloom, ItemKind
from eduapp.domain.knowledge import Fact
from eduapp.questions.askable import points
from eduapp.questions.contracts import Context, Draft, Refusal
from eduapp.questions.propose.who import who_from_choices, who_in_words
from eduapp.questions.wording import question
from eduapp.questions.words import content, sentence, tokens

Made = Draft | Refusal

LEAST_TOLD, MOST_WORDS = 4, 22
_PARTICULAR = re.compile(r"[A-Z]|\d{3}")
"""A name or a year: what many may have done ("wrote a sweeping history") asks for nobody."""


def who_choice(fact: Fact, context: Context, rng: random.Random) -> Made:
    """Who did this? with other people of the text."""
    return who_from_choices("role.who", _who_stem(fact), fact, context, rng, 0.7)


def who_entry(fact: Fact, context: Context, rng: random.Random) -> Made:
    """Who did this?"""
    return who_in_words("role.name-who", _who_stem(fact), fact, 0.6)


def deed_statement(fact: Fact, context: Context, rng: random.Random) -> Made:
    """X did this."""
    named = fact.slots.get("proper") == "yes" and fact.rule.startswith("deed")
    if not named or not _tells(fact.slots.get("predicate", "")) or points(fact.slots["clause"]):
        return Refusal("not a name, or nothing particular was done")
    statement = sentence(fact.slots["clause"])
    return Draft("role.true", ItemKind.TRUE_FALSE, Bloom.REMEMBER, statement, "True", fact, prior=0.4)


def _who_stem(fact: Fact) -> str:
    named = fact.slots.get("person") == fact.slots.get("proper") == "yes"
    named = named and fact.subject[:1].isupper()
    if not named or fact.slots.get("number") == "plural" or not _tells(fact.slots.get("predicate", "")):
        return ""
    return question("who", fact.slots["predicate"])


def _tells(predicate: str) -> bool:
    told = len(content(predicate)) >= LEAST_TOLD and len(tokens(predicate)) <= MOST_WORDS
    return told and not points(predicate) and " , " not in predicate and bool(_PARTICULAR.search(predicate))


RULES = (who_choice, who_entry, deed_statement)
