"""Sentences of which no rule made a fact, but which tell enough of a term to be asked for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eduapp.domain.base import content_id
from eduapp.domain.knowledge import Fact, FactKind, Span, Term
from eduapp.domain.source import Passage, Quote
from eduapp.questions.askable import points_outside
from eduapp.questions.context import defines
from eduapp.questions.contracts import Context
from eduapp.questions.wording import plain_sentence
from eduapp.questions.words import STOP, contains, content, lemma, tokens, zipf

FURTHER = "sentence.v1"
"""The rule of such a fact."""

FEWEST, MOST = 9, 32
"""Words of a sentence."""

LEAST_COUNT, OFTEN = 3, 6
"""A name that the text does not define is worth asking for if it comes so many times, a phrase if it comes twice; one
that comes often needs no salience. A single common noun is asked for only if the text defines it."""

COMMON = 4.7
"""A word as common as this is not asked for even if the text defines it."""

SALIENT = 0.05
"""How salient (0 to 1) such a term has to be."""

SHORTEST_TERM = 4
"""Letters of a term that a sentence is taken to be about."""

LEAST_TIED = 2
"""Words of the sentence that stand beside the term elsewhere too, so that who knows the text thinks of it."""

_BROKEN = re.compile(r"[;:—–()\[\]“”\"‘/=]|\.\.\.|…|\bet al\b|\b[A-Z]\.(?: |$)|\?|!")
_ASIDE = re.compile(r"\s+\([^()]*\)")
_UNTELLING = re.compile(
    r"(?:Some|Many|Several|Both|Other|Another|One|Each|All|Few|There|Here|Let|Note|Recall|Consider|Imagine|Suppose|"
    r"Perhaps|Such|Even|Not|No|Today|Recently|Sometimes|Think|Remember|Look|See|Notice|Shows?|Now)\b"
)
_ON_ITS_PAGE = re.compile(
    r"\b(?:next|last|previous|first) (?:column|row|section|chapter|figure|table)\b|"
    r"\bshow(?:n|s|ed)? (?:in|by|below|above)\b|\b[A-Z]{1,4}\d\b|"
    r"\b(?:top|bottom|left|right|upper|lower) (?:image|panel|graph|figure|diagram|side|sphere)\b|\. [a-z]|"
    r"\b(?:think about|consider|imagine|labeled|in reverse|as follows)\b"
)
_SUBJECTIVE = re.compile(
    r"\b(?:his|her|hers|my|mine|who|somehow|interesting|important|maybe|similar|however|key point|likely|perhaps|"
    r"possible)\b"
)
_OF_A_STORY = re.compile(r"\b[A-Z][a-z]+[’']s\b")
"""Somebody's own ("Kimberly’s preferences") may belong to an example that the text made up."""

_POINTING_START = re.compile(r"(?:It|They|He|She|Its|Their|His|Her)\b")


def telling_sentences(context: Context) -> Iterator[Fact]:
    """Sentences that stand alone, each as a fact of the most salient term that it names."""
    terms = [term for term in context.understanding.terms if len(term.text) >= SHORTEST_TERM]
    for name, passage in context.passages.items():
        for sentence in context.sentences.get(name, ()):
            term = (
                next((term for term in terms if contains(sentence, term.text)), None)
                if _stands_alone(sentence)
                else None
            )
            known = term is not None and names_are_known(sentence, context)
            fact = _as_fact(sentence, term, passage, context) if term and known else None
            if fact is not None:
                yield fact


def worth_asking(text: str, context: Context) -> list[Term]:
    """The terms of a sentence that are worth knowing, the most salient first."""
    found = []
    for key, term in context.terms.items():
        joined = any(word in STOP for word in tokens(term.text)) and not term.proper
        if not tokens(term.text) or joined or term.text.isupper() or not contains(text, term.text):
            continue
        defined = any(map(defines, context.facts_by_subject.get(key, ())))
        phrase = len(tokens(term.text)) > 1
        central = term.count >= (2 if phrase else LEAST_COUNT) and (term.salience >= SALIENT or term.count >= OFTEN)
        if ((phrase or term.proper) and central) or (defined and min(map(zipf, tokens(term.text))) < COMMON):
            found.append(term)
    return sorted(found, key=lambda term: (-term.salience, term.key))


def _stands_alone(sentence: str) -> bool:
    plain = plain_sentence(_ASIDE.sub("", sentence))
    return (
        FEWEST <= len(plain.split()) <= MOST
        and plain.endswith(".")
        and not _BROKEN.search(plain)
        and not _UNTELLING.match(plain)
        and not _ON_ITS_PAGE.search(plain)
        and not _POINTING_START.match(plain)
        and not _OF_A_STORY.search(plain)
        and not _SUBJECTIVE.search(plain)
        and not points_outside(plain)
    )


def names_are_known(sentence: str, context: Context) -> bool:
    """Whether every name in a sentence comes more than once in the text: others belong to an example."""
    named = re.findall(r"(?<=[a-z,] )[A-Z][\w’-]+", sentence)
    often = {word for term in context.terms.values() if term.count > 1 for word in tokens(term.text)}
    return all(lemma(name) in {lemma(word) for word in often} for name in named)


def is_tied(term: Term, sentence: str, context: Context) -> bool:
    """Whether words of the sentence come with the term elsewhere in the text, and so bring it to mind."""
    rest = content(sentence) - content(term.text)
    elsewhere = [
        content(s) for group in context.sentences.values() for s in group if s != sentence and contains(s, term.text)
    ]
    return sum(any(root in said for said in elsewhere) for root in rest) >= LEAST_TIED


def _as_fact(sentence: str, term: Term, passage: Passage, context: Context) -> Fact | None:
    start = passage.text.find(sentence)
    found = re.search(rf"\b{re.escape(term.text)}", sentence, re.IGNORECASE)
    if start < 0 or found is None:
        return None
    source = context.document.source.id
    return Fact(
        id=content_id("fact", source, passage.id, start, FURTHER, term.key),
        kind=FactKind.ROLE,
        rule=FURTHER,
        subject=term.text,
        subject_key=term.key,
        relation="is named in",
        object=sentence,
        quote=Quote(
            text=sentence,
            source=source,
            passage=passage.id,
            start=start,
            end=start + len(sentence),
            locator=passage.locator,
        ),
        subject_span=Span(start=found.start(), end=found.end()),
        object_span=Span(start=0, end=len(sentence)),
        confidence=0.7,
    )
