"""The biology chapter as a textbook prints it: two columns, running heads, hyphens, a table and a drawn figure."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from reportlab.graphics.shapes import Drawing, Ellipse, Line, Polygon, Rect, String
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    KeepTogether,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    Table,
    TableStyle,
)

from samples.markup import Block, spans

WIDTH, HEIGHT = A4
MARGIN, GUTTER, TITLE_HEIGHT = 54.0, 20.0, 92.0
COLUMN = (WIDTH - 2 * MARGIN - GUTTER) / 2
BODY_HEIGHT = HEIGHT - 2 * MARGIN - 16
INK, RULE, TINT = HexColor("#1d3b2a"), HexColor("#7f9a86"), HexColor("#e8f1ea")

BODY = ParagraphStyle(
    "body", fontName="Times-Roman", fontSize=10, leading=12.6, alignment=TA_JUSTIFY, spaceAfter=5, allowWidows=0
)
STYLES = {
    "paragraph": BODY,
    "title": ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=25, leading=31, textColor=INK, spaceAfter=6),
    "lead": ParagraphStyle("lead", BODY, fontName="Times-Italic", fontSize=11.5, leading=14.5, alignment=0),
    "heading": ParagraphStyle(
        "heading", fontName="Helvetica-Bold", fontSize=12.5, leading=15, textColor=INK, spaceBefore=9, spaceAfter=4
    ),
    "item": ParagraphStyle("item", BODY, leftIndent=11, bulletIndent=1, spaceAfter=2.5),
    "formula": ParagraphStyle("formula", BODY, alignment=TA_CENTER, spaceBefore=2, spaceAfter=7),
    "caption": ParagraphStyle(
        "caption", fontName="Helvetica-Oblique", fontSize=8.3, leading=10, spaceBefore=4, spaceAfter=10
    ),
    "cell": ParagraphStyle("cell", fontName="Helvetica", fontSize=8, leading=9.6),
}
TAGS = {"plain": "{}", "bold": "<b>{}</b>", "italic": "<i>{}</i>", "sub": '<sub size="7" rise="2">{}</sub>'}


def write_pdf(path: Path, blocks: list[Block], hyphens: str, subject: str) -> None:
    """Write the chapter to `path`; `hyphens` lists words with their breaks ("pho-to-syn-the-sis"), one per line."""
    title = next(block.text for block in blocks if block.kind == "title")
    document = BaseDocTemplate(
        str(path), pagesize=A4, title=title, subject=subject, author="eduapp samples", invariant=1, pageCompression=0
    )
    document.addPageTemplates(_page_templates(title, subject))
    document.build(_story(blocks, _break_points(hyphens)))


def _page_templates(title: str, subject: str) -> list[PageTemplate]:
    def decorate(canvas, document) -> None:
        _running_head(canvas, document.page, title, subject)

    top = Frame(MARGIN, MARGIN + BODY_HEIGHT - TITLE_HEIGHT, WIDTH - 2 * MARGIN, TITLE_HEIGHT, 0, 0, 0, 0)
    first = PageTemplate("first", [top, *_columns(BODY_HEIGHT - TITLE_HEIGHT - 8)], onPage=decorate)
    return [first, PageTemplate("later", _columns(BODY_HEIGHT), onPage=decorate)]


def _columns(height: float) -> list[Frame]:
    return [Frame(x, MARGIN, COLUMN, height, 0, 0, 0, 0) for x in (MARGIN, MARGIN + COLUMN + GUTTER)]


def _running_head(canvas, page: int, title: str, subject: str) -> None:
    canvas.saveState()
    canvas.setFont("Helvetica", 8)
    canvas.setFillColor(INK)
    canvas.drawString(MARGIN, HEIGHT - MARGIN + 6, subject)
    canvas.drawRightString(WIDTH - MARGIN, HEIGHT - MARGIN + 6, title)
    canvas.drawCentredString(WIDTH / 2, MARGIN - 26, str(page))
    canvas.setStrokeColor(RULE)
    canvas.line(MARGIN, HEIGHT - MARGIN, WIDTH - MARGIN, HEIGHT - MARGIN)
    canvas.restoreState()


def _story(blocks: list[Block], breaks: dict[str, str]) -> list[Flowable]:
    story: list[Flowable] = [NextPageTemplate("later")]
    for block in blocks:
        flowable = _flowable(block, breaks)
        if block.kind == "caption":
            flowable = KeepTogether([story.pop(), flowable])
        story.append(flowable)
        if block.kind == "lead":
            story.append(FrameBreak())
    return story


def _flowable(block: Block, breaks: dict[str, str]) -> Flowable:
    if block.kind == "table":
        return _table(block)
    if block.kind == "figure":
        return chloroplast(COLUMN)
    style = STYLES[block.kind]
    markup = _markup(block.text, breaks if style.alignment == TA_JUSTIFY else {})
    flowable = Paragraph(markup, style, bulletText="•" if block.kind == "item" else None)
    flowable.keepWithNext = block.kind == "heading"
    return flowable


def _markup(text: str, breaks: dict[str, str]) -> str:
    """The text in ReportLab's paragraph markup, with soft hyphens where a word may be broken."""
    marked = "".join(TAGS[style].format(_soften(escape(piece), breaks)) for style, piece in spans(text))
    return marked.replace("→", '<font name="Symbol">\N{RIGHTWARDS ARROW}</font>')


def _soften(text: str, breaks: dict[str, str]) -> str:
    def soft(match: re.Match[str]) -> str:
        word = match[0]
        broken = breaks.get(word.lower(), word)
        return word[0] + broken[1:]

    # ReportLab drops the space between a word with soft hyphens and a change of font: leave the last word alone.
    return re.sub(r"[A-Za-z]{6,}\b(?! ?$)", soft, text) if breaks else text


def _break_points(hyphens: str) -> dict[str, str]:
    return {word.replace("-", ""): word.replace("-", "\N{SOFT HYPHEN}") for word in hyphens.split()}


def _table(block: Block) -> Table:
    first = COLUMN * 0.34
    rest = (COLUMN - first) / (len(block.rows[0]) - 1)
    head, *body = block.rows
    cells = [[Paragraph(f"<b>{escape(cell)}</b>", STYLES["cell"]) for cell in head]]
    cells += [[Paragraph(escape(cell), STYLES["cell"]) for cell in row] for row in body]
    style = [
        ("LINEABOVE", (0, 0), (-1, 0), 0.8, INK),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
        ("BACKGROUND", (0, 0), (-1, 0), TINT),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
    return Table(cells, [first, *[rest] * (len(head) - 1)], style=TableStyle(style), spaceBefore=9)


def chloroplast(width: float) -> Drawing:
    """The labelled figure, `width` points wide: an oval with stacks of thylakoids and arrows in and out."""
    middle, green = width / 2, HexColor("#5f9e5b")
    drawing = Drawing(width, 168)
    drawing.add(Ellipse(middle, 84, 84, 46, fillColor=HexColor("#cfe6c8"), strokeColor=INK, strokeWidth=1.4))
    drawing.add(Ellipse(middle, 84, 79, 41, fillColor=None, strokeColor=INK, strokeWidth=0.6))
    for x, discs in ((middle - 52, 4), (middle - 14, 6), (middle + 26, 5)):
        for disc in range(discs):
            y = 84 - discs * 3.5 + disc * 7
            drawing.add(Rect(x, y, 26, 5, 2.5, 2.5, fillColor=green, strokeColor=INK, strokeWidth=0.4))
    for arrow in _exchange(middle):
        _arrow(drawing, *arrow)
    for text, x, y, target in (
        ("stroma", middle - 34, 8, (middle - 26, 54)),
        ("stack of thylakoids (granum)", middle + 56, 8, (middle + 40, 66)),
    ):
        drawing.add(Line(x, y + 9, *target, strokeColor=INK, strokeWidth=0.5))
        drawing.add(_label(text, x, y))
    return drawing


def _exchange(middle: float) -> list[tuple[str, float, float, float, float, Color]]:
    """What goes in and out: label, start and end of the arrow, colour."""
    gold, blue, grey, red = HexColor("#d59a00"), HexColor("#2b6cb0"), HexColor("#555555"), HexColor("#b03a2e")
    return [
        ("light", middle - 76, 152, middle - 44, 112, gold),
        ("water", middle - 18, 152, middle - 10, 114, blue),
        ("carbon dioxide", middle + 66, 152, middle + 46, 112, grey),
        ("oxygen", middle + 68, 92, middle + 100, 100, blue),
        ("sugar", middle + 68, 76, middle + 100, 66, red),
    ]


def _arrow(drawing: Drawing, text: str, x0: float, y0: float, x1: float, y1: float, colour: Color) -> None:
    length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
    dx, dy = 6 * (x1 - x0) / length, 6 * (y1 - y0) / length
    drawing.add(Line(x0, y0, x1 - dx, y1 - dy, strokeColor=colour, strokeWidth=1.6))
    head = [x1, y1, x1 - dx - dy / 2, y1 - dy + dx / 2, x1 - dx + dy / 2, y1 - dy - dx / 2]
    drawing.add(Polygon(head, fillColor=colour, strokeColor=None))
    drawing.add(_label(text, x0, y0 + 4) if y0 > 120 else _label(text, x1 + 2, y1 - 10 if y1 < 84 else y1 + 3))


def _label(text: str, x: float, y: float) -> String:
    return String(x, y, text, fontName="Helvetica", fontSize=8, textAnchor="middle", fillColor=INK)
