"""Places in a file, and quotes."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from eduapp.domain.base import content_id
from eduapp.domain.source import Locator, Passage, Quote
from tests.fakes import make_document


@pytest.mark.parametrize(
    ("locator", "label"),
    [
        (Locator(page=7, heading=("Cells",)), "p. 7"),
        (Locator(slide=3), "slide 3"),
        (Locator(time=250.4), "0:04:10"),
        (Locator(time=0.0), "0:00:00"),
        (Locator(heading=("Cells", "The nucleus")), "Cells › The nucleus"),
        (Locator(paragraph=12), "paragraph 12"),
        (Locator(), "—"),
    ],
)
def test_a_place_in_a_readers_words(locator: Locator, label: str) -> None:
    assert locator.label() == label


def test_a_quote_is_verbatim_or_it_is_not() -> None:
    passage = Passage(id="p1", text="The nucleus holds DNA.")
    quote = Quote(text="nucleus", source="s", passage="p1", start=4, end=11)
    assert quote.is_verbatim_in(passage)
    assert not quote.is_verbatim_in(passage.model_copy(update={"id": "p2"}))
    assert not quote.model_copy(update={"text": "Nucleus"}).is_verbatim_in(passage)


def test_a_quote_spans_its_text() -> None:
    with pytest.raises(ValidationError, match="spans"):
        Quote(text="nucleus", source="s", passage="p1", start=4, end=12)


def test_a_document_finds_its_passages_and_counts_its_words() -> None:
    document = make_document(text="One two.\nThree four five.")
    assert document.passage("p0002").text == "Three four five."
    assert document.words() == 5
    with pytest.raises(KeyError):
        document.passage("p0003")


def test_an_id_is_made_from_content_and_nothing_else() -> None:
    assert content_id("x", "a", 1) == content_id("x", "a", 1)
    assert content_id("x", "a", 1) != content_id("x", "a", 2)
    assert content_id("x", "ab") != content_id("x", "a", "b")
