"""Rules for namings: what something is called, what letters stand for, what else it is called."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from eduapp.domain.item import Bloom, ItemKind
from eduapp.domain.knowledge import Fact
from eduapp.questions.askable import follows_preposition
from eduapp.questions.context import is_alias
from eduapp.questions.contracts import Context, Draft, Refusal
from eduapp.questions.gist import CENTRAL
from eduapp.questions.propose import definition
from eduapp.questions.wording import answers, question
from eduapp.questions.words import normal, zipf

COMMON = 4.9
"""A word as common as this (Zipf scale) is no name that a second one stands for."""

_SAID_OF = re.compile(r"\b(?:called|known as|termed|named|(?:is|are|was|were)|,) (?:the |an? )?[“\"]?$")
"""Before a word that is said of something: "the army, which was called the Wehrmacht (“defense power”)"."""

Made = Draft | Refusal
Rule = Callable[[Fact, Context, random.Random], Made]


def stands_for(fact: Fact, context: Context, rng: random.Random) -> Made:
    """What does XYZ stand for?"""
    if not is_alias(fact) or not fact.object.isupper() or fact.subject.isupper():
        return Refusal("not an abbreviation")
    if context.mentions(fact.object) < 2:
        return Refusal("the text makes no use of the abbreviation")
    if not _spells(fact.subject, fact.object):
        return Refusal("the letters are not those of the name")
    names = (normal(fact.subject), normal(fact.object))
    if context.central and max(context.central.get(name, 0.0) for name in names) < CENTRAL:
        return Refusal("the text is about something else")
    stem = question(rng.choice(("what does", "what do the letters")), fact.object, "stand for")
    return _entry("naming.stands-for", stem, fact, 0.5)


def _spells(name: str, letters: str) -> bool:
    """Whether the letters begin as the name does, and each comes from it in its turn."""
    plain, at = name.casefold().removeprefix("the "), 0
    for letter in letters.casefold():
        if letter.isalpha():
            at = plain.find(letter, at) + 1
            if not at:
                return False
    return plain[:1] == letters[:1].casefold()


def other_name(fact: Fact, context: Context, rng: random.Random) -> Made:
    """What is another name for X?"""
    if not is_alias(fact) or fact.object.isupper() or fact.subject.isupper():
        return Refusal("not a second name")
    if fact.rule.startswith("gloss"):
        return Refusal("a meaning, not a second name")
    if follows_preposition(fact) or " or " in fact.object or min(len(fact.subject), len(fact.object)) < 4:
        return Refusal("it is not plain what the second name is for")
    if " " not in fact.subject and zipf(fact.subject.casefold()) > COMMON:
        return Refusal("the first name is an everyday word")
    stem = question("what is another", rng.choice(("name", "term")), "for", _as_written(fact))
    return _entry("naming.other-name", stem, fact, 0.45)


def means(fact: Fact, context: Context, rng: random.Random) -> Made:
    """What does the word X mean?"""
    if not fact.rule.startswith("gloss") or follows_preposition(fact) or not 2 <= len(fact.object.split()) <= 5:
        return Refusal("the text gives no meaning of a word")
    if _SAID_OF.search(fact.statement[: fact.subject_span.start]):
        return Refusal("what is called so would be a right answer too")
    stem = question(f"what does “{fact.subject}” mean")
    forms = (fact.object.removeprefix("the "),)
    return Draft(
        "naming.means", ItemKind.TEXT_ENTRY, Bloom.REMEMBER, stem, fact.object, fact, accepted=forms, prior=0.4
    )


def _as_written(fact: Fact) -> str:
    """The second name with the article that it has in the text, or in quotation marks where it has none."""
    found = re.search(r"\b(an?|the) [“\"]?$", fact.statement[: fact.object_span.start], re.IGNORECASE)
    if found:
        return f"{found[1].lower()} {fact.object}"
    bare = fact.slots.get("number") == "plural" or fact.object[:1].isupper()
    return fact.object if bare else f"“{fact.object}”"


def _entry(rule: str, stem: str, fact: Fact, prior: float) -> Draft:
    return Draft(
        rule, ItemKind.TEXT_ENTRY, Bloom.REMEMBER, stem, fact.subject, fact, accepted=answers(fact), prior=prior
    )


def _unless_alias(rule: Rule) -> Rule:
    """A rule for definitions that leaves second names alone."""

    def made(fact: Fact, context: Context, rng: random.Random) -> Made:
        return Refusal("a second name says nothing of its subject") if is_alias(fact) else rule(fact, context, rng)

    made.__name__ = rule.__name__
    return made


RULES = (*map(_unless_alias, definition.RULES), stands_for, other_name, means)
