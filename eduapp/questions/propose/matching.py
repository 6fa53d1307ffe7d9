"""Matching items: terms to their descriptions, people to their deeds, effects to their causes, events to their years.

All rows of an item are of one sort, each row fits one choice, and one choice more than there are rows fits none.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from eduapp.domain.item import Bloom, ItemKind
from eduapp.domain.knowledge import Fact, FactKind
from eduapp.questions.askable import is_askable, is_specific
from eduapp.questions.contracts import Context, Distractor, Draft, Refusal
from eduapp.questions.distractors import terms_for
from eduapp.questions.kinds import sort_of
from eduapp.questions.propose.claims import is_vague, said_predicate
from eduapp.questions.propose.clauses import is_topic, tells, tells_on
from eduapp.questions.propose.condition import consequence, marker
from eduapp.questions.propose.definition import matters
from eduapp.questions.propose.event import tells_what_happened, year_of
from eduapp.questions.propose.reason import effect, reason
from eduapp.questions.truth import MAX_OVERLAP, are_one, may_be_kinds
from eduapp.questions.wording import defining, is_circular, is_clause
from eduapp.questions.words import article_of, capital, contains, content, overlap

FEWEST, MOST = 4, 5
"""Rows of an item."""

SHORT, LONG = 0.4, 2.5
"""How long a row may be, as a share of the mean length of the rows."""


@dataclass(frozen=True, slots=True)
class Row:
    """A premise with its match, and the fact that pairs them. Rows of one `sort` may stand in one item."""

    text: str
    match: str
    fact: Fact
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of matching item: how it is worded, what it asks for, and how its rows are read."""

    rule: str
    stem: str
    level: Bloom
    rows: Callable[[Context], Iterator[Row]]
    wrong: str
    ordered: bool = False
    prior: float = 0.65


def matches(form: Form, context: Context, rng: random.Random) -> Iterator[Draft]:
    """The items of a form: the rows of each sort in reading order, cut into groups of neighbours."""
    sorts: dict[str, list[Row]] = {}
    for row in form.rows(context):
        sorts.setdefault(row.sort, []).append(row)
    for rows in sorts.values():
        left = rows
        while len(chosen := _apart(left, context)) >= FEWEST:
            if draft := _draft(form, chosen, context, rng):
                yield draft
            used = {row.fact.id for row in chosen}
            left = [row for row in left if row.fact.id not in used]


def _draft(form: Form, chosen: Sequence[Row], context: Context, rng: random.Random) -> Draft | None:
    rows = list(chosen)
    if len(rows) > FEWEST:
        row = rows.pop(rng.randrange(len(rows)))
        spare = Distractor(row.match, _why(form, row), row.fact.id)
    elif not (spare := _further_term(form, rows, context, rng)):
        return None
    return Draft(
        form.rule,
        ItemKind.MATCH,
        form.level,
        form.stem,
        "; ".join(f"{row.text} = {row.match}" for row in rows),
        rows[0].fact,
        premises=tuple((row.text, row.match) for row in rows),
        distractors=(spare,),
        ordered=form.ordered,
        rationale=_rationale(rows),
        terms=tuple(dict.fromkeys(row.fact.subject for row in rows)),
        backing=tuple(row.fact for row in rows[1:]),
        prior=form.prior,
    )


def _further_term(form: Form, rows: Sequence[Row], context: Context, rng: random.Random) -> Distractor | None:
    """A term of the course that no row is about, where the rows have terms as their choices."""
    if any(row.match != row.fact.subject for row in rows):
        return None
    matched = [row.match for row in rows]
    for row in rows:
        wrong = terms_for(row.fact, row.text, context, rng)
        for one in () if isinstance(wrong, Refusal) else wrong:
            fits = any(content(one.text) & content(row.text) for row in rows)
            if not fits and not any(are_one(one.text, match, context) for match in matched):
                return one
    return None


def _why(form: Form, spare: Row) -> str:
    text = spare.text.rstrip(".")
    return f"{form.wrong} “{text}” ({spare.fact.quote.locator.label()}), which is not among the rows."


def _rationale(rows: Sequence[Row]) -> str:
    told = (f"{row.match} – {row.text.rstrip('.')} ({row.fact.quote.locator.label()})" for row in rows)
    return f"{'; '.join(told)}."


def _apart(rows: Sequence[Row], context: Context) -> list[Row]:
    """Up to six neighbouring rows of which no two could change their matches."""
    chosen: list[Row] = []
    for row in rows:
        if len(chosen) <= MOST and all(_are_apart(row, other, context) for other in chosen):
            chosen.append(row)
    mean = sum(len(row.text) for row in chosen) / max(len(chosen), 1)
    return [row for row in chosen if SHORT * mean <= len(row.text) <= LONG * mean]


def _are_apart(one: Row, other: Row, context: Context) -> bool:
    return (
        one.match != other.match
        and one.fact.statement != other.fact.statement
        and not are_one(one.match, other.match, context)
        and not may_be_kinds(one.fact, other.fact, context)
        and overlap(content(one.text), content(other.text)) < MAX_OVERLAP
        and overlap(content(other.text), content(one.text)) < MAX_OVERLAP
        and not content(one.match) & content(other.text)
        and not content(other.match) & content(one.text)
    )


def described_terms(context: Context) -> Iterator[Row]:
    """Notions, people and places, each with the phrase that defines it."""
    for fact in filter(is_askable, context.definitions):
        phrase, named = defining(fact), fact.slots.get("proper") == "yes"
        sort = sort_of(fact.subject, fact, context) if named else f"notion {fact.slots.get('number', '')}"
        plain = not is_clause(fact) and not is_circular(fact) and is_specific(phrase) and matters(fact, context)
        told = not content(phrase) & content(fact.subject) and not (named and article_of(phrase) != "the")
        if plain and told and sort and "title" not in fact.slots.get("via", ""):
            yield Row(capital(phrase), fact.subject, fact, sort)


def things_told(context: Context) -> Iterator[Row]:
    """Notions, each with what it does."""
    for fact in filter(is_askable, context.facts_by_kind.get(FactKind.ROLE, ())):
        predicate = said_predicate(fact)
        notion = fact.slots.get("proper") != "yes" and fact.slots.get("person") != "yes"
        apart = not content(predicate) & content(fact.subject)
        if notion and apart and is_topic(fact, context) and tells(predicate, least=4) and not is_vague(predicate):
            yield Row(capital(predicate), fact.subject, fact, f"notion {fact.slots.get('number', '')}")


def deeds_of_people(context: Context) -> Iterator[Row]:
    """People, each with one thing that they did."""
    seen: set[str] = set()
    for fact in filter(is_askable, context.facts.values()):
        person = fact.slots.get("person") == fact.slots.get("proper") == "yes" and fact.slots.get("number") != "plural"
        predicate = fact.slots.get("predicate", "")
        known = fact.kind in (FactKind.ROLE, FactKind.EVENT) and fact.subject not in seen
        if person and known and tells(predicate, least=4) and not contains(predicate, fact.subject):
            seen.add(fact.subject)
            yield Row(capital(predicate), fact.subject, fact, "person")


def effects_with_causes(context: Context) -> Iterator[Row]:
    """What happens, with the reason why; and what follows, with the condition under which it does."""
    for fact in filter(is_askable, context.facts.values()):
        if tells(effect(fact), least=2) and tells_on(reason(fact)):
            yield Row(capital(effect(fact)), reason(fact), fact)
        elif tells(fact.slots.get("condition", ""), least=2) and tells_on(consequence(fact)):
            yield Row(capital(consequence(fact)), f"{marker(fact)} {fact.slots['condition']}", fact)


def dated_events(context: Context) -> Iterator[Row]:
    """What happened, with its year."""
    for fact in filter(is_askable, context.facts_by_kind.get(FactKind.EVENT, ())):
        clause = fact.slots.get("clause", "")
        if year_of(fact) and tells_what_happened(fact) and not any(ch.isdigit() for ch in clause):
            yield Row(capital(clause), year_of(fact), fact)


FORMS = (
    Form(
        "match.terms",
        "Match each description to its term.",
        Bloom.REMEMBER,
        described_terms,
        "It is the term for",
    ),
    Form(
        "match.things",
        "Match what the text says to the thing that it says it of.",
        Bloom.REMEMBER,
        things_told,
        "Of this the text says",
    ),
    Form(
        "match.people",
        "Match each deed to the person whose it is.",
        Bloom.REMEMBER,
        deeds_of_people,
        "Of this person the text says",
    ),
    Form(
        "match.causes",
        "Match what happens to its cause or condition, according to the text.",
        Bloom.UNDERSTAND,
        effects_with_causes,
        "This belongs to",
    ),
    Form(
        "match.years",
        "Match each event to its year.",
        Bloom.REMEMBER,
        dated_events,
        "In this year:",
        ordered=True,
        prior=0.55,
    ),
)
