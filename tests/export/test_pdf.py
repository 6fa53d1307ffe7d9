"""The printed sheet, read back by PDFium."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from eduapp.domain.item import BLANK
from eduapp.domain.item_set import ItemSet
from eduapp.errors import ExportError
from eduapp.export import write
from eduapp.export.pdf_fonts import Ink
from tests.export.makers import (
    HOSTILE,
    approved,
    choice_item,
    cloze_item,
    extended_item,
    hostile_set,
    item_set,
    one_of_each,
    quote,
)

FEW = item_set(*one_of_each().items[:4])
DRAFT = "Draft: not yet reviewed by a person"


def pages(path: Path, items: ItemSet, **options: str) -> list[str]:
    """The text of each page, its white space made one blank."""
    write(items, path, **options)
    with pypdfium2.PdfDocument(path) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def parts(path: Path, items: ItemSet) -> tuple[str, str]:
    """The text of the questions and of the key."""
    texts = pages(path, items)
    start = next(n for n, text in enumerate(texts) if text.startswith("Answer key"))
    return " ".join(texts[:start]), " ".join(texts[start:])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sheet.pdf"


def test_each_question_and_each_choice_is_on_the_sheet(path):
    questions, _ = parts(path, FEW)
    for item in FEW.items:
        for piece in item.stem.split(BLANK):
            assert piece.strip() in questions
        for choice in item.choices:
            assert choice.text in questions
    assert "Name Date Score / 5" in questions
    assert "(2 points)" in questions


def test_the_key_stands_on_pages_of_its_own(path):
    questions, key = parts(path, FEW)
    for item in FEW.items:
        assert item.answer in key
        assert item.rationale in key
        assert item.rationale not in questions
        for found in item.evidence:
            assert f"“{found.text}”" in key
            assert found.text not in questions
    assert "organelle is" not in questions
    assert "proteins" not in questions
    assert "Cells and tissues, p. 7" in key
    assert "Remember · True or false" in key
    assert "Corrected: The mitochondria release" in key
    assert "Also right: cell organelle" in key
    assert "Why not A: The nucleus keeps" in key


def test_a_quote_is_printed_once_though_the_rationale_is_the_quote(path):
    said = quote("An organelle is a small part of a cell.")
    item = cloze_item(
        rationale=f"The text says: “{said.text}” (p. 7). A tissue is more than one cell.", evidence=(said,)
    )
    _, key = parts(path, item_set(item))
    assert key.count(said.text) == 1
    assert "A tissue is more than one cell." in key
    assert "The text says" not in key


def test_the_evidence_of_a_criterion_is_printed_once(path):
    item = extended_item()
    _, key = parts(path, item_set(item))
    assert [key.count(found.text) for found in item.evidence] == [1, 1]
    assert key.count(item.rubric[0].quote.text) == 1


def test_a_draft_says_so_beside_its_question(path):
    questions, key = parts(path, FEW)
    assert questions.count(DRAFT) == key.count(DRAFT) == 1
    assert "Approved by rule, not read by a person: all checks passed" in key


def test_pages_are_numbered_and_titled(path):
    texts = pages(path, FEW, title="Week 3", language="en-GB")
    assert [text.rsplit(" ", 3)[1:] for text in texts] == [["1", "/", "2"], ["2", "/", "2"]]
    assert texts[0].startswith("Week 3")
    with pypdfium2.PdfDocument(path) as document:
        assert document.get_metadata_value("Title") == "Week 3"
    assert b"/Lang (en-GB)" in path.read_bytes()
    assert pages(path, item_set(cloze_item(), title=""))[0].startswith("Questions")


def test_the_outline_leads_to_every_question_and_answer(path):
    pages(path, FEW)
    with pypdfium2.PdfDocument(path) as document:
        outline = [(mark.level, mark.get_title()[:3], mark.get_dest().get_index()) for mark in document.get_toc()]
    questions = [(1, f"{n}. ", 0) for n in range(1, 5)]
    answers = [(1, f"{n}. ", 1) for n in range(1, 5)]
    assert outline == [(0, "Que", 0), *questions, (0, "Ans", 1), *answers]


def test_an_item_is_kept_on_one_page(path):
    items = [choice_item(f"c{n}", stem=f"Question number {n} of many?") for n in range(40)]
    texts = pages(path, item_set(*items))
    for n in range(40):
        [page] = [text for text in texts if f"Question number {n} of many?" in text]
        rest = page.partition(f"Question number {n} of many?")[2]
        assert "the cell wall" in rest.partition("Question number")[0]


def test_text_longer_than_a_page_goes_on_overleaf(path):
    long = "The explanation goes on and on. " * 400
    item = cloze_item(
        stem="x" * 500 + f" {BLANK}", key=("y" * 500,), rationale=long.replace("goes", "went"), evidence=(quote(long),)
    )
    texts = pages(path, item_set(item))
    assert sum(text.count("explanation") for text in texts) == 800


def test_hostile_text_stays_text_on_paper(path):
    whole = " ".join(parts(path, hostile_set()))
    for text in HOSTILE:
        shown = "".join(c for c in text if c.isprintable() or c == "\n").replace("🧬", "�")
        assert " ".join(shown.split()) in whole


def test_what_cannot_be_drawn_is_reported(path):
    lost = write(item_set(approved(cloze_item(rationale="漢字 and 🧬 and שלום")), title="鼻"), path).lost
    assert any("U+5B57, U+6F22, U+9F3B, U+1F9EC" in sentence for sentence in lost)
    assert any("Right-to-left" in sentence for sentence in lost)
    lost = write(item_set(approved(cloze_item(rationale="Ωμέγα Жизнь ≤ ∑ ∈ → ℝ"))), path).lost
    assert not any("U+" in sentence for sentence in lost)


def test_formulas_are_reported_as_tex(path):
    lost = write(item_set(cloze_item(rationale=r"Since \(E = mc^2\).")), path).lost
    assert "Formulas stand as TeX, as they are in the text." in lost


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<b>&amp;</b>", "&lt;b&gt;&amp;amp;&lt;/b&gt;"),
        ("a ≤ b", 'a <font name="eduapp-signs">≤</font> b'),
        ("e\u0301", "é"),
        ("\u202eabc\u200b\ufe0f\x07", "abc"),
        ("a\r\nb", "a<br/>b"),
        ("漢", '<font name="eduapp-signs">\ufffd</font>'),
    ],
)
def test_text_as_markup(text, expected):
    assert Ink().markup(text) == expected


def test_a_layout_of_ones_own_is_used(path, tmp_path, monkeypatch):
    ours = Path(__file__).parents[2] / "templates" / "pdf" / "layout.toml"
    own = ours.read_text().replace('paper = "a4"', 'paper = "letter"').replace('key = "Answer key"', 'key = "Lösungen"')
    (tmp_path / "pdf").mkdir()
    (tmp_path / "pdf" / "layout.toml").write_text(own, encoding="utf-8")
    monkeypatch.setenv("EDUAPP_TEMPLATES", str(tmp_path))
    assert pages(path, FEW)[1].startswith("Lösungen")
    with pypdfium2.PdfDocument(path) as document:
        assert document[0].get_size() == (612, 792)


def test_a_layout_from_before_there_were_rubrics_still_does(path, tmp_path, monkeypatch):
    ours = Path(__file__).parents[2] / "templates" / "pdf" / "layout.toml"
    younger = ("choose_all", "match", "order", "accepted", "model_answer", "earned_for", "evidence")
    lines = [line for line in ours.read_text().splitlines() if line.partition(" = ")[0] not in younger]
    (tmp_path / "pdf").mkdir()
    (tmp_path / "pdf" / "layout.toml").write_text("\n".join(lines), encoding="utf-8")
    before = parts(path, item_set(extended_item()))
    monkeypatch.setenv("EDUAPP_TEMPLATES", str(tmp_path))
    assert parts(path, item_set(extended_item())) == before


@pytest.mark.parametrize("content", ["paper = ", 'paper = "a5"', "margin = 3"])
def test_a_layout_that_cannot_be_read_is_a_sentence(path, tmp_path, monkeypatch, content):
    (tmp_path / "pdf").mkdir()
    (tmp_path / "pdf" / "layout.toml").write_text(content)
    monkeypatch.setenv("EDUAPP_TEMPLATES", str(tmp_path))
    with pytest.raises(ExportError, match="PDF layout"):
        write(FEW, path)
