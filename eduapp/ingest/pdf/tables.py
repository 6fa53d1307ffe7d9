"""Tables in a PDF: rows of pieces whose edges stand one below the other."""

from __future__ import annotations

from dataclasses import replace

from eduapp.ingest.pdf.lines import Line, joined
from eduapp.ingest.plain import BULLET

_ALIGNED = 5.0  # points
_ROW_DISTANCE = 4.0  # times the size, from baseline to baseline
_NEXT_LINE = 2.2  # times the size: a line that stands alone belongs to a cell
_ONE_ROW = 0.9  # times the size


def table_rows(lines: list[Line]) -> set[int]:
    """The numbers of the lines that are rows of a table: three or more in line, or two with three cells."""
    found: set[int] = set()
    table: list[int] = []
    for number, line in enumerate(lines):
        if table and _fits(line, [lines[row] for row in table]):
            table.append(number)
            continue
        found.update(table if _is_table([lines[row] for row in table]) else ())
        table = [number] if _is_row(line) else []
    return found | set(table if _is_table([lines[row] for row in table]) else ())


def table_text(lines: list[Line]) -> str:
    """A row a line, cells parted by bars; a second line of a cell that stands alone joins the cell above it."""
    rows: list[list[Line]] = []
    for lines_of_row in _rows(lines):
        cells = _cells(lines_of_row)
        if len(cells) > 1 or not rows:
            rows.append(cells)
        else:
            above = min(rows[-1], key=lambda cell: _offset(cells[0], cell))
            above.text = joined([above.text, cells[0].text])
    return "\n".join(" | ".join(cell.text for cell in row) for row in rows)


def _rows(lines: list[Line]) -> list[list[Line]]:
    """Lines so close that they are one row, with cells of one line set to the middle of cells of two."""
    rows: list[list[Line]] = []
    for line in lines:
        if rows and line.y - rows[-1][-1].y < _ONE_ROW * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _cells(row: list[Line]) -> list[Line]:
    """The cells of a row from left to right, each with all of its lines."""
    cells: list[Line] = []
    for piece in sorted((cell for line in row for cell in line.cells or (line,)), key=lambda cell: cell.x0):
        if cells and piece.x0 < cells[-1].x1:
            upper, lower = sorted((cells[-1], piece), key=lambda cell: cell.y)
            text, right = joined([upper.text, lower.text]), max(upper.x1, lower.x1)
            cells[-1] = replace(cells[-1], text=text, x1=right, y=lower.y)
        else:
            cells.append(replace(piece))
    return cells


def _is_row(line: Line) -> bool:
    """Whether a line has cells. A mark or a number before a list item is none."""
    return len(line.cells) > 1 and not (len(line.cells) == 2 and BULLET.match(f"{line.cells[0].text} x"))


def _is_table(table: list[Line]) -> bool:
    rows = [line for line in table if line.cells]
    return len(rows) >= 3 or (len(rows) == 2 and min(len(row.cells) for row in rows) >= 3)


def _fits(line: Line, table: list[Line]) -> bool:
    """Whether a line goes on with a table: its cells stand below others, or it is a cell's second line."""
    if line.y - table[-1].y > _ROW_DISTANCE * line.size:
        return False
    columns = [cell for row in table for cell in row.cells]
    if _is_row(line):
        aligned = sum(any(_offset(cell, other) <= _ALIGNED for other in columns) for cell in line.cells)
        return aligned >= max(len(line.cells) - 1, 2)
    left, right = min(cell.x0 for cell in columns), max(cell.x1 for cell in columns)
    inner = [cell for cell in columns if cell.x0 > left + _ALIGNED]
    below_a_cell = any(_offset(line, cell) <= _ALIGNED for cell in inner) and line.width < 0.6 * (right - left)
    return below_a_cell and line.y - table[-1].y < _NEXT_LINE * line.size


def _offset(cell: Line, other: Line) -> float:
    """How far two cells are from standing one below the other: by their left edges, right edges or middles."""
    return min(abs(cell.x0 - other.x0), abs(cell.x1 - other.x1), abs(cell.x0 + cell.x1 - other.x0 - other.x1) / 2)
