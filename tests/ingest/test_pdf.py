"""PDF files as a whole: order, paragraphs, headings, notices and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption

from eduapp.errors import UnreadableSource
from eduapp.ingest import read
from tests.ingest.outline import notices, outline, written
from tests.ingest.sheets import HEIGHT, LEFT, RIGHT, TOP, WIDTH, Sheets

BODY = [
    "Every cell is bounded by a membrane,",
    "which decides what may enter and what",
    "has to stay outside of it at all times.",
]


def two_columns(path: Path) -> Path:
    """Two pages in two columns with everything that a textbook has."""
    sheets = Sheets(path)
    sheets.furniture("A Course in Biology", 7)
    sheets.lines(LEFT, TOP, "How Cells Live and How They Divide", font="Helvetica-Bold", size=18)
    y = sheets.lines(LEFT, 505, "1 The cell", font="Helvetica-Bold", size=13)
    y = sheets.lines(LEFT, y, *BODY[:2], "has to stay outside.")
    y = sheets.lines(LEFT, y - 6, "Plants make sugar by photosyn-", "thesis, and light is needed for it to")
    sheets.lines(RIGHT, 505, "happen. Photosynthesis uses water.")
    sheets.picture(RIGHT, 420)
    y = sheets.lines(RIGHT, 405, "Figure 1. A leaf seen from the side.", size=8)
    y = sheets.lines(RIGHT, y - 8, "1.1 Parts", font="Helvetica-Bold", size=10)
    y = sheets.lines(RIGHT, y - 2, "The parts are:")
    y = sheets.lines(RIGHT, y, "• the nucleus, which holds the genes of", "  the cell", "• the membrane")
    sheets.lines(RIGHT, y - 8, "A vacuole fills most of a plant cell and it")
    sheets.page()
    sheets.furniture("A Course in Biology", 8)
    sheets.lines(LEFT, TOP, "keeps the plant firm, as long as it has", "water.")
    sheets.lines(LEFT, 490, "Part", "Nucleus", "Vacuole")
    sheets.lines(130, 490, "Animal", "yes", "no")
    sheets.lines(RIGHT, TOP, *BODY)
    sheets.lines(RIGHT, 490, "for cell in cells:", "    cell.divide()", font="Courier", size=9)
    sheets.lines(LEFT, 440, "2 A heading across both of the columns of this page", font="Helvetica-Bold", size=13)
    sheets.lines(LEFT, 415, *BODY)
    sheets.lines(RIGHT, 415, "Right of it stands another paragraph of", "which the last line is short.")
    sheets.page()
    return sheets.save()


def test_a_chapter_in_two_columns(tmp_path: Path) -> None:
    found = read(two_columns(tmp_path / "cells.pdf"))
    body = " ".join(BODY)
    assert found.title == "How Cells Live and How They Divide"
    assert outline(found) == [
        ("heading", "p. 1", "How Cells Live and How They Divide"),
        ("heading", "p. 1", "1 The cell"),
        ("paragraph", "p. 1", f"{BODY[0]} {BODY[1]} has to stay outside."),
        (
            "paragraph",
            "p. 1",
            "Plants make sugar by photosynthesis, and light is needed for it to happen. Photosynthesis uses water.",
        ),
        ("caption", "p. 1", "Figure 1. A leaf seen from the side."),
        ("heading", "p. 1", "1.1 Parts"),
        ("paragraph", "p. 1", "The parts are:"),
        ("list_item", "p. 1", "the nucleus, which holds the genes of the cell"),
        ("list_item", "p. 1", "the membrane"),
        (
            "paragraph",
            "p. 1",
            "A vacuole fills most of a plant cell and it keeps the plant firm, as long as it has water.",
        ),
        ("table", "p. 2", "Part | Animal\nNucleus | yes\nVacuole | no"),
        ("paragraph", "p. 2", body),
        ("code", "p. 2", "for cell in cells:\n    cell.divide()"),
        ("heading", "p. 2", "2 A heading across both of the columns of this page"),
        ("paragraph", "p. 2", body),
        ("paragraph", "p. 2", "Right of it stands another paragraph of which the last line is short."),
    ]
    assert notices(found) == [("p. 1", "1 picture")]
    assert [passage.locator.heading for passage in found.passages[:6]] == [
        (),
        ("1 The cell",),
        ("1 The cell",),
        ("1 The cell",),
        ("1 The cell",),
        ("1 The cell", "1.1 Parts"),
    ]


def test_three_columns_drawn_row_by_row(tmp_path: Path) -> None:
    sheets = Sheets(tmp_path / "a.pdf")
    for row in range(8):
        for column, name in enumerate(("first", "second", "third")):
            sheets.lines(30 + 120 * column, TOP - 12 * row, f"the {name} column in row {row}")
    texts = [text for _, _, text in outline(read(sheets.save()))]
    assert texts == [
        " ".join(f"the {name} column in row {row}" for name in ("first", "second", "third") for row in range(8))
    ]


def test_turned_pages(tmp_path: Path) -> None:
    sheets = Sheets(tmp_path / "a.pdf")
    canvas = sheets.canvas
    canvas.setPageRotation(90)
    canvas.translate(WIDTH, 0)
    canvas.rotate(90)
    sheets.lines(60, 300, *BODY)
    canvas.rotate(-90)
    canvas.drawString(-60, 550, "stamp")
    found = read(sheets.save())
    assert outline(found) == [("paragraph", "p. 1", " ".join(BODY))]
    assert notices(found) == [("p. 1", "Text that is turned on its side or askew, on p. 1.")]


def test_large_initials_and_raised_figures(tmp_path: Path) -> None:
    sheets = Sheets(tmp_path / "a.pdf")
    sheets.lines(LEFT, TOP - 14, "E", size=30)
    sheets.lines(LEFT + 22, TOP, "very cell is bounded by a membrane, one that")
    sheets.lines(LEFT + 22, TOP - 12, "decides what may enter and what has to stay")
    sheets.lines(LEFT, TOP - 24, "outside of it at all times, whatever it may be now.")
    text = sheets.canvas.beginText(LEFT, 400)
    for piece, rise, size in (("Water is H", 0, 10), ("2", -3, 7), ("O and light has E=mc", 0, 10), ("2", 4, 7)):
        text.setFont("Times-Roman", size)
        text.setRise(rise)
        text.textOut(piece)
    sheets.canvas.drawText(text)
    assert [text for _, _, text in outline(read(sheets.save()))] == [
        "Every cell is bounded by a membrane, one that decides what may enter and what has to stay "
        "outside of it at all times, whatever it may be now.",
        "Water is H2O and light has E=mc2",
    ]


def test_contents_lines_are_not_text(tmp_path: Path) -> None:
    sheets = Sheets(tmp_path / "a.pdf")
    sheets.lines(LEFT, TOP, "Contents", size=14)
    sheets.lines(LEFT, 500, "1 The cell . . . . . . . . . . . 7", "2 The leaf ........ 12")
    sheets.lines(LEFT, 450, *BODY)
    assert [text for _, _, text in outline(read(sheets.save()))] == ["Contents", " ".join(BODY)]


def test_text_beside_the_page_is_not_seen(tmp_path: Path) -> None:
    sheets = Sheets(tmp_path / "a.pdf")
    for x, y in ((LEFT, 900), (LEFT, -50), (-300, TOP), (700, TOP), (1e9, 1e9)):
        sheets.lines(x, y, "Printed 12/03 by someone")
    sheets.lines(LEFT, TOP, *BODY)
    assert outline(read(sheets.save())) == [("paragraph", "p. 1", " ".join(BODY))]


def test_a_huge_page(tmp_path: Path) -> None:
    sheets = Sheets(tmp_path / "a.pdf")
    sheets.canvas.setPageSize((1e9, 1e9))
    for row in range(6):
        for x in (LEFT, 9e8):
            sheets.lines(x, 9e8 - 12 * row, "Words on a page that is far too large")
    assert read(sheets.save()).passages


def test_partly_scanned(tmp_path: Path) -> None:
    sheets = Sheets(tmp_path / "a.pdf")
    for page in range(1, 7):
        if page in (1, 5):
            sheets.lines(LEFT, 400, f"{BODY[0]} says page {page}.")
        elif page != 6:
            sheets.picture(0, 0, WIDTH, HEIGHT)
        sheets.page()
    assert notices(read(sheets.save())) == [
        ("p. 2", "No text on p. 2–4: scanned or drawn, so text recognition (OCR) is needed.")
    ]


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableSource) as caught:
        read(path)
    assert caught.value.hint.endswith(".")
    return caught.value.message


def test_scanned(tmp_path: Path) -> None:
    sheets = Sheets(tmp_path / "scan.pdf")
    for _ in range(3):
        sheets.picture(0, 0, WIDTH, HEIGHT)
        sheets.page()
    message = refusal(sheets.save())
    assert message == "scan.pdf has no text in it: its 3 pages are only pictures, probably scanned."


def test_empty_pages(tmp_path: Path) -> None:
    sheets = Sheets(tmp_path / "a.pdf")
    sheets.page()
    assert refusal(sheets.save()) == "a.pdf has no text in it: its one page is empty."


def test_encrypted(tmp_path: Path) -> None:
    sheets = Sheets(tmp_path / "a.pdf", encrypt=StandardEncryption("user", "owner"))
    sheets.lines(LEFT, TOP, *BODY)
    assert refusal(sheets.save()) == "a.pdf is protected with a password."


def test_protected_against_changes_only(tmp_path: Path) -> None:
    sheets = Sheets(tmp_path / "a.pdf", encrypt=StandardEncryption("", "owner", canCopy=0))
    sheets.lines(LEFT, TOP, *BODY)
    assert outline(read(sheets.save())) == [("paragraph", "p. 1", " ".join(BODY))]


def test_cut_short(tmp_path: Path) -> None:
    data = two_columns(tmp_path / "whole.pdf").read_bytes()
    message = refusal(written(tmp_path, "a.pdf", data[: len(data) * 2 // 3]))
    assert message == "a.pdf is damaged or cut short: it can't be read as a PDF."


def test_cut_short_but_recovered(tmp_path: Path) -> None:
    data = two_columns(tmp_path / "whole.pdf").read_bytes()
    found = read(written(tmp_path, "a.pdf", data.replace(b"%%EOF", b"")))
    assert notices(found)[-1] == ("—", "The file is cut short or damaged at its end: 2 pages could be read.")
