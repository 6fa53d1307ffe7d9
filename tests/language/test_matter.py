"""What in a book is not taught."""

import pytest

from eduapp.domain.source import Document, Locator, Passage, Source
from eduapp.language import pipeline, understand


def document(text: str, *, title: str = "Waves", heading: str = "") -> Document:
    """A document of one passage."""
    source = Source(id="src-test", name="test.txt", media_type="text/plain", sha256="0" * 64)
    locator = Locator(heading=(heading,)) if heading else Locator()
    return Document(source=source, title=title, passages=(Passage(id="p0001", text=text, locator=locator),))


TAUGHT = "An atom is the smallest unit of ordinary matter that forms a chemical element."


@pytest.mark.parametrize("book", [{"title": "Preface"}, {"heading": "About the Authors"}, {"heading": "References"}])
def test_a_part_of_the_book_that_is_not_taught_by_its_heading(book: dict[str, str]) -> None:
    assert pipeline.prose(document(TAUGHT, **book)) == []
    assert understand(document(TAUGHT, **book)).facts == ()


@pytest.mark.parametrize(
    "text",
    [
        "Waves for All is licensed under a Creative Commons license, which means that you can share it freely.",
        "Ada Brown holds a master’s degree in physics and teaches at Hill University in the north of the country.",
        "Brown, Ada T. 2004. Waves of the Sea: A Study of Tides. Hilltown: Hill Press.",
    ],
)
def test_a_licence_a_life_and_a_reference_are_not_taught(text: str) -> None:
    assert pipeline.prose(document(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        TAUGHT,
        "Marie Curie studied at the University of Paris and received her doctorate in 1903 for work on radiation.",
        "A driver holds a license, and the index of prices is a number that measures how prices change.",
    ],
)
def test_what_is_taught_stays(text: str) -> None:
    assert len(pipeline.prose(document(text, title="Indexes and licenses"))) == 1
