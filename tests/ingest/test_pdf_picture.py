"""Pages of PDF files as pictures, and where words stand on them."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops
from reportlab.pdfgen.canvas import Canvas

from eduapp.errors import UnreadableSource
from eduapp.ingest import has_pages, page_picture, read
from eduapp.ingest.pdf.trace import Letters, Mark, plain_letters, traced
from eduapp.resources import sample

YELLOW = (255, 219, 77)


def words(text: str, mark: Mark) -> list[str]:
    """The pieces of a text that are marked."""
    return [text[start:end] for start, end in traced(Letters(text), mark).spans]


@pytest.mark.parametrize(
    ("page", "quote", "found"),
    [
        ("The nucleus holds the\r\nDNA of the cell.", "holds the DNA", ["holds the\r\nDNA"]),
        ("photosyn-\r\nthesis feeds us", "photosynthesis feeds", ["photosyn-\r\nthesis feeds"]),
        ("photosyn\ufffethesis feeds us", "photosynthesis feeds", ["photosyn\ufffethesis feeds"]),
        ("The \ufb01rst e\ufb00ect", "first effect", ["\ufb01rst e\ufb00ect"]),
        ("6 CO2 and 6 H2O", "6 CO₂ and 6 H₂O", ["6 CO2 and 6 H2O"]),
        ("a “quoted” word", 'a "quoted" word', ["a “quoted” word"]),
        ("nothing like it here", "The nucleus holds the DNA", []),
        ("anything", "…", []),
        ("Another nor, no.", "no", ["no"]),
        ("Scandinavia, an observer", "no", []),
        ("", "The nucleus holds the DNA", []),
    ],
)
def test_words_are_found_as_the_page_writes_them(page: str, quote: str, found: list[str]) -> None:
    assert words(page, Mark(quote)) == found


def test_what_stands_before_tells_one_from_the_same_elsewhere() -> None:
    page = "It is small. The cell is round. It is small. The wall is flat."
    [(start, _)] = traced(Letters(page), Mark("It is small.", "The cell is round. ")).spans
    assert start == page.rindex("It is small")


def test_a_quote_in_two_columns_is_marked_in_pieces() -> None:
    page = "The nucleus of every plant cell\nanother column altogether\nholds the hereditary material of it."
    quote = "The nucleus of every plant cell holds the hereditary material of it."
    trace = traced(Letters(page), Mark(quote))
    assert len(trace.spans) == 2 and not trace.is_whole


def test_a_few_words_in_common_are_not_the_quote() -> None:
    page = "In the middle of the nineteenth century there was a famine in Ireland."
    quote = "Towards the end, in the middle of the nineteenth year of her reign, she wrote it all down for him."
    assert words(page, Mark(quote)) == []


def test_letters_keep_their_places() -> None:
    letters = Letters("\ufb01n — Ab")
    assert letters.text == "finab" == plain_letters("FIN ab")
    assert letters.span(0, 2) == (0, 1) and letters.span(3, 5) == (5, 7)


def test_each_sentence_of_a_book_is_found_on_its_page() -> None:
    document = read(sample("biology.pdf"))
    prose = [one for one in document.passages if one.role == "paragraph"][::5]
    assert len(prose) > 4
    for passage in prose:
        end = passage.text.rfind(". ")
        mark = Mark(passage.text[end + 2 :], passage.text[: end + 2])
        found = page_picture(Path(sample("biology.pdf")), "biology.pdf", passage.locator.page or 0, [mark], after=1)
        assert found.marked == (True,) and found.pages == 3
        assert found.page - (passage.locator.page or 0) in (0, 1)


def drawn(folder: Path, *lines: tuple[int, int, str], turn: int = 0, size: tuple[int, int] = (400, 600)) -> Path:
    """A page with these lines, `turn`ed by so many degrees."""
    canvas = Canvas(str(folder / "page.pdf"), pagesize=size)
    for x, y, text in lines:
        canvas.drawString(x, y, text)
    canvas.showPage()
    canvas.drawString(40, 500, "The second page says where the story ends.")
    canvas.save()
    with pypdfium2.PdfDocument(folder / "page.pdf") as document:
        for page in document:
            page.set_rotation(turn)
        document.save(folder / "turned.pdf")
    return folder / "turned.pdf"


def marked_box(png: bytes) -> tuple[float, ...]:
    """Where the yellow stands, in shares of the picture's width and height."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    box = _where(picture)
    assert box is not None
    return tuple(round(v / s, 2) for v, s in zip(box, picture.size * 2, strict=True))


def _where(picture: Image.Image) -> tuple[int, int, int, int] | None:
    other = ImageChops.difference(picture, Image.new("RGB", picture.size, YELLOW))
    return other.convert("L").point(lambda v: 255 * (v == 0)).getbbox()


@pytest.mark.parametrize(("turn", "wide"), [(0, False), (90, True), (180, False), (270, True)])
def test_the_mark_lies_on_the_words_however_the_page_is_turned(tmp_path: Path, turn: int, wide: bool) -> None:
    path = drawn(tmp_path, (40, 500, "The nucleus holds the DNA."), (40, 100, "The wall is thick."), turn=turn)
    found = page_picture(path, "page.pdf", 1, [Mark("The nucleus holds the DNA.")])
    picture = Image.open(io.BytesIO(found.png))
    assert (picture.width > picture.height) is wide and picture.width <= 900
    left, top, right, bottom = marked_box(found.png)
    centre = ((left + right) / 2, (top + bottom) / 2)
    x, y = 0.30, 1 - 504 / 600  # of the words, on the page as it is not turned
    wanted = {0: (x, y), 90: (1 - y, x), 180: (1 - x, 1 - y), 270: (y, 1 - x)}[turn]
    assert centre == pytest.approx(wanted, abs=0.04)


def test_a_quote_that_runs_on_is_shown_where_most_of_it_stands(tmp_path: Path) -> None:
    path = drawn(tmp_path, (40, 500, "A tale begins here."))
    found = page_picture(path, "page.pdf", 1, [Mark("The second page says where the story ends.")], after=1)
    assert (found.page, found.pages, found.marked) == (2, 2, (True,))
    alone = page_picture(path, "page.pdf", 1, [Mark("The second page says where the story ends.")])
    assert (alone.page, alone.marked) == (1, (False,))


def test_a_page_of_any_size_becomes_a_picture_of_ours(tmp_path: Path) -> None:
    for size in ((20_000, 100), (100, 20_000), (30, 30)):
        found = page_picture(drawn(tmp_path, size=size), "page.pdf", 1)
        width, height = Image.open(io.BytesIO(found.png)).size
        assert width <= 901 and height <= 1801
    assert page_picture(drawn(tmp_path), "page.pdf", 99).page == 2, "a page that isn't there is the last one"


def test_a_file_that_is_damaged_meanwhile_says_so(tmp_path: Path) -> None:
    (tmp_path / "page.pdf").write_bytes(b"%PDF-1.7 cut")
    with pytest.raises(UnreadableSource, match=r"cells\.pdf is damaged"):
        page_picture(tmp_path / "page.pdf", "cells.pdf", 1)


def test_which_files_have_pages() -> None:
    assert has_pages("application/pdf") and not has_pages("text/plain")
