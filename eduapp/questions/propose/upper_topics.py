"""Material from what the text says of its central terms: one term, two that it connects, two of a sort, and several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from eduapp.domain.knowledge import Term
from eduapp.questions.context import defines
from eduapp.questions.contracts import Context
from eduapp.questions.propose.upper_material import Material, listed
from eduapp.questions.propose.upper_statements import Told, apart, named, told, topic_terms
from eduapp.questions.words import contains, lemma, normal, tokens, zipf

MOST_TOPICS, MOST_TIES, MOST_MAPS = 12, 12, 4
MOST_TIED = 24
"""Among so many of the first topics are both that a task connects."""
OF_TWO = ("general-topic", "particular-topic")
"""Kinds of which only the first two statements are used."""
LEAST_COUNT = 3
COMMON = 5.0
"""A single word so common (Zipf scale) is about too much for an example of one's own: "business", "people"."""
MOST_LEANT_ON = 3
"""In how many topics one statement may be told, and how many connections one term may have."""

_LISTED = re.compile(r", [^,]+, (?:and|or) ")
"""A list names things side by side, and says nothing of how they are connected."""
_PARTICULAR = re.compile(
    r"\b[A-Z][a-z]|\d{3}|\b(?:[Ee]arly|[Aa]ncient|[Pp]rehistoric|century|centuries|ancestors?|evolved)\b"
)


def materials(context: Context) -> Iterator[Material]:
    """Topics, connections, siblings, then maps."""
    statements = told(context)
    terms = [term for term in topic_terms(context) if sum(one.names(term) for one in statements) > 0]
    yield from topics(terms, statements, context)
    found = list(ties(terms, statements, context))
    yield from found
    yield from siblings(terms, statements, context)
    yield from maps(terms, statements, context)


def topics(terms: Sequence[Term], statements: Sequence[Told], context: Context) -> Iterator[Material]:
    """A term that is the subject of a statement, and of which at least one more says something."""
    leant: dict[str, int] = {}
    made = 0
    for term in terms:
        fresh = [one for one in statements if term in one.terms and leant.get(one.fact.id, 0) < MOST_LEANT_ON]
        chosen = apart(sorted(fresh, key=lambda one: not one.is_about(term)), 3)
        if len(chosen) < 2 or not _recurs(term, context) or not chosen[0].is_about(term) or made == MOST_TOPICS:
            continue
        made += 1
        for one in chosen:
            leant[one.fact.id] = leant.get(one.fact.id, 0) + 1
        words = {"x": named(term, context), **_numbered(chosen)}
        facts = tuple(one.fact for one in chosen)
        for kind in _kinds(term, chosen):
            yield Material(kind, words, facts[: 2 if kind in OF_TWO else len(chosen)], (term.text,))


def _recurs(term: Term, context: Context) -> bool:
    """Whether a text comes back to a term, and not within one passage alone where it has more."""
    return term.count >= LEAST_COUNT and not 1 == len(term.passages) < len(context.passages)


def _kinds(term: Term, chosen: Sequence[Told]) -> Iterator[str]:
    """What a topic can be used for: of the past where most statements are, general where the first two are not."""
    whole = len(chosen) == 3
    yield "topic" if whole else "small-topic"
    if not chosen[0].beside:
        yield "quoted-topic" if whole else "quoted-small-topic"
    named_or_told = term.proper or " " in term.text
    if whole and named_or_told and sum(one.is_past for one in chosen) >= 2:
        yield "past-topic"
    wide = " " not in term.text and zipf(term.text) > COMMON
    particular = term.proper or any(one.is_past or _PARTICULAR.search(one.said[1:]) for one in chosen[:2])
    if particular and named_or_told and all(one.is_past for one in chosen[:2]):
        yield "particular-topic"
    elif not particular and not wide:
        yield "general-topic"


def _numbered(statements: Sequence[Told]) -> dict[str, str]:
    return {f"said{number}": one.said for number, one in enumerate(statements, start=1)}


def ties(terms: Sequence[Term], statements: Sequence[Told], context: Context) -> Iterator[Material]:
    """Two terms that a statement connects, with one more statement about the first or about each."""
    count: dict[str, int] = {}
    made = 0
    for tying in statements:
        if _LISTED.search(tying.said) or tying.beside:
            continue
        for one, other in combinations(_in_order(tying), 2):
            if not tying.opens_with(one) or not _are_both_central(one, other, terms):
                continue
            if not _are_apart(one, other) or max(count.get(one.key, 0), count.get(other.key, 0)) >= MOST_LEANT_ON:
                continue
            alone = [_about(one, other, tying, statements), _about(other, one, tying, statements)]
            more = apart([tying, *(s for s in alone if s)], 3)[1:]
            if made == MOST_TIES or not more:
                continue
            made += 1
            count[one.key], count[other.key] = count.get(one.key, 0) + 1, count.get(other.key, 0) + 1
            words = {"x": named(one, context), "y": named(other, context), "said": tying.said, **_numbered(more)}
            facts = (tying.fact, *(s.fact for s in more))
            yield Material("link", words, facts[:2], (one.text, other.text))
            if len(more) == 2:
                yield Material("tie", words, facts, (one.text, other.text))


def _are_both_central(one: Term, other: Term, terms: Sequence[Term]) -> bool:
    """Whether the text is about both: a word that comes by the way has nothing to be analyzed."""
    return one in terms[:MOST_TIED] and other in terms[:MOST_TIED] and min(one.count, other.count) >= LEAST_COUNT


def _in_order(statement: Told) -> list[Term]:
    """The terms of a statement as they come in it."""
    said = normal(statement.said)
    return sorted(statement.terms, key=lambda term: said.find(normal(term.text)))


def _are_apart(one: Term, other: Term) -> bool:
    """Whether two terms are two things to connect, and not forms or parts of one name."""
    nested = contains(one.text, other.text) or contains(other.text, one.text)
    return not nested and lemma(tokens(one.text)[-1]) != lemma(tokens(other.text)[-1])


def _about(term: Term, other: Term, tying: Told, statements: Sequence[Told]) -> Told | None:
    """The best statement about one of two terms that says nothing of the other."""
    found = [s for s in statements if s is not tying and s.names(term) and not s.names(other)]
    return min(found, key=lambda s: not s.is_about(term), default=None)


def siblings(terms: Sequence[Term], statements: Sequence[Told], context: Context) -> Iterator[Material]:
    """Two terms of one sort, by their last word or as two names, each with a statement of its own as its subject."""
    for one, other in combinations(terms, 2):
        if not _are_siblings(one, other, context):
            continue
        first, second = _opening(one, other, statements), _opening(other, one, statements)
        if first and second and len(apart([first, second], 2)) == 2:
            words = {"x": named(one, context), "y": named(other, context), "said1": first.said, "said2": second.said}
            yield Material("siblings", words, (first.fact, second.fact), (one.text, other.text))


def _are_siblings(one: Term, other: Term, context: Context) -> bool:
    if contains(one.text, other.text) or contains(other.text, one.text):
        return False
    people = {normal(one.text), normal(other.text)} <= context.people
    ends = tokens(one.text)[-1:], tokens(other.text)[-1:]
    same_head = min(len(tokens(one.text)), len(tokens(other.text))) > 1 and lemma(ends[0][0]) == lemma(ends[1][0])
    defined = all(any(map(defines, context.facts_by_subject.get(t.key, ()))) for t in (one, other))
    together = any(contains(p.text, one.text) and contains(p.text, other.text) for p in context.passages.values())
    known = defined or together
    return known and (people or (same_head and one.proper == other.proper))


def _opening(term: Term, other: Term, statements: Sequence[Told]) -> Told | None:
    """The best statement that has the term as its subject and says nothing of the other."""
    about = (s for s in statements if normal(s.fact.subject) == normal(term.text) and not s.names(other))
    return next((s for s in about if not s.beside or s.is_about(term)), None)


def maps(terms: Sequence[Term], statements: Sequence[Told], context: Context) -> Iterator[Material]:
    """A term that three statements connect with another one each."""
    made = 0
    for hub in terms:
        spokes: dict[str, tuple[Term, Told]] = {}
        for one in statements:
            ends = [t for t in one.terms if t is not hub and _are_apart(t, hub) and t.key not in spokes]
            if one.names(hub) and ends and all(one is not other for _, other in spokes.values()):
                spokes[ends[0].key] = (ends[0], one)
        chosen = list(spokes.values())[:3]
        if len(chosen) < 3 or made == MOST_MAPS:
            continue
        made += 1
        ends = [named(term, context) for term, _ in chosen]
        words = {"x": named(hub, context), "others": listed(ends), **_numbered([one for _, one in chosen])}
        words |= {f"end{number}": end for number, end in enumerate(ends, start=1)}
        yield Material("map", words, tuple(one.fact for _, one in chosen), (hub.text, *(t.text for t, _ in chosen)))
