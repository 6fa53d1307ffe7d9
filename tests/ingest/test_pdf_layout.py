"""Columns, rows, running lines and tables from lines that are written down here."""

from __future__ import annotations

import random
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduapp.ingest.pdf.columns import reading_order, rows, with_initials
from eduapp.ingest.pdf.lines import Line, joined
from eduapp.ingest.pdf.page import Page
from eduapp.ingest.pdf.running import drop_running_lines, without_contents
from eduapp.ingest.pdf.tables import table_rows, table_text
from eduapp.ingest.text import LINE_END_HYPHEN

PROSE = "words of about the length of one line"


def line(text: str, x: float, y: float, size: float = 10, **more: bool) -> Line:
    """A line whose letters are half as wide as high."""
    return Line(text, x, x + len(text) * size / 2, y, size, **more)


def column(name: str, x: float, y: float, count: int) -> list[Line]:
    return [line(f"{name}{number} {PROSE}", x, y + 12 * number) for number in range(count)]


def order(*lines: Line) -> list[str]:
    """The first words of the lines in reading order, whatever their order in the file."""
    shuffled = list(lines)
    random.Random(3).shuffle(shuffled)
    return [found.text.split()[0] for stretch in reading_order(shuffled) for found in stretch]


def test_one_column_stays_one() -> None:
    assert order(*column("a", 50, 100, 20)) == [f"a{n}" for n in range(20)]


def test_two_columns_one_after_the_other() -> None:
    found = order(*column("a", 50, 100, 9), *column("b", 280, 106, 7))
    assert found == [*(f"a{n}" for n in range(9)), *(f"b{n}" for n in range(7))]


def test_a_heading_across_parts_the_columns() -> None:
    across = line("TITLE across both of the columns and so rather long", 50, 200, 16)
    upper = [*column("a", 50, 100, 6), *column("b", 280, 100, 6)]
    lower = [*column("c", 50, 230, 6), *column("d", 280, 230, 6)]
    names = [[f"{name}{n}" for n in range(6)] for name in "abcd"]
    assert order(*upper, across, *lower) == [*names[0], *names[1], "TITLE", *names[2], *names[3]]


def test_a_short_last_line_belongs_to_the_text_across() -> None:
    across = [line(f"wide{n} {PROSE} {PROSE}", 50, 100 + 12 * n) for n in range(3)]
    found = order(*across, line("end.", 50, 136), *column("a", 50, 170, 5), *column("b", 280, 170, 5))
    assert found[:4] == ["wide0", "wide1", "wide2", "end."]


def test_a_short_line_at_the_top_of_the_right_column_stays_there() -> None:
    right = [line("end", 280, 100), *column("b", 280, 112, 6)]
    assert order(*column("a", 50, 100, 7), *right)[7:] == ["end", *(f"b{n}" for n in range(6))]


def test_a_heading_below_both_columns_heads_what_follows() -> None:
    head = line("Next", 50, 200, 12)
    across = [line(f"wide{n} {PROSE} {PROSE}", 50, 216 + 12 * n) for n in range(3)]
    found = order(*column("a", 50, 100, 6), *column("b", 280, 100, 6), head, *across)
    assert found[-5:] == ["b5", "Next", "wide0", "wide1", "wide2"]


def test_a_table_is_read_row_by_row() -> None:
    table = [line(text, x, 200 + 14 * row) for row in range(4) for text, x in ((f"k{row}", 50), (f"v{row}", 280))]
    above = [line(f"wide{n} {PROSE} {PROSE}", 50, 100 + 12 * n) for n in range(8)]
    stretches = reading_order([*above, *table])
    assert [found.text for found in stretches[0]][8:] == [f"k{row} v{row}" for row in range(4)]


@given(st.permutations(range(12)))
def test_the_order_in_the_file_does_not_matter(permutation: list[int]) -> None:
    lines = [*column("a", 50, 100, 6), *column("b", 280, 100, 6)]
    stretches = reading_order([lines[index] for index in permutation])
    assert [found.text for found in chain(*stretches)] == [found.text for found in lines]


def test_pieces_of_a_row() -> None:
    pieces = [line("Water", 50, 100), line("is", 77, 102), line("wet", 150, 100)]
    (row,) = rows(pieces)
    assert (row.text, [cell.text for cell in row.cells]) == ("Water is wet", ["Water is", "wet"])


def test_lines_are_joined() -> None:
    mark = LINE_END_HYPHEN
    assert joined(["a well-", "known", f"photo{mark}", "synthesis", "dash -", "and", "so—", "on"]) == (
        f"a well{mark}known photo{mark}synthesis dash - and so—on"
    )


def test_large_initials() -> None:
    lines = [line("E", 50, 124, 30), line("very cell", 66, 102), line("is small.", 66, 114), line("Q", 300, 500, 30)]
    assert [found.text for found in with_initials(lines, 10)] == ["Every cell", "is small.", "Q"]


def pages(*contents: list[Line]) -> list[Page]:
    return [Page(number, lines, 0, 600) for number, lines in enumerate(contents, start=1)]


def text_of(page: Page) -> list[str]:
    return [found.text for found in page.lines]


def test_running_lines_go() -> None:
    body = [line("body text", 50, 70 + 12 * row) for row in range(30)]
    found = pages(
        *(
            [
                line(f"{number} Biology" if number % 2 else f"Biology {number}", 50, 30, 8),
                line("only here", 300, 30, 8),
                *body,
                line("© A School", 50, 560, 8),
                line("All rights reserved", 50, 570, 8),
                line(f"- {number} -", 200, 585),
            ]
            for number in range(1, 7)
        )
    )
    drop_running_lines(found, 10)
    assert [text_of(page) for page in found] == [["body text"] * 30] * 6


@pytest.mark.parametrize("size", [10, 20])
def test_text_that_comes_again_stays(size: float) -> None:
    """The first line of the body on every page, and a title in large letters."""
    found = pages(*([line("The same words", 50, 60, size), *column("a", 50, 72, 30)] for _ in range(5)))
    drop_running_lines(found, 10)
    assert [text_of(page)[0] for page in found] == ["The same words"] * 5


def test_contents_lines() -> None:
    kept = ["It ends in 1990", "Pi is 3.14159", "and so on ...", "f. i"]
    lead = ["Cells . . . . . 12", "Cells.......... 12", "Preface ………… 3", "Preface ..... xii"]
    assert [found.text for found in without_contents([line(text, 0, 0) for text in kept + lead])] == kept


def cells(*texts: tuple[str, float], y: float) -> Line:
    (row,) = rows([line(text, x, y) for text, x in texts])
    return row


def test_tables() -> None:
    table = [
        cells(("Part", 50), ("Job", 150), ("Size", 250), y=100),
        cells(("Nucleus", 50), ("controls", 150), ("6 µm", 250), y=114),
        line("all", 150, 126),
        cells(("Wall", 50), ("", 150), ("1 µm", 250), y=140),
    ]
    lines = [line(PROSE, 50, 80), *table, line(PROSE, 50, 170)]
    assert table_rows(lines) == {1, 2, 3, 4}
    assert table_text(table[:3]) == "Part | Job | Size\nNucleus | controls all | 6 µm"


def test_cells_in_the_middle_of_a_row_of_two_lines() -> None:
    row = [line("in green", 150, 100), cells(("Chloroplasts", 50), ("no", 250), y=105), line("parts", 150, 110)]
    head = cells(("Part", 50), ("Plant", 150), ("Animal", 250), y=86)
    assert table_text([head, *row]) == "Part | Plant | Animal\nChloroplasts | in green parts | no"


def test_lists_are_no_tables() -> None:
    marks = [cells(("•", 50), ("text of an item", 70), y=100 + 12 * row) for row in range(4)]
    assert table_rows(marks) == set()
