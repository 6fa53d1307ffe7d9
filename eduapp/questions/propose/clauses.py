"""Readings of a fact's clause: what it says its subject does, in the forms that a question and its options need."""

from __future__ import annotations

import re

from eduapp.domain.knowledge import Fact
from eduapp.questions.askable import points, points_outside
from eduapp.questions.context import defines
from eduapp.questions.contracts import Context
from eduapp.questions.words import content, normal, tokens, zipf

MOST_WORDS = 24
_DO = ("do", "does", "did")
_HELPERS = (*_DO, "can", "could", "may", "must", "should", "will", "would")
_UNTOLD = re.compile(
    r"(?:(?:\w+ly|also|often) )?(?:be|have|become|seem|appear|remain|not|result from|exist|live|lie|belong|depend|vary|"
    r"differ|need|require|contain|consist|include|mean|tend|enjoy|suffer|last|occur|cost|happen|look|play|"
    r"struggle|continue|like|want)\b"
)
_RUNS_ON = {
    "does": re.compile(
        r"\b(?:and|or|but) (?:\w+ly |then )?[a-z]+s (?:the|an?|its|their|on|in|over|to|from|with|for|by|as)\b"
    ),
    "did": re.compile(r"\b(?:and|or|but) (?:\w+ly |then )?[a-z]{2,}ed\b"),
}
"""A second verb of the clause, which keeps its ending where the first is put into the infinitive."""

_COMMON, _TELLING = 4.9, 4.5
"""A term of one word as common as this (Zipf scale) is no topic ("people"), nor is a phrase that is no term and has no
word rarer than the second ("success in life")."""

_CUT = re.compile(r"\b(?:then|also|and|or|but|that|which|of|to|with|by|in|on|as)$")
_PAST = re.compile(r"\b(?:was|were|had|did|[a-z]{3,}ed)\b")
_LISTED_APART = re.compile(
    r"\b(?:as shown|in a sense|so to speak|as well as|respectively|etc)\b|\bbetween (?!.*\band\b)| , |"
    r"^(?:also|then|too) |[;:—]"
)


def asked_of(fact: Fact) -> str:
    """The opening of a question about what the subject does: "does a magnet"; empty where the verb needs no "do"."""
    split = _split(fact)
    return f"{split[0]} {split[1]}" if split else ""


def deed(fact: Fact) -> str:
    """What the subject does, in the infinitive: "create a magnetic field"; empty where the verb needs no "do"."""
    split = _split(fact)
    return split[2] if split else ""


def _split(fact: Fact) -> tuple[str, str, str] | None:
    """Auxiliary, subject and infinitive of the clause in question order."""
    inverted, clause, predicate = (fact.slots.get(slot, "") for slot in ("inverted", "clause", "predicate"))
    helper, _, rest = inverted.partition(" ")
    subject = clause.removesuffix(predicate).strip()
    if helper not in _HELPERS or not predicate or not subject or not rest.startswith(f"{subject} "):
        return None
    told = rest.removeprefix(f"{subject} ")
    runs_on = helper in _RUNS_ON and _RUNS_ON[helper].search(told)
    return None if _UNTOLD.match(told) or _CUT.search(told) or runs_on else (helper, subject, told)


def is_topic(fact: Fact, context: Context) -> bool:
    """Whether a fact's subject is worth a question: it is defined, a name or term of the text, or a telling phrase."""
    name, words = normal(fact.subject), tokens(fact.subject)
    if any(map(defines, context.facts_by_subject.get(name, ()))) or fact.slots.get("proper") == "yes":
        return True
    return min(map(zipf, words), default=_COMMON) < (_COMMON if name in context.terms else _TELLING) or (
        len(words) > 1 and name in context.terms
    )


def is_singular(predicate: str) -> bool | None:
    """Whether a predicate's verb is in the third person singular; None for one whose form doesn't tell."""
    first = predicate.split(" ", 1)[0]
    if first in _HELPERS[3:] or first.endswith("ed"):
        return None
    return first in ("is", "was", "has", "does") or (first.endswith("s") and first not in ("pass", "focus"))


def is_past(clause: str) -> bool:
    """Whether a clause tells of the past, as far as its verb's form shows."""
    return bool(_PAST.search(clause))


def tells(phrase: str, least: int = 3, most: int = MOST_WORDS, *, of_subject: bool = False) -> bool:
    """Whether a clause or predicate says enough, isn't long, is one piece, and needs nothing from its page.

    What is said `of_subject`, right after it, may take the subject up with "it" or "they".
    """
    enough = len(content(phrase)) >= least and len(tokens(phrase)) <= most
    pointing = points_outside if of_subject else points
    return enough and not pointing(phrase) and not _LISTED_APART.search(phrase)


def tells_on(phrase: str, least: int = 2, most: int = MOST_WORDS) -> bool:
    """The same of a second half, in which "it" and "they" take up what the first half names."""
    return len(content(phrase)) >= least and len(tokens(phrase)) <= most and not points_outside(phrase)
