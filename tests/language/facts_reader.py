"""The facts of a few sentences, for the tests of the rules."""

from __future__ import annotations

from eduapp.domain.knowledge import Fact, FactKind
from eduapp.domain.source import Passage
from eduapp.language import common_words, facts, pipeline
from eduapp.language.tree import Tree


def read(text: str, kind: FactKind) -> list[Fact]:
    """The facts of one kind in a passage with this text."""
    passage = Passage(id="p0001", text=text)
    [(_, doc)] = pipeline.parse([passage])
    found = facts.extract(Tree(doc, common_words([text])), passage, "src-test")
    return [fact for fact in found if fact.kind is kind]
