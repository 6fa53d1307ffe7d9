"""Rules for conditions: what happens when this is so, and is this what happens."""

from __future__ import annotations

import random
import re

from eduapp.domain.item import Bloom, ItemKind
from eduapp.domain.knowledge import Fact
from eduapp.questions.contracts import Context, Draft, Refusal
from eduapp.questions.propose.clauses import tells, tells_on
from eduapp.questions.propose.siblings import clauses_for, told_of
from eduapp.questions.wording import question, says
from eduapp.questions.words import sentence

Made = Draft | Refusal

_UNCLEAR = Refusal("the condition or what follows from it doesn't stand alone")


def what_follows_choice(fact: Fact, context: Context, rng: random.Random) -> Made:
    """What happens when X? with what happens otherwise."""
    key, stem = consequence(fact), what_follows_stem(fact)
    if not stem or not tells(key, least=2):
        return _UNCLEAR
    wrong = clauses_for(fact, key, stem, (consequence, effect, clause), context, rng)
    if isinstance(wrong, Refusal):
        return wrong
    return Draft(
        "condition.what-follows", ItemKind.CHOICE, Bloom.UNDERSTAND, stem, key, fact, distractors=wrong, prior=0.5
    )


def condition_statement(fact: Fact, context: Context, rng: random.Random) -> Made:
    """When X, Y; or, by chance, when X, something that follows from another condition, with the correction."""
    stem, follows = what_follows_stem(fact), consequence(fact)
    if not stem or not tells_on(follows):
        return _UNCLEAR
    true = _joined(fact, follows)
    wrong = clauses_for(fact, follows, stem, (consequence,), context, rng)
    if isinstance(wrong, Refusal) or rng.random() < 0.4:
        return Draft("condition.true", ItemKind.TRUE_FALSE, Bloom.UNDERSTAND, true, "True", fact, prior=0.5)
    other = context.facts[wrong[0].fact]
    return Draft(
        "condition.false",
        ItemKind.TRUE_FALSE,
        Bloom.UNDERSTAND,
        _joined(fact, wrong[0].text),
        "False",
        fact,
        correction=true,
        rationale=f"{says(fact)} {told_of(other)}",
        backing=(other,),
        prior=0.6,
    )


def what_follows_stem(fact: Fact) -> str:
    """What happens when X? Empty where the condition says too little."""
    given = fact.slots.get("condition", "")
    return question("what happens", marker(fact), given) if tells(given, least=2) else ""


_CUT = re.compile(r"\b(?:that|which|who) [a-z]+$")
"""A clause that was split off with its condition: "a form of heat transfer that occurs"."""


def consequence(fact: Fact) -> str:
    """What follows from the condition, as a clause."""
    said = fact.slots.get("consequence", "").removeprefix("then ")
    return "" if _CUT.search(said) else said


def marker(fact: Fact) -> str:
    """The word that opens the condition; "as" and "whenever" ask no better than "when"."""
    return "if" if fact.slots.get("marker") == "if" else "when"


def effect(fact: Fact) -> str:
    """What a cause brought about, as a clause, in the present."""
    return fact.slots.get("effect", "") if fact.slots.get("cause") and tells(fact.slots.get("effect", "")) else ""


def clause(fact: Fact) -> str:
    """The clause of any other fact."""
    told = fact.slots.get("clause", "")
    return told if tells(told) and fact.slots.get("proper") != "yes" else ""


def _joined(fact: Fact, follows: str) -> str:
    return sentence(f"{marker(fact)} {fact.slots['condition']}, {follows}")


RULES = (what_follows_choice, condition_statement)
