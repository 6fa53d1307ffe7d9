"""Core statements: the sentences of a document that can stand alone and say most of what it is about, best first.

A sentence is worth more the more salient the terms it names, the more it has in common with the sentences around it
(LexRank of Erkan and Radev, "Graph-based Lexical Centrality as Salience in Text Summarization", 2004, with continuous
weights), at the edges of a paragraph, in the present tense, and where a fact was found in it; it is worth less where it
tells a story, gives an example or speaks of names that come once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from eduapp.domain.base import content_id
from eduapp.domain.knowledge import Fact, FactKind, Span, Term, Understanding
from eduapp.domain.source import Document, Passage, Quote
from eduapp.language import common_words, pipeline
from eduapp.language.facts import definition, naming
from eduapp.language.facts.base import quoted
from eduapp.language.resolve import Resolver, after_marker
from eduapp.language.shorten import LONG, shortened
from eduapp.language.statements import Statement, read
from eduapp.language.tongues import PARSED, has_parser, stop_words
from eduapp.language.tree import Tree

RULE = "statement.v1"
CONTENT = frozenset(("NOUN", "PROPN", "VERB", "ADJ"))
BLOCK = 250
"""Sentences that are compared with each other: more would mix chapters that have little to do with each other."""
DAMPING, ROUNDS = 0.85, 30
TELLING_KINDS = (
    FactKind.DEFINITION, FactKind.NAMING, FactKind.CAUSE, FactKind.PURPOSE, FactKind.CONDITION, FactKind.COMPARISON,
    FactKind.PART_OF, FactKind.PROCESS, FactKind.LIST, FactKind.EXAMPLE, FactKind.EVENT, FactKind.QUANTITY,
    FactKind.SEQUENCE,
)  # fmt: skip
"""Kinds of fact that a statement takes over, the first that fits."""
TERMS, CENTRAL, EDGE, FOUND, GENERAL, ONCE = 1.0, 0.8, 0.15, 0.25, 0.3, 0.35
"""What each sign of a core statement counts for; `ONCE` is taken off."""
VERB_AFTER_ALL = re.compile(r" (?:how|what|why|whether|the|an?|its|their|many|some|people)\b")
"""What follows the last word of a term only where that word is a verb: "the male gaze describes how"."""
RESOLVED_SURETY = 0.85


@dataclass(frozen=True)
class Sentence:
    """A sentence of the text: its place, the words that carry its meaning, and its statement if it makes one.

    `short` is the sentence without links and remarks, where it is long; else empty.
    """

    quote: Quote
    words: frozenset[str]
    edge: bool
    statement: Statement | None
    short: str = ""


def short_forms(document: Document) -> dict[tuple[str, int], str]:
    """Shorter forms of a document's long sentences, by passage and by where the sentence ends in it.

    They claim nothing that the sentence does not, and may still point at the sentence before. Empty for a language
    without a parser.
    """
    if not has_parser(document.language):
        return {}
    sentences = _sentences(document.source.id, tuple(pipeline.prose(document)))
    return {(one.quote.passage, one.quote.end): one.short for one in sentences if one.short}


def core_statements(document: Document, understanding: Understanding, *, limit: int | None = None) -> list[Fact]:
    """The document's central sentences that can stand alone as facts of the rule "statement.v1", best first.

    A fact's kind is that of a fact that was found in its sentence, or else `FactKind.ROLE`. Its subject is the subject
    of the main clause (slot `split` is "clause"), or else the most salient term of the sentence ("term"). Its object
    runs from the clause's verb to the end, or over the whole sentence where the parse is not sure of the clause.

    Slots: `core` (rank, from 1), `terms` (keys of the terms that it names, the most salient first, with "|" between),
    `tense` ("present" or "past"); where the clause is sure also `named` (the subject as it stands in a sentence),
    `number`, `proper`, `person`, `article`, `negated`, `fronted` ("yes" where something stands before the subject), and
    `predicate`, `clause` and `inverted` where it can be asked about.

    Empty for a language without a parser.
    """
    if not has_parser(document.language):
        return []
    sentences = _sentences(document.source.id, tuple(pipeline.prose(document)))
    terms = _Terms(understanding)
    kinds = _kinds(understanding)
    central = _centrality([sentence.words for sentence in sentences])
    scored = []
    for sentence, weight in zip(sentences, central, strict=True):
        named = terms.named(sentence.statement.text) if sentence.statement else []
        if sentence.statement and named:
            kind = kinds.get((sentence.quote.passage, sentence.quote.end))
            scored.append((_worth(sentence, named, weight, kind, terms), sentence, named, kind))
    scored.sort(key=lambda row: -row[0])
    return [
        _fact(sentence, named, kind, rank)
        for rank, (_, sentence, named, kind) in enumerate(scored[:limit], start=1)
    ]  # fmt: skip


@lru_cache(maxsize=8)
def _sentences(source: str, passages: tuple[Passage, ...]) -> tuple[Sentence, ...]:
    """Every sentence of the passages."""
    common = common_words(passage.text for passage in passages)
    return tuple(
        sentence
        for passage, doc in pipeline.parse(passages)
        for sentence in _of_passage(Tree(doc, common), passage, source)
    )


def _of_passage(tree: Tree, passage: Passage, source: str) -> Iterator[Sentence]:
    resolver, last = Resolver(tree), len(tree.sents) - 1
    for number, (start, stop) in enumerate(tree.sents):
        rewritten = resolver.rewrite(number)
        if rewritten is not None:
            first = tree.sents[rewritten.origin][0]
            whole = _read(rewritten.tree, 0, len(rewritten.tree.word), None, put_in=True)
        else:
            first, rules = start, (*definition.RULES, *naming.RULES)
            resolver.learn(number, [finding for rule in rules for finding in rule(tree, start, stop)])
            whole = _read(tree, start, stop, after_marker(tree, start, stop))
        yield Sentence(
            quote=quoted(tree, (first if whole else start, stop), passage, source),
            words=frozenset(_content(tree, start, stop)),
            edge=number in (0, last),
            statement=whole,
            short=_short(tree, start, stop),
        )


def _read(tree: Tree, start: int, stop: int, opened: int | None, put_in: bool = False) -> Statement | None:
    """The statement of a sentence, of a shorter form of it where the whole is long or says what cannot stand alone."""
    whole = read(tree, start, stop, opened=opened, put_in=put_in)
    if whole is not None and len(whole.text.split()) <= LONG:
        return whole
    for shorter in shortened(tree, start if opened is None else opened, stop):
        found = read(shorter, 0, len(shorter.word), put_in=put_in)
        if found is not None and (len(found.text.split()) <= LONG or whole is None):
            return found
    return whole


def _short(tree: Tree, start: int, stop: int) -> str:
    """The first form of a long sentence that is not long, or else the shortest that there is."""
    text = ""
    if stop - start > LONG:
        for shorter in shortened(tree, start, stop):
            text = shorter.text
            if len(text.split()) <= LONG:
                break
    return text


def _content(tree: Tree, start: int, stop: int) -> Iterator[str]:
    for i in range(start, stop):
        lemma = (tree.lemma[i] or tree.lower[i]).lower()
        if tree.pos[i] in CONTENT and lemma[0].isalpha() and lemma not in stop_words(PARSED):
            yield lemma


def _centrality(sentences: Sequence[frozenset[str]]) -> list[float]:
    """How much each sentence has in common with those around it, from 0 to 1."""
    found: list[float] = []
    for start in range(0, len(sentences), BLOCK):
        found.extend(_lexrank(sentences[start : start + BLOCK]))
    return found


def _lexrank(sentences: Sequence[frozenset[str]]) -> list[float]:
    spread = Counter(word for words in sentences for word in words)
    columns = {word: at for at, word in enumerate(sorted(spread))}
    weights = np.zeros((len(sentences), len(columns)))
    for row, words in enumerate(sentences):
        for word in words:
            weights[row, columns[word]] = np.log(1 + len(sentences) / spread[word])
    norms = np.linalg.norm(weights, axis=1, keepdims=True)
    weights = np.divide(weights, norms, out=np.zeros_like(weights), where=norms > 0)
    alike = weights @ weights.T
    np.fill_diagonal(alike, 0)
    totals = alike.sum(axis=1, keepdims=True)
    moves = np.divide(alike, totals, out=np.full_like(alike, 1 / len(sentences)), where=totals > 0)
    rank = np.full(len(sentences), 1 / len(sentences))
    for _ in range(ROUNDS):
        rank = (1 - DAMPING) / len(sentences) + DAMPING * rank @ moves
    return (rank / rank.max()).tolist()


def _kinds(understanding: Understanding) -> dict[tuple[str, int], FactKind]:
    """The most telling kind of fact found in the sentence that ends at a place of a passage."""
    found: dict[tuple[str, int], FactKind] = {}
    for fact in understanding.facts:
        place = (fact.quote.passage, fact.quote.end)
        if fact.kind in TELLING_KINDS:
            found[place] = min(found.get(place, fact.kind), fact.kind, key=TELLING_KINDS.index)
    return found


class _Terms:
    """Finds the terms of a document in a sentence."""

    def __init__(self, understanding: Understanding) -> None:
        self._forms = [
            (re.compile(rf"(?<![\w-]){re.escape(form)}(?![\w-])", 0 if form.isupper() else re.IGNORECASE), term)
            for term in understanding.terms
            for form in (term.text, *term.aliases)
        ]
        self.top = max((term.salience for term in understanding.terms), default=0.0) or 1.0

    def named(self, text: str) -> list[tuple[Term, int, int]]:
        """The terms in a sentence with their places, the most salient first, none within another."""
        found = [
            (term, *match.span())
            for form, term in self._forms
            if (match := form.search(text)) and not (" " in match[0] and VERB_AFTER_ALL.match(text, match.end()))
        ]
        found.sort(key=lambda row: row[1] - row[2])
        apart: list[tuple[Term, int, int]] = []
        for row in found:
            if all(row[2] <= other[1] or other[2] <= row[1] for other in apart):
                apart.append(row)
        return sorted(apart, key=lambda row: (-row[0].salience, row[1]))


def _worth(sentence: Sentence, named: list[tuple[Term, int, int]], central: float, kind: FactKind | None,
           terms: _Terms) -> float:  # fmt: skip
    said = sentence.statement
    assert said is not None
    shares = (term.salience / terms.top / 2**place for place, (term, _, _) in enumerate(named))
    worth = TERMS * sum(shares) + CENTRAL * central + EDGE * sentence.edge + FOUND * (kind is not None)
    worth += GENERAL * (not said.past)
    once = sum(term.proper and term.count == 1 for term, _, _ in named)
    return worth - ONCE * once


def _fact(sentence: Sentence, named: list[tuple[Term, int, int]], kind: FactKind | None, rank: int) -> Fact:
    said, quote = sentence.statement, sentence.quote
    assert said is not None
    term, start, stop = named[0]
    first, last = said.subject if said.plain else (start, stop)
    changed = said.text != quote.text
    slots = said.slots | {
        "core": str(rank),
        "split": "clause" if said.plain else "term",
        "tense": "past" if said.past else "present",
        "terms": "|".join(one.key for one, _, _ in named),
    }
    return Fact(
        id=content_id("fact", quote.source, quote.passage, quote.start, quote.end, RULE),
        kind=kind or FactKind.ROLE,
        rule=RULE,
        subject=said.text[first:last] if said.plain else term.text,
        subject_key=said.subject_key if said.plain else term.key,
        relation=said.text[said.predicate[0] : said.predicate[1]].split()[0],
        object=said.text[said.predicate[0] : said.predicate[1]],
        quote=quote,
        subject_span=Span(start=first, end=last),
        object_span=Span(start=said.predicate[0], end=said.predicate[1]),
        resolved=said.text if changed else "",
        slots={name: text for name, text in slots.items() if text},
        confidence=RESOLVED_SURETY if said.put_in else 1.0,
    )
