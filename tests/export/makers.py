"""Items of every kind for the export tests, plain ones and hostile ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from eduapp.domain.item import Bloom, Check, Choice, Item, ItemKind, Numeric, Premise, Provenance, match_key
from eduapp.domain.item_set import ItemSet
from eduapp.domain.review import Decision, Review, State, Verdict
from eduapp.domain.rubric import Criterion
from eduapp.domain.source import Locator, Quote

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "]]>",
    "{{c1::x}}",
    "{{{{Stem}}}}",
    "=cmd|' /C calc'!A0",
    "\u202egnol eht",
    "🧬 gene",
    r"\(E = mc^{{2}} < 3\)",
    "[sound:a.mp3]",
    "[latex]\\input{x}[/latex]",
    "[$]x[/$]",
    "[[type:Answer]]",
    "bell \x07 and field \x1f break",
    "\"quotes\" & 'apostrophes'",
    "<b>bold</b> &amp; <para>",
    "two\nlines",
    "Ωμέγα Жизнь ≤ ∑ ∈ → ℝ",
)

PROVENANCE = Provenance(proposer="syntactic", template="definition.v1", template_hash="ab12", seed=7, version="0.1.0")
WHEN = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)


def quote(text: str, page: int | None = 7) -> Quote:
    return Quote(
        text=text,
        source="src-1",
        passage="p0003",
        start=4,
        end=4 + len(text),
        locator=Locator(page=page, heading=("Cells",)),
    )


def approved(item: Item, policy: str = "") -> Item:
    decision = Decision(
        item=item.id, revision=item.revision, verdict=Verdict.APPROVE, who="m.weber", when=WHEN, policy=policy
    )
    return item.model_copy(update={"review": Review(state=State.APPROVED, decisions=(decision,))})


def choice_item(id_: str = "it-choice", **changes) -> Item:
    fields = {
        "id": id_,
        "kind": ItemKind.CHOICE,
        "level": Bloom.UNDERSTAND,
        "stem": "Which organelle releases most of the energy that a cell uses?",
        "choices": (
            Choice(id="c1", text="the nucleus", feedback="The nucleus keeps the cell's genetic material."),
            Choice(id="c2", text="the mitochondrion", correct=True, feedback="Yes: it releases energy from glucose."),
            Choice(id="c3", text="the ribosome", feedback="A ribosome builds proteins."),
            Choice(id="c4", text="the cell wall"),
        ),
        "key": ("c2",),
        "rationale": "The text says that most energy is released in the mitochondria.",
        "evidence": (quote("Mitochondria release most of the energy that the cell uses."),),
        "terms": ("mitochondrion", "cell"),
        "facts": ("fact-1",),
        "objective": "Name the parts of a cell and what they do.",
        "checks": (Check(name="quote_verbatim", passed=True, detail="The quote stands on p. 7."),),
        "provenance": PROVENANCE,
    }
    return Item(**(fields | changes))


def true_false_item(id_: str = "it-true-false", **changes) -> Item:
    fields = {
        "id": id_,
        "kind": ItemKind.TRUE_FALSE,
        "level": Bloom.REMEMBER,
        "stem": "The nucleus releases most of the energy that the cell uses.",
        "choices": (Choice(id="true", text="True"), Choice(id="false", text="False", correct=True)),
        "key": ("false",),
        "rationale": "It is the mitochondria that do.",
        "correction": "The mitochondria release most of the energy that the cell uses.",
        "evidence": (
            quote("Mitochondria release most of the energy that the cell uses."),
            quote("The nucleus is …", None),
        ),
        "provenance": PROVENANCE,
    }
    return Item(**(fields | changes))


def cloze_item(id_: str = "it-cloze", **changes) -> Item:
    fields = {
        "id": id_,
        "kind": ItemKind.TEXT_ENTRY,
        "level": Bloom.REMEMBER,
        "stem": "A _____ is a small part of a cell that does a special job.",
        "key": ("organelle", "cell organelle"),
        "rationale": "The text defines an organelle in these words.",
        "evidence": (quote("An organelle is a small part of a cell that does a special job.", 2),),
        "provenance": PROVENANCE,
    }
    return Item(**(fields | changes))


def short_answer_item(id_: str = "it-short", **changes) -> Item:
    return cloze_item(id_, stem="What does a ribosome build?", key=("proteins",), points=2.0, **changes)


def several_item(id_: str = "it-several", **changes) -> Item:
    fields = {
        "id": id_,
        "kind": ItemKind.MULTIPLE_RESPONSE,
        "level": Bloom.UNDERSTAND,
        "stem": "Which of these are found in plant cells but not in animal cells?",
        "choices": (
            Choice(id="a", text="chloroplasts", correct=True, feedback="Yes: photosynthesis takes place in them."),
            Choice(id="b", text="ribosomes", feedback="All cells build proteins in ribosomes."),
            Choice(id="c", text="a cell wall", correct=True),
            Choice(id="d", text="mitochondria", feedback="Animal cells release energy in them as well."),
        ),
        "key": ("a", "c"),
        "rationale": "The text names two things that only plant cells have.",
        "evidence": (quote("Plant cells alone have chloroplasts and a cell wall.", 4),),
        "points": 2.0,
        "provenance": PROVENANCE,
    }
    return Item(**(fields | changes))


PARTS = (
    ("p1", "the nucleus", "c2"),
    ("p2", "the ribosome", "c1"),
    ("p3", "the cell membrane", "c4"),
)


def match_item(id_: str = "it-match", **changes) -> Item:
    premises = tuple(Premise(id=name, text=text, choice=choice) for name, text, choice in PARTS)
    fields = {
        "id": id_,
        "kind": ItemKind.MATCH,
        "level": Bloom.REMEMBER,
        "stem": "Match each part of the cell with what it does.",
        "premises": premises,
        "choices": (
            Choice(id="c1", text="builds proteins", correct=True),
            Choice(id="c2", text="keeps the genetic material", correct=True),
            Choice(id="c3", text="releases energy from glucose", feedback="That is what a mitochondrion does."),
            Choice(id="c4", text="controls what enters and leaves the cell", correct=True),
        ),
        "key": match_key(premises),
        "rationale": "The text gives each part one task.",
        "evidence": (
            quote("The nucleus keeps the cell's genetic material.", 2),
            quote("Ribosomes build proteins.", 3),
            quote("The cell membrane controls what enters and leaves.", 3),
        ),
        "points": 3.0,
        "provenance": PROVENANCE,
    }
    return Item(**(fields | changes))


def order_item(id_: str = "it-order", **changes) -> Item:
    fields = {
        "id": id_,
        "kind": ItemKind.ORDER,
        "level": Bloom.REMEMBER,
        "stem": "Put the phases of mitosis in order, from the first to the last.",
        "choices": (
            Choice(id="a", text="The chromatids are pulled apart.", correct=True),
            Choice(id="b", text="Two new nuclei form.", correct=True),
            Choice(id="c", text="The chromosomes become visible.", correct=True),
            Choice(id="d", text="The chromosomes line up in the middle.", correct=True),
        ),
        "key": ("c", "d", "a", "b"),
        "rationale": "The text tells the four phases one after the other.",
        "evidence": (quote("First the chromosomes become visible; then they line up in the middle.", 9),),
        "provenance": PROVENANCE,
    }
    return Item(**(fields | changes))


def numeric_item(id_: str = "it-numeric", **changes) -> Item:
    fields = {
        "id": id_,
        "kind": ItemKind.NUMERIC,
        "level": Bloom.REMEMBER,
        "stem": "About how much of a cell's mass is water?",
        "numeric": Numeric(value=70, tolerance=3.5, unit="%"),
        "key": ("70 %",),
        "rationale": "The text gives the share.",
        "evidence": (quote("About 70 percent of a cell's mass is water.", 1),),
        "provenance": PROVENANCE,
    }
    return Item(**(fields | changes))


def extended_item(id_: str = "it-extended", **changes) -> Item:
    differ = quote("Plant cells alone have chloroplasts and a cell wall.", 4)
    fields = {
        "id": id_,
        "kind": ItemKind.EXTENDED_TEXT,
        "level": Bloom.ANALYZE,
        "stem": "Compare a plant cell with an animal cell: name what they share and explain how they differ.",
        "rubric": (
            Criterion(
                id="c1",
                text="Names one part that both kinds of cell have.",
                key_points=("nucleus", "ribosomes", "mitochondria"),
                quote=quote("Both have a nucleus, ribosomes and mitochondria.", 4),
            ),
            Criterion(
                id="c2",
                text="Says that only plant cells have chloroplasts and a cell wall.",
                points=2.0,
                key_points=("chloroplasts", "cell wall"),
                quote=differ,
            ),
            Criterion(id="c3", text="Draws a conclusion of one's own from the difference."),
        ),
        "key": (
            "Both kinds of cell have a nucleus, ribosomes and mitochondria.",
            "Only plant cells have chloroplasts and a cell wall.",
        ),
        "rationale": "A comparison names what is shared before what differs.",
        "evidence": (differ, quote("Cells are alike in more than they differ in.", 5)),
        "points": 4.0,
        "provenance": PROVENANCE,
    }
    return Item(**(fields | changes))


class Answers(NamedTuple):
    """What a pupil may give to an item: a right answer, a wrong one, and one that is no answer to it at all.

    Choices, premises and steps are named by their ids; what is matched, by "premise choice".
    """

    right: tuple[str, ...]
    wrong: tuple[str, ...]
    invalid: tuple[str, ...]


MAKERS: Mapping[ItemKind, Any] = {
    ItemKind.CHOICE: choice_item,
    ItemKind.MULTIPLE_RESPONSE: several_item,
    ItemKind.TRUE_FALSE: true_false_item,
    ItemKind.TEXT_ENTRY: cloze_item,
    ItemKind.MATCH: match_item,
    ItemKind.ORDER: order_item,
    ItemKind.NUMERIC: numeric_item,
    ItemKind.EXTENDED_TEXT: extended_item,
}
"""One fine item of each kind."""

ANSWERS: Mapping[ItemKind, Answers] = {
    ItemKind.CHOICE: Answers(("c2",), ("c1",), ("c9",)),
    ItemKind.MULTIPLE_RESPONSE: Answers(("c", "a"), ("b", "d"), ("a", "z")),
    ItemKind.TRUE_FALSE: Answers(("false",), ("true",), ("maybe",)),
    ItemKind.TEXT_ENTRY: Answers(("Cell organelle",), ("nucleus",), (" ",)),
    ItemKind.MATCH: Answers(("p1 c2", "p2 c1", "p3 c4"), ("p1 c1", "p2 c3", "p3 c2"), ("p1 c9", "p2 c1", "p3 c4")),
    ItemKind.ORDER: Answers(("c", "d", "a", "b"), ("a", "b", "c", "d"), ("c", "c", "a", "b")),
    ItemKind.NUMERIC: Answers(("73.5",), ("73.6",), ("a lot",)),
    ItemKind.EXTENDED_TEXT: Answers(("Both have a nucleus; only plants have chloroplasts.",), (), (" ",)),
}
"""Answers to the item that each of `MAKERS` makes; an extended response is right or wrong only for a person."""


def item_set(*items: Item, **changes) -> ItemSet:
    fields = {"id": "set-1", "source": "src-1", "title": "Cells and tissues", "blueprint": "balanced", "seed": 7}
    return ItemSet(**(fields | {"items": items} | changes))


def one_of_each() -> ItemSet:
    """Each kind, one of them a draft and one approved by a rule."""
    return item_set(
        approved(choice_item()),
        approved(true_false_item(), policy="all checks passed"),
        cloze_item(),
        approved(short_answer_item()),
        *(approved(maker()) for maker in (several_item, match_item, order_item, numeric_item, extended_item)),
        missing=("remember: no third fact was found",),
        report={"cloze": {"proposed": 4, "chosen": 1}},
    )


def hostile_set() -> ItemSet:
    """Every hostile string in every place of an item of each kind."""
    return item_set(
        *(item for n, text in enumerate(HOSTILE) for item in _hostile(n, text)),
        title="Hostile <b>& “{{title}}” :: \u202e]]>",
    )


def _hostile(n: int, text: str) -> list[Item]:
    choices = (
        Choice(id="a", text=f"{text} 1", correct=True, feedback=text),
        Choice(id="b b", text=text, feedback=text),
    )
    premises = tuple(Premise(id=id_, text=f"{text} {id_}", choice=id_) for id_ in ("a", "b b"))
    steps = tuple(Choice(id=id_, text=f"{id_} {text}", correct=True) for id_ in ("x", "y", "z z"))
    said = quote(text)
    common = {
        "stem": f"{text} {n}?",
        "rationale": text,
        "evidence": (said,),
        "objective": text,
        "terms": (text,),
    }
    return [
        choice_item(f"it-c{n}", choices=choices, key=("a",), **common),
        several_item(f"it-s{n}", choices=choices, key=("a",), **common),
        true_false_item(f"it-t{n}", choices=choices, key=("a",), correction=text, **common),
        cloze_item(f"it-e{n}", key=(text, text.upper()), **(common | {"stem": f"{text} _____ {n}"})),
        match_item(f"it-m{n}", premises=premises, choices=choices, key=match_key(premises), **common),
        order_item(f"it-o{n}", choices=steps, key=("z z", "x", "y"), **common),
        numeric_item(f"it-n{n}", numeric=Numeric(value=2.5, unit=text), key=(f"2.5 {text}",), **common),
        extended_item(
            f"it-x{n}",
            rubric=(Criterion(id="c 1", text=text, key_points=(text,), quote=said), Criterion(id="c2", text=text)),
            key=(text,),
            **common,
        ),
    ]
