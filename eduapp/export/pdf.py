"""`.pdf`: the questions to hand out, and on pages of their own the key with reasons and evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from reportlab.platypus import Flowable, KeepTogether, PageBreak, Paragraph, Spacer

from eduapp.domain.item import BLANK, Item, ItemKind, ItemSet
from eduapp.export.base import Artefact, Options, losses, sort_out
from eduapp.export.pdf_fonts import Ink
from eduapp.export.pdf_page import NUMBER, Barred, Bookmark, Rule, Styles, build, read_layout
from eduapp.export.text import (
    KIND_NAMES,
    also_right,
    bidi_closed,
    key_letters,
    letter,
    one_line,
    place,
    review_note,
    standing,
    wrong_feedback,
)

LOST = (
    "A PDF keeps no checks, review history or record of how an item was made.",
    "It shows no difficulty, objective, terms or facts, and no feedback on the right choice.",
    "It has no tags for screen readers.",
)
_GAP = "_" * 18
_BOX = "☐"
_APART = "\u00a0" * 5 + " "
_SPACE_BETWEEN = 16


def encode(item_set: ItemSet, options: Options) -> Artefact:
    """The set as a PDF in which text can be searched and the outline leads to every question and answer."""
    items, skipped = sort_out(item_set, KINDS)
    layout = read_layout(options.paper)
    title = bidi_closed(one_line(options.title or item_set.title)) or layout.words.questions
    sheet = _Sheet(item_set, items, Styles(layout), Ink(), title)
    head = {"title": sheet.title, "language": options.language}
    _, pages = build(sheet.story(), sheet.styles, **head)
    data, _ = build(sheet.story(), sheet.styles, **head, pages=pages)
    lost = losses(items, skipped, *LOST, tex="Formulas stand as TeX, as they are in the text.")
    return Artefact(data=data, written=len(items), lost=lost + sheet.ink.lost(), skipped=skipped)


@dataclass(frozen=True)
class _Sheet:
    """What the parts of the document are made from."""

    item_set: ItemSet
    items: list[Item]
    styles: Styles
    ink: Ink
    title: str

    def story(self) -> list[Flowable]:
        """All parts in order; made anew for each build, as reportlab uses them up."""
        numbered = list(enumerate(self.items, start=1))
        questions = _blocks(_title(self), (_question(self, number, item) for number, item in numbered))
        key = _blocks(_key_title(self), (_answer(self, number, item) for number, item in numbered))
        return [*questions, PageBreak(), *key]

    def paragraph(self, text: str, style: str, mark: str | None = None) -> Paragraph:
        return Paragraph(self.ink.markup(text), getattr(self.styles, style), bulletText=mark)


def _title(sheet: _Sheet) -> list[Flowable]:
    words = sheet.styles.layout.words
    total = sum(item.points for item in sheet.items)
    blanks = ((words.name, "", 0.5), (words.date, "", 0.25), (words.score, f"/ {total:g}", 0.25))
    return [
        Bookmark("questions", words.questions, 0),
        sheet.paragraph(sheet.title, "title"),
        Rule(sheet.styles, blanks),
        Spacer(0, 22),
    ]


def _blocks(head: list[Flowable], blocks: Iterable[list[Flowable]]) -> list[Flowable]:
    """Each block on one page where it fits, the head with the first."""
    parts: list[Flowable] = []
    for block in blocks:
        parts += [KeepTogether(head + block), Spacer(0, _SPACE_BETWEEN)]
        head = []
    return parts


def _question(sheet: _Sheet, number: int, item: Item) -> list[Flowable]:
    note = standing(item)
    return [
        Bookmark(f"question-{number}", _entry(number, item), 1),
        sheet.paragraph(_stem(sheet, item), "stem", f"{number}."),
        *KINDS[item.kind].ask(sheet, item),
        *([sheet.paragraph(note, "draft")] if note else []),
    ]


def _stem(sheet: _Sheet, item: Item) -> str:
    points = "" if item.points == 1 else f" ({item.points:g} {sheet.styles.layout.words.points})"
    return item.stem.replace(BLANK, _GAP) + points


def _choices(sheet: _Sheet, item: Item) -> list[Flowable]:
    return [sheet.paragraph(choice.text, "choice", letter(i)) for i, choice in enumerate(item.choices)]


def _boxes(sheet: _Sheet, item: Item) -> list[Flowable]:
    return [sheet.paragraph(_APART.join(f"{_BOX} {choice.text}" for choice in item.choices), "reason")]


def _writing_line(sheet: _Sheet, item: Item) -> list[Flowable]:
    return [] if BLANK in item.stem else [Rule(sheet.styles, indent=NUMBER)]


def _key_title(sheet: _Sheet) -> list[Flowable]:
    heading = sheet.styles.layout.words.key
    return [Bookmark("key", heading, 0), sheet.paragraph(f"{heading}: {sheet.title}", "heading")]


def _answer(sheet: _Sheet, number: int, item: Item) -> list[Flowable]:
    quotes = ((place(sheet.item_set, quote), quote.text) for quote in item.evidence)
    return [
        Bookmark(f"key-{number}", _entry(number, item), 1),
        sheet.paragraph(KINDS[item.kind].answer(item), "answer", f"{number}."),
        *_reasons(sheet, item),
        *(part for where, words in quotes for part in _evidence(sheet, where, words)),
    ]


def _reasons(sheet: _Sheet, item: Item) -> list[Flowable]:
    words = sheet.styles.layout.words
    about = [item.level.value.capitalize(), KIND_NAMES[item.kind], review_note(item)]
    parts = [sheet.paragraph(" · ".join(filter(None, about)), "note")]
    if item.correction:
        parts.append(sheet.paragraph(f"{words.corrected} {item.correction}", "reason"))
    if not item.choices and (also := also_right(item)):
        parts.append(sheet.paragraph(f"{words.also} {'; '.join(also)}", "reason"))
    if item.rationale:
        parts.append(sheet.paragraph(item.rationale, "reason"))
    return parts + [sheet.paragraph(f"{words.not_this} {m}: {text}", "note") for m, text in wrong_feedback(item)]


def _evidence(sheet: _Sheet, where: str, words: str) -> list[Flowable]:
    return [Barred(sheet.ink.markup(f"“{words}”"), sheet.styles.quote), sheet.paragraph(where, "place")]


def _entry(number: int, item: Item) -> str:
    return f"{number}. {bidi_closed(one_line(item.stem, 60))}"


def _letter_answer(item: Item) -> str:
    return f"{key_letters(item)}\u00a0\u00a0{item.answer}"


def _word_answer(item: Item) -> str:
    return item.answer


@dataclass(frozen=True)
class _Form:
    """How a kind is asked below its stem, and how its answer reads in the key."""

    ask: Callable[[_Sheet, Item], list[Flowable]]
    answer: Callable[[Item], str]


KINDS: dict[ItemKind, _Form] = {
    ItemKind.CHOICE: _Form(_choices, _letter_answer),
    ItemKind.TRUE_FALSE: _Form(_boxes, _word_answer),
    ItemKind.TEXT_ENTRY: _Form(_writing_line, _word_answer),
}
"""How each kind of item is printed."""
