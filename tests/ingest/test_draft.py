"""Sections, captions, titles and notices."""

from __future__ import annotations

from collections import Counter

import pytest

from eduapp.domain.source import Document, Role
from eduapp.ingest.draft import Draft, is_caption
from eduapp.ingest.files import RawFile
from tests.ingest.outline import notices, outline


def finished(draft: Draft) -> Document:
    return draft.document(RawFile("course.pdf", b"x").source("application/pdf"))


def test_sections_open_and_close() -> None:
    draft = Draft("course.pdf")
    draft.heading("The course", 0)
    draft.add("Before.", page=1)
    draft.heading("A", 1, page=2)
    draft.heading("A.1", 3, page=2)
    draft.add("In A.1.", page=3)
    draft.heading("B", 1, page=4)
    draft.add("In B.", page=4)
    draft.leave_sections()
    draft.add("After.", slide=2)
    document = finished(draft)
    assert [(p.text, p.locator.heading) for p in document.passages] == [
        ("The course", ()),
        ("Before.", ()),
        ("A", ("A",)),
        ("A.1", ("A", "A.1")),
        ("In A.1.", ("A", "A.1")),
        ("B", ("B",)),
        ("In B.", ("B",)),
        ("After.", ()),
    ]
    assert document.title == "The course"


GERMAN = (
    "Die Zelle ist die kleinste Einheit des Lebens. Der Zellkern ist der Teil der Zelle, der die DNA enthält. "
    "Mitochondrien sind Organellen, die Energie aus Glukose freisetzen. Enzyme sind Proteine, die Reaktionen "
    "beschleunigen. Der Vorgang, durch den Pflanzen aus Licht Zucker herstellen, heißt Photosynthese."
)
ENGLISH = "The nucleus is the part of a cell that holds its DNA, and mitochondria release energy from glucose. " * 4


@pytest.mark.parametrize(("text", "foreign"), [(GERMAN, True), (ENGLISH, False), (GERMAN[:120], False)])
def test_text_that_is_not_english_is_noticed(text: str, foreign: bool) -> None:
    draft = Draft("a.txt")
    draft.add(text)
    told = [notice.text for notice in finished(draft).notices]
    assert told == (
        ["This doesn't seem to be English: a crossword can be made of it, but questions need English."]
        if foreign
        else []
    )


def test_what_has_no_letters_is_left_out() -> None:
    draft = Draft("a.txt")
    for text in ("", " \u200b ", "* * *", "—"):
        draft.add(text)
    draft.heading(" ", 1)
    draft.add("Words.")
    assert outline(finished(draft)) == [("paragraph", "—", "Words.")]


def test_notices_count_in_words() -> None:
    draft = Draft("a.pdf")
    draft.left_out(Counter({"picture": 3, "table": 1, "chart": 0}), page=7)
    draft.left_out(Counter())
    draft.add("x")
    assert notices(finished(draft)) == [("p. 7", "3 pictures, 1 table")]


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ("Cells", "Cells"),
        ("untitled", "The heading"),
        ("(anonymous)", "The heading"),
        ("Microsoft Word - thesis.docx", "The heading"),
        ("PowerPoint Presentation", "The heading"),
        ("", "The heading"),
    ],
)
def test_the_best_title(given: str, title: str) -> None:
    draft = Draft("a.pdf", title=given)
    draft.heading("The heading", 1)
    assert finished(draft).title == title


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Figure 3.2 The cell membrane", True),
        ("Fig. 4: A leaf", True),
        ("Table 1. Three kinds of cell.", True),
        ("Figure 12", True),
        ("Figure 3.2a – Detail", True),
        ("Figure 3.2 shows that the membrane is thin.", False),
        ("Table salt is a compound.", False),
        ("Figures 3 and 4 show a leaf.", False),
        ("Map reading is a skill.", False),
    ],
)
def test_captions(text: str, expected: bool) -> None:
    assert is_caption(text) is expected


def test_code_and_tables_keep_their_lines() -> None:
    draft = Draft("a.txt")
    draft.add("if x:\n    y", Role.CODE)
    draft.add("a | b\nc | d", Role.TABLE)
    assert [text for _, _, text in outline(finished(draft))] == ["if x:\n    y", "a | b\nc | d"]
