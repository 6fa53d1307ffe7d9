"""The little markup in which the sample texts are written: one block per paragraph, told apart by how it begins."""

from __future__ import annotations

import re
from dataclasses import dataclass

PREFIXES = {
    "# ": "title",
    "## ": "heading",
    "### ": "subheading",
    "> ": "lead",
    "- ": "item",
    "= ": "formula",
    "! ": "figure",
    "Notes: ": "notes",
}
CAPTION = re.compile(r"(?:Table|Figure) \d+\. ")
SPAN = re.compile(r"\*\*(?P<bold>.+?)\*\*|\*(?P<italic>.+?)\*|~(?P<sub>.+?)~")


@dataclass(frozen=True)
class Block:
    """A paragraph with its kind; `rows` holds the cells when the kind is "table", the first row being the head."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def blocks(source: str) -> list[Block]:
    """The blocks of a text in reading order."""
    found: list[Block] = []
    for chunk in source.strip().split("\n\n"):
        lines = chunk.splitlines()
        found += [_table(lines)] if lines[0].startswith("|") else [_block(line) for line in lines]
    return found


def spans(text: str) -> list[tuple[str, str]]:
    """The text cut into (style, characters), where style is "plain", "bold", "italic" or "sub"."""
    cut, end = [], 0
    for match in SPAN.finditer(text):
        cut += [("plain", text[end : match.start()]), (match.lastgroup or "plain", match[match.lastgroup or 0])]
        end = match.end()
    return [span for span in [*cut, ("plain", text[end:])] if span[1]]


def _block(line: str) -> Block:
    for prefix, kind in PREFIXES.items():
        if line.startswith(prefix):
            return Block(kind, line.removeprefix(prefix))
    return Block("caption" if CAPTION.match(line) else "paragraph", line)


def _table(lines: list[str]) -> Block:
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]
    return Block("table", rows=tuple(row for row in rows if not set("".join(row)) <= set("- ")))
