"""What every fact rule shares: a finding (token ranges), the rule's Protocol, and the step from finding to Fact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from eduapp.domain.base import content_id
from eduapp.domain.knowledge import Fact, FactKind, Span
from eduapp.domain.source import Passage, Quote
from eduapp.language.tree import Tree

Range = tuple[int, int]


@dataclass
class Finding:
    """A fact as token ranges of one sentence (`stop` not included). `slots` holds ready-made phrases."""

    kind: FactKind
    rule: str
    subject: Range
    subject_head: int
    relation: str
    object: Range
    slots: dict[str, str] = field(default_factory=dict)
    confidence: float = 1.0


class Rule(Protocol):
    """Looks at one sentence (tokens `start` to `stop` of the tree) and yields what it finds there."""

    def __call__(self, tree: Tree, start: int, stop: int) -> Iterator[Finding]: ...


def build(tree: Tree, sentence: Range, finding: Finding, passage: Passage, source: str) -> Fact:
    """The fact of a finding, its quote being the whole sentence."""
    first, last = tree.idx[sentence[0]], tree.end[sentence[1] - 1]
    quote = Quote(
        text=tree.text[first:last],
        source=source,
        passage=passage.id,
        start=first,
        end=last,
        locator=passage.locator,
    )
    subject = tree.span(*finding.subject)
    return Fact(
        id=content_id("fact", source, passage.id, first, finding.rule, finding.subject, finding.object),
        kind=finding.kind,
        rule=finding.rule,
        subject=subject,
        subject_key=key_of(tree, finding.subject),
        relation=finding.relation,
        object=tree.span(*finding.object),
        quote=quote,
        subject_span=_within(tree, finding.subject, first),
        object_span=_within(tree, finding.object, first),
        slots={name: text for name, text in finding.slots.items() if text},
        confidence=finding.confidence,
    )


def key_of(tree: Tree, span: Range) -> str:
    """The form of a phrase for comparing: lower-case lemmas."""
    return " ".join((tree.lemma[i] or tree.lower[i]).lower() for i in range(*span))


def _within(tree: Tree, span: Range, offset: int) -> Span:
    return Span(start=tree.idx[span[0]] - offset, end=tree.end[span[1] - 1] - offset)
