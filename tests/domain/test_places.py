"""Parts of a text by the names that readers give them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduapp.domain.places import passages_at, sections
from eduapp.domain.source import Document, Locator, Passage, Role, Source
from eduapp.errors import InputError

SOURCE = Source(id="src-1", name="a", media_type="text/plain", sha256="0" * 64)


def document(*locators: Locator, role: Role = Role.PARAGRAPH) -> Document:
    passages = tuple(
        Passage(id=f"p{number:04}", text=f"Passage number {number}.", locator=locator, role=role)
        for number, locator in enumerate(locators, start=1)
    )
    return Document(source=SOURCE, title="A", passages=passages)


PAGES = document(*(Locator(page=page) for page in (1, 1, 2, 3, 5, 9)))
BOOK = document(
    Locator(page=1, heading=("1 Cells",)),
    Locator(page=1, heading=("1 Cells", "The nucleus")),
    Locator(page=2, heading=("1 Cells", "The nucleus")),
    Locator(page=2, heading=("1 Cells", "The wall")),
    Locator(page=3, heading=("2 Stars",)),
    Locator(page=4, heading=("2 Stars", "The core")),
    Locator(page=5, heading=("2 Stars", "Summary")),
    Locator(page=5, heading=("1 Cells", "Summary")),
)
TALK = document(*(Locator(time=time) for time in (0, 4, 61, 3600)))
SLIDES = document(*(Locator(slide=number) for number in (1, 2, 3)))
NOTES = document(*(Locator(paragraph=number) for number in (1, 2, 3)))


def found(text: Document, *places: str) -> str:
    return " ".join(sorted(one[-1] for one in passages_at(text, places)))


@pytest.mark.parametrize(
    ("text", "place", "there"),
    [
        (PAGES, "p. 1", "1 2"),
        (PAGES, "p.2", "3"),
        (PAGES, "page 2", "3"),
        (PAGES, "Pages 2-5", "3 4 5"),
        (PAGES, "pp. 2 – 5", "3 4 5"),
        (PAGES, "5-2", "3 4 5"),
        (PAGES, "1, 3-5", "1 2 4 5"),
        (PAGES, "p0004", "4"),
        (SLIDES, "slide 2", "2"),
        (SLIDES, "2-9", "2 3"),
        (NOTES, "paragraph 2", "2"),
        (NOTES, "3", "3"),
        (BOOK, "The nucleus", "2 3"),
        (BOOK, "the NUCLEUS", "2 3"),
        (BOOK, "1 Cells", "1 2 3 4 8"),
        (BOOK, "cells", "1 2 3 4 8"),
        (BOOK, "1 Cells › The wall", "4"),
        (BOOK, "1 Cells > The wall", "4"),
        (BOOK, "2 Stars › Summary", "7"),
        (BOOK, "core", "6"),
        (BOOK, "p. 2", "3 4"),
        (TALK, "0:00:04", "2"),
        (TALK, "0:02-1:05", "1 2 3"),
        (TALK, "0:30-2:00", "2 3"),
        (TALK, "1:00:00", "4"),
        (TALK, "1:20:00", "4"),
    ],
)
def test_a_place_is_read_as_readers_write_it(text: Document, place: str, there: str) -> None:
    assert found(text, place) == there


def test_several_places_are_taken_together() -> None:
    assert found(BOOK, "The nucleus", "p. 5") == "2 3 7 8"
    assert passages_at(BOOK, ()) == frozenset()


@pytest.mark.parametrize(
    ("text", "place", "way_out"),
    [
        (PAGES, "p. 7", "It has pages 1 to 9."),
        (PAGES, "The moon", "It has pages 1 to 9."),
        (SLIDES, "p. 1", "It has slides 1 to 3."),
        (BOOK, "The moon", "Its sections are: “1 Cells”, “1 Cells › The nucleus”"),
        (BOOK, "chapter 7", "Its sections are"),
        (BOOK, "Summary", "They are: “2 Stars › Summary”, “1 Cells › Summary”."),
        (BOOK, " > ", "Its sections are"),
        (TALK, "", "It has passages"),
    ],
)
def test_a_place_that_is_not_there_says_what_is(text: Document, place: str, way_out: str) -> None:
    with pytest.raises(InputError) as caught:
        passages_at(text, [place])
    assert caught.value.hint.startswith(way_out)


def test_sections_come_in_the_texts_order_with_their_words() -> None:
    known = sections(BOOK)
    assert [one.label for one in known][:3] == ["1 Cells", "1 Cells › The nucleus", "1 Cells › The wall"]
    assert [one.words for one in known][:2] == [15, 6] and known[0].first.page == 1
    assert sections(PAGES) == [] and sections(document(Locator(heading=("A",)), role=Role.HEADING))[0].words == 0


@given(st.text(max_size=40))
def test_whatever_is_named_gives_passages_or_a_sentence(place: str) -> None:
    for text in (PAGES, BOOK, TALK, SLIDES, NOTES):
        try:
            assert passages_at(text, [place])
        except InputError as error:
            assert error.hint


@given(st.sampled_from(sections(BOOK)))
def test_each_section_is_found_by_its_own_label(section) -> None:
    assert passages_at(BOOK, [section.label]) >= {passage.id for passage in section.passages}
