"""Material from dated events: two of them, with the time between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from eduapp.domain.knowledge import Fact, FactKind
from eduapp.questions.askable import is_askable
from eduapp.questions.contracts import Context
from eduapp.questions.propose.event import year_of
from eduapp.questions.propose.upper_material import TIED, Material, ends_whole, is_sound, without_also
from eduapp.questions.words import content, sentence

LEAST_TOLD = 4
"""Content words of an event: less does not tell which one is meant."""

_YEAR = re.compile(r"[12]?\d{3}")
_DATE = re.compile(r"\d")
_POINTS_BACK = re.compile(r"\bthe (?:two|three|same|other|earlier|whole|entire|new|resulting)\b|\b(?:another|such)\b")


def materials(context: Context) -> Iterator[Material]:
    """Events of one year each and the next event of the text in another year, the events told without their years."""
    dated = [(fact, said) for fact in context.facts_by_kind.get(FactKind.EVENT, ()) if (said := _event(fact, context))]
    for (one, said), (other, said_too) in pairwise(dated):
        first, second = int(year_of(one)), int(year_of(other))
        if first == second or one.quote.text == other.quote.text or content(said) == content(said_too):
            continue
        words = {
            "said": said, "said_too": said_too, "year": str(first), "year_too": str(second),
            "years": str(abs(second - first)), "sooner": "first" if first < second else "second",
        }  # fmt: skip
        yield Material("years", words, (one, other), (one.subject, other.subject))


def _event(fact: Fact, context: Context) -> str:
    """What happened, as a sentence without its year; empty where that does not tell which event is meant."""
    clause, whole = without_also(fact.slots.get("clause", "")), fact.statement
    told = bool(clause) and is_askable(fact) and len(content(clause)) >= LEAST_TOLD and ends_whole(clause, whole)
    if not told or not _YEAR.fullmatch(year_of(fact)) or _DATE.search(clause) or "BC" in whole:
        return ""
    said = sentence(clause)
    clear = not TIED.search(said) and not _POINTS_BACK.search(said) and is_sound(said, context)
    return said if clear else ""
