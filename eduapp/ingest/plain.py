"""Plain text: paragraphs between empty lines, headings and lists where their form gives them away."""

from __future__ import annotations

import re
from itertools import groupby

from eduapp.domain.source import Role
from eduapp.ingest.draft import Draft
from eduapp.ingest.encoding import decode
from eduapp.ingest.text import is_capitals, mark_cut_words, plain

BULLET = re.compile(r"\s*(?:[-*+•▪◦‣–—·○●■□➢✓]\s+|\(?\d{1,3}[.)]\s+|\(?(?:[a-zA-Z]|[ivx]{1,4})\)\s+)(?=\S)")
_NUMBERED_HEADING = re.compile(
    r"\d+(?:\.\d+)+\.?\s+[A-Z]|(?:Chapter|CHAPTER|Part|Unit|Section|Lesson)\s+(?:\d+|[IVXLC]+)\b(?:[.:]?\s|[.:]?$)"
)
_RULE = re.compile(r"\s*([=~*#_-])\1{2,}\s*")
_LONG_LINE = 100  # characters; longer than anyone wraps text


def read(data: bytes, draft: Draft) -> None:
    """Adds the paragraphs of a text file."""
    draft.counts_paragraphs = True
    for lines in _paragraphs(plain(decode(data, draft.name)).split("\n")):
        _add(lines, draft)


def _paragraphs(lines: list[str]) -> list[list[str]]:
    """Groups of lines that belong together: up to an empty line, or each on its own where lines are never wrapped."""
    groups = [list(group) for filled, group in groupby(lines, key=lambda line: bool(line.strip())) if filled]
    return [part for group in groups for part in _unwrapped(group)]


def _unwrapped(group: list[str]) -> list[list[str]]:
    if sum(len(line) > _LONG_LINE for line in group) * 2 > len(group):
        return [[line] for line in group]
    return [group]


def _add(lines: list[str], draft: Draft) -> None:
    if level := _underlined(lines):
        draft.heading(lines[0], level)
        lines = lines[2:]
    lines = [line for line in lines if not _RULE.fullmatch(line)]
    if len(lines) == 1 and (level := heading_level(lines[0].strip())):
        draft.heading(lines[0], level)
    elif len(lines) > 1 and all("\t" in line.strip() for line in lines):
        rows = (" | ".join(cell.strip() for cell in line.strip().split("\t")) for line in lines)
        draft.add("\n".join(rows), Role.TABLE)
    else:
        for role, text in _items(lines):
            draft.add(mark_cut_words(text), role)


def _underlined(lines: list[str]) -> int:
    """1 or 2 for a line underlined with = or -, as in Markdown, else 0."""
    if len(lines) < 2 or not re.fullmatch(r"\s*(=+|-+)\s*", lines[1]) or len(lines[1].strip()) < 3:
        return 0
    return 1 if "=" in lines[1] else 2


def heading_level(line: str) -> int:
    """The level of a line that stands alone and reads as a heading ("3.1 The cell", "CHAPTER ONE"), else 0."""
    words = line.split()
    if not 1 <= len(words) <= 10 or line[-1] in ".,;!?":
        return 0
    if _NUMBERED_HEADING.match(line):
        return line.split()[0].strip(".").count(".") + 1
    return 1 if is_capitals(line) else 0


def _items(lines: list[str]) -> list[tuple[Role, str]]:
    """A paragraph's text, or its list items where its lines begin with marks."""
    items: list[tuple[Role, str]] = []
    for line in lines:
        mark = BULLET.match(line)
        if mark and (not items or items[-1][0] is Role.LIST_ITEM or items[-1][1].rstrip().endswith(":")):
            items.append((Role.LIST_ITEM, line[mark.end() :]))
        elif items:
            items[-1] = (items[-1][0], f"{items[-1][1]}\n{line}")
        else:
            items.append((Role.PARAGRAPH, line))
    return items
