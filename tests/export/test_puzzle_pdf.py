"""The printed crossword, read back by PDFium."""

from __future__ import annotations

import pypdfium2
import pytest

from eduapp.crosswords import Word, lay_out
from eduapp.domain.crossword import Crossword
from eduapp.errors import ExportError
from eduapp.export import Options
from eduapp.export.puzzle_pdf import encode
from tests.export.puzzles import hostile, large, puzzle


def pages(crossword: Crossword, **options: object) -> list[str]:
    """The text of each page, its white space made one blank."""
    data = encode(crossword, Options(**{"title": "Week 3"} | options)).data
    with pypdfium2.PdfDocument(data) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def plain(text: str) -> str:
    """The text as PDFium gives it back: hyphens at a line's end may go."""
    return text.replace("-", "").replace(" ", "")


def test_the_clues_are_on_the_sheet_and_the_answers_in_the_key():
    sheet, key = pages(puzzle())
    assert sheet.startswith("Week 3 Name Date")
    for entry in puzzle().entries:
        assert plain(f"{entry.clue} {entry.enumeration}") in plain(sheet)
        assert entry.display not in sheet
        assert f"{entry.number} {entry.display}" in key
    assert "Answer key: Week 3" in key and sheet.index("Across") < sheet.index("Down")


def test_word_bank_and_first_letters_when_asked_for():
    bare, helped = pages(puzzle())[0], pages(puzzle(), word_bank=True, first_letters=True)[0]
    assert "Word bank" in helped and "Word bank" not in bare
    for entry in puzzle().entries:
        assert plain(entry.display) in plain(helped)
    assert sum(map(str.isupper, helped)) > sum(map(str.isupper, bare))


def _rects(text: pypdfium2.PdfTextPage) -> list[tuple[float, ...]]:
    return [text.get_rect(i) for i in range(text.count_rects())]


def _inside(left: float, bottom: float, right: float, top: float, width: float, height: float) -> bool:
    return 0 < left < right < width and 0 < bottom < top < height


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
@pytest.mark.parametrize("count", [2, 30, 100])
def test_any_size_fits_either_paper(paper, size, count):
    made = large(count)
    data = encode(made, Options(paper=paper, word_bank=True)).data
    with pypdfium2.PdfDocument(data) as document:
        assert tuple(map(round, document[0].get_size())) == size
        texts = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
        assert all(_inside(*rect, *size) for page in document for rect in _rects(page.get_textpage()))
    key = next(number for number, text in enumerate(texts) if text.startswith("Answer key"))
    assert key >= 1
    whole = " ".join(texts[:key])
    assert all(f"Clue of {entry.display}" in whole for entry in made.entries)
    assert texts[-1].endswith(f"{len(texts)} / {len(texts)}")


def _corner(page: pypdfium2.PdfPage, words: str) -> tuple[float, float]:
    """Where words that stand on the page once begin: from the left, and the height of their top."""
    text = page.get_textpage()
    found = text.search(words, match_case=True, match_whole_word=True).get_next()
    assert found
    text.count_rects(*found)
    left, _, _, top = text.get_rect(0)
    return left, top


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("count", [10, 30, 60])
def test_no_heading_stands_at_the_foot_of_a_column(paper, count):
    with pypdfium2.PdfDocument(encode(large(count), Options(paper=paper)).data) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
        for page, text in zip(document, texts, strict=True):
            if "Down" not in text.split() or "Across" not in text.split():
                continue
            (across, top), (down, place) = _corner(page, "Across"), _corner(page, "Down")
            assert down > across
            assert place == pytest.approx(top, abs=1) or place > 120


def test_the_two_lists_stand_side_by_side_where_they_fit():
    with pypdfium2.PdfDocument(encode(puzzle(), Options()).data) as document:
        for page in document:
            (across, top), (down, place) = _corner(page, "Across"), _corner(page, "Down")
            assert down > across + 100 and place == pytest.approx(top, abs=1)


def test_a_long_title_and_a_long_clue_fit():
    long = "Once upon a time there was a clue that went on and on. " * 80
    made = lay_out([Word(term="caravel", clue=long), Word(term="realism", clue="short")], steps=5)
    texts = pages(made, title="A title without an end " * 60)
    assert sum(text.count("Once") for text in texts) == 80


def test_the_outline_and_the_language():
    data = encode(puzzle(), Options(title="Week 3", language="en-GB")).data
    with pypdfium2.PdfDocument(data) as document:
        assert [(mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()] == [
            ("Crossword", 0),
            ("Answer key", 1),
        ]
        assert document.get_metadata_value("Title") == "Week 3"
    assert b"/Lang (en-GB)" in data


def test_hostile_text_stays_text_on_paper():
    whole = " ".join(pages(hostile()))
    assert plain("</script><script>alert(1)</script>") in plain(whole)
    assert plain("{{ 7*7 }} {% raw %}") in plain(whole)


def test_what_cannot_be_drawn_is_reported():
    made = lay_out([Word(term="漢字", clue="x"), Word(term="字典", clue="y")], steps=5)
    assert any("U+" in sentence for sentence in encode(made, Options()).lost)


def test_the_same_crossword_gives_the_same_bytes():
    assert encode(puzzle(), Options()).data == encode(puzzle(), Options()).data


def test_words_of_ones_own_are_used(tmp_path, monkeypatch):
    (tmp_path / "crossword").mkdir()
    own = tmp_path / "crossword" / "words.toml"
    own.write_text('title = "Rätsel"\nacross = "Waagerecht"\ndown = "Senkrecht"\nbank = "Wörter"\n', encoding="utf-8")
    monkeypatch.setenv("EDUAPP_TEMPLATES", str(tmp_path))
    assert "Waagerecht" in pages(puzzle(), title="")[0]
    own.write_text("across = 1")
    with pytest.raises(ExportError, match="words of the crossword"):
        pages(puzzle())
