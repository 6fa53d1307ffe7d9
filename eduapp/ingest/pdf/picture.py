"""A page of a PDF as a picture, with words of it marked as with a pen: a yellow ground, and a line below."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops, ImageDraw

from eduapp.ingest.pdf.trace import Letters, Mark, Trace, traced
from eduapp.pdfium import ONE_AT_A_TIME

WIDE, HIGH = 900, 1800
"""The size in pixels that a picture has at most."""

GROUND, LINE, EDGE = (255, 219, 77), (138, 90, 0), "#767676"
PAD = 0.18
"""By what share of their height marks reach above and below the letters."""

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class PagePicture:
    """A page as a PNG picture: its number of so many pages, and which of the marks asked for are on it."""

    png: bytes
    page: int
    pages: int
    marked: tuple[bool, ...] = ()


def picture(path: Path, page: int, marks: Sequence[Mark] = (), *, after: int = 0, wide: int = WIDE) -> PagePicture:
    """Page number `page` of a PDF file, counted from 1, at most `wide` pixels wide, with these words marked.

    A passage can run on: of the page and the `after` next ones, the one is shown that has most of the first mark.
    Raises PdfiumError where the file or the page can't be read.
    """
    with ONE_AT_A_TIME, pypdfium2.PdfDocument(path) as document:
        pages = len(document)
        first = min(max(page, 1), pages)
        best, traces = first, []
        for number in range(first, min(first + after, pages) + 1):
            found = _traces(document[number - 1], marks)
            if number == first or _length(found[0]) > _length(traces[0]):
                best, traces = number, found
            if not marks or traces[0].is_whole:
                break
        png = _drawn(document[best - 1], [span for trace in traces for span in trace.spans], wide)
        return PagePicture(png, best, pages, tuple(bool(trace.spans) for trace in traces))


def _traces(page: pypdfium2.PdfPage, marks: Sequence[Mark]) -> list[Trace]:
    if not marks:
        return []
    textpage = page.get_textpage()
    try:
        letters = Letters(_text(textpage))
    finally:
        textpage.close()
    return [traced(letters, mark) for mark in marks]


def _text(textpage: pypdfium2.PdfTextPage) -> str:
    """The characters of the page, each at its index of PDFium's."""
    text, count = textpage.get_text_range(), textpage.count_chars()
    if len(text) == count:
        return text
    return "".join(chr(pdfium.FPDFText_GetUnicode(textpage.raw, index)) for index in range(count))


def _length(trace: Trace) -> int:
    return sum(end - start for start, end in trace.spans)


def _drawn(page: pypdfium2.PdfPage, spans: Sequence[tuple[int, int]], wide: int) -> bytes:
    width, height = page.get_size()
    shown = page.render(scale=min(wide / width, HIGH / height)).to_pil().convert("RGB")
    boxes = _boxes(page, spans, shown.size)
    if boxes:
        pen = Image.new("RGB", shown.size, "white")
        for box in boxes:
            ImageDraw.Draw(pen).rectangle(box, fill=GROUND)
        shown = ImageChops.multiply(shown, pen)
    draw = ImageDraw.Draw(shown)
    for left, _, right, bottom in boxes:
        draw.rectangle((left, bottom - 1, right, bottom + 1), fill=LINE)
    draw.rectangle((0, 0, shown.width - 1, shown.height - 1), outline=EDGE)
    out = io.BytesIO()
    shown.save(out, "PNG", compress_level=3)
    return out.getvalue()


def _boxes(page: pypdfium2.PdfPage, spans: Sequence[tuple[int, int]], size: tuple[int, int]) -> list[Box]:
    """Where the characters of these spans stand in a picture of that size: a box for each piece of a line."""
    if not spans:
        return []
    textpage = page.get_textpage()
    try:
        found = []
        for start, end in spans:
            count = textpage.count_rects(start, end - start)
            found += [_box(page, textpage.get_rect(number), size) for number in range(count)]
        return [box for box in found if box[2] > box[0]]
    finally:
        textpage.close()


def _box(page: pypdfium2.PdfPage, rect: tuple[float, float, float, float], size: tuple[int, int]) -> Box:
    left, bottom, right, top = rect
    (x0, y0), (x1, y1) = _pixel(page, left, bottom, size), _pixel(page, right, top, size)
    (x0, x1), (y0, y1) = sorted((x0, x1)), sorted((y0, y1))
    pad = max(2, round(PAD * min(x1 - x0, y1 - y0)))
    return x0 - 1, y0 - pad, x1 + 1, y1 + pad


def _pixel(page: pypdfium2.PdfPage, x: float, y: float, size: tuple[int, int]) -> tuple[int, int]:
    """A point of the page's own space as it is drawn, with the page's turn and crop."""
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page.raw, 0, 0, *size, 0, x, y, across, down)
    return across.value, down.value
