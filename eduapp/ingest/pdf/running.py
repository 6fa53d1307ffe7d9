"""What a book adds to its text: running heads, running feet, page numbers and the lines of a table of contents."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice, zip_longest
from statistics import median

from eduapp.ingest.pdf.lines import Line
from eduapp.ingest.pdf.page import Page

_ZONE = 0.15  # of the page's height, at the top and at the bottom
_ROWS = 2  # rows at each edge looked at in one round
_ROUNDS = 3
_APART = 1.5  # times the size, from the next row: less is the distance of lines of text
_TOLERANCE = 4.0  # points up or down
_LARGE = 1.25  # times the body's size: a title that comes again, not a running head
_NUMBER = re.compile(r"\d+")
_ROMAN = re.compile(r"(?i)^[ivxlc]+$")
_LEADER = re.compile(r"(?:\s?[.·]){4,}\s*(?:\d+|[ivxlc]+)$|(?:\s?…){2,}\s*\d+$")
_NUMERALS = frozenset("0123456789ivxlc")
_PAGE_NUMBER = re.compile(r"(?i)^\W*(page\s*)?(#|[ivxlc]+)(\s*(of|/)\s*#)?\W*$")


def drop_running_lines(pages: list[Page], body_size: float) -> None:
    """Takes the running heads, feet and page numbers out of the pages' lines."""
    for _ in range(_ROUNDS):
        running = _running_lines(pages, body_size)
        if not running:
            return
        for page in pages:
            page.lines = [line for line in page.lines if id(line) not in running]


def without_contents(lines: list[Line]) -> list[Line]:
    """The lines that don't lead to a page number by dots."""
    return [line for line in lines if line.text[-1] not in _NUMERALS or not _LEADER.search(line.text)]


def _running_lines(pages: list[Page], body_size: float) -> set[int]:
    """Ids of the lines that come again at the edge of other pages, with what stands in the same row."""
    places: dict[tuple[str, str], list[tuple[float, list[Line]]]] = defaultdict(list)
    for page in pages:
        for edge, row in _edge_rows(page, body_size):
            for line in row:
                if line.size <= _LARGE * body_size:
                    places[edge, _normalised(line.text)].append((line.y - page.top, row))
    running: set[int] = set()
    for (_, text), found in places.items():
        middle = median(y for y, _ in found)
        alike = [row for y, row in found if abs(y - middle) <= _TOLERANCE]
        if len(alike) >= _threshold(len(pages), text):
            running.update(id(line) for row in alike for line in row)
    return running


def _threshold(pages: int, text: str) -> int:
    """On how many pages a line must stand to be a running one. A lone page number is one on any page."""
    if _PAGE_NUMBER.match(text):
        return 1
    return 2 if pages <= 5 else 3


def _edge_rows(page: Page, body_size: float) -> Iterator[tuple[str, list[Line]]]:
    """The outermost rows at the top and at the bottom of a page that are not plainly lines of its text."""
    zone = _ZONE * page.height
    for edge, lines in (("top", page.lines), ("bottom", page.lines[::-1])):
        rows = _outer_rows(sorted(lines, key=lambda line: line.y, reverse=edge == "bottom"))
        for row, inner in islice(zip_longest(rows, rows[1:]), _ROWS):
            y, size = row[0].y, row[0].size
            in_zone = y - page.top < zone if edge == "top" else page.bottom - y < zone
            is_apart = inner is None or abs(inner[0].y - y) > _APART * size or abs(size - body_size) > 0.05 * body_size
            if in_zone and is_apart:
                yield edge, row


def _outer_rows(lines: list[Line]) -> list[list[Line]]:
    """The first rows of lines that are sorted from an edge inwards, one more than are looked at."""
    rows: list[list[Line]] = []
    for line in lines:
        if rows and abs(rows[-1][0].y - line.y) <= 0.3 * line.size:
            rows[-1].append(line)
        elif len(rows) > _ROWS:
            break
        else:
            rows.append([line])
    return rows


def _normalised(text: str) -> str:
    """A line with every number the same, so that "Cells 46" and "Cells 48" are one."""
    text = " ".join(_NUMBER.sub("#", text).casefold().split())
    return "#" if _ROMAN.match(text) else text
