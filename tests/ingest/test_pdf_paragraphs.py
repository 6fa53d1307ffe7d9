"""Where paragraphs begin and end, which go on in the next column, and what is a heading of which level."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from eduapp.domain.source import Role
from eduapp.ingest.pdf.flow import flowing
from eduapp.ingest.pdf.lines import Line
from eduapp.ingest.pdf.paragraphs import Measure, Paragraph, body_size, measure, paragraphs

USUAL = Measure(10, {20: 12.0})
FULL = 40  # characters that fill a line
WIDTH = 200.0


def line(text: str, y: float, x: float = 50, size: float = 10, **more: bool) -> Line:
    """A line that reaches the right edge where its text has `FULL` characters or more."""
    return Line(text, x, 50 + WIDTH if len(text) >= FULL else x + len(text) * 5, y, size, **more)


def full(start: str) -> str:
    return f"{start} and then more words up to the right edge"


def split(*lines: Line) -> list[tuple[str, str]]:
    return [(found.role.value, found.text) for found in paragraphs(list(lines), 1, 0, USUAL)]


def texts(*lines: Line) -> list[str]:
    return [text for _, text in split(*lines)]


def test_a_gap_parts() -> None:
    assert texts(line(full("a"), 0), line(full("b"), 12), line(full("c"), 32)) == [
        f"{full('a')} {full('b')}",
        full("c"),
    ]


def test_an_indent_parts() -> None:
    found = texts(line(full("a"), 0, x=62), line(full("b"), 12), line(full("C"), 24, x=62), line("d", 36))
    assert found == [f"{full('a')} {full('b')}", f"{full('C')} d"]


def test_a_short_last_line_parts() -> None:
    assert texts(line(full("a"), 0), line("its end.", 12), line(full("Next"), 24)) == [
        f"{full('a')} its end.",
        full("Next"),
    ]


def test_a_ragged_line_does_not_part() -> None:
    ragged = Line("ragged", 50, 240, 0, 10)
    assert texts(ragged, line("photosynthesis goes on", 12)) == ["ragged photosynthesis goes on"]


def test_another_size_parts() -> None:
    assert texts(line(full("a"), 0, size=12), line(full("b"), 12)) == [full("a"), full("b")]


def test_bold_parts_unless_the_sentence_runs_on() -> None:
    assert len(texts(line("A bold head", 0, bold=True), line(full("text"), 12))) == 2
    assert len(texts(line(full("It is the"), 0), line("cell wall", 12, bold=True))) == 1


def test_lists() -> None:
    assert split(
        line("The parts are:", 0),
        line("• one that is long enough to fill its line", 12),
        line("and go on", 24, x=60),
        line("2. two", 36),
        line("(c) three", 48),
    ) == [
        ("paragraph", "The parts are:"),
        ("list_item", "one that is long enough to fill its line and go on"),
        ("list_item", "two"),
        ("list_item", "three"),
    ]


def test_a_dash_or_a_reference_at_the_start_of_a_line_begins_nothing() -> None:
    assert len(texts(line(full("the cell"), 0), line("– which is small –", 12))) == 1
    assert len(texts(line(full("as you see in"), 0), line("Figure 3.2. It shows", 12))) == 1


def test_captions_and_code() -> None:
    assert split(
        line("Figure 1. A cell", 0, size=8),
        line("for x in y:", 20, mono=True),
        line("print(x)", 32, x=50 + 4 * 6, mono=True),
        line("done", 44, mono=True),
    ) == [("caption", "Figure 1. A cell"), ("code", "for x in y:\n    print(x)\ndone")]


def flow(*columns: Sequence[Line]) -> list[tuple[str, str, int]]:
    found = [
        paragraph
        for number, column in enumerate(columns)
        for paragraph in paragraphs(list(column), number + 1, number, USUAL)
    ]
    return [(whole.role.value, whole.text, whole.level) for whole in flowing(found, USUAL)]


def whole(*columns: Sequence[Line]) -> list[str]:
    return [text for _, text, _ in flow(*columns)]


def test_a_sentence_goes_on_in_the_next_column() -> None:
    assert whole([line(full("It is"), 0)], [line("the cell.", 0)]) == [f"{full('It is')} the cell."]
    assert whole([line("It", 0), line(full("is"), 12)], [line("Hooke's.", 0)]) == [f"It {full('is')} Hooke's."]
    assert whole([line("It is mem-", 0)], [line("brane.", 0)])[0].startswith("It is mem")


def test_it_goes_on_behind_a_caption_but_not_behind_a_heading() -> None:
    caption = [line("Figure 1. A cell", 0, size=8)]
    assert whole([line(full("It is"), 0)], caption, [line("small.", 0)]) == [
        f"{full('It is')} small.",
        "Figure 1. A cell",
    ]
    heading = [line("A heading", 0, size=14)]
    assert len(whole([line(full("It is"), 0)], heading, [line("small.", 0)])) == 3


def test_a_finished_paragraph_ends_unless_all_its_lines_are_full() -> None:
    end = "so that this full line ends in a full stop."
    assert len(whole([line(full("a"), 0), line("short end.", 12)], [line(full("Next"), 0), line("x", 12)])) == 2
    justified = [line(full("a"), 0), line(full("b"), 12), line(end, 24)]
    assert len(whole(justified, [line(full("Next"), 0), line(full("more"), 12)])) == 1
    assert len(whole(justified, [line(full("Next"), 0, x=62), line(full("more"), 12)])) == 2


def test_levels() -> None:
    found = flow(
        [line("The Course", 0, size=24)],
        [line("1 Cells", 0, size=16), line(full("Text of it"), 20)],
        [line("1.1 Walls", 0, bold=True), line(full("Text of it"), 20)],
        [line("1.1.1 Thick walls", 0, bold=True), line(full("Text of it"), 20)],
        [line("2 Leaves", 0, size=16)],
    )
    assert [(text, level) for role, text, level in found if role == "heading"] == [
        ("The Course", 0),
        ("1 Cells", 1),
        ("1.1 Walls", 2),
        ("1.1.1 Thick walls", 3),
        ("2 Leaves", 1),
    ]


@pytest.mark.parametrize(
    ("text", "more", "role"),
    [
        ("Cells", {"size": 14}, Role.HEADING),
        ("Cells and leaves", {"bold": True}, Role.HEADING),
        ("Cells are small.", {"bold": True}, Role.PARAGRAPH),
        ("3.1 The cell", {}, Role.HEADING),
        ("3.1 grams of it", {}, Role.PARAGRAPH),
        ("THE CELL", {}, Role.HEADING),
        ("6 CO2 + 6 H2O → C6H12O6 + 6 O2", {}, Role.PARAGRAPH),
        ("3. Cells", {"bold": True}, Role.HEADING),
        ("3. Cells", {}, Role.LIST_ITEM),
        ("42", {"size": 30}, Role.PARAGRAPH),
        ("nucleus", {"size": 7}, Role.CAPTION),
        ("This is a note that is set in small letters.", {"size": 7}, Role.PARAGRAPH),
    ],
)
def test_roles(text: str, more: dict, role: Role) -> None:
    assert flow([line(text, 0, **more)])[0][0] == role


def test_what_is_usual() -> None:
    stretch = [line(full("a"), 12.5 * row, size=10) for row in range(5)] + [line("head", 100, size=14)]
    assert body_size([stretch]) == 10
    assert measure([stretch], 10).leading_of(10) == 12.5
    assert measure([stretch], 10).leading_of(14) == 17.5
    assert body_size([]) == 10


def test_marks_of_list_items_are_not_their_text() -> None:
    item = Paragraph([line("•  a cell", 0)], Role.LIST_ITEM, 1, 0, 250)
    assert item.text == "a cell"
