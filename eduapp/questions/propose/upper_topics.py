"""Material from several statements: two about one subject, and two that share a term."""

from __future__ import annotations

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
    is_past,
    is_sound,
    listed,
    salient,
    term_of,
)
from eduapp.questions.propose.upper_statements import statements
from eduapp.questions.words import contains, content, normal, overlap, tokens

MOST_WEBS = 4


def materials(context: Context) -> Iterator[Material]:
    """Topics, then webs."""
    yield from topics(context)
    yield from webs([fact for fact in context.facts.values() if is_askable(fact)], context)


def topics(context: Context) -> Iterator[Material]:
    """A subject of which two sentences say something."""
    known = {normal(term.text) for term in salient(context)}
    groups: dict[str, list[Fact]] = {}
    for fact in (*context.facts.values(), *statements(context)):
        groups.setdefault(normal(fact.subject), []).append(fact)
    for group in groups.values():
        told: dict[str, Fact] = {}
        for fact in group:
            said = claim_of(fact)
            if is_askable(fact) and _says_something(fact) and not TIED.search(said) and is_sound(said, context):
                told.setdefault(said, fact)
        pair = _unlike(told)
        if pair is None or normal(group[0].subject) not in known or PEOPLE.search(group[0].subject):
            continue
        (said, first), (said_too, second) = pair
        words = {
            "x": _named(first),
            "said": said,
            "said_too": said_too,
            "claim": said.rstrip("."),
            "claim_too": said_too.rstrip("."),
        }
        yield Material("topic", words, (first, second), (term_of(first),))


def _named(fact: Fact) -> str:
    article = fact.slots.get("article", "")
    return f"{article} {term_of(fact)}" if article in ("a", "an", "the") else term_of(fact)


def _says_something(fact: Fact) -> bool:
    told = fact.kind not in (FactKind.LIST, FactKind.PROCESS, FactKind.EXAMPLE, FactKind.EVENT)
    return told and fact.slots.get("via") != "title" and not is_alias(fact) and not is_past(claim_of(fact))


def _unlike(told: dict[str, Fact]) -> tuple[tuple[str, Fact], tuple[str, Fact]] | None:
    """The first statement and the first other one that does not repeat it."""
    found = list(told.items())
    for one in found:
        for other in found:
            if one[1].quote.text != other[1].quote.text and overlap(content(one[0]), content(other[0])) < 0.6:
                return one, other
    return None


def webs(facts: list[Fact], context: Context) -> Iterator[Material]:
    """Two statements of different sentences that name two terms each and share one of them."""
    tied = [(fact, names) for fact in facts if len(names := _terms_in(fact, context)) == 2]
    made, seen = 0, set()
    for number, (one, first) in enumerate(tied):
        for other, second in tied[number + 1 :]:
            names = tuple(dict.fromkeys((*first, *second)))
            telling = sum(len(tokens(name)) > 1 for name in names)
            if (
                len(names) != 3
                or telling < 2
                or one.quote.text == other.quote.text
                or made == MOST_WEBS
                or names in seen
            ):
                continue
            seen.add(names)
            made += 1
            words = {
                "terms": listed([f"“{name}”" for name in names]),
                "first": listed([f"“{name}”" for name in first]),
                "second": listed([f"“{name}”" for name in second]),
                "claim": claim_of(one), "claim_too": claim_of(other),
                "said": claim_of(one), "said_too": claim_of(other),
            }  # fmt: skip
            yield Material("web", words, (one, other), names)


def _terms_in(fact: Fact, context: Context) -> tuple[str, ...]:
    """The salient terms that a statement names, none of them part of another."""
    said = claim_of(fact)
    if not _says_something(fact) or TIED.search(said) or not is_sound(said, context):
        return ()
    found = [term.text for term in salient(context) if contains(said, term.text)]
    whole = [name for name in found if not any(name != other and contains(other, name) for other in found)]
    return tuple(sorted(whole, key=lambda name: normal(said).find(normal(name))))
