"""The cloze proposer: the sentence of a fact with a gap where a word worth knowing stood."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace

from eduapp.domain.item import BLANK, Bloom, ItemKind
from eduapp.domain.knowledge import Fact, FactKind, Term
from eduapp.questions.anchors import tie
from eduapp.questions.askable import is_askable, is_specific, points
from eduapp.questions.context import is_alias
from eduapp.questions.contracts import Candidate, Context, Draft, Refusal
from eduapp.questions.drafts import candidate
from eduapp.questions.gist import CENTRAL, about, comes_to_mind, is_in_passing, weight_of
from eduapp.questions.propose.definition import matters
from eduapp.questions.propose.event import year_of
from eduapp.questions.propose.sentences import is_tied, worth_asking
from eduapp.questions.propose.statements import spare_statements, statements, takes_for_known
from eduapp.questions.propose.syntactic import provenance_of
from eduapp.questions.propose.teachable import LEAST_ABOUT
from eduapp.questions.wording import answers, is_clause, last_name, plain_sentence
from eduapp.questions.words import STOP, article_of, contains, content, kin, normal, tokens

MOST_WORDS = 32
LEAST_CONTENT, LEAST_AROUND = 4, 7
"""Words with sense around a gap: of a definition, and of any other sentence."""

LEAST_TOLD = 5
"""Words with sense in a description that needs no clause."""

_TELLS_WHICH = re.compile(r"\b(?:that|which|who|whose|where|when|used|made|[a-z]{3,}ed|[a-z]{3,}ing)\b")

LEAST_CALLED = 6
"""Words with sense beside a name in a sentence that says what is called so, and no more of what that is."""

_CALLED = re.compile(r"\b(?:called|known as|termed|labell?ed|dubbed|referred to as) (?:the |an? )?[“\"]?$")

_CUED = re.compile(
    rf"\b(?:{BLANK} (?:and|or) \w+|\w+ (?:and|or) {BLANK})|, (?:the |an? )?{BLANK},|"
    rf"(?:like|such as|including)[^,]* {BLANK}|\b[Aa]\(n\) {BLANK}|"
    rf"\b(?:one|form|kind|type|sort|part|example|member|number|source|amount)s? of (?:\w+ ){{0,4}}{BLANK}"
)
"""A gap in a list or among examples, where many words fit."""

_DESCRIBES = re.compile(r"\w{2,}(?:ly|al|ic|ous|ive|able|ible|ary|ful|less|ant|ent)$")
"""A word right before a gap that is likely part of the same phrase: "a perfectly competitive firm"."""


_NAME = re.compile(r"[A-Z][\w-]+(?: (?:[A-Z]\.|de|von|van|ibn|al|bin|da|[A-Z][\w-]+))*(?![’'\w])")
_PERSONAL = re.compile(r"\b(?:he|she|him|his|her|hers|also)\b", re.IGNORECASE)
_WHICH = re.compile(r"\b\d{3,4}\b|(?<=[a-z,] )[A-Z][a-z]+")
"""A year, or another name."""

_IN_A_YEAR = re.compile(r"\b[Ii]n (?P<year>1\d{3}|20\d\d)\b(?! (?:BCE|BC|CE|AD)\b)")
_SPANNED = re.compile(r"\b(?:between|since|until|from|by|before|after|about|around)\b", re.IGNORECASE)


class ClozeProposer:
    """A gap at the term of a definition, at the person or year of an event, at a telling term of a statement."""

    name = "cloze.v2"

    def propose(self, context: Context, rng: random.Random) -> Iterator[Candidate]:
        """At most one candidate a gap, without chance."""
        for fact in filter(is_askable, context.facts.values()):
            for make in GAPS.get(fact.kind, ()) if matters(fact, context) else ():
                draft = make(fact, context)
                if not isinstance(draft, Refusal) and _is_sound(draft, context):
                    yield candidate(draft, context, provenance_of(self.name, make))
        for facts, spare in ((statements(context), False), (spare_statements(context), True)):
            for fact in facts:
                for make in IN_A_STATEMENT:
                    draft = make(fact, context)
                    if not isinstance(draft, Refusal):
                        draft = replace(draft, spare=draft.spare or spare)
                        yield candidate(draft, context, provenance_of(self.name, make))


def _is_sound(draft: Draft, context: Context) -> bool:
    """Whether the sentence of a person's or an event's gap is about what the text is about, and stands alone."""
    if draft.fact.kind in (FactKind.DEFINITION, FactKind.NAMING):
        return True
    shown = draft.stem.replace(BLANK, draft.answer)
    return about(shown, context) >= LEAST_ABOUT and not takes_for_known(shown, context)


def gap_at_term(fact: Fact, context: Context) -> Draft | Refusal:
    """The defined term is the gap."""
    titled = any(kin(one, other) for one in content(fact.subject) for other in content(context.document.title))
    if titled and fact.slots.get("proper") == "yes":
        return Refusal("the title tells it")
    if fact.slots.get("via") in ("title", "place"):
        return Refusal("what stands beside a name says little")
    if is_alias(fact) or not (is_clause(fact) or is_specific(fact.object) or _is_called_so(fact)):
        return Refusal("the sentence doesn't say what it is")
    if _fits_many(fact):
        return Refusal("the description fits other terms too")
    one_of_many = fact.slots.get("proper") == "yes" and article_of(fact.object) != "the"
    if one_of_many and fact.slots.get("person") != "yes":
        return Refusal("the description fits other names too")
    if one_of_many and not re.search(r"\b(?:who|that|which|whose|where|used|made|founded|[a-z]{3,}ed)\b", fact.object):
        return Refusal("the description fits other names too")
    shown = fact.statement[fact.subject_span.start : fact.subject_span.end]
    return _gapped(fact, "cloze.term", shown, fact.subject, answers(fact), 0.65)


def _fits_many(fact: Fact) -> bool:
    """Whether a description is short, names no one thing, and has no clause that tells which is meant."""
    short = article_of(fact.object) != "the" and len(content(fact.object)) < LEAST_TOLD
    return short and not is_clause(fact) and not _is_called_so(fact) and not _TELLS_WHICH.search(fact.object)


def _is_called_so(fact: Fact) -> bool:
    """Whether the sentence says "called" or the like right before a name, and enough else to know what is so called."""
    before = fact.statement[: fact.subject_span.start]
    return bool(_CALLED.search(before)) and len(content(fact.statement) - content(fact.subject)) >= LEAST_CALLED


def gap_at_person(fact: Fact, context: Context) -> Draft | Refusal:
    """The person of an event is the gap."""
    if not fact.slots.get("person") == fact.slots.get("proper") == "yes":
        return Refusal("no named person")
    if re.search(r"\balso\b", fact.statement):
        return Refusal("the sentence takes up the one before")
    if is_in_passing(fact.subject, context):
        return Refusal("somebody met in passing")
    return _gapped(fact, "cloze.person", fact.subject, fact.subject, last_name(fact.subject), 0.55)


def gap_at_year(fact: Fact, context: Context) -> Draft | Refusal:
    """The year of an event is the gap."""
    year = year_of(fact)
    if not year or len(re.findall(r"\d{3,4}", fact.statement)) > 1:
        return Refusal("no year, or more than one")
    return _gapped(fact, "cloze.year", year, year, (), 0.5)


def gap_in_statement(fact: Fact, context: Context) -> Draft | Refusal:
    """A term that the rest of a core statement brings to mind is the gap."""
    terms = (
        term
        for term in worth_asking(fact.statement, context)
        if weight_of(term.text, context) >= CENTRAL
        and not (term.proper and contains(context.document.title, term.text))
        and is_tied(term, fact.statement, context)
        and comes_to_mind(term.text, fact.statement, context)
    )
    drafts = (_telling_gap(fact, "cloze.sentence", term, 0.5) for term in terms)
    told = (draft for draft in drafts if not isinstance(draft, Refusal))
    return next(told, Refusal("no term of the statement is told by the rest of it"))


def person_in_statement(fact: Fact, context: Context) -> Draft | Refusal:
    """A person whom the text comes back to is the gap, where a year or another name says which deed is meant."""
    text = plain_sentence(fact.statement)
    for found in _NAME.finditer(text):
        name = found.group()
        many = name.startswith("The ") or text[: found.start()].casefold().endswith("the ")
        if many or normal(name) not in context.people or is_in_passing(name, context):
            continue
        rest = text[: found.start()] + text[found.end() :]
        if contains(context.document.title, name) or _PERSONAL.search(rest) or not _WHICH.search(rest):
            continue
        return _gapped(fact, "cloze.person", name, name, last_name(name), 0.45)
    return Refusal("no person whom the rest tells")


def year_in_statement(fact: Fact, context: Context) -> Draft | Refusal:
    """The only number of a statement is the year in which what it tells happened."""
    text = plain_sentence(fact.statement)
    found = _IN_A_YEAR.search(text)
    if found is None or len(re.findall(r"\d+", text)) > 1 or _SPANNED.search(text):
        return Refusal("no year, or more than one number")
    made = _gapped(fact, "cloze.year", found["year"], found["year"], (), 0.4)
    return made if isinstance(made, Refusal) else replace(made, spare=True)


def _telling_gap(fact: Fact, rule: str, term: Term, prior: float) -> Draft | Refusal:
    draft = _gapped(fact, rule, term.text, term.text, (), prior)
    if isinstance(draft, Refusal):
        return draft
    return replace(draft, terms=(term.text,)) if is_telling(draft.stem, term) else Refusal("other words fit the gap")


def is_telling(stem: str, term: Term) -> bool:
    """Whether a gap in a sentence stands for a whole phrase, is none of a list, and has enough said around it."""
    before, _, after = stem.partition(BLANK)
    last, following = tokens(before)[-1:], re.match(r"\s+([\w’'-]+)(?=([,.]?))", after)
    phrase = len(tokens(term.text)) > 1 and not term.proper
    opens = not last or phrase or before.rstrip().endswith((",", "(n)")) or last[0] in STOP
    closes = following is None or following[1].casefold() in STOP or (not before and not term.proper)
    listed = stem.count(",") >= 3 and ", and " in stem and re.match(r",| and\b", after) and before.rstrip()[-1:] != "."
    first = not before.strip() and not term.proper and re.match(r" (?:in|of|from|at|with|on|for)\b", after)
    if listed or first:
        return False
    return bool(
        opens
        and not (last and _DESCRIBES.search(last[0]))
        and closes
        and not after.startswith(("’", "'", "-"))
        and not _CUED.search(stem)
        and len(content(stem)) >= LEAST_AROUND
    )


IN_A_STATEMENT = (gap_in_statement, person_in_statement, year_in_statement)

GAPS = {
    FactKind.DEFINITION: (gap_at_term,),
    FactKind.NAMING: (gap_at_term,),
    FactKind.EVENT: (gap_at_person, gap_at_year),
    FactKind.ROLE: (gap_at_person,),
}


def _gapped(fact: Fact, rule: str, shown: str, key: str, accepted: tuple[str, ...], prior: float) -> Draft | Refusal:
    text = plain_sentence(fact.statement)
    found = list(re.finditer(rf"(?<![\w-]){re.escape(shown)}(?![\w-])", text, re.IGNORECASE))
    if len(found) != 1 or len(text.split()) > MOST_WORDS:
        return Refusal("the words stand in the sentence more than once, or it is long")
    before, after = text[: found[0].start()], text[found[0].end() :]
    stem = re.sub(rf"\b(a)n? {BLANK}", rf"\1(n) {BLANK}", f"{before}{BLANK}{after}", flags=re.IGNORECASE)
    rest = stem.replace(BLANK, " ")
    if contains(rest, key) or len(content(rest)) < LEAST_CONTENT or points(rest) or tie(stem):
        return Refusal("the rest of the sentence doesn't stand alone")
    return Draft(rule, ItemKind.TEXT_ENTRY, Bloom.REMEMBER, stem, key, fact, accepted=accepted, prior=prior)
