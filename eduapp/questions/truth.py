"""Whether a wrong option might be right after all, by anything that the text says of it."""

from __future__ import annotations

import re

from eduapp.domain.knowledge import Fact
from eduapp.questions.context import defines
from eduapp.questions.contracts import Context
from eduapp.questions.words import contains, content, initials, kin, normal, overlap

_CLASSING = re.compile(
    r"\b(?:is|are|kinds?|types?|forms?|groups?|class(?:es)?|includ\w+|such as|called|example|divided|either)\b"
)

MAX_OVERLAP = 0.45
"""A definition that shares a larger part of its content words with the stem may be true of it as well."""


def may_be_right(term: str, fact: Fact, stem: str, context: Context) -> bool:
    """Whether a term may answer a stem whose key is the fact's subject."""
    return (
        are_one(fact.subject, term, context)
        or contains(stem, term)
        or contains(fact.quote.text, term)
        or bool(content(term) & content(stem))
        or _is_told_so(term, fact, stem, context)
        or any(_holds(other, stem) for other in context.facts_by_subject.get(normal(term), ()))
    )


def are_one(a: str, b: str, context: Context) -> bool:
    """Whether two phrases may name the same thing: one within the other, an abbreviation, kin, or tied."""
    one, two = normal(a), normal(b)
    short, long = sorted((one, two), key=len)
    if short == long or set(short.split()) <= set(long.split()) or two in context.links.get(one, ()):
        return True
    if short.replace(" ", "") == initials(long) or one.replace(" ", "") == two.replace(" ", ""):
        return True
    return len(one.split()) == len(two.split()) == 1 and kin(one, two)


def stand_together(a: str, b: str, context: Context) -> bool:
    """Whether a sentence names both: of a term that nothing defines, it may say that the one is a kind of the other."""
    return any(contains(s, a) and contains(s, b) for passage in context.sentences.values() for s in passage)


def may_be_kinds(fact: Fact, other: Fact, context: Context) -> bool:
    """Whether one of two terms defined by the same noun may be a kind of the other: baryons are hadrons."""
    head = fact.slots.get("head", "")
    if not head or head != other.slots.get("head"):
        return False
    return any(
        _CLASSING.search(s) and contains(s, fact.subject) and contains(s, other.subject)
        for passage in context.sentences.values()
        for s in passage
    )


def _is_told_so(term: str, fact: Fact, stem: str, context: Context) -> bool:
    """Whether a sentence about the term has half of what the stem asks for."""
    asked = content(stem)
    return any(
        overlap(asked, content(s)) >= 0.5 and contains(s, term) and s not in fact.quote.text
        for passage in context.sentences.values()
        for s in passage
    )


def _holds(fact: Fact, stem: str) -> bool:
    """Whether what a fact says of its subject may answer the stem too."""
    asked = content(stem)
    if defines(fact):
        said = content(fact.object)
        return overlap(asked, said) >= MAX_OVERLAP or overlap(said, asked) >= 0.6
    return overlap(asked, content(fact.quote.text)) >= 0.6
