"""Rules for comparisons: what is true of one and not of the other, which of them is it, and is this so."""

from __future__ import annotations

import random

from eduapp.domain.item import Bloom, ItemKind
from eduapp.domain.knowledge import Fact
from eduapp.questions.contracts import Context, Draft, Refusal
from eduapp.questions.distractors import terms_for
from eduapp.questions.propose.clauses import is_singular, tells, tells_on
from eduapp.questions.propose.siblings import Reading, clauses_for
from eduapp.questions.wording import question, with_article
from eduapp.questions.words import content, same, sentence, tokens

Made = Draft | Refusal

MOST_WORDS = 34
_UNCLEAR = Refusal("what is compared does not stand alone")


def apart_choice(fact: Fact, context: Context, rng: random.Random) -> Made:
    """What is true of X as opposed to Y? with what the text says of other things."""
    key = said_of_first(fact)
    if not key or not _are_two(fact) or fact.slots.get("likeness") == "yes":
        return _UNCLEAR
    stem = question("according to the text, what is true of", _first(fact), "as opposed to", _second(fact))
    wrong = clauses_for(
        fact, key, stem, (_alike_in_number(key, said_of_first), _alike_in_number(key, _does)), context, rng
    )
    if isinstance(wrong, Refusal):
        return wrong
    return Draft(
        "comparison.apart",
        ItemKind.CHOICE,
        Bloom.UNDERSTAND,
        stem,
        key,
        fact,
        distractors=wrong,
        terms=(fact.subject, fact.object),
        prior=0.7,
    )


def both_statement(fact: Fact, context: Context, rng: random.Random) -> Made:
    """X does this, while Y does that."""
    first, second = said_of_first(fact), fact.slots.get("second", "")
    if not first or not tells_on(second) or not _are_two(fact) or fact.slots.get("likeness") == "yes":
        return _UNCLEAR
    if len(tokens(first)) + len(tokens(second)) > MOST_WORDS:
        return Refusal("the two halves are too long for one statement")
    stem = sentence(f"{_first(fact)} {first}, while {_second(fact)} {second}")
    terms = (fact.subject, fact.object)
    return Draft("comparison.true", ItemKind.TRUE_FALSE, Bloom.UNDERSTAND, stem, "True", fact, terms=terms, prior=0.5)


def which_choice(fact: Fact, context: Context, rng: random.Random) -> Made:
    """Unlike Y, which of these does this? with other terms of the course."""
    key = said_of_first(fact)
    if not key or not _are_two(fact) or fact.slots.get("likeness") == "yes" or len(content(key)) < 4:
        return _UNCLEAR
    stem = question(f"unlike {_second(fact)}, which of these", key)
    wrong = terms_for(fact, stem, context, rng)
    if isinstance(wrong, Refusal):
        return wrong
    return Draft(
        "comparison.which",
        ItemKind.CHOICE,
        Bloom.UNDERSTAND,
        stem,
        fact.subject,
        fact,
        distractors=wrong,
        terms=(fact.subject, fact.object),
        prior=0.65,
    )


def said_of_first(fact: Fact) -> str:
    """What a comparison says of its first thing, as a predicate."""
    said = fact.slots.get("first", "")
    return said if tells(said) else ""


def _are_two(fact: Fact) -> bool:
    return bool(content(fact.subject)) and bool(content(fact.object)) and not same(fact.subject, fact.object)


def _first(fact: Fact) -> str:
    return _inside(fact, with_article(fact))


def _second(fact: Fact) -> str:
    return _inside(fact, fact.object)


def _inside(fact: Fact, phrase: str) -> str:
    """A phrase as it reads inside a sentence: "The mass of a proton" loses its capital, "Rome" keeps it."""
    return phrase if fact.slots.get("proper") == "yes" or phrase[1:2].isupper() else f"{phrase[:1].lower()}{phrase[1:]}"


def _does(fact: Fact) -> str:
    told = fact.slots.get("predicate", "")
    return told if fact.slots.get("proper") != "yes" and tells(told) else ""


def _alike_in_number(key: str, read: Reading) -> Reading:
    """Only predicates whose verb has the number of the key's: "are found" beside "have", "is" beside "holds"."""

    def phrase(other: Fact) -> str:
        told = read(other)
        return told if told and is_singular(told) == is_singular(key) else ""

    return phrase


RULES = (apart_choice, which_choice, both_statement)
