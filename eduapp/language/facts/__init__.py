"""Facts: rules over the parse that find what a sentence says of a term. Each kind has a module with its `RULES`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import import_module

from eduapp.domain.knowledge import Fact
from eduapp.domain.source import Passage, Quote
from eduapp.language.facts.base import Evidence, Finding, Range, Rule, build, quoted
from eduapp.language.facts.cuts import is_cut_off
from eduapp.language.resolve import Resolver, after_marker
from eduapp.language.tree import Tree

LONGEST = 70
OF_THE_PAGE = frozenset("case example figure equation situation scenario problem instance chapter section".split())
"""What "in this ..." limits a sentence to its page by."""
RESOLVED_SURETY = 0.85
"""How sure a fact is whose subject was put in, beside one that stands in its sentence."""


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Every rule, in the order in which they are tried."""
    names = (
        "definition apposition identity naming alias event reason ties parts order comparison condition example "
        "listing process role"
    )
    modules = (import_module(f"eduapp.language.facts.{name}") for name in names.split())
    return tuple(rule for module in modules for rule in module.RULES)


def extract(tree: Tree, passage: Passage, source: str) -> Iterator[Fact]:
    """The facts of one parsed passage, in reading order, each subject and object pair once a sentence.

    A sentence that points back is read with the words put in that it means, where that is clear.
    """
    resolver = Resolver(tree)
    for number, sentence in enumerate(tree.sents):
        start, stop = sentence
        if not 4 <= stop - start <= LONGEST or tree.word[stop - 1] == "?" or _incomplete(tree, start, stop):
            resolver.skip()
            continue
        rewritten = resolver.rewrite(number)
        if rewritten is None:
            found = list(unique(tree, (f for rule in rules() for f in rule(tree, start, stop))))
            resolver.learn(number, found)
            yield from (build(tree, finding, _evidence(tree, sentence, finding, passage, source)) for finding in found)
        else:
            quote = quoted(tree, (tree.sents[rewritten.origin][0], stop), passage, source)
            yield from _resolved(rewritten.tree, quote)


def _resolved(tree: Tree, quote: Quote) -> Iterator[Fact]:
    """The facts of a rewritten sentence."""
    size = len(tree.word)
    for finding in unique(tree, (f for rule in rules() for f in rule(tree, 0, size))):
        finding.confidence *= RESOLVED_SURETY
        yield build(tree, finding, Evidence(quote, 0, tree.text))


def _evidence(tree: Tree, sentence: Range, finding: Finding, passage: Passage, source: str) -> Evidence:
    """What a finding rests on: its sentence or sentences, stated without a linking phrase that opens it."""
    start, stop = finding.sentences or sentence
    quote, first = quoted(tree, (start, stop), passage, source), after_marker(tree, start, stop)
    if first == start or finding.sentences or min(finding.subject[0], finding.object[0]) < first:
        return Evidence(quote, quote.start)
    text = tree.text[tree.idx[first] : quote.end]
    return Evidence(quote, tree.idx[first], text[0].upper() + text[1:])


def _incomplete(tree: Tree, start: int, stop: int) -> bool:
    """Whether a sentence only explains a formula's letters, or has a hole where a figure was referred to."""
    holes = any(tree.lower[i] in ("in", "see", "of") and tree.word[i + 1] in (".", ",") for i in range(start, stop - 1))
    of_a_case = tree.lower[start] == "in" and tree.lower[start + 1] == "this" and tree.lower[start + 2] in OF_THE_PAGE
    return holes or of_a_case or tree.lower[start] == "where"


def unique(tree: Tree, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings without a second one of the same subject and kind, and without a subject cut in two."""
    seen = set()
    for finding in findings:
        key = (finding.kind, finding.subject, finding.object)
        if key not in seen and not is_cut_off(tree, finding):
            seen.add(key)
            yield finding
