"""What clue making knows of a text, built once: its sentences, their parses, and the statements they make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from eduapp.crosswords.clauses import Statement, statements
from eduapp.crosswords.clue_records import Sentence
from eduapp.crosswords.forms import content, key
from eduapp.domain.knowledge import Understanding
from eduapp.domain.source import Document, Quote
from eduapp.language import common_words, pipeline
from eduapp.language.tongues import detect, has_parser, splitter
from eduapp.language.tree import Tree


@dataclass(frozen=True)
class Context:
    """A document as clue making sees it. `trees` are empty where its language has no parser here.

    `terms` has the keys of the text's terms. `counts` says how many sentences have a stem, `statements` what each
    sentence states, by passage and start.
    """

    document: Document
    understanding: Understanding
    language: str
    trees: Mapping[str, Tree]
    sentences: tuple[Sentence, ...]
    terms: frozenset[str] = frozenset()
    counts: Mapping[str, int] = field(default_factory=dict)
    statements: Mapping[tuple[str, int], tuple[Statement, ...]] = field(default_factory=dict)

    def at(self, quote: Quote) -> Sentence | None:
        """The sentence that a quote begins in."""
        return next((s for s in self.sentences if s.passage == quote.passage and s.start <= quote.start < s.end), None)

    def naming(self, phrase: str) -> Iterator[Sentence]:
        """The sentences that have the words of a phrase."""
        wanted = f" {key(phrase)} "
        return (s for s in self.sentences if wanted in f" {s.key} ")

    def stated(self, sentence: Sentence) -> tuple[Statement, ...]:
        """What a sentence states that stands on its own."""
        return self.statements.get((sentence.passage, sentence.start), ())

    def quote(self, sentence: Sentence) -> Quote:
        """A sentence as evidence."""
        locator = self.document.passage(sentence.passage).locator
        return Quote(text=sentence.text, source=self.document.source.id, passage=sentence.passage,
                     start=sentence.start, end=sentence.end, locator=locator)  # fmt: skip

    def parsed(self) -> bool:
        """Whether clues can be made by grammar."""
        return has_parser(self.language)

    def content(self, text: str) -> frozenset[str]:
        """The stems of a text's words that carry meaning."""
        return content(text, self.language)


def build(document: Document, understanding: Understanding, language: str = "") -> Context:
    """The context of a document: parsed where its language has a parser here, else only split into sentences.

    Without a `language` it is told from the text.
    """
    passages = pipeline.prose(document)
    language = language or detect(" ".join(p.text for p in passages), document.language)
    trees: dict[str, Tree] = {}
    found: list[Sentence] = []
    if has_parser(language):
        common = common_words(p.text for p in passages)
        for passage, doc in pipeline.parse(passages):
            trees[passage.id] = Tree(doc, common)
            found.extend(_parsed_sentences(passage.id, trees[passage.id], language))
    else:
        docs = splitter(language).pipe(p.text for p in passages)
        for passage, doc in zip(passages, docs, strict=True):
            spans = ((s.start_char, s.end_char) for s in doc.sents)
            found.extend(_sentence(passage.id, passage.text, *span, language) for span in spans)
    counts = Counter(stem for sentence in found for stem in sentence.stems)
    stated = {(s.passage, s.start): tuple(statements(trees[s.passage], s)) for s in found if s.passage in trees}
    terms = frozenset(key(term.text) for term in understanding.terms)
    return Context(document, understanding, language, trees, tuple(found), terms, counts, stated)


def _parsed_sentences(passage: str, tree: Tree, language: str) -> Iterator[Sentence]:
    for first, stop in tree.sents:
        yield _sentence(passage, tree.text, tree.idx[first], tree.end[stop - 1], language, first, stop)


def _sentence(passage: str, text: str, start: int, end: int, language: str, first: int = 0, stop: int = 0) -> Sentence:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    whole = text[start:end]
    return Sentence(passage, start, end, whole, content(whole, language), key(whole), first, stop)
