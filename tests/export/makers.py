"""Items of every kind for the export tests, plain ones and hostile ones."""

from __future__ import annotations

from datetime import UTC, datetime

from eduapp.domain.item import Bloom, Check, Choice, Item, ItemKind, ItemSet, Provenance
from eduapp.domain.review import Decision, Review, State, Verdict
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
        missing=("remember: no third fact was found",),
        report={"cloze": {"proposed": 4, "chosen": 1}},
    )


def hostile_set() -> ItemSet:
    """Every hostile string in every place of an item of each kind."""
    items = []
    for n, text in enumerate(HOSTILE):
        choices = (
            Choice(id="a", text=f"{text} 1", correct=True, feedback=text),
            Choice(id="b b", text=text, feedback=text),
        )
        common = {
            "stem": f"{text} {n}?",
            "rationale": text,
            "evidence": (quote(text),),
            "objective": text,
            "terms": (text,),
        }
        items += [
            choice_item(f"it-c{n}", choices=choices, key=("a",), **common),
            true_false_item(f"it-t{n}", choices=choices, key=("a",), correction=text, **common),
            cloze_item(f"it-e{n}", key=(text, text.upper()), **(common | {"stem": f"{text} _____ {n}"})),
        ]
    return item_set(*items, title="Hostile <b>& “{{title}}” :: \u202e]]>")
