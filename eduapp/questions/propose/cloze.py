"""The cloze proposer: the sentence of a fact with a gap where a word worth knowing stood."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from eduapp.domain.item import BLANK, Bloom, ItemKind, Provenance
from eduapp.domain.knowledge import Fact, FactKind
from eduapp.questions.askable import is_askable, is_specific, points
from eduapp.questions.context import is_alias
from eduapp.questions.contracts import Candidate, Context, Draft, Refusal
from eduapp.questions.drafts import candidate
from eduapp.questions.propose.definition import matters
from eduapp.questions.propose.event import year_of
from eduapp.questions.wording import answers, is_clause, last_name, plain_sentence
from eduapp.questions.words import article_of, contains, content

MOST_WORDS = 32
LEAST_CONTENT = 4


class ClozeProposer:
    """A gap at the term of a definition, at the person or the year of an event."""

    name = "cloze.v1"

    def propose(self, context: Context, rng: random.Random) -> Iterator[Candidate]:
        """At most one candidate a gap, without chance."""
        provenance = Provenance(proposer=self.name, template="")
        for fact in filter(is_askable, context.facts.values()):
            for make in GAPS.get(fact.kind, ()) if matters(fact, context) else ():
                draft = make(fact)
                if not isinstance(draft, Refusal):
                    yield candidate(draft, context, provenance)


def gap_at_term(fact: Fact) -> Draft | Refusal:
    """The defined term is the gap."""
    if fact.slots.get("via") in ("title", "place"):
        return Refusal("what stands beside a name says little")
    if is_alias(fact) or not (is_clause(fact) or is_specific(fact.object)):
        return Refusal("the sentence doesn't say what it is")
    one_of_many = fact.slots.get("proper") == "yes" and article_of(fact.object) != "the"
    if one_of_many and not re.search(r"\b(?:who|that|which|whose|where|used|made|founded|[a-z]{3,}ed)\b", fact.object):
        return Refusal("the description fits other names too")
    shown = fact.quote.text[fact.subject_span.start : fact.subject_span.end]
    return _gapped(fact, "cloze.term", shown, fact.subject, answers(fact), 0.65)


def gap_at_person(fact: Fact) -> Draft | Refusal:
    """The person of an event is the gap."""
    if not fact.slots.get("person") == fact.slots.get("proper") == "yes":
        return Refusal("no named person")
    return _gapped(fact, "cloze.person", fact.subject, fact.subject, last_name(fact.subject), 0.55)


def gap_at_year(fact: Fact) -> Draft | Refusal:
    """The year of an event is the gap."""
    year = year_of(fact)
    if not year or len(re.findall(r"\d{3,4}", fact.quote.text)) > 1:
        return Refusal("no year, or more than one")
    return _gapped(fact, "cloze.year", year, year, (), 0.5)


GAPS = {
    FactKind.DEFINITION: (gap_at_term,),
    FactKind.NAMING: (gap_at_term,),
    FactKind.EVENT: (gap_at_person, gap_at_year),
}


def _gapped(fact: Fact, rule: str, shown: str, key: str, accepted: tuple[str, ...], prior: float) -> Draft | Refusal:
    text = plain_sentence(fact.quote.text)
    found = list(re.finditer(rf"(?<![\w-]){re.escape(shown)}(?![\w-])", text, re.IGNORECASE))
    if len(found) != 1 or len(text.split()) > MOST_WORDS:
        return Refusal("the words stand in the sentence more than once, or it is long")
    before, after = text[: found[0].start()], text[found[0].end() :]
    stem = re.sub(rf"\b(a)n? {BLANK}", rf"\1(n) {BLANK}", f"{before}{BLANK}{after}", flags=re.IGNORECASE)
    rest = stem.replace(BLANK, " ")
    if contains(rest, key) or len(content(rest)) < LEAST_CONTENT or points(rest):
        return Refusal("the rest of the sentence doesn't stand alone")
    return Draft(rule, ItemKind.TEXT_ENTRY, Bloom.REMEMBER, stem, key, fact, accepted=accepted, prior=prior)
