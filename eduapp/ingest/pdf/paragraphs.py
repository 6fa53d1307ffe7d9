"""From lines to paragraphs: by gaps, indents, short last lines, sizes and marks, and whole again across columns."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from eduapp.domain.source import Role
from eduapp.ingest.draft import is_caption
from eduapp.ingest.pdf.lines import Line, joined
from eduapp.ingest.pdf.tables import table_rows, table_text
from eduapp.ingest.plain import BULLET

_INDENT = 0.7  # times the size
_WIDER_LEADING = 1.35  # times the usual distance of lines
_OTHER_SIZE = 1.08  # times the size
_FAR_SHORT = 0.35  # of the column's width
_TYPEWRITER = 0.6  # times the size: how wide a letter is
_STRONG_MARKS = "•▪◦‣●■□➢✓"
_BY_LINE = (Role.TABLE, Role.CODE)
_STOPS = frozenset(".!?:…")
_CLOSING = "\"'”’)]"
_CONTINUES = re.compile(r"[^\WA-Z]|\(")


@dataclass
class Paragraph:
    """Lines that belong together; the page and the column (counted through the document) in which they begin."""

    lines: list[Line]
    role: Role
    page: int
    column: int
    right: float
    level: int = 0

    @property
    def size(self) -> float:
        """The size of the first line's letters, in points."""
        return self.lines[0].size

    @property
    def text(self) -> str:
        """The lines joined; words cut at line ends are marked for `rejoin`."""
        if self.role is Role.TABLE:
            return table_text(self.lines)
        if self.role is Role.CODE:
            return code_text(self.lines)
        text = joined([line.text for line in self.lines])
        mark = BULLET.match(text) if self.role is Role.LIST_ITEM else None
        return text[mark.end() :] if mark else text


@dataclass(frozen=True)
class Measure:
    """What is usual in a document: the size of its body text, and the distance of lines for each size."""

    body: float
    leading: dict[int, float]

    def leading_of(self, size: float) -> float:
        """The usual distance between baselines at a size."""
        return self.leading.get(round(size * 2), 1.25 * size)


def body_size(pages: Iterable[list[Line]]) -> float:
    """The size in which most characters are set, in points, to the half point."""
    characters: Counter[int] = Counter()
    for lines in pages:
        for line in lines:
            characters[round(line.size * 2)] += len(line.text)
    return max(characters, key=characters.__getitem__, default=20) / 2


def measure(stretches: Iterable[list[Line]], body: float) -> Measure:
    """What is usual in these stretches of lines."""
    distances: dict[int, list[float]] = defaultdict(list)
    for stretch in stretches:
        for above, below in pairwise(stretch):
            if abs(above.size - below.size) < 0.25 and below.y - above.y < 3 * below.size:
                distances[round(below.size * 2)].append(below.y - above.y)
    return Measure(body, {size: median(found) for size, found in distances.items()})


def paragraphs(stretch: list[Line], page: int, column: int, usual: Measure) -> list[Paragraph]:
    """The paragraphs, list items, tables, captions and code in one stretch of lines."""
    right = max(line.x1 for line in stretch)
    in_table = table_rows(stretch)
    found: list[Paragraph] = []
    for number, line in enumerate(stretch):
        role = Role.CODE if line.mono else Role.TABLE if number in in_table else _role_at_start(line.text)
        if found and _belongs(line, role, found[-1], usual):
            found[-1].lines.append(line)
        else:
            found.append(Paragraph([line], role, page, column, right))
    return found


def _role_at_start(text: str) -> Role:
    if BULLET.match(text):
        return Role.LIST_ITEM
    return Role.CAPTION if is_caption(text) else Role.PARAGRAPH


def _belongs(line: Line, role: Role, last: Paragraph, usual: Measure) -> bool:
    """Whether a line goes on with the paragraph above it."""
    above = last.lines[-1]
    if role in _BY_LINE or last.role in _BY_LINE:
        return role is last.role
    room, ended = _room(above, line, last.right), ends(above.text)
    if _is_apart(line, above, usual) or (line.bold != above.bold and (ended or room > 0)):
        return False
    if role is Role.LIST_ITEM:
        return not (ended or room > 0 or last.role is Role.LIST_ITEM or line.text[0] in _STRONG_MARKS)
    if role is Role.CAPTION:
        return not (ended or room > 0)
    if _starts_by_indent(line, last, runs_on=room <= 0 and not ended):
        return False
    stopped_short = room > _FAR_SHORT * (last.right - above.x0) and not _CONTINUES.match(line.text)
    return not (room > 0 and (ended or stopped_short))


def _is_apart(line: Line, above: Line, usual: Measure) -> bool:
    """Whether distance or size part a line from the one above it."""
    if line.y - above.y > _WIDER_LEADING * usual.leading_of(line.size):
        return True
    return not above.size / _OTHER_SIZE < line.size < above.size * _OTHER_SIZE


def _starts_by_indent(line: Line, last: Paragraph, runs_on: bool) -> bool:
    """Whether a line's left edge shows a new paragraph: indented, or back out after a hanging indent."""
    indent = line.x0 - last.lines[-1].x0
    if abs(indent) <= _INDENT * line.size:
        return False
    if indent > 0:  # the second line of a hanging indent, or text that gives way to a picture
        second_or_within = len(last.lines) == 1 or _CONTINUES.match(line.text)
        return not (last.role is Role.LIST_ITEM or (runs_on and second_or_within))
    return len(last.lines) > 1 and not (runs_on and last.role is not Role.LIST_ITEM)


def _room(above: Line, line: Line, right: float) -> float:
    """What would have been left of the line above, in points, had it taken in the first word of this one."""
    space = right - above.x1
    if space <= 0:
        return space
    word = line.text.find(" ") + 1 or len(line.text) + 1
    return space - word * line.width / len(line.text) - 0.3 * line.size


def ends(text: str) -> bool:
    """Whether text stops like a sentence."""
    return text[-1] in _STOPS or text.rstrip(_CLOSING)[-1:] in _STOPS


def code_text(lines: list[Line]) -> str:
    """Lines of code with the indents that they have on the page."""
    left = min(line.x0 for line in lines)
    return "\n".join(" " * round((line.x0 - left) / (_TYPEWRITER * line.size)) + line.text for line in lines)
