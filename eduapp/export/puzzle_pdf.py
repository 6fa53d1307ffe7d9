"""`.pdf`: a crossword to hand out, its clues in columns below the grid, and the key on a page of its own.

The grid is drawn as large as leaves room for all clues on the first page, down to cells that one can still write in;
where that isn't enough, the clues go on overleaf. The clues down have a column of their own, unless that takes a page
more; then at least a few of them stand together below their heading.
"""

from __future__ import annotations

import io
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pydantic import ValidationError
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    ActionFlowable,
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
)

from eduapp import resources
from eduapp.domain.base import Model
from eduapp.domain.crossword import Cell, Crossword, Entry
from eduapp.errors import ExportError
from eduapp.export.base import Artefact, Options
from eduapp.export.pdf_fonts import BOLD, TEXT, Ink
from eduapp.export.pdf_page import Bookmark, Layout, Rule, Styles, read_layout
from eduapp.export.text import bidi_closed, one_line

LOST = (
    "A PDF keeps no pinned entries, no words left out, and no link to the items.",
    "It has no tags for screen readers; the web page of the crossword can be read by one.",
)
_LARGEST, _COMFORTABLE, _READABLE = 8.5 * mm, 6.0 * mm, 3.6 * mm
"""The side of a cell: at most, and the least that is taken to save a page, of the grid and of the key."""

_GAP, _AROUND_GRID = 16.0, 14.0
_LEAST_COLUMN = 120.0
"""The height in points that columns of clues below the grid must have to be worth it."""

_MANY = 36
"""From so many entries on, the clues stand in three columns and the key in four."""

_TOGETHER = 3
"""So many rows at least stand below a heading in the same column, if the list has as many."""

_LONGEST_TITLE = 160


class Words(Model):
    """The words on the page, as `templates/crossword/words.toml` gives them."""

    title: str
    across: str
    down: str
    bank: str


def encode(crossword: Crossword, options: Options) -> Artefact:
    """The crossword as a PDF in A4 or Letter; the same crossword and options give the same bytes."""
    layout = read_layout(options.paper)
    sheet = _Sheet(crossword, options, layout, read_words())
    data = sheet.best()
    return Artefact(data=data, written=crossword.words, lost=LOST + sheet.ink.lost())


def read_words() -> Words:
    """The words in use. Raises ExportError when the user's own can't be read."""
    path = resources.template("crossword/words.toml")
    try:
        return Words.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:  # tomllib's and pydantic's errors are ValueErrors
        detail = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise ExportError(
            f"The words of the crossword can't be read: {detail}.", hint="See words.toml.", where=str(path)
        ) from error


class Grid(Flowable):
    """The grid in the middle of its frame, with the letters that are to be shown."""

    def __init__(self, crossword: Crossword, side: float, shown: dict[Cell, str], styles: Styles, ink: Ink) -> None:
        super().__init__()
        self.crossword, self.side, self.shown, self.styles, self.ink = crossword, side, shown, styles, ink

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = width, self.crossword.rows * self.side
        return width, self.height

    def draw(self) -> None:
        canvas, side, numbers = self.canv, self.side, self.crossword.numbers()
        left = (self.width - self.crossword.columns * side) / 2
        canvas.setLineWidth(0.6)
        canvas.setStrokeColor(self.styles.body.textColor)
        letter_style = ParagraphStyle(
            "letter", parent=self.styles.body, fontSize=side * 0.52, leading=side * 0.6, alignment=TA_CENTER
        )
        for row, line in enumerate(self.crossword.cells()):
            for column, letter in enumerate(line):
                if letter is None:
                    continue
                x, y = left + column * side, self.height - (row + 1) * side
                canvas.rect(x, y, side, side, fill=0)
                if (row, column) in numbers:
                    canvas.setFont(TEXT, max(side * 0.28, 4))
                    canvas.setFillColor(self.styles.body.textColor)
                    canvas.drawString(x + side * 0.07, y + side * 0.7, str(numbers[row, column]))
                if (row, column) in self.shown:
                    mark = Paragraph(self.ink.markup(self.shown[row, column]), letter_style)
                    mark.wrapOn(canvas, side, side)
                    mark.drawOn(canvas, x, y + side * 0.1)


class Clue(Paragraph):
    """A paragraph that goes on in the next column only when it is long."""

    def split(self, width: float, height: float) -> list[Flowable]:
        return super().split(width, height) if self.height > _LEAST_COLUMN else []


@dataclass
class _Sheet:
    """What the parts of the document are made from."""

    crossword: Crossword
    options: Options
    layout: Layout
    words: Words

    def __post_init__(self) -> None:
        self.styles, self.ink = Styles(self.layout), Ink()
        self.title = bidi_closed(one_line(self.options.title, _LONGEST_TITLE)) or self.words.title
        size = self.layout.text * 0.92
        self.clue = ParagraphStyle(
            "clue",
            parent=self.styles.body,
            fontSize=size,
            leading=size * 1.32,
            leftIndent=size * 2.1,
            bulletFontName=BOLD,
            bulletFontSize=size,
            spaceAfter=size * 0.3,
            splitLongWords=1,
        )
        self.list_head = ParagraphStyle(
            "list-head",
            parent=self.styles.body,
            fontName=BOLD,
            spaceBefore=size * 0.6,
            spaceAfter=size * 0.5,
            keepWithNext=1,
        )
        self.page_width, self.page_height = self.layout.size()
        self.margin = self.layout.margin * mm
        self.width, self.height = self.page_width - 2 * self.margin, self.page_height - 2 * self.margin
        self.columns, self.key_columns = (3, 4) if self.crossword.words >= _MANY else (2, 3)
        self.apart = self.key_apart = False

    def best(self) -> bytes:
        """The document, the entries down in columns of their own where that takes no more pages."""
        _, pages = self.build(0)
        for part in ("apart", "key_apart"):
            setattr(self, part, True)
            setattr(self, part, self.build(0)[1] <= pages)
        return self.build(pages)[0]

    def build(self, pages: int) -> tuple[bytes, int]:
        """The document and how many pages it has; `pages` is the total to say at the foot."""
        head, clues = self._head(), self._clues()
        starts = {(entry.row, entry.column): entry.answer[0] for entry in self.crossword.entries}
        grid = self._grid(self._side(head, clues), starts if self.options.first_letters else {})
        key_head, key = self._key_head(), self._key_grid()
        named = {
            "puzzle": self._above(_height([*head, grid], self.width), self.columns),
            "clues": self._frames(self.height, self.columns),
            "key": self._above(_height([*key_head, key], self.width), self.key_columns),
            "answers": self._frames(self.height, self.key_columns),
        }
        story = [*head, grid, *_go_on("clues", named["puzzle"]), *clues, NextPageTemplate("key"), PageBreak()]
        story += [*key_head, key, *_go_on("answers", named["key"]), *self._answers()]
        buffer = io.BytesIO()
        document = self._document(buffer, named, pages)
        document.build(story)
        return buffer.getvalue(), document.page

    def _side(self, head: list[Flowable], clues: list[Flowable]) -> float:
        """The side of a cell: as large as lets everything stand on one page, or as the page lets the grid be."""
        room = self.height - _height(head, self.width) - _AROUND_GRID - 2
        largest = min(_LARGEST, self.width / self.crossword.columns, room / self.crossword.rows)
        saving = (room - self._needed(clues, self.columns)) / self.crossword.rows
        return min(largest, saving) if saving >= _COMFORTABLE else largest

    def _needed(self, parts: list[Flowable], columns: int) -> float:
        """The height of so many columns that the parts fill; if broken in two, that of the higher half at least."""
        width = self._column(columns)
        breaks = [place for place, part in enumerate(parts) if isinstance(part, ActionFlowable)]
        if breaks and columns == 2:
            halves = parts[: breaks[0]], parts[breaks[0] + 1 :]
            return max(_height(half, width) for half in halves) + self.clue.leading
        flowing = [part for part in parts if not isinstance(part, ActionFlowable | CondPageBreak)]
        return _height(flowing, width) / columns * 1.04 + self.clue.leading * 3

    def _column(self, columns: int) -> float:
        return (self.width - _GAP * (columns - 1)) / columns

    def _grid(self, side: float, shown: dict[Cell, str]) -> Grid:
        return Grid(self.crossword, side, shown, self.styles, self.ink)

    def _head(self) -> list[Flowable]:
        words = self.layout.words
        blanks = ((words.name, "", 0.7), (words.date, "", 0.3))
        return [
            Bookmark("puzzle", self.words.title, 0),
            Paragraph(self.ink.markup(self.title), self.styles.title),
            Rule(self.styles, blanks),
            Spacer(0, _AROUND_GRID),
        ]

    def _clues(self) -> list[Flowable]:
        parts = self._lists(_asked, self.columns, self.apart)
        if self.options.word_bank:
            words = sorted((bidi_closed(one_line(entry.display)) for entry in self.crossword.entries), key=str.casefold)
            bank = Paragraph(self.ink.markup("\u00a0· ".join(words)), self.styles.body)
            parts += [self._list_head(self.words.bank), bank]
        return parts

    def _answers(self) -> list[Flowable]:
        return self._lists(lambda entry: one_line(entry.display), self.key_columns, self.key_apart)

    def _lists(self, text: Callable[[Entry], str], columns: int, apart: bool) -> list[Flowable]:
        """The entries across, then those down, in a column of their own or with a few of them below their heading."""
        across = self._list(self.words.across, self.crossword.across(), text)
        down = self._list(self.words.down, self.crossword.down(), text)
        if not across or not down:
            return across or down
        first = _height(down[: 1 + _TOGETHER], self._column(columns))
        return [*across, FrameBreak() if apart else CondPageBreak(first), *down]

    def _list(self, head: str, entries: Sequence[Entry], text: Callable[[Entry], str]) -> list[Flowable]:
        """A heading and the numbered rows; nothing comes of no rows."""
        marked = [
            Clue(self.ink.markup(bidi_closed(text(entry))), self.clue, bulletText=str(entry.number))
            for entry in entries
        ]
        return [self._list_head(head), *marked] if entries else []

    def _list_head(self, head: str) -> Paragraph:
        return Paragraph(self.ink.markup(head), self.list_head)

    def _key_head(self) -> list[Flowable]:
        key = self.layout.words.key
        title = Paragraph(self.ink.markup(f"{key}: {self.title}"), self.styles.heading)
        return [Bookmark("key", key, 0), title]

    def _key_grid(self) -> Grid:
        letters = {
            (row, column): letter
            for row, line in enumerate(self.crossword.cells())
            for column, letter in enumerate(line)
            if letter
        }
        room = self.height - _height(self._key_head(), self.width) - _AROUND_GRID - 2
        side = min(_COMFORTABLE, self.width / self.crossword.columns, room / self.crossword.rows)
        saving = (room - self._needed(self._answers(), self.key_columns)) / self.crossword.rows
        return self._grid(min(side, saving) if saving >= _READABLE else side, letters)

    def _document(self, buffer: io.BytesIO, named: dict[str, list[Frame]], pages: int) -> BaseDocTemplate:
        document = BaseDocTemplate(
            buffer,
            pagesize=(self.page_width, self.page_height),
            title=self.title,
            subject=self.words.title,
            lang=self.options.language,
            **dict.fromkeys(("author", "creator", "producer"), "eduapp"),
            invariant=1,
            initialFontName=TEXT,
        )

        def foot(canvas: Canvas, _: BaseDocTemplate) -> None:
            canvas.setFont(TEXT, self.layout.small)
            canvas.setFillColor(self.styles.label.textColor)
            canvas.drawCentredString(self.page_width / 2, self.margin * 0.55, f"{canvas.getPageNumber()} / {pages}")

        document.addPageTemplates([PageTemplate(name, frames, onPageEnd=foot) for name, frames in named.items()])
        return document

    def _above(self, top: float, columns: int) -> list[Frame]:
        """A frame of that height, and columns below it where there is room for any."""
        top = min(top + _AROUND_GRID + 1, self.height)
        below = self.height - top
        first = Frame(self.margin, self.margin + below, self.width, top, **_NO_PADDING)
        return [first, *self._frames(below, columns)] if below >= _LEAST_COLUMN else [first]

    def _frames(self, height: float, columns: int) -> list[Frame]:
        width = self._column(columns)
        lefts = [self.margin + number * (width + _GAP) for number in range(columns)]
        return [Frame(left, self.margin, width, height, **_NO_PADDING) for left in lefts]


_NO_PADDING = dict.fromkeys(("leftPadding", "rightPadding", "topPadding", "bottomPadding"), 0)


def _asked(entry: Entry) -> str:
    return f"{one_line(entry.clue)} {entry.enumeration}".strip()


def _go_on(template: str, frames: list[Frame]) -> list[Flowable]:
    """To the columns below, where there are any, and from then on to pages of that template."""
    return [NextPageTemplate(template), FrameBreak() if len(frames) > 1 else PageBreak()]


def _height(parts: list[Flowable], width: float) -> float:
    """How high the parts are in a frame of that width."""
    return sum(part.wrap(width, 1e6)[1] + part.getSpaceBefore() + part.getSpaceAfter() for part in parts)
