"""Linguistics: a course text's sentences, terms and facts.

understand(document)   terms and facts with their evidence
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from eduapp.domain.knowledge import Understanding
from eduapp.domain.source import Document

LOWER_WORD = re.compile(r"\b[a-z]{2,}\b")
NAME_INSIDE = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+\b")
Progress = Callable[[str, int, int], None]

__all__ = ["understand"]


def understand(document: Document, *, progress: Progress | None = None) -> Understanding:
    """Terms by falling salience and facts in reading order. `progress(stage, done, total)` counts passages."""
    from eduapp.language import facts, pipeline, terms
    from eduapp.language.tree import Tree

    passages = pipeline.prose(document)
    common = common_words(p.text for p in passages)
    parsed, found, sentences, words = [], [], 0, 0
    for done, (passage, doc) in enumerate(pipeline.parse(passages), start=1):
        tree = Tree(doc, common)
        found.extend(facts.extract(tree, passage, document.source.id))
        parsed.append((passage, doc))
        sentences += len(tree.sents)
        words += len(passage.text.split())
        if progress:
            progress("reading", done, len(passages))
    return Understanding(
        source=document.source.id,
        terms=terms.rank_terms(document, parsed, facts=found),
        facts=tuple(found),
        sentences=sentences,
        words=words,
        pipeline=pipeline.version(),
    )


def common_words(texts: Iterable[str]) -> frozenset[str]:
    """Words that a document writes in lower case and never with a capital inside a sentence."""
    lower: set[str] = set()
    names: set[str] = set()
    for text in texts:
        lower.update(LOWER_WORD.findall(text))
        names.update(word.lower() for word in NAME_INSIDE.findall(text))
    return frozenset(lower - names)
