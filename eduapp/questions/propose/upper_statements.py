"""Sentences that no fact was found in, as facts of their own: general statements about a term of the text.

What a sentence defines, causes or counts is left to the rules for facts. Where they find little, a sentence that says
something of a salient term can still be applied, examined, judged and planned with, for which it need not be taken
apart any further.
"""

from __future__ import annotations

import re

from eduapp.domain.base import content_id
from eduapp.domain.knowledge import Fact, FactKind, Span, Term
from eduapp.domain.source import Passage, Quote
from eduapp.questions.contracts import Context
from eduapp.questions.propose.upper_material import is_past, is_sound, salient, without_also
from eduapp.questions.wording import plain_sentence
from eduapp.questions.words import ARTICLES, contains, content, sentence

RULE = "statement.v1"
LEAST_TOLD, LEAST_HALF = 4, 2
"""Content words that must be told of the term, and that a clause before a comma must have: less is loose talk."""

_VERBS = (
    "tend depend need require use provide help allow make include contain become vary differ occur change increase "
    "decrease affect reflect represent act play serve give take produce create form show share keep work follow exist "
    "remain rely offer move carry grow lack face seek pay buy sell influence enable reduce improve protect limit"
).split()
_ACTED = re.compile(r"\b(?!need|speed|feed)[a-z]{3,}ed (?:the|an?) ")
_TYING = re.compile(
    r"(?:When|Whenever|If|While|Although|Because|Unless|As long as|The (?:more|higher|lower|less)) "
    r"(?!you|we|I|it|they|this|that|these|those|he|she|there)\b"
)
_FINITE = re.compile(rf"(?:is|can|may|must|has|does|{'|'.join(f'{verb}s' for verb in _VERBS)})\b")
_PLURAL_FINITE = re.compile(rf"(?:are|can|may|must|have|do|{'|'.join(_VERBS)})\b")


def statements(context: Context) -> list[Fact]:
    """A fact for each such sentence, in reading order; `named` of its slots is the subject, `predicate` the rest."""
    taken = {fact.quote.text for fact in context.facts.values()}
    terms = sorted((term for term in salient(context) if not term.proper), key=lambda term: (-len(term.text), term.key))
    found = []
    for passage in context.passages.values():
        at = 0
        for text in context.sentences[passage.id]:
            start = passage.text.find(text, at)
            if start < 0:
                continue
            at = start + len(text)
            known = any(text in quote or quote in text for quote in taken)
            if not known and (fact := _statement(text, start, passage, terms, context)) is not None:
                found.append(fact)
    return found


def _statement(text: str, start: int, passage: Passage, terms: list[Term], context: Context) -> Fact | None:
    said = sentence(without_also(plain_sentence(text)))
    opened = _opened(said, terms) or _reasoned(said, terms)
    if opened is None or not text.endswith(".") or is_past(said) or _ACTED.search(said) or not is_sound(said, context):
        return None
    term, named, told = opened
    place = text.lower().find(term.text.lower())
    if place < 0 or len(content(told)) < LEAST_TOLD:
        return None
    source, end = context.document.source.id, len(text) - 1
    return Fact(
        id=content_id("fact", source, passage.id, start, RULE),
        kind=FactKind.ROLE,
        rule=RULE,
        subject=term.text,
        subject_key=term.key,
        relation=told.split(" ", 1)[0],
        object=told,
        quote=Quote(
            text=text, source=source, passage=passage.id, start=start, end=end + start + 1, locator=passage.locator
        ),
        subject_span=Span(start=place, end=place + len(term.text)),
        object_span=Span(start=place, end=end),
        slots={
            "predicate": told,
            "proper": "no",
            "named": named,
        },
        confidence=0.5,
    )


def _reasoned(said: str, terms: list[Term]) -> tuple[Term, str, str] | None:
    """A salient term of a sentence that ties two clauses together, and the two: "when prices rise" and "people …"."""
    named = next((term for term in terms if contains(said, term.text) and term.text in said), None)
    first, comma, rest = said.rstrip(".").partition(", ")
    if named is None or not comma or "," in rest or not _TYING.match(said) or len(content(first)) < LEAST_HALF:
        return None
    return named, first[:1].lower() + first[1:], rest


def _opened(said: str, terms: list[Term]) -> tuple[Term, str, str] | None:
    """The term that a sentence opens with, how it stands there, and what follows if that begins with a verb."""
    for term in terms:
        found = re.match(
            rf"(?:(?:{'|'.join(ARTICLES)}) )?{re.escape(term.text)}(?P<s>s?) (?=[a-z])", said, re.IGNORECASE
        )
        if found is None:
            continue
        told = said[found.end() :].rstrip(".")
        plural = bool(found["s"]) or term.plural
        verb = (_PLURAL_FINITE if plural else _FINITE).match(told)
        named = said[: found.end() - 1]
        inside = named if named[:2].isupper() else named[:1].lower() + named[1:]
        return (term, inside, told) if verb else None
    return None
