"""Rules for definitions and namings: which term, who, what best describes it, and is this so."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from eduapp.domain.item import Bloom, ItemKind
from eduapp.domain.knowledge import Fact
from eduapp.questions.askable import MAX_WORDS, is_specific, points
from eduapp.questions.context import defines
from eduapp.questions.contracts import Context, Draft, Refusal
from eduapp.questions.distractors import definitions_for, is_sibling, terms_for
from eduapp.questions.kinds import sort_of
from eduapp.questions.propose.siblings import clauses_for
from eduapp.questions.truth import may_be_kinds
from eduapp.questions.wording import (
    answers,
    copula,
    defining,
    describe,
    is_circular,
    is_clause,
    is_when,
    question,
    says,
    states,
    with_article,
)
from eduapp.questions.words import article_of, bare, content, tokens

Made = Draft | Refusal
Rule = Callable[[Fact, Context, random.Random], Made]

LONG = 13
SHORTEST_CLAUSE = 5
SHARE_FALSE = 0.6
SHORT_STEMS = ("What is the term for {d}?", "What is the name for {d}?", "Which term means {d}?")
LONG_STEMS = ("Which term fits this description: {d}?", "Which term means the following: {d}?")
CHOICE_STEMS = ("Which of these {is_} {d}?", "Which of the following {is_} {d}?", *SHORT_STEMS)
DESCRIBE_STEMS = ("Which of these best describes {x}?", "Which description fits {x}?")


def matters(fact: Fact, context: Context) -> bool:
    """Whether the text comes back to a name that it says something of; notions matter by being defined."""
    named = fact.slots.get("proper") == "yes" and defines(fact)
    return not named or context.mentions(fact.subject.split()[-1]) >= 2


def term_choice(fact: Fact, context: Context, rng: random.Random) -> Made:
    """Which of these is D? with other terms of the course."""
    stem = _choice_stem(fact, rng)
    if not stem:
        return Refusal("the definition is not specific")
    wrong = terms_for(fact, stem, context, rng)
    if isinstance(wrong, Refusal):
        return wrong
    return Draft(
        "definition.which-term", ItemKind.CHOICE, Bloom.REMEMBER, stem, fact.subject, fact, distractors=wrong, prior=0.8
    )


def term_entry(fact: Fact, context: Context, rng: random.Random) -> Made:
    """What is the term for D?"""
    stem = _entry_stem(fact, rng)
    if not stem:
        return Refusal("the definition fits more than one name")
    return Draft(
        "definition.name-it",
        ItemKind.TEXT_ENTRY,
        Bloom.REMEMBER,
        stem,
        fact.subject,
        fact,
        accepted=answers(fact),
        prior=0.7,
    )


def best_description(fact: Fact, context: Context, rng: random.Random) -> Made:
    """Which of these best describes X? with the definitions of other terms."""
    if is_clause(fact) or is_circular(fact) or not is_specific(defining(fact)):
        return Refusal("the definition is not specific")
    stem = rng.choice(DESCRIBE_STEMS).format(x=with_article(fact))
    wrong = definitions_for(fact, context, rng)
    if isinstance(wrong, Refusal):  # two good ones do as well
        wrong = clauses_for(fact, defining(fact), stem, (_definition_beside(fact, context),), context, rng)
    if isinstance(wrong, Refusal):
        return wrong
    return Draft(
        "definition.describes",
        ItemKind.CHOICE,
        _level(fact),
        stem,
        defining(fact),
        fact,
        distractors=wrong,
        prior=0.85,
    )


def _definition_beside(fact: Fact, context: Context) -> Callable[[Fact], str]:
    """Reads definitions that may stand beside one: of one number and sort, and of nothing that may be a kind of it."""

    def read(other: Fact) -> str:
        told = defines(other) and not is_clause(other) and is_specific(defining(other))
        slots = ("number", "proper", "person")
        alike = all((other.slots.get(slot) or "no") == (fact.slots.get(slot) or "no") for slot in slots)
        named = fact.slots.get("proper") == "yes"
        alike = alike and (not named or _sort(fact, context) == _sort(other, context) != "")
        apart = told and alike and not may_be_kinds(fact, other, context)
        return defining(other) if apart and "title" not in other.slots.get("via", "") else ""

    return read


def _sort(fact: Fact, context: Context) -> str:
    return sort_of(fact.subject, fact, context)


def statement(fact: Fact, context: Context, rng: random.Random) -> Made:
    """X is D; or X is the D of another term, where there is one and chance wants it."""
    if is_clause(fact) or is_circular(fact) or not is_specific(defining(fact)):
        return Refusal("the definition is not specific")
    others = [o for o in context.definitions if _swaps(fact, o, context) and _distance(fact, o) < FAR]
    if others and rng.random() < SHARE_FALSE:
        return _false_statement(fact, others, rng)
    return Draft("definition.true", ItemKind.TRUE_FALSE, Bloom.REMEMBER, states(fact), "True", fact, prior=0.6)


def _false_statement(fact: Fact, others: Sequence[Fact], rng: random.Random) -> Draft:
    other = min(others, key=lambda o: (_distance(fact, o) + rng.random() * 2, o.id))
    return Draft(
        "definition.false",
        ItemKind.TRUE_FALSE,
        _level(fact) if rng.random() < 0.6 else Bloom.REMEMBER,
        states(fact, defining(other)),
        "False",
        fact,
        correction=states(fact),
        rationale=f"{says(fact)} {describe(other)}",
        backing=(other,),
        prior=0.65,
    )


FAR = 6.0
"""A definition of another sort of thing that also opens otherwise is one that nobody takes for the right one."""


def _distance(fact: Fact, other: Fact) -> float:
    unlike = 0.0 if fact.slots.get("head") and fact.slots.get("head") == other.slots.get("head") else 3.0
    unlike += 3.0 * (article_of(defining(fact)) != article_of(defining(other)))
    return unlike + abs(len(defining(fact)) - len(other.object)) / 20


def _swaps(fact: Fact, other: Fact, context: Context) -> bool:
    told = not is_clause(other) and is_specific(defining(other))
    # what stands beside a name ("Indian American anthropologist") may well be true of another person too
    return told and "title" not in (fact.slots.get("via"), other.slots.get("via")) and is_sibling(fact, other, context)


def _level(fact: Fact) -> Bloom:
    """To know who somebody was is to remember; to know what a notion means is to understand."""
    return Bloom.REMEMBER if fact.slots.get("proper") == "yes" else Bloom.UNDERSTAND


_CALLS = re.compile(r"\b(?:called|known as|termed|referred to as|named|term for|name for)\b")


def _clause_stem(fact: Fact) -> str:
    """What is the name of this method: sound is measured …? What is it called when the audience knows more?"""
    clause, head = fact.slots.get("clause", ""), fact.slots.get("head", "")
    if not is_when(fact) and not _CALLS.search(fact.statement):
        return ""
    if is_when(fact):
        told = fact.slots.get("number") != "plural" and len(content(fact.object)) >= 3 and not points(fact.object)
        return question("what is it called", fact.object) if told else ""
    if not clause or not head or points(clause) or not SHORTEST_CLAUSE <= len(tokens(clause)) <= MAX_WORDS:
        return ""
    return question("what is the name of this", f"{head}:", clause)


def _choice_stem(fact: Fact, rng: random.Random) -> str:
    if is_clause(fact):
        return _clause_stem(fact)
    if not is_specific(defining(fact)):
        return ""
    if _is_named_person(fact):
        told = _is_definite(fact) and picks_out(defining(fact))
        return question("who", copula(fact), defining(fact)) if told else _which_person(fact)
    if fact.slots.get("proper") == "yes":
        return question("which of these", copula(fact), defining(fact)) if _tells_one(defining(fact)) else ""
    long = len(tokens(defining(fact))) > LONG
    return rng.choice(LONG_STEMS if long else CHOICE_STEMS).format(d=defining(fact), is_=copula(fact))


def _tells_one(phrase: str) -> bool:
    """Whether a description of a name has more than a kind and its qualities: a clause, a name or a year."""
    return article_of(phrase) == "the" or bool(_OF_ONE.search(phrase))


_OF_ONE = re.compile(r"\b(?:that|which|who|whose|where|[a-z]{3,}ed|made|built|led|won|held)\b|(?<=[a-z] )[A-Z]|\d")


def _entry_stem(fact: Fact, rng: random.Random) -> str:
    if is_clause(fact):
        return _clause_stem(fact)
    if not is_specific(defining(fact)):
        return ""
    if not picks_out(defining(fact)):
        return ""
    if fact.slots.get("proper") != "yes":
        if fact.subject[:1].isupper() and not fact.subject.isupper() and article_of(defining(fact)) != "the":
            return ""  # a name after all, and one of many
        long = len(tokens(defining(fact))) > LONG
        return rng.choice(LONG_STEMS if long else SHORT_STEMS).format(d=defining(fact))
    if not _is_definite(fact):
        return ""
    if _is_named_person(fact):
        return question("who", copula(fact), defining(fact))
    link = "was" if copula(fact) in ("was", "were") else "is"
    return question("what", link, "the name of", defining(fact))


TOLD_AFTER = re.compile(r"\b(?:of|that|which|who|whose|in|by|for|where|when|from|between|with|to|on|at|[a-z]{3,}ed)\b")


def picks_out(phrase: str) -> bool:
    """Whether one name alone fits a description that no choices narrow down: "an act of ritual suicide" has several."""
    if article_of(phrase) != "the":
        return len(content(phrase)) >= 5
    if not TOLD_AFTER.search(phrase):
        return False
    return len(content(phrase)) >= 4 or any(word[0].isupper() for word in phrase.split())


def _which_person(fact: Fact) -> str:
    return question("which of these people", copula(fact), defining(fact))


def _is_named_person(fact: Fact) -> bool:
    named = fact.slots.get("person") == fact.slots.get("proper") == "yes"
    return (
        named and fact.slots.get("number") != "plural" and fact.slots.get("head") not in ("people", "tribe", "family")
    )


def _is_definite(fact: Fact) -> bool:
    return article_of(defining(fact)) == "the" and bool(bare(defining(fact)))


def _if_it_matters(rule: Rule) -> Rule:
    def made(fact: Fact, context: Context, rng: random.Random) -> Made:
        return rule(fact, context, rng) if matters(fact, context) else Refusal("a name that comes but once")

    made.__name__, made.__doc__ = rule.__name__, rule.__doc__
    return made


RULES = tuple(map(_if_it_matters, (term_choice, term_entry, best_description, statement)))
