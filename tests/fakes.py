"""Records to test with, and stand-ins that keep the contracts of the slow rooms."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from eduapp.domain.base import content_id
from eduapp.domain.blueprint import Blueprint
from eduapp.domain.item import Bloom, Check, Choice, Item, ItemKind, Provenance
from eduapp.domain.item_set import ItemSet
from eduapp.domain.knowledge import Fact, FactKind, Span, Term, Understanding
from eduapp.domain.source import Document, Locator, Passage, Quote, Source


def make_document(name: str = "cells.txt", text: str = "The nucleus holds the cell's DNA.") -> Document:
    """A document of one passage a line, each on a page of its own."""
    source = Source(id=content_id("src", text), name=name, media_type="text/plain", sha256="0" * 64, size=len(text))
    passages = tuple(
        Passage(id=f"p{number:04}", text=line, locator=Locator(page=number))
        for number, line in enumerate(text.splitlines(), 1)
    )
    return Document(source=source, title=Path(name).stem.title(), passages=passages)


def make_item(number: int = 1, document: Document | None = None, *, passed: bool = True, **changes: Any) -> Item:
    """A choice item on a document's first passage."""
    document = document or make_document()
    passage = document.passages[(number - 1) % len(document.passages)]
    quote = Quote(
        text=passage.text,
        source=document.source.id,
        passage=passage.id,
        start=0,
        end=len(passage.text),
        locator=passage.locator,
    )
    fields: dict[str, Any] = {
        "id": content_id("item", document.source.id, number),
        "kind": ItemKind.CHOICE,
        "level": Bloom.REMEMBER,
        "stem": f"Question {number}: what holds the cell's DNA?",
        "choices": (
            Choice(id="a", text="the nucleus", correct=True, feedback="The text says so."),
            Choice(id="b", text="the membrane", feedback="That encloses the cell."),
        ),
        "key": ("a",),
        "rationale": "The nucleus holds it.",
        "evidence": (quote,),
        "checks": (Check(name="quote verbatim", passed=True), Check(name="key supported", passed=passed)),
        "provenance": Provenance(proposer="cloze.v1", template="cloze.v1"),
    }
    return Item.model_validate(fields | changes)


def make_understanding(document: Document) -> Understanding:
    """One term and one fact on the first passage."""
    passage = document.passages[0]
    quote = Quote(text=passage.text, source=document.source.id, passage=passage.id, start=0, end=len(passage.text))
    fact = Fact(
        id="fact-1",
        kind=FactKind.DEFINITION,
        rule="fake",
        subject="the nucleus",
        subject_key="nucleus",
        relation="holds",
        object="DNA",
        quote=quote.model_copy(update={"locator": passage.locator}),
        subject_span=Span(start=0, end=3),
        object_span=Span(start=0, end=3),
    )
    term = Term(text="nucleus", key="nucleus", salience=1.0, count=3, locator=passage.locator)
    return Understanding(
        source=document.source.id, terms=(term,), facts=(fact,), sentences=1, words=7, pipeline="fake-1"
    )


class FakeRooms:
    """Stand-ins that keep the rooms' contracts and count how they were used.

    `break_after` makes the engine stop as a person's Ctrl-C would, after so many items; it makes `at_most` so many,
    and `missing` says why not more. `failing` are the numbers of the items that miss a check.
    """

    def __init__(self) -> None:
        self.version = "fake-1"
        self.understood = 0
        self.models: list[str] = []
        self.break_after: int | None = None
        self.at_most = 500
        self.missing: tuple[str, ...] = ()
        self.failing: tuple[int, ...] = ()
        self.rationale = "The nucleus holds it."

    def understand(self, document: Document, *, progress: Any = None) -> Understanding:
        self.understood += 1
        if progress:
            progress("reading", 1, 1)
        return make_understanding(document).model_copy(update={"pipeline": self.version})

    def run_checks(self, item: Item, context: object) -> Item:
        return item.model_copy(update={"checks": (Check(name="checked anew", passed=True),)})

    def open_runtime(self, spec: str = "starter", **_: Any) -> SimpleNamespace:
        self.models.append(spec)
        return SimpleNamespace(name=spec, hash="sha256:00", close=lambda: None)

    def generate(
        self,
        document: Document,
        understanding: Understanding,
        blueprint: Blueprint,
        *,
        brief: Any = None,
        model: Any = None,
        seed: int = 0,
        progress: Any = None,
        on_item: Any = None,
        on_found: Any = None,
        cancelled: Any = None,
    ) -> ItemSet:
        made = []
        if on_found:
            on_found([make_item(1, document)])
        for number in range(1, min(blueprint.count, self.at_most) + 1):
            if number - 1 == self.break_after:
                raise KeyboardInterrupt
            passed = number not in self.failing
            item = make_item(number + 1000 * seed, document, passed=passed, rationale=self.rationale)
            made.append(item)
            if on_item:
                on_item(item)
            if progress:
                progress("choosing", number, blueprint.count)
        report = {
            "candidates": {"syntactic.v1": 30, "cloze.v1": 20},
            "passed": {"key supported": 40},
            "failed": {"key supported": 10},
            "chosen": {"cloze.v1": len(made)},
        }
        named = {"blueprint": blueprint.name, "model": model.name if model else "", "seed": seed}
        named |= {"title": document.title, "source": document.source.id, "plan": blueprint}
        named |= {"brief": brief} if brief else {}
        return ItemSet(id="engine", items=tuple(made), missing=self.missing, report=report, **named)
