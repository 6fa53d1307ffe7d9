"""Wrong options in the form of clauses: what the text says elsewhere of something else.

A clause of the course is true of its own subject, so it tempts whoever knows the words and not the sense. It is an
option only if it is said of another thing, shares little with the question, and is alike in length and form.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import mean

from eduapp.domain.knowledge import Fact
from eduapp.questions.askable import points
from eduapp.questions.contracts import Context, Distractor, Refusal
from eduapp.questions.form import alone_problem
from eduapp.questions.truth import MAX_OVERLAP, are_one
from eduapp.questions.words import article_of, contains, content, overlap, tokens

WANTED, LEAST = 3, 2
"""Three wrong options, or two good ones: three choices measure as well as four (Rodriguez 2005, Educational
Measurement: Issues and Practice 24(2), a meta-analysis of 80 years of research)."""

LONGER, SHORTER, KEY_LONGER = 2.0, 0.55, 1.4
"""How much longer or shorter than the key an option may be, and the key than the mean of the options."""

TOPICAL = 0.34
"""An option that has a larger part of the question's words may answer it."""

_DIGIT = re.compile(r"\d")
"""A year or an amount stands out among phrases without one."""

_OWN = frozenset(("its", "their", "it", "they", "them", "his", "her"))

Reading = Callable[[Fact], str]


@dataclass(frozen=True, slots=True)
class Sibling:
    """A phrase that another fact gives."""

    text: str
    fact: Fact


def clauses_for(
    fact: Fact, key: str, stem: str, readings: Iterable[Reading], context: Context, rng: random.Random
) -> tuple[Distractor, ...] | Refusal:
    """Two or three phrases that `readings` find in other facts, the readings that come first preferred."""
    asked, shared = content(stem) - content(key), content(stem) & content(key)
    chosen: list[Sibling] = []
    for read in readings:
        fits = [Sibling(text, other) for other in context.facts.values() if (text := read(other))]
        fits = [one for one in fits if is_other(fact, one, key, asked, context)]
        if context.central:  # of a long text, only what has to do with the question tempts
            fits = [one for one in fits if content(one.text) & content(f"{stem} {key}")]
        for one in sorted(fits, key=lambda one: (_distance(fact, key, one, shared) + rng.random() * 0.3, one.fact.id)):
            if len(chosen) < WANTED and not any(_alike(one, other) for other in chosen):
                chosen.append(one)
    if len(chosen) < LEAST or len(key) > KEY_LONGER * mean(len(one.text) for one in chosen):
        return Refusal(f"only {len(chosen)} clauses of other facts fit beside it")
    return tuple(Distractor(one.text, told_of(one.fact), one.fact.id) for one in chosen)


def is_other(fact: Fact, one: Sibling, key: str, asked: frozenset[str], context: Context) -> bool:
    """Whether a phrase is plainly no answer here: said of another thing, about something else than what is asked."""
    said = content(one.text)
    return (
        one.fact.id != fact.id
        and one.fact.statement != fact.statement
        and not points(one.text)
        and not _OWN & set(tokens(one.text))
        and SHORTER <= len(one.text) / len(key) <= LONGER
        and (article_of(one.text) != "") == (article_of(key) != "")
        and not alone_problem(one.text, context, before=f"{fact.subject} of the question")
        and not are_one(fact.subject, one.fact.subject, context)
        and not contains(one.text, fact.subject)
        and len(said) >= 2
        and bool(_DIGIT.search(one.text)) == bool(_DIGIT.search(key))
        and overlap(said, content(key)) < MAX_OVERLAP
        and overlap(asked, said) < TOPICAL
        and overlap(said, content(fact.statement)) < MAX_OVERLAP
    )


def told_of(fact: Fact) -> str:
    """Why a phrase of another fact is wrong: what the text says it of, and where."""
    said = " ".join(fact.statement.split())
    return f"The text says this of something else: “{said}” ({fact.quote.locator.label()})."


def _distance(fact: Fact, key: str, one: Sibling, shared: frozenset[str]) -> float:
    """How little an option tempts: by length, number and kind, and by lacking a word that key and question share."""
    apart = min(abs(place(fact) - place(one.fact)) / 25, 0.4)
    same_number = fact.slots.get("number") == one.fact.slots.get("number")
    return (
        apart
        + abs(len(key) - len(one.text)) / len(key)
        + 0.3 * (not same_number)
        + 0.2 * (one.fact.kind is not fact.kind)
        + len(shared - content(one.text))
    )


def place(fact: Fact) -> int:
    """The number of a fact's passage in its document."""
    digits = "".join(filter(str.isdigit, fact.quote.passage))
    return int(digits) if digits else 0


def _alike(one: Sibling, other: Sibling) -> bool:
    same = one.fact.statement == other.fact.statement or one.fact.subject == other.fact.subject
    return same or overlap(content(one.text), content(other.text)) >= MAX_OVERLAP
