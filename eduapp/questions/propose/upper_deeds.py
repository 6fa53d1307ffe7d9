"""Material from what somebody did: one deed or event of the past, and two that can be held against each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from eduapp.domain.knowledge import Fact, FactKind
from eduapp.questions.askable import is_askable
from eduapp.questions.contracts import Context
from eduapp.questions.propose.event import year_of
from eduapp.questions.propose.upper_material import TIED, Material, claim_of, ends_whole, is_sound, without_also
from eduapp.questions.words import bare, contains, content, normal, overlap, sentence, tokens

LEAST_TOLD = 3
"""Content words of what was done: less tells nothing that could be weighed."""
MOST_PAIRS = 6

_SPEECH = re.compile(
    r"^(?:points?|said|says?|wrote|notes?|noted|argu\w+|stat\w+|claim\w+|suggest\w+|describ\w+|report\w+|show\w+|is|was|"
    r"were|are|explain\w+|observ\w+|call\w+|refer\w+|defin\w+|became|served|lived|died|stud\w+|grew|attended|worked|went|came|moved|returned)\b"
)
_POINTS_BACK = re.compile(r"\bthe (?:two|three|same|other|earlier|whole|entire|new|resulting)\b|\b(?:another|such)\b")
_PARTICULAR = re.compile(r"[A-Z]|\d{3}")


def materials(context: Context) -> Iterator[Material]:
    """Each deed, then pairs of deeds of different people."""
    found: dict[str, Material] = {}
    for fact in context.facts.values():
        if (deed := deed_of(fact, context)) is not None:
            found.setdefault(fact.quote.text, deed)
    yield from found.values()
    yield from _pairs(list(found.values()), context)


def deed_of(fact: Fact, context: Context) -> Material | None:
    """What a name did, in a sentence that says enough to be weighed; None for anything else."""
    if fact.kind not in (FactKind.EVENT, FactKind.ROLE) or fact.slots.get("proper") != "yes" or not is_askable(fact):
        return None
    told, said = fact.slots.get("predicate", ""), _said(fact)
    dated = fact.kind is FactKind.EVENT or _PARTICULAR.search(told)
    if len(content(told)) < LEAST_TOLD or _SPEECH.match(told) or not dated or _POINTS_BACK.search(said):
        return None
    told_of_past = fact.kind is FactKind.EVENT or fact.rule.startswith("deed")
    if not told_of_past or not _is_known(fact, context) or TIED.search(said) or not is_sound(said, context):
        return None
    return Material("deed", {"x": fact.subject, "told": told, "said": said}, (fact,), (fact.subject,))


def _said(fact: Fact) -> str:
    """The deed with its year; the whole sentence where the clause alone leaves something out."""
    clause, whole = without_also(fact.slots.get("clause", "")), claim_of(fact)
    if fact.kind is FactKind.EVENT and (year := year_of(fact)) and ends_whole(clause, whole):
        return sentence(f"in {year}, {clause}")
    opens = bool(clause) and whole.casefold().startswith(clause.casefold()) and ends_whole(clause, whole)
    return sentence(clause) if opens and fact.kind is FactKind.ROLE else whole


def _is_known(fact: Fact, context: Context) -> bool:
    """Whether a name tells who is meant: in full, or one that the text keeps coming back to."""
    if bare(fact.subject).isupper():
        return False
    surname = any(name.endswith(f" {normal(fact.subject)}") for name in context.people)
    return len(tokens(fact.subject)) >= 2 or (not surname and context.mentions(fact.subject) >= 3)


def _pairs(deeds: Sequence[Material], context: Context) -> Iterator[Material]:
    """Deeds of two names of one sort in one passage, or in passages that name both."""
    made = 0
    for number, one in enumerate(deeds):
        for other in deeds[number + 1 :]:
            if made < MOST_PAIRS and _are_comparable(one, other, context):
                made += 1
                words = {**one.words, "y": other.words["x"], "told_too": other.words["told"]}
                words["said_too"] = other.words["said"]
                yield Material("deeds", words, (one.facts[0], other.facts[0]), (one.terms[0], other.terms[0]))


def _are_comparable(one: Material, other: Material, context: Context) -> bool:
    a, b = one.facts[0], other.facts[0]
    different = normal(a.subject) != normal(b.subject) and not contains(a.subject, b.subject)
    same_sort = (normal(a.subject) in context.people) == (normal(b.subject) in context.people)
    near = a.quote.passage == b.quote.passage
    topic = content(one.words["told"]) & content(other.words["told"])
    alike = overlap(content(one.words["told"]), content(other.words["told"]))
    return different and same_sort and bool(near or len(topic) >= 2) and alike < 0.6
