"""Facts: rules over the parse that find what a sentence says of a term. Each kind has a module with its `RULES`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from eduapp.domain.knowledge import Fact
from eduapp.domain.source import Passage
from eduapp.language.facts.base import Finding, Rule, build
from eduapp.language.tree import Tree

LONGEST = 70


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Every rule, in the order in which they are tried."""
    from eduapp.language.facts import alias, apposition, definition, event, identity, naming, order, parts, reason, role

    modules = (definition, apposition, identity, naming, alias, event, reason, parts, order, role)
    return tuple(rule for module in modules for rule in module.RULES)


def extract(tree: Tree, passage: Passage, source: str) -> Iterator[Fact]:
    """The facts of one parsed passage, in reading order, each subject and object pair once a sentence."""
    for sentence in tree.sents:
        start, stop = sentence
        if not 4 <= stop - start <= LONGEST or tree.word[stop - 1] == "?" or _incomplete(tree, start, stop):
            continue
        for finding in unique(f for rule in rules() for f in rule(tree, start, stop)):
            yield build(tree, sentence, finding, passage, source)


def _incomplete(tree: Tree, start: int, stop: int) -> bool:
    """Whether a sentence only explains a formula's letters, or has a hole where a figure was referred to."""
    holes = any(tree.lower[i] in ("in", "see", "of") and tree.word[i + 1] in (".", ",") for i in range(start, stop - 1))
    return holes or tree.lower[start] == "where"


def unique(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings without a second one of the same subject and kind."""
    seen = set()
    for finding in findings:
        key = (finding.kind, finding.subject, finding.object)
        if key not in seen:
            seen.add(key)
            yield finding
