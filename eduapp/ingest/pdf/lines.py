"""The lines of a PDF page: their text as PDFium gives it, and where they stand, from a few characters of each."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pypdfium2.raw as pdfium

from eduapp.ingest.text import LINE_END_HYPHEN

_LINE_END = re.compile("\r\n|[\r\n\ufffe\x02]")
_HYPHENS = ("\ufffe", "\x02")  # what PDFium puts for a hyphen and the line break after it
_BOLD = re.compile(rb"bold|black|heavy|semib|demi|cmbx|-bd", re.IGNORECASE)
_MONO = re.compile(rb"courier|mono|nimbusmon|consol|menlo|typewriter|cmtt|code", re.IGNORECASE)
_BOLD_WEIGHT = 600
_SPACE = re.compile(r"\s+")
_SAMPLES = 4
_COARSE = 6  # points; ends of lines that close count as alike
_GAP = 0.9  # widths of an em between words that part a line in two
_EVEN = 0.02  # widths of an em: gaps that differ by less are those of a justified line


@dataclass(slots=True)
class Line:
    """A run of text on one baseline. `x0`, `x1` and `y` (the baseline, from the top) are in points, as is `size`."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False
    mono: bool = False
    cells: tuple[Line, ...] = ()

    @property
    def width(self) -> float:
        """How long the line is, in points."""
        return self.x1 - self.x0


@dataclass(slots=True)
class _Run:
    """Characters `start` to `end` stand on one line; `direction` counts quarter turns and is None for text askew."""

    start: int
    end: int
    line: Line
    direction: int | None


class PageText:
    """PDFium's text of one page, asked for single characters."""

    def __init__(self, textpage) -> None:
        self._raw = textpage.raw
        self.text = textpage.get_text_range()
        if len(self.text) != textpage.count_chars():  # rare: then indices differ, so go by characters
            self.text = "".join(chr(pdfium.FPDFText_GetUnicode(self._raw, i)) for i in range(textpage.count_chars()))
        self._numbers = [ctypes.c_double() for _ in range(4)]
        self._box = pdfium.FS_RECTF()
        self._matrix = pdfium.FS_MATRIX()
        self._name = ctypes.create_string_buffer(80)
        self._flags = ctypes.c_int()
        self._faces: dict[bytes, tuple[bool, bool]] = {}
        self._scale = 1.0

    def lines(self) -> tuple[list[Line], int, int]:
        """The lines that run in the page's main direction, that direction, and how many lines run in another."""
        runs = [self._run(start, end) for start, end in self._spans()]
        directions = Counter(run.direction for run in runs if run.direction is not None)
        main = max(directions, key=directions.__getitem__, default=0)
        straight = [run for run in runs if run.direction == main]
        gapless = self._gapless(straight)
        lines: list[Line] = []
        for run in straight:
            lines.extend([run.line] if _extent(run) in gapless else self._parts(run))
        return lines, main, len(runs) - len(straight)

    def _spans(self) -> Iterator[tuple[int, int]]:
        """Where each line begins and ends, without the white space around it."""
        start = 0
        for end in [*_LINE_END.finditer(self.text), None]:
            line = self.text[start : end.start() if end else len(self.text)]
            if filled := line.strip():
                first = start + line.index(filled[0])
                yield first, first + len(filled)
            start = end.end() if end else start

    def _run(self, start: int, end: int) -> _Run:
        text, middle = self.text, (start + end) // 2
        while text[middle].isspace():
            middle -= 1
        size, direction = self._shape(middle)
        first_size = pdfium.FPDFText_GetFontSize(self._raw, start) * self._scale
        last_size = pdfium.FPDFText_GetFontSize(self._raw, end - 1) * self._scale
        x0, y = self._origin(start, direction or 0)
        if first_size < 0.9 * size:  # a line that begins with a raised figure
            y = self._origin(middle, direction or 0)[1]
        x1 = max(self._far_edge(end - 1, direction or 0), x0)
        bold, mono = self._font(start, middle, end - 1)
        tail = LINE_END_HYPHEN if text[end : end + 1] in _HYPHENS else ""
        largest = max(first_size, size, last_size)
        return _Run(start, end, Line(text[start:end] + tail, x0, x1, y, largest, bold, mono), direction)

    def _shape(self, index: int) -> tuple[float, int | None]:
        """A character's size in points and its direction in quarter turns, None if it is askew."""
        matrix = self._matrix
        pdfium.FPDFText_GetMatrix(self._raw, index, matrix)
        a, b = matrix.a, matrix.b
        self._scale = math.hypot(matrix.c, matrix.d)
        size = pdfium.FPDFText_GetFontSize(self._raw, index) * self._scale
        if abs(b) < 0.01 * abs(a):
            return size, 0 if a > 0 else 2
        if abs(a) < 0.01 * abs(b):
            return size, 1 if b > 0 else 3
        return size, None

    def _gapless(self, runs: list[_Run]) -> set[tuple[int, int]]:
        """Extents of lines that need no search for gaps: many lines share them, and samples of those have no gap."""
        alike: dict[tuple[int, int], list[_Run]] = {}
        for run in runs:
            alike.setdefault(_extent(run), []).append(run)
        return {
            extent
            for extent, group in alike.items()
            if len(group) > _SAMPLES and not any(self._gaps(run) for run in group[:: len(group) // _SAMPLES])
        }

    def _parts(self, run: _Run) -> list[Line]:
        """The run's line, or several where wide gaps part it: columns drawn row by row, cells of a table."""
        gaps = self._gaps(run)
        if not gaps:
            return [run.line]
        starts, ends = [run.start, *(after for _, after in gaps)], [*(before for before, _ in gaps), run.end]
        parts = []
        for start, end in zip(starts, ends, strict=True):
            x0, x1 = self._origin(start, run.direction)[0], self._far_edge(end - 1, run.direction)
            parts.append(replace(run.line, text=self.text[start:end], x0=x0, x1=max(x0, x1)))
        parts[-1].text += LINE_END_HYPHEN * run.line.text.endswith(LINE_END_HYPHEN)
        return parts

    def _gaps(self, run: _Run) -> list[tuple[int, int]]:
        """Where spaces are wider than any between words: the end of what is before, the start of what is after."""
        gaps, direction = [], run.direction
        for space in _SPACE.finditer(self.text, run.start, run.end):
            before, after = space.span()
            width = self._edges(after, direction)[0] - self._edges(before - 1, direction)[1]
            gaps.append((width, before, after))
        widest = max(gaps, default=(0.0,))[0]
        if widest <= _GAP * run.line.size or (len(gaps) > 1 and widest - min(gaps)[0] < _EVEN * run.line.size):
            return []
        return [(before, after) for width, before, after in gaps if width > _GAP * run.line.size]

    def _edges(self, index: int, direction: int) -> tuple[float, float]:
        """Where a character's room begins and ends along its line."""
        box = self._box
        pdfium.FPDFText_GetLooseCharBox(self._raw, index, box)
        if direction == 0:
            return box.left, box.right
        return ((), (box.bottom, box.top), (-box.right, -box.left), (-box.top, -box.bottom))[direction]

    def _origin(self, index: int, direction: int) -> tuple[float, float]:
        """Where a character stands: along its line, and down from line to line."""
        x, y = self._numbers[:2]
        pdfium.FPDFText_GetCharOrigin(self._raw, index, x, y)
        return turned(x.value, y.value, direction)

    def _far_edge(self, index: int, direction: int) -> float:
        """How far along its line a character reaches."""
        left, right, bottom, top = self._numbers
        pdfium.FPDFText_GetCharBox(self._raw, index, left, right, bottom, top)
        return (right.value, top.value, -left.value, -bottom.value)[direction]

    def _font(self, *sample: int) -> tuple[bool, bool]:
        """Whether the characters of a sample are all bold, and whether all are of a typewriter's width."""
        bold, mono = True, True
        for index in sample:
            if bold or mono:
                face = self._face(index)
                bold, mono = bold and face[0], mono and face[1]
        return bold, mono

    def _face(self, index: int) -> tuple[bool, bool]:
        length = pdfium.FPDFText_GetFontInfo(self._raw, index, self._name, len(self._name), self._flags)
        name = self._name.value if 0 < length <= len(self._name) else b""
        face = self._faces.get(name)
        if face is None:
            heavy = pdfium.FPDFText_GetFontWeight(self._raw, index) >= _BOLD_WEIGHT
            face = self._faces[name] = (heavy or bool(_BOLD.search(name)), bool(_MONO.search(name)))
        return face


def _extent(run: _Run) -> tuple[int, int]:
    return round(run.line.x0 / _COARSE), round(run.line.x1 / _COARSE)


def turned(x: float, y: float, direction: int) -> tuple[float, float]:
    """A point of the page as (along the line, down the page) for text that was turned by quarter turns."""
    return ((x, -y), (y, x), (-x, y), (-y, -x))[direction]


def joined(texts: list[str]) -> str:
    """Lines as running text; a hyphen at a line's end becomes the mark of a cut word."""
    parts: list[str] = []
    for text, following in zip(texts, [*texts[1:], ""], strict=True):
        if text.endswith((LINE_END_HYPHEN, "—")) or not following:
            parts.append(text)
        elif text[-1] in "-\u2010" and text[-2:-1].isalnum() and following[0].isalnum():
            parts.append(text[:-1] + LINE_END_HYPHEN)
        else:
            parts.append(f"{text} ")
    return "".join(parts)
