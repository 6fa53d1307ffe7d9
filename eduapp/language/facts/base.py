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
    """A fact as token ranges of one sentence (`stop` not included). `slots` and `members` hold ready-made phrases.

    `sentences` is the stretch to quote where the fact needs more than its own sentence.
    """

    kind: FactKind
    rule: str
    subject: Range
    subject_head: int
    relation: str
    object: Range
    slots: dict[str, str] = field(default_factory=dict)
    confidence: float = 1.0
    members: tuple[str, ...] = ()
    sentences: Range | None = None


class Rule(Protocol):
    """Looks at one sentence (tokens `start` to `stop` of the tree) and yields what it finds there."""

    def __call__(self, tree: Tree, start: int, stop: int) -> Iterator[Finding]: ...


@dataclass(frozen=True)
class Evidence:
    """The quote of a fact; `resolved` is the statement where that is another text. It begins at `offset`."""

    quote: Quote
    offset: int
    resolved: str = ""


def quoted(tree: Tree, tokens: Range, passage: Passage, source: str) -> Quote:
    """The words of a passage from the first to the last of the tokens."""
    first, last = tree.idx[tokens[0]], tree.end[tokens[1] - 1]
    return Quote(
        text=tree.text[first:last],
        source=source,
        passage=passage.id,
        start=first,
        end=last,
        locator=passage.locator,
    )


def build(tree: Tree, finding: Finding, evidence: Evidence) -> Fact:
    """The fact of a finding in a tree."""
    quote, resolved = evidence.quote, evidence.resolved
    place = (quote.source, quote.passage, quote.start, finding.rule, finding.subject, finding.object)
    return Fact(
        id=content_id("fact", *place, *([resolved] if resolved else [])),
        kind=finding.kind,
        rule=finding.rule,
        subject=tree.span(*finding.subject),
        subject_key=key_of(tree, finding.subject),
        relation=finding.relation,
        object=tree.span(*finding.object),
        quote=quote,
        subject_span=_within(tree, finding.subject, evidence.offset),
        object_span=_within(tree, finding.object, evidence.offset),
        resolved=resolved,
        members=finding.members,
        slots={name: text for name, text in finding.slots.items() if text},
        confidence=finding.confidence,
    )


def key_of(tree: Tree, span: Range) -> str:
    """The form of a phrase for comparing: lower-case lemmas."""
    return " ".join((tree.lemma[i] or tree.lower[i]).lower() for i in range(*span))


def _within(tree: Tree, span: Range, offset: int) -> Span:
    return Span(start=tree.idx[span[0]] - offset, end=tree.end[span[1] - 1] - offset)
