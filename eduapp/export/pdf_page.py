"""The page that the questions and the key stand on: its styles, its small drawings, its foot."""

from __future__ import annotations

import io
import tomllib
from typing import Annotated, Literal

from pydantic import Field, ValidationError
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph

from eduapp import resources
from eduapp.domain.base import Model
from eduapp.errors import ExportError
from eduapp.export.pdf_fonts import BOLD, ITALIC, TEXT, register
from eduapp.export.text import CHOOSE_ALL

NUMBER, MARK = 26.0, 46.0
"""How far the text stands in beside a question's number, and beside a choice's letter, in points."""


Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]


class Words(Model):
    """The page's own words. Those with a default are younger than the layouts that schools may have."""

    name: str
    date: str
    score: str
    questions: str
    key: str
    points: str
    also: str
    corrected: str
    not_this: str
    choose_all: str = CHOOSE_ALL
    match: str = "Write the letter of its match beside each."
    order: str = "Write the letters in the right order."
    accepted: str = "Accepted:"
    model_answer: str = "A full answer says:"
    earned_for: str = "For"
    evidence: str = "Evidence"


class Layout(Model):
    """What `templates/pdf/layout.toml` says: millimetres for the margin, points for type, hex colours."""

    paper: Literal["a4", "letter"]
    margin: float = Field(ge=5, le=60)
    text: float = Field(ge=6, le=24)
    small: float = Field(ge=5, le=24)
    title: float = Field(ge=6, le=48)
    ink: Colour
    muted: Colour
    line: Colour
    accent: Colour
    words: Words

    def size(self) -> tuple[float, float]:
        """The paper's width and height in points."""
        return A4 if self.paper == "a4" else LETTER


def read_layout(paper: str = "") -> Layout:
    """The layout in use, on that paper if one is named. Raises ExportError when the user's own can't be read."""
    path = resources.template("pdf/layout.toml")
    try:
        layout = Layout.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        return layout.model_copy(update={"paper": paper}) if paper else layout
    except (OSError, ValueError) as error:  # tomllib's and pydantic's errors are ValueErrors
        detail = _first_problem(error) if isinstance(error, ValidationError) else str(error)
        raise ExportError(
            f"The PDF layout can't be read: {detail}.", hint="See layout.toml.", where=str(path)
        ) from error


def _first_problem(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


class Styles:
    """Paragraph styles by what they are for."""

    def __init__(self, layout: Layout) -> None:
        register()
        self.layout = layout
        ink, muted, accent = (HexColor(c) for c in (layout.ink, layout.muted, layout.accent))
        self.line = HexColor(layout.line)
        self.room = layout.size()[0] - 2 * layout.margin * mm
        bold = {"bulletFontName": BOLD, "bulletFontSize": layout.text}
        lead = {"leading": layout.text * 1.42}
        self.body = ParagraphStyle(
            "body",
            fontName=TEXT,
            fontSize=layout.text,
            textColor=ink,
            bulletColor=ink,
            allowWidows=0,
            allowOrphans=0,
            **lead,
        )
        note = {"fontSize": layout.small, "leading": layout.small * 1.4, "textColor": muted}
        self.title = self._of("title", fontName=BOLD, fontSize=layout.title, leading=layout.title * 1.25, spaceAfter=10)
        self.heading = self._of("heading", parent=self.title, spaceAfter=16)
        self.label = self._of("label", **note)
        self.stem = self._of("stem", leftIndent=NUMBER, **bold)
        self.choice = self._of("choice", leftIndent=MARK, bulletIndent=NUMBER, spaceBefore=3, **bold)
        self.answer = self._of("answer", leftIndent=NUMBER, fontName=BOLD, textColor=accent, **bold)
        self.reason = self._of("reason", leftIndent=NUMBER, spaceBefore=2)
        self.note = self._of("note", leftIndent=NUMBER, spaceBefore=2, **note)
        self.draft = self._of("draft", parent=self.note, fontName=ITALIC)
        self.quote = self._of("quote", leftIndent=NUMBER + 10, spaceBefore=5, fontName=ITALIC)
        self.plain = self._of("plain")
        self.small = self._of("small", **note)
        self.said = self._of("said", fontName=ITALIC)
        self.worth = self._of("worth", fontName=BOLD)
        self.premise = self._of("premise", leftIndent=MARK, **bold)
        self.option = self._of("option", leftIndent=MARK - NUMBER, **bold)
        self.place = self._of("place", parent=self.note, leftIndent=NUMBER + 10, spaceBefore=0)

    def _of(self, name: str, parent: ParagraphStyle | None = None, **changes: object) -> ParagraphStyle:
        return ParagraphStyle(name, parent=parent or self.body, **changes)


class Barred(Paragraph):
    """A paragraph with a bar at its left, as quotes have."""

    def draw(self) -> None:
        canvas, x = self.canv, self.style.leftIndent - 8
        canvas.saveState()
        canvas.setStrokeColor(self.style.bulletColor, alpha=0.3)
        canvas.setLineWidth(1.5)
        canvas.line(x, 0, x, self.height)
        canvas.restoreState()
        super().draw()


class Rule(Flowable):
    """A line to write on. With blanks (label, tail, share of the width) it is as many, each between its words."""

    def __init__(
        self, styles: Styles, blanks: tuple[tuple[str, str, float], ...] = (("", "", 1.0),), indent: float = 0
    ):
        super().__init__()
        self.styles, self.blanks, self.indent = styles, blanks, indent

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        return width, 28

    def draw(self) -> None:
        canvas, style = self.canv, self.styles.label
        canvas.setStrokeColor(self.styles.line)
        canvas.setLineWidth(0.7)
        canvas.setFont(style.fontName, style.fontSize)
        canvas.setFillColor(style.textColor)
        x, room = self.indent, self.width - self.indent
        for label, tail, share in self.blanks:
            end = x + room * share - (0 if x + room * share > self.width - 1 else 14)
            canvas.drawString(x, 6, label)
            canvas.drawRightString(end, 6, tail)
            canvas.line(x + self._beside(label), 4, end - self._beside(tail), 4)
            x += room * share

    def _beside(self, words: str) -> float:
        style = self.styles.label
        return self.canv.stringWidth(words, style.fontName, style.fontSize) + 6 if words else 0


class Bookmark(Flowable):
    """A place that the document's outline leads to; takes no room."""

    def __init__(self, key: str, title: str, level: int) -> None:
        super().__init__()
        self.key, self.title, self.level = key, title, level

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        self.canv.bookmarkHorizontal(self.key, 0, 14)
        self.canv.addOutlineEntry(self.title, self.key, self.level, closed=self.level == 0)


def build(
    story: list[Flowable], styles: Styles, *, title: str, language: str, pages: int = 0, subject: str = ""
) -> tuple[bytes, int]:
    """The story as a PDF and how many pages it fills; `pages` is the total to say at the foot."""
    buffer, layout = io.BytesIO(), styles.layout
    width, height = layout.size()
    margin = layout.margin * mm

    def foot(canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.setFont(TEXT, layout.small)
        canvas.setFillColor(styles.label.textColor)
        canvas.drawCentredString(width / 2, margin * 0.55, f"{canvas.getPageNumber()} / {pages}")

    document = BaseDocTemplate(
        buffer,
        pagesize=(width, height),
        title=title,
        subject=subject or f"{layout.words.questions}, {layout.words.key}",
        lang=language,
        **dict.fromkeys(("author", "creator", "producer"), "eduapp"),
        invariant=1,
        initialFontName=TEXT,
    )
    frame = Frame(margin, margin, width - 2 * margin, height - 2 * margin, **_NO_PADDING)
    # the foot is drawn last, so that a screen reader comes to it after the page's text
    document.addPageTemplates(PageTemplate("page", [frame], pagesize=(width, height), onPageEnd=foot))
    document.build(story)
    return buffer.getvalue(), document.page


_NO_PADDING = dict.fromkeys(("leftPadding", "rightPadding", "topPadding", "bottomPadding"), 0)
