"""`.pdf`: the questions to hand out, and on pages of their own the key with reasons and evidence."""

from __future__ import annotations

from collections.abc import Iterable

from reportlab.platypus import Flowable, KeepTogether, PageBreak, Spacer

from eduapp.domain.item import BLANK, Item
from eduapp.domain.item_set import ItemSet
from eduapp.export.base import Artefact, Options, losses, sort_out
from eduapp.export.pdf_fonts import Ink
from eduapp.export.pdf_kinds import KINDS
from eduapp.export.pdf_page import Barred, Bookmark, Rule, Styles, build, read_layout
from eduapp.export.pdf_sheet import Sheet
from eduapp.export.text import (
    KIND_NAMES,
    bidi_closed,
    one_line,
    other_evidence,
    place,
    reason,
    review_note,
    standing,
    worth_saying,
    wrong_feedback,
)

LOST = (
    "A PDF keeps no checks, review history or record of how an item was made.",
    "It shows no difficulty, objective, terms or facts, and no feedback on the right choice.",
    "It has no tags for screen readers.",
)
_GAP = "_" * 18
_SPACE_BETWEEN = 16


def encode(item_set: ItemSet, options: Options) -> Artefact:
    """The set as a PDF in which text can be searched and the outline leads to every question and answer."""
    items, skipped = sort_out(item_set, KINDS)
    layout = read_layout(options.paper)
    title = bidi_closed(one_line(options.title or item_set.title)) or layout.words.questions
    sheet = Sheet(item_set, items, Styles(layout), Ink(), title)
    head = {"title": sheet.title, "language": options.language}
    _, pages = build(_story(sheet), sheet.styles, **head)
    data, _ = build(_story(sheet), sheet.styles, **head, pages=pages)
    lost = losses(items, skipped, *LOST, tex="Formulas stand as TeX, as they are in the text.")
    return Artefact(data=data, written=len(items), lost=lost + sheet.ink.lost(), skipped=skipped)


def _story(sheet: Sheet) -> list[Flowable]:
    """All parts in order; made anew for each build, as reportlab uses them up."""
    numbered = list(enumerate(sheet.items, start=1))
    questions = _blocks(_title(sheet), (_question(sheet, number, item) for number, item in numbered))
    key = _blocks(_key_title(sheet), (_answer(sheet, number, item) for number, item in numbered))
    return [*questions, PageBreak(), *key]


def _title(sheet: Sheet) -> list[Flowable]:
    words = sheet.words
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


def _question(sheet: Sheet, number: int, item: Item) -> list[Flowable]:
    note = standing(item)
    return [
        Bookmark(f"question-{number}", _entry(number, item), 1),
        sheet.paragraph(_stem(sheet, item), "stem", f"{number}."),
        *KINDS[item.kind].ask(sheet, item),
        *([sheet.paragraph(note, "draft")] if note else []),
    ]


def _stem(sheet: Sheet, item: Item) -> str:
    points = worth_saying(item, sheet.words.points)
    return item.stem.replace(BLANK, _GAP) + (f" ({points})" if points else "")


def _key_title(sheet: Sheet) -> list[Flowable]:
    heading = sheet.words.key
    return [Bookmark("key", heading, 0), sheet.paragraph(f"{heading}: {sheet.title}", "heading")]


def _answer(sheet: Sheet, number: int, item: Item) -> list[Flowable]:
    form = KINDS[item.kind]
    quotes = ((place(sheet.item_set, quote), quote.text) for quote in other_evidence(item))
    return [
        Bookmark(f"key-{number}", _entry(number, item), 1),
        sheet.paragraph(form.answer(sheet, item), "answer", f"{number}."),
        _about(sheet, item),
        *form.more(sheet, item),
        *_reasons(sheet, item),
        *(part for where, words in quotes for part in _evidence(sheet, where, words)),
    ]


def _about(sheet: Sheet, item: Item) -> Flowable:
    points = worth_saying(item, sheet.words.points)
    about = [item.level.value.capitalize(), KIND_NAMES[item.kind], points, review_note(item)]
    return sheet.paragraph(" · ".join(filter(None, about)), "note")


def _reasons(sheet: Sheet, item: Item) -> list[Flowable]:
    words = sheet.words
    parts = [sheet.paragraph(f"{words.corrected} {item.correction}", "reason")] if item.correction else []
    if rationale := reason(item):
        parts.append(sheet.paragraph(rationale, "reason"))
    return parts + [sheet.paragraph(f"{words.not_this} {m}: {text}", "note") for m, text in wrong_feedback(item)]


def _evidence(sheet: Sheet, where: str, words: str) -> list[Flowable]:
    return [Barred(sheet.ink.markup(f"“{words}”"), sheet.styles.quote), sheet.paragraph(where, "place")]


def _entry(number: int, item: Item) -> str:
    return f"{number}. {bidi_closed(one_line(item.stem, 60))}"
