"""Material from general statements: one by one, two of the same subject, and several that share terms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eduapp.domain.knowledge import Fact, FactKind
from eduapp.questions.askable import is_askable
from eduapp.questions.context import is_alias
from eduapp.questions.contracts import Context
from eduapp.questions.propose.upper_material import (
    PEOPLE,
    TIED,
    Material,
    claim_of,
    inside,
    is_half,
    is_past,
    is_sound,
    term_of,
)
from eduapp.questions.propose.upper_statements import Told, told, topic_terms
from eduapp.questions.wording import with_article
from eduapp.questions.words import bare, contains, content, lemma, tokens

_ADVERBS = "often|usually|generally|typically|frequently|sometimes|commonly|normally|mostly"
_NO_NOUN = "of|other|people|more|use|have|are|do|can|will|may|were|see|say|think|live|work|find|argue|believe"
_HEDGED = (
    (re.compile(rf"(?<=\w )(?<!more )(?<!most )(?<!less )(?<!too )(?<!how )(?<!very )(?P<hedge>{_ADVERBS})(?= [a-z])"
                r"(?! (?:called|known|referred|termed|described|by|thought|said|considered|not|more|less)\b)"),
     "always"),
    (re.compile(rf"^(?P<hedge>Most|Many|Some)(?= (?!(?:{_NO_NOUN})\b)[a-z-]+(?: [a-z-]+)? (?!of\b)[a-z]+)"),
     "All"),
)  # fmt: skip
_REPORTED = re.compile(
    r"\b(?:have|has|had) (?:\w+ )?\w+(?:ed|en)\b|\b(?:said|says?|argues?|claims?|warns?|think|believe|suggests?)\b"
)
_UNLIMITED = re.compile(r"\b(?:all|any|every|each|always|never|no|none|only|must|because)\b", re.IGNORECASE)
_SINGLE = re.compile(r"\d|\b(?:this|these|today|now|recent|recently|currently|example)\b", re.IGNORECASE)
_NO_CLAIM = re.compile(
    r"\b(?:called|known as|referred to|named|stands? for|defined as|mentioned|discussed|measured|expressed|denoted|"
    r"divided|classified|explains why|is the reason|states that|says that|exists?)\b"
)
_NAME = re.compile(r"\b(?![A-Z]{2,5}s?\b)[A-Z]")
_GOING_ON = re.compile(r"\b(?:is|are|being) [a-z]+ing\b|\b(?:has|have) (?:been|[a-z]+(?:ed|en|t|d))\b")
_STUDENTS = re.compile(
    r"(?:ists?|scholars?|scientists?|researchers?|experts?|authors?|historians?|people|analysis|stud(?:y|ies))$"
)
_ARGUABLE = re.compile(
    r"\b(?:can|may|tends?|more|less|than|better|worse|higher|lower|greater|smaller|helps?|enabl\w+|allows?|improv\w+|"
    r"increas\w+|reduc\w+|depends?|needs?|must|should|importan\w+|vital|influenc\w+|affects?|encourag\w+|promot\w+|"
    r"shapes?|reshapes?|reflects?|valued?|viewed|regarded|considered|recogni[sz]ed|condemned|accepted|respected|requires?|"
    r"threaten\w*|protects?|weakens?|strengthens?|benefits?|costs?|challeng\w+|matters?|foster\w*|creates?|limits?)\b"
)
_QUANTIFIED = re.compile(r"(?:many|most|some|several|few|all|both|other)\b", re.IGNORECASE)
_IN_ITS_PLACE = re.compile(r"\b(?:on|to) the (?:left|right)\b|\bin the streets?\b|\bused (?:to|for|in|as|by)\b")
"""A place in a picture or a scene. What a thing is used for is a purpose, which is asked about as one."""
_NO_STATEMENT = re.compile(
    r"(?:will|would|might|could|cannot)\b|"
    r"(?:is|are) (?!(?:\w+ly )?(?:more|less|not|essential|important|vital|crucial|necessary|likely|unlikely|able|"
    r"unable|subject|sensitive|similar|different|linked|tied|related|associated|shared|dependent|"
    r"driven|shaped|affected|influenced|determined|controlled|valued|viewed|seen|recogni[sz]ed|considered|paid|based|"
    r"found|often|usually|generally|rooted|embedded|larger|smaller|higher|lower|better|worse|rarer?|good|bad|required|"
    r"expected|responsible)\b)"
)
"""What is only possible claims little, and what something is defines it."""
_RULES = re.compile(r"(?:requires?|prohibits?|allows?|forbids?|protects?|guarantees?|limits?|bans?|permits?|covers?)\b")
"""What a law or an agreement does, which is a rule to apply though it has a name."""


def materials(context: Context) -> Iterator[Material]:
    """General claims, claims with a word that limits them, and contrasts."""
    statements = told(context)
    for one in statements:
        yield from claims(one, context)
    facts = [fact for fact in context.facts.values() if is_askable(fact)]
    for fact in facts:
        if fact.kind is FactKind.COMPARISON:
            yield from contrasts(fact, context)
    known, sources = topic_terms(context), (*(one.fact for one in statements), *facts)
    about = [fact for fact in sources if any(contains(fact.statement, term.text) for term in known)]
    yield from _once(hedged for fact in about for hedged in hedges(fact, context))


def claims(one: Told, context: Context) -> Iterator[Material]:
    """A statement about how things of a kind tend to be or what they do to others, with its subject and the rest."""
    fact, predicate = one.fact, one.fact.slots.get("predicate", "")
    split = fact.slots.get("split") == "clause" and bool(predicate)
    if one.is_past or not one.terms or not split or not _is_general(fact, one.said) or _NO_STATEMENT.match(predicate):
        return
    if _ARGUABLE.search(predicate) and len(content(predicate)) >= 2 and is_half(fact.slots["named"], context, least=1):
        words = {"x": fact.slots["named"], "told": predicate, "said": one.said}
        yield Material("claim", words, (fact,), (one.terms[0].text,))


def _is_general(fact: Fact, said: str) -> bool:
    """Whether a statement is about a kind of thing in the present, not one event or name, nor those who study it."""
    rule = bool(_RULES.match(fact.slots.get("predicate", "")))
    general = rule or (fact.slots.get("proper") != "yes" and not _NAME.search(said[1:]))
    barred = (_SINGLE, _NO_CLAIM, TIED, _GOING_ON)
    studied = not PEOPLE.match(fact.subject) and not _STUDENTS.search(fact.subject) and not _IN_ITS_PLACE.search(said)
    return general and studied and not any(pattern.search(said) for pattern in barred)


def hedges(fact: Fact, context: Context) -> Iterator[Material]:
    """A statement with a word that limits it, and the same with that word made absolute."""
    said = claim_of(fact)
    found = [(match, strong) for pattern, strong in _HEDGED for match in pattern.finditer(said)]
    if (
        is_alias(fact)
        or _STUDENTS.search(fact.subject)
        or len(found) != 1
        or said.casefold().count(found[0][0]["hedge"].casefold()) != 1
        or _UNLIMITED.search(said)
        or _SINGLE.search(said)
        or _NO_CLAIM.search(said)
        or TIED.search(said)
    ):
        return
    match, strong = found[0]
    if _REPORTED.search(said[: match.end("hedge") + 20]):
        return
    overstated = f"{said[: match.start('hedge')]}{strong}{said[match.end('hedge') :]}"
    if is_sound(said.replace("Some ", "All ", 1), context) and is_sound(overstated, context) and not is_past(said):
        words = {"said": said, "overstated": overstated, "hedge": match["hedge"].lower(), "strong": strong.lower()}
        yield Material("hedge", words, (fact,), (term_of(fact),))


_SAYS_LITTLE = re.compile(
    r"\b(?:harder|easier|simpler|(?:more|less) [a-z]+) to (?:define|describe|explain|understand|see|tell|say)\b"
)
"""A contrast that gives two pupils nothing to tell of: X is harder to define than Y."""


def _is_kind_of(one: str, other: str) -> bool:
    """Whether a phrase is another with words before it: "a plant cell" beside "cells"."""
    named, whole = ([lemma(word) for word in tokens(bare(phrase))] for phrase in (one, other))
    return len(named) > len(whole) and named[-len(whole) :] == whole


def _once(found: Iterator[Material]) -> Iterator[Material]:
    """The materials without a second one from the same sentence."""
    seen: set[str] = set()
    for material in found:
        if material.words["said"] not in seen:
            seen.add(material.words["said"])
            yield material


def contrasts(fact: Fact, context: Context) -> Iterator[Material]:
    """Two things that a sentence tells apart."""
    said, one, other = claim_of(fact), inside(with_article(fact), fact, context), fact.object
    if (
        fact.slots.get("proper") == "yes"
        or _NAME.search(said[1:])
        or fact.slots.get("likeness")
        or _QUANTIFIED.match(one)
        or _QUANTIFIED.match(other)
        or TIED.search(said)
        or _SAYS_LITTLE.search(said)
        or _is_kind_of(one, other)
        or _is_kind_of(other, one)
    ):
        return
    named = is_half(one, context, least=1) and is_half(other, context, least=1) and len(tokens(other)) <= 6
    if named and len(tokens(one)) <= 6 and is_sound(said, context) and contains(said, other):
        yield Material("contrast", {"x": one, "y": other, "claim": said.rstrip("."), "said": said}, (fact,))
