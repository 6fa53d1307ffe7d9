"""How each kind of item is printed: what stands below its stem, how its answer reads, and what else the key says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest

from reportlab.platypus import Flowable, Spacer

from eduapp.domain.item import BLANK, Item, ItemKind
from eduapp.domain.rubric import Criterion
from eduapp.domain.show import accepted_range
from eduapp.domain.source import Quote
from eduapp.export.pdf_page import NUMBER, Rule
from eduapp.export.pdf_sheet import Sheet
from eduapp.export.text import also_right, further_words, key_letters, letters, place, shown, told

_BOX = "☐"
_APART = "\u00a0" * 5 + " "
_BULLET = "•"
_MARK = "____"
_LINES_A_CRITERION, _FEWEST_LINES, _MOST_LINES = 3, 4, 14
_NUMBERS_ROOM = 0.4
_NARROWEST, _WIDEST = 0.35, 0.65
_RUBRIC = (0.1, 0.48, 0.42)


def _choices(sheet: Sheet, item: Item) -> list[Flowable]:
    return [sheet.paragraph(choice.text, "choice", mark) for choice, mark in _lettered(item)]


def _several(sheet: Sheet, item: Item) -> list[Flowable]:
    note = told(item, sheet.words.choose_all)
    boxes = [sheet.paragraph(f"{_BOX} {choice.text}", "choice", mark) for choice, mark in _lettered(item)]
    return [*([sheet.paragraph(note, "note")] if note else []), *boxes]


def _boxes(sheet: Sheet, item: Item) -> list[Flowable]:
    return [sheet.paragraph(_APART.join(f"{_BOX} {choice.text}" for choice in item.choices), "reason")]


def _writing_line(sheet: Sheet, item: Item) -> list[Flowable]:
    return [] if BLANK in item.stem else [Rule(sheet.styles, indent=NUMBER)]


def _room_for_number(sheet: Sheet, item: Item) -> list[Flowable]:
    unit = item.numeric.unit if item.numeric else ""
    return [] if BLANK in item.stem else [Rule(sheet.styles, (("", unit, _NUMBERS_ROOM),), indent=NUMBER)]


def _two_columns(sheet: Sheet, item: Item) -> list[Flowable]:
    left = [
        [sheet.paragraph(premise.text, "premise", f"{_MARK} {n}.")] for n, premise in enumerate(item.premises, start=1)
    ]
    right = [[sheet.paragraph(choice.text, "option", mark)] for choice, mark in _lettered(item)]
    rows = list(zip_longest(left, right, fillvalue=[]))
    longest = [max(len(part.text) for part in parts) for parts in (item.premises, item.choices)]
    share = min(max(longest[0] / sum(longest), _NARROWEST), _WIDEST)
    return [sheet.paragraph(sheet.words.match, "note"), Spacer(0, 4), sheet.columns(rows, (share, 1 - share))]


def _to_order(sheet: Sheet, item: Item) -> list[Flowable]:
    share = 1 / len(item.choices)
    blanks = tuple((f"{n}.", "", share) for n in range(1, len(item.choices) + 1))
    note = sheet.paragraph(sheet.words.order, "note")
    return [*_choices(sheet, item), Spacer(0, 6), note, Rule(sheet.styles, blanks, indent=NUMBER)]


def _writing_room(sheet: Sheet, item: Item) -> list[Flowable]:
    lines = min(max(_LINES_A_CRITERION * len(item.rubric), _FEWEST_LINES), _MOST_LINES)
    return [Rule(sheet.styles, indent=NUMBER) for _ in range(lines)]


def _lettered(item: Item) -> list[tuple]:
    marks = letters(item)
    return [(choice, marks[choice.id]) for choice in shown(item)]


def _letter_answer(sheet: Sheet, item: Item) -> str:
    return f"{key_letters(item)}\u00a0\u00a0{item.answer}"


def _letters_only(sheet: Sheet, item: Item) -> str:
    return key_letters(item)


def _word_answer(sheet: Sheet, item: Item) -> str:
    return item.answer


def _model_answer(sheet: Sheet, item: Item) -> str:
    return sheet.words.model_answer


def _nothing(sheet: Sheet, item: Item) -> list[Flowable]:
    return []


def _accepted(sheet: Sheet, item: Item) -> list[Flowable]:
    also = also_right(item)
    return [sheet.paragraph(f"{sheet.words.also} {'; '.join(also)}", "reason")] if also else []


def _right_choices(sheet: Sheet, item: Item) -> list[Flowable]:
    right = ((choice, mark) for choice, mark in _lettered(item) if choice.id in item.key)
    return [sheet.paragraph(choice.text, "choice", mark) for choice, mark in right]


def _pairs(sheet: Sheet, item: Item) -> list[Flowable]:
    texts = {choice.id: choice.text for choice in item.choices}
    pairs = enumerate(item.premises, start=1)
    return [sheet.paragraph(f"{premise.text} → {texts[premise.choice]}", "choice", f"{n}.") for n, premise in pairs]


def _right_order(sheet: Sheet, item: Item) -> list[Flowable]:
    texts = {choice.id: choice.text for choice in item.choices}
    return [sheet.paragraph(texts[id_], "choice", f"{n}.") for n, id_ in enumerate(item.key, start=1)]


def _range(sheet: Sheet, item: Item) -> list[Flowable]:
    accepted = accepted_range(item.numeric) if item.numeric else ""
    return [sheet.paragraph(f"{sheet.words.accepted} {accepted}", "reason")] if accepted else []


def _scheme(sheet: Sheet, item: Item) -> list[Flowable]:
    words = sheet.words
    points = [sheet.paragraph(point, "choice", _BULLET) for point in item.key]
    heads = [[sheet.paragraph(head, "small")] for head in (words.points.capitalize(), words.earned_for, words.evidence)]
    rows = [heads, *(_criterion(sheet, criterion) for criterion in item.rubric)]
    return [*points, Spacer(0, 6), sheet.grid(rows, _RUBRIC)]


def _criterion(sheet: Sheet, criterion: Criterion) -> list[list[Flowable]]:
    further = "; ".join(further_words(criterion))
    named = [sheet.paragraph(further, "small")] if further else []
    points = [sheet.paragraph(f"{criterion.points:g}", "worth")]
    return [points, [sheet.paragraph(criterion.text, "plain"), *named], _said(sheet, criterion.quote)]


def _said(sheet: Sheet, quote: Quote | None) -> list[Flowable]:
    if quote is None:
        return []
    return [sheet.paragraph(f"“{quote.text}”", "said"), sheet.paragraph(place(sheet.item_set, quote), "small")]


@dataclass(frozen=True)
class Form:
    """A kind in print: what is below the stem, the answer's first line, and what the key says below it."""

    ask: Callable[[Sheet, Item], list[Flowable]]
    answer: Callable[[Sheet, Item], str]
    more: Callable[[Sheet, Item], list[Flowable]] = _nothing


KINDS: dict[ItemKind, Form] = {
    ItemKind.CHOICE: Form(_choices, _letter_answer),
    ItemKind.MULTIPLE_RESPONSE: Form(_several, _letters_only, _right_choices),
    ItemKind.TRUE_FALSE: Form(_boxes, _word_answer),
    ItemKind.TEXT_ENTRY: Form(_writing_line, _word_answer, _accepted),
    ItemKind.MATCH: Form(_two_columns, _letters_only, _pairs),
    ItemKind.ORDER: Form(_to_order, _letters_only, _right_order),
    ItemKind.NUMERIC: Form(_room_for_number, _word_answer, _range),
    ItemKind.EXTENDED_TEXT: Form(_writing_room, _model_answer, _scheme),
}
"""How each kind of item is printed."""
