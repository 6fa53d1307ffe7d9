"""The history chapter as a Word file and the geography unit as slides with speaker notes."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import docx
import pptx
from docx.text.paragraph import Paragraph
from pptx.slide import Slide
from pptx.util import Inches, Pt

from samples.markup import Block, spans

WRITTEN = datetime(2025, 1, 6, 8, 0)
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
DOCX_STYLES = {
    "title": "Title",
    "lead": "Subtitle",
    "heading": "Heading 1",
    "subheading": "Heading 2",
    "item": "List Bullet",
    "paragraph": "Normal",
}


def write_docx(path: Path, blocks: list[Block], subject: str) -> None:
    """Write the blocks to `path` with Word's own styles for headings, lists and tables."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = subject
    for block in blocks:
        if block.kind == "table":
            _docx_table(document, block)
        else:
            _add_runs(document.add_paragraph(style=DOCX_STYLES[block.kind]), block.text)
    _date(document.core_properties, blocks[0].text, subject)
    document.save(str(path))
    _fix_zip_dates(path)


def write_pptx(path: Path, blocks: list[Block], subject: str) -> None:
    """Write the blocks to `path`: each heading begins a slide, and "notes" are what the teacher says."""
    deck = pptx.Presentation()
    for slide_blocks in _slides(blocks):
        _add_slide(deck, slide_blocks)
    _date(deck.core_properties, blocks[0].text, subject)
    deck.save(str(path))
    _fix_zip_dates(path)


def _docx_table(document, block: Block) -> None:
    table = document.add_table(rows=0, cols=len(block.rows[0]), style="Light Grid Accent 1")
    for row in block.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph()


def _add_runs(paragraph: Paragraph, text: str) -> None:
    for style, piece in spans(text):
        run = paragraph.add_run(piece)
        run.bold, run.italic = style == "bold" or None, style == "italic" or None


def _slides(blocks: list[Block]) -> list[list[Block]]:
    slides: list[list[Block]] = []
    for block in blocks:
        if block.kind in ("title", "heading"):
            slides.append([])
        slides[-1].append(block)
    return slides


def _add_slide(deck, blocks: list[Block]) -> None:
    by_kind = {kind: [b for b in blocks if b.kind == kind] for kind in ("paragraph", "item", "table", "notes")}
    opening = blocks[0].kind == "title"
    slide = deck.slides.add_slide(deck.slide_layouts[0 if opening else 1 if by_kind["item"] else 5])
    slide.shapes.title.text = blocks[0].text
    slide.notes_slide.notes_text_frame.text = "\n".join(block.text for block in by_kind["notes"])
    if opening:
        slide.placeholders[1].text = blocks[1].text
        return
    _place(slide.shapes.title, 0.3, 0.9)
    top = 1.3
    for block in by_kind["table"]:
        top = _add_table(slide, block, top)
    for block in by_kind["paragraph"]:
        top = _add_prose(slide, block.text, top)
    if by_kind["item"]:
        _fill_bullets(slide, [block.text for block in by_kind["item"]], top)


def _add_table(slide: Slide, block: Block, top: float) -> float:
    height = 0.55 * len(block.rows)
    frame = slide.shapes.add_table(
        len(block.rows), len(block.rows[0]), Inches(0.5), Inches(top), Inches(9), Inches(height)
    )
    for row, texts in zip(frame.table.rows, block.rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
            cell.text_frame.paragraphs[0].font.size = Pt(15)
    return top + height + 0.4


def _add_prose(slide: Slide, text: str, top: float) -> float:
    height = 0.31 * (len(text) // 68 + 1) + 0.1
    box = slide.shapes.add_textbox(0, 0, 0, 0)
    _place(box, top, height)
    box.text_frame.word_wrap = True
    box.text_frame.text = text
    box.text_frame.paragraphs[0].font.size = Pt(18)
    return top + height + 0.2


def _fill_bullets(slide: Slide, items: list[str], top: float) -> None:
    body = slide.placeholders[1]
    _place(body, top, 7.2 - top)
    body.text_frame.text = "\n".join(items)
    for paragraph in body.text_frame.paragraphs:
        paragraph.font.size = Pt(20)


def _place(shape, top: float, height: float) -> None:
    """Set a shape on the slide, nine inches wide; `top` and `height` are in inches."""
    shape.left, shape.top, shape.width, shape.height = Inches(0.5), Inches(top), Inches(9), Inches(height)


def _date(properties, title: str, subject: str) -> None:
    properties.title, properties.subject, properties.author = title, subject, "eduapp samples"
    properties.last_modified_by, properties.comments, properties.revision = "eduapp samples", "", 1
    properties.created = properties.modified = WRITTEN


def _fix_zip_dates(path: Path) -> None:
    """Write the archive again with one fixed date for its members, so that two builds have equal bytes."""
    with zipfile.ZipFile(path) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name, ZIP_DATE), data, zipfile.ZIP_DEFLATED)
