"""Reading order: a page's lines as columns, read one after the other between whatever runs across them.

The method is a recursive cut along the gutter that the most lines respect (after the XY-cut of Nagy and Seth, 1984),
with the lines that cross it as borders of bands, so that a heading across two columns parts them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate, groupby, pairwise

from eduapp.ingest.pdf.lines import Line

_INITIAL = 1.8  # times the body's size
_BIN, _MOST_BINS = 3.0, 1000  # points, and how many such steps a page has at most
_FEWEST = 3  # lines in a column
_OVERHANG = 0.12  # of the other side's width: a line that reaches over a gutter by less still belongs to its own side
_SHORT, _LONG = 16, 30  # mean characters a line: below the first a table's cells, above the second prose
_FULL, _MOSTLY = 0.75, 0.4  # a full line fills that much of its column; so many lines of prose are full
_BESIDE = 0.3  # of the shorter side's height
_APART = 1.6  # times the size, from baseline to baseline
_SAME_ROW = 0.45  # times the size
_CELL_GAP = 1.2  # times the size


def reading_order(lines: list[Line]) -> list[list[Line]]:
    """The lines as stretches of one column each, in the order of reading. Pieces of one row are one line with cells."""
    stretches = _stretches(sorted(lines, key=lambda line: line.y)) if lines else []
    return [rows(stretch) for stretch in stretches]


def with_initials(lines: list[Line], body_size: float) -> list[Line]:
    """The lines with each large initial put back before the line that it begins."""
    initials = [
        line for line in lines if len(line.text) == 1 and line.size > _INITIAL * body_size and line.text.isalpha()
    ]
    if not initials:
        return lines
    kept = [line for line in lines if line not in initials]
    for initial in initials:
        beside = [
            line
            for line in kept
            if initial.y - initial.size < line.y <= initial.y and 0 <= line.x0 - initial.x1 < 2 * line.size
        ]
        if not beside:
            kept.append(initial)
            continue
        first = min(beside, key=lambda line: line.y)
        first.text, first.x0 = initial.text + first.text, initial.x0
    return kept


def _stretches(lines: list[Line]) -> list[list[Line]]:
    gutter = _gutter(lines)
    if gutter is None:
        return [lines]
    sided = _with_last_lines(_sided(lines, gutter))
    left, right = _of("left", sided), _of("right", sided)
    if not left or not right or not _overlap(left, right):
        return [lines]
    are_columns = _is_prose(left) and _is_prose(right)
    stretches: list[list[Line]] = [[]]
    for band, is_last in _bands(sided):
        left, right = _of("left", band), _of("right", band)
        if left and right and (are_columns or not _is_table(left, right)):
            left, below = (left, []) if is_last else _heading_below(left, right)
            stretches += [*_stretches(left), *_stretches(right), below]
        else:
            stretches[-1] = [*stretches[-1], *(line for _, line in band)]
    return [stretch for stretch in stretches if stretch]


def _gutter(lines: list[Line]) -> float | None:
    """The place with the most lines wholly on either side of it, None where there are too few."""
    if len(lines) < 2 * _FEWEST:
        return None
    left = min(line.x0 for line in lines)
    width = max(line.x1 for line in lines) - left
    step = max(_BIN, width / _MOST_BINS)
    bins = int(width / step) + 2
    ending, starting = [0] * bins, [0] * bins
    for line in lines:
        ending[min(int((line.x1 - left) / step) + 1, bins - 1)] += 1
        starting[max(int((line.x0 - left) / step) - 1, 0)] += 1
    before = list(accumulate(ending))
    after = list(accumulate(reversed(starting)))[::-1]
    scores = [4 * min(b, a) + b + a for b, a in zip(before, after, strict=True)]
    best = max(scores)
    place = scores.index(best)
    if min(before[place], after[place]) < _FEWEST:
        return None
    breadth = next((offset for offset, score in enumerate(scores[place:]) if score < best), 1)
    return left + (place + breadth / 2) * step


def _sided(lines: list[Line], gutter: float) -> list[tuple[str, Line]]:
    """Each line with the side of the gutter on which it stands, or that it runs across."""
    over_right = gutter + _OVERHANG * (max(line.x1 for line in lines) - gutter)
    over_left = gutter - _OVERHANG * (gutter - min(line.x0 for line in lines))

    def side(line: Line) -> str:
        if line.x0 >= gutter or (line.x0 >= over_left and line.x1 > over_right):
            return "right"
        return "left" if line.x1 <= over_right else "across"

    return [(side(line), line) for line in lines]


def _with_last_lines(sided: list[tuple[str, Line]]) -> list[tuple[str, Line]]:
    """The same with the short last lines of paragraphs that run across counted as across."""
    found: list[tuple[str, Line]] = []
    for number, (side, line) in enumerate(sided):
        if side == "left" and found and found[-1][0] == "across":
            above = found[-1][1]
            in_style = abs(line.size - above.size) < 0.5 and line.y - above.y < _APART * line.size
            neighbours = (other for _, other in sided[number + 1 : number + 3])
            alone = all(other.y - line.y > 0.5 * line.size for other in neighbours)
            side = "across" if in_style and alone and abs(line.x0 - above.x0) < line.size else side
        found.append((side, line))
    return found


def _of(side: str, sided: list[tuple[str, Line]]) -> list[Line]:
    return [line for where, line in sided if where == side]


def _bands(sided: list[tuple[str, Line]]) -> Iterator[tuple[list[tuple[str, Line]], bool]]:
    """Runs of lines down the page that all run across, or all don't; and whether it is the last run."""
    bands = [list(group) for _, group in groupby(sided, key=lambda pair: pair[0] == "across")]
    for number, band in enumerate(bands, start=1):
        yield band, number == len(bands)


def _overlap(left: list[Line], right: list[Line]) -> bool:
    """Whether the sides stand next to each other, and not one below the other."""
    shared = min(left[-1].y, right[-1].y) - max(left[0].y, right[0].y)
    return shared >= _BESIDE * min(left[-1].y - left[0].y, right[-1].y - right[0].y)


def _is_prose(lines: list[Line]) -> bool:
    """Whether lines are long, or middling and as wide as their column, and so hardly the cells of a table."""
    rows = len({round(line.y) for line in lines})
    mean = sum(len(line.text) for line in lines) / rows
    width = max(line.x1 for line in lines) - min(line.x0 for line in lines)
    full = sum(line.width > _FULL * width for line in lines)
    return mean >= _LONG or (mean >= _SHORT and full >= _MOSTLY * rows)


def _is_table(left: list[Line], right: list[Line]) -> bool:
    """Whether two sides are to be read row by row: short on the left, and most with a neighbour on the right."""
    if _is_prose(left):
        return False
    with_neighbour = sum(any(abs(line.y - other.y) <= 1 for other in right) for line in left)
    return with_neighbour >= 0.6 * len(left) and (not _is_prose(right) or len(left) >= 0.5 * len(right))


def _heading_below(left: list[Line], right: list[Line]) -> tuple[list[Line], list[Line]]:
    """The left column without the line or two that stand apart below both columns: they head what follows."""
    below = [line for line in left if line.y > right[-1].y + line.size]
    column = left[: len(left) - len(below)]
    if column and 0 < len(below) <= 2 and below[0].y - column[-1].y > _APART * below[0].size:
        return column, below
    return left, []


def rows(lines: list[Line]) -> list[Line]:
    """Lines from top to bottom, those on one baseline as one line that keeps its pieces as cells."""
    merged: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.y):
        if merged and _in_row(line, merged[-1]):
            merged[-1].append(line)
        else:
            merged.append([line])
    return [_row(pieces) for pieces in merged]


def _in_row(line: Line, row: list[Line]) -> bool:
    close = abs(line.y - row[0].y) <= _SAME_ROW * max(line.size, row[0].size)
    return close and all(line.x0 >= other.x1 - 1 or line.x1 <= other.x0 + 1 for other in row)


def _row(pieces: list[Line]) -> Line:
    if len(pieces) == 1:
        return pieces[0]
    pieces.sort(key=lambda piece: piece.x0)
    text, cells = pieces[0].text, [pieces[0]]
    for before, piece in pairwise(pieces):
        gap = piece.x0 - before.x1
        text += (" " if gap > 0.12 * piece.size else "") + piece.text
        if gap > _CELL_GAP * piece.size:
            cells.append(piece)
        else:
            cells[-1] = replace(cells[-1], text=f"{cells[-1].text} {piece.text}", x1=piece.x1)
    longest = max(pieces, key=lambda piece: len(piece.text))
    bold, mono = all(piece.bold for piece in pieces), all(piece.mono for piece in pieces)
    x0, x1 = pieces[0].x0, max(piece.x1 for piece in pieces)
    return replace(longest, text=text, x0=x0, x1=x1, bold=bold, mono=mono, cells=tuple(cells) if len(cells) > 1 else ())
