"""Plain text."""

from __future__ import annotations

from pathlib import Path

from tests.ingest.outline import outline, read_text

COURSE = """\
THE CELL

Chapter 1: What cells are

Cells are small. Photosyn-
thesis takes place in plant
cells.

1.2 Parts of a cell

The parts are:
- the nucleus
- the membrane, which is
  thin
1. first
2) second

Summary
=======
See figure 3.
\f
Page two begins here. A line - with dashes.
***
Figure 3.2: A cell under the microscope.

Part\tJob
Nucleus\tcontrol
"""


def test_a_whole_file(tmp_path: Path) -> None:
    document = read_text(tmp_path, "course.txt", COURSE)
    assert document.title == "THE CELL"
    assert outline(document) == [
        ("heading", "THE CELL", "THE CELL"),
        ("heading", "Chapter 1: What cells are", "Chapter 1: What cells are"),
        ("paragraph", "Chapter 1: What cells are", "Cells are small. Photosynthesis takes place in plant cells."),
        ("heading", "Chapter 1: What cells are › 1.2 Parts of a cell", "1.2 Parts of a cell"),
        ("paragraph", "Chapter 1: What cells are › 1.2 Parts of a cell", "The parts are:"),
        ("list_item", "Chapter 1: What cells are › 1.2 Parts of a cell", "the nucleus"),
        ("list_item", "Chapter 1: What cells are › 1.2 Parts of a cell", "the membrane, which is thin"),
        ("list_item", "Chapter 1: What cells are › 1.2 Parts of a cell", "first"),
        ("list_item", "Chapter 1: What cells are › 1.2 Parts of a cell", "second"),
        ("heading", "Summary", "Summary"),
        ("paragraph", "Summary", "See figure 3."),
        (
            "paragraph",
            "Summary",
            "Page two begins here. A line - with dashes. Figure 3.2: A cell under the microscope.",
        ),
        ("table", "Summary", "Part | Job\nNucleus | control"),
    ]


def test_paragraphs_are_counted(tmp_path: Path) -> None:
    document = read_text(tmp_path, "a.txt", "One.\r\n\r\nTwo.\r\n")
    assert outline(document) == [("paragraph", "paragraph 1", "One."), ("paragraph", "paragraph 2", "Two.")]
    assert document.title == "a"


def test_lines_that_are_never_wrapped_are_paragraphs(tmp_path: Path) -> None:
    long = (
        "The cell is the smallest unit of life that can live on its own and make copies of itself, as far as known. "
        * 2
    )
    texts = [text for _, _, text in outline(read_text(tmp_path, "a.txt", f"{long}\n{long}\n"))]
    assert texts == [long.strip(), long.strip()]


def test_a_sentence_with_a_number_is_no_heading(tmp_path: Path) -> None:
    texts = "3.5 g of glucose\n\nA. Smith wrote this.\n\nDNA\n\nWhat is DNA?"
    assert {role for role, _, _ in outline(read_text(tmp_path, "a.txt", texts))} == {"paragraph"}
