"""The flow of a whole PDF: paragraphs made whole across columns and pages, and headings with their levels."""

from __future__ import annotations

import re

from eduapp.domain.source import Role
from eduapp.ingest.pdf.lines import joined
from eduapp.ingest.pdf.paragraphs import Measure, Paragraph, ends
from eduapp.ingest.text import LINE_END_HYPHEN, is_capitals, is_sentence

_LARGE, _SMALL = 1.12, 0.92  # times the body's size
_MOST_WORDS = 20  # in a large heading
_MOST_BOLD_WORDS = 14
_NUMBERED = re.compile(r"(\d+(?:\.\d+)*)\.?\s+\S")
_SECTION = re.compile(r"\d+(?:\.\d+)+\.?\s+[A-Z]")
_LEAP = 8  # blocks that a paragraph may leap over: captions, tables, notes
_FULL = 0.35  # times the size: hyphens and full stops stand a little inside of the edge
_SAMPLE = 3  # last lines that must be full
_ALMOST_FULL = 1.5  # times the size: a last line as near to the right edge is full


def flowing(found: list[Paragraph], usual: Measure) -> list[Paragraph]:
    """Paragraphs in reading order with their final roles, each once, where it begins."""
    for paragraph in found:
        paragraph.role = _role(paragraph, usual)
    whole: list[Paragraph] = []
    for paragraph in found:
        start = _start_of(paragraph, whole)
        if start:
            start.lines.extend(paragraph.lines)
            start.column, start.right = paragraph.column, paragraph.right
        else:
            whole.append(paragraph)
    _set_levels([paragraph for paragraph in whole if paragraph.role is Role.HEADING])
    return whole


def _role(paragraph: Paragraph, usual: Measure) -> Role:
    if paragraph.role in (Role.PARAGRAPH, Role.LIST_ITEM) and _is_heading(paragraph, usual):
        return Role.HEADING
    is_label = paragraph.size < _SMALL * usual.body and not is_sentence(paragraph.text)
    return Role.CAPTION if paragraph.role is Role.PARAGRAPH and is_label else paragraph.role


def _is_heading(paragraph: Paragraph, usual: Measure) -> bool:
    """Whether few words stand out: larger, bold, numbered like a section or in capitals."""
    text = joined([line.text for line in paragraph.lines])
    words, lines = len(text.split()), len(paragraph.lines)
    if sum(map(str.isalpha, text)) < 2 or paragraph.size < _SMALL * usual.body:
        return False
    if paragraph.size > _LARGE * usual.body:
        return words <= _MOST_WORDS and lines <= 4 and not (text.endswith(".") and words > 8)
    if text[-1] in ".,;:":
        return False
    if all(line.bold for line in paragraph.lines):
        return words <= _MOST_BOLD_WORDS and lines <= 2
    if paragraph.role is Role.LIST_ITEM or lines > 1:
        return False
    return words <= 10 and (bool(_SECTION.match(text)) or is_capitals(text))


def _start_of(paragraph: Paragraph, whole: list[Paragraph]) -> Paragraph | None:
    """The paragraph that this one goes on with, begun in another column, None if it begins here."""
    if paragraph.role is not Role.PARAGRAPH:
        return None
    for leapt, earlier in enumerate(reversed(whole[-_LEAP:])):
        if earlier.role is Role.HEADING:
            return None
        if _is_aside(earlier, paragraph):
            continue
        return earlier if _goes_on(earlier, paragraph, leapt > 0) else None
    return None


def _is_aside(earlier: Paragraph, paragraph: Paragraph) -> bool:
    """Whether text flows past a block: a caption, a table, code, or a note in smaller letters."""
    return earlier.role in (Role.CAPTION, Role.TABLE, Role.CODE) or earlier.size < _SMALL * paragraph.size


def _goes_on(earlier: Paragraph, paragraph: Paragraph, leaps: bool) -> bool:
    if earlier.column == paragraph.column and not leaps:
        return False
    if abs(earlier.size - paragraph.size) > 0.05 * paragraph.size:
        return False
    last, first = earlier.lines[-1], paragraph.lines[0]
    if last.text.endswith((LINE_END_HYPHEN, "-")) or first.text[0].islower():
        return True
    if leaps:
        return False
    if ends(last.text):  # in justified text a full last line is hardly ever the end of its paragraph
        return _is_justified(earlier) and not _is_indented(paragraph)
    return len(earlier.lines) > 1 and earlier.right - last.x1 <= _ALMOST_FULL * last.size


def _is_justified(paragraph: Paragraph) -> bool:
    """Whether all lines, three at least, reach the right edge."""
    full = (paragraph.right - line.x1 <= _FULL * line.size for line in paragraph.lines[-_SAMPLE:])
    return len(paragraph.lines) >= _SAMPLE and all(full)


def _is_indented(paragraph: Paragraph) -> bool:
    first, *others = paragraph.lines
    return not others or first.x0 - others[0].x0 > 0.5 * first.size


def _set_levels(headings: list[Paragraph]) -> None:
    """Levels by size, then weight, then the depth of the numbers; 0 for the one title on the first page."""
    depths = [_depth(heading) for heading in headings]
    styles = [_style(heading, depth) for heading, depth in zip(headings, depths, strict=True)]
    ranks = {style: rank for rank, style in enumerate(sorted(set(styles)), start=1)}
    has_title = len(headings) > 1 and headings[0].page == 1 and styles[0] < min(styles[1:])
    for heading, style in zip(headings, styles, strict=True):
        heading.level = ranks[style] - has_title


def _style(heading: Paragraph, depth: int) -> tuple[float, bool, int]:
    return (-round(heading.size * 2) / 2, not heading.lines[0].bold, depth)


def _depth(heading: Paragraph) -> int:
    """How deep a heading's number goes: 1 for "3" and for none, 2 for "3.1"."""
    number = _NUMBERED.match(heading.lines[0].text)
    return number[1].count(".") + 1 if number else 1
