"""One page of a PDF: its lines, its extent, and what it shows besides text."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium

from eduapp.ingest.pdf.lines import Line, PageText, turned

_SMALLEST_PICTURE = 20  # points; less is an icon, a bullet or a rule
_SCAN = 0.85  # of the page, in both directions: the picture of the page itself behind recognised text
_UNKNOWN = re.compile("[\ufffd\ue000-\uf8ff\0-\x01\x03-\x08\x0e-\x1f]")
_GARBLED = 0.4
_DEEPEST = 4  # forms in forms


@dataclass
class Page:
    """A page's lines in the order of the file; `top` and `bottom` bound their baselines."""

    number: int
    lines: list[Line] = field(default_factory=list)
    top: float = 0.0
    bottom: float = 0.0
    pictures: int = 0
    turned_lines: int = 0
    has_text: bool = False
    shows_something: bool = False

    @property
    def height(self) -> float:
        """The page's height in points, as its text is read."""
        return self.bottom - self.top


def read_page(page, number: int) -> Page:
    """Takes from a pypdfium2 page all that is needed, so that it can be closed."""
    textpage = page.get_textpage()
    try:
        text = PageText(textpage)
        lines, direction, turned_lines = text.lines()
    finally:
        textpage.close()
    left, bottom, right, top = page.get_bbox()
    corners = (turned(left, bottom, direction), turned(right, top, direction))
    (x0, x1), (y0, y1) = (sorted(edges) for edges in zip(*corners, strict=True))
    lines = [] if _is_garbled(text.text) else [line for line in lines if _is_on_page(line, x0, x1, y0, y1)]
    sizes, drawn = _picture_sizes(page)
    width, height = right - left, top - bottom
    pictures = sum(1 for w, h in sizes if not (w > _SCAN * width and h > _SCAN * height))
    return Page(number, lines, y0, y1, pictures, turned_lines, bool(lines), drawn > 0)


def _is_on_page(line: Line, x0: float, x1: float, y0: float, y1: float) -> bool:
    """Whether a line can be seen. What is drawn beside the page is no text for readers (printers' marks)."""
    return line.x0 < x1 and line.x1 > x0 and y0 <= line.y <= y1 + line.size


def _is_garbled(text: str) -> bool:
    """Whether most characters are unknown, as when a file's fonts don't say which letters they draw."""
    return len(_UNKNOWN.findall(text)) > _GARBLED * len(text)


def _picture_sizes(page) -> tuple[list[tuple[float, float]], int]:
    """Width and height of each picture worth the name, and how many objects the page draws at all."""
    count = pdfium.FPDFPage_CountObjects(page.raw)
    objects = [pdfium.FPDFPage_GetObject(page.raw, index) for index in range(count)]
    return [size for item in objects for size in _sizes(item, _DEEPEST)], count


def _sizes(item, depth: int) -> list[tuple[float, float]]:
    kind = pdfium.FPDFPageObj_GetType(item)
    if kind == pdfium.FPDF_PAGEOBJ_FORM and depth:
        count = pdfium.FPDFFormObj_CountObjects(item)
        return [size for index in range(count) for size in _sizes(pdfium.FPDFFormObj_GetObject(item, index), depth - 1)]
    if kind != pdfium.FPDF_PAGEOBJ_IMAGE:
        return []
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    width, height = right.value - left.value, top.value - bottom.value
    return [(width, height)] if min(width, height) >= _SMALLEST_PICTURE else []
