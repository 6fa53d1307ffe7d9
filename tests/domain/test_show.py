"""What a notebook shows: everything that matters, and nothing that acts."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduapp.domain import show
from eduapp.domain.item import Choice, ItemKind, Numeric
from eduapp.domain.item_set import ItemSet
from tests.export.makers import MAKERS, hostile_set
from tests.fakes import make_document, make_item, make_understanding

HOSTILE = '<img src=x onerror="alert(1)"> & <script>x</script> \x1b[31m \u202eevil'
TAGS = {"div", "p", "b", "code", "small", "ol", "ul", "li", "blockquote"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}


class Reader(HTMLParser):
    """Which tags and attributes a piece of HTML has, and what it says; raises on tags that don't match."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data + " "


def hostile_records() -> list:
    document = make_document(name=HOSTILE, text=HOSTILE + " holds the DNA of all")
    choices = (Choice(id="a", text=HOSTILE, correct=True), Choice(id="b", text=HOSTILE + "!"))
    item = make_item(1, document, stem=HOSTILE, choices=choices, rationale=HOSTILE)
    item_set = ItemSet(id="s", source="x", title=HOSTILE, items=(item,), missing=(HOSTILE,))
    return [item, item_set, document.source, make_understanding(document)]


@pytest.mark.parametrize("record", hostile_records(), ids=lambda record: type(record).__name__)
def test_course_text_stays_text(record) -> None:
    read = Reader(record._repr_html_())
    assert read.tags <= TAGS
    assert read.attributes <= {"class", "type"}
    assert "\x1b" not in read.words and "\u202e" not in read.words


def test_an_item_shows_all_that_a_teacher_needs() -> None:
    said = Reader(make_item()._repr_html_()).words
    for part in ("remember · choice", "draft", "Question 1", "the nucleus ✓", "Key: the nucleus", "(p. 1)", "2 of 2"):
        assert part in said


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        (ItemKind.MULTIPLE_RESPONSE, ("chloroplasts ✓", "a cell wall ✓", "Key: chloroplasts; a cell wall", "2 points")),
        (ItemKind.MATCH, ("the ribosome builds proteins", "Without a match: releases energy from glucose")),
        (ItemKind.ORDER, ("Right order: The chromosomes become visible. The chromosomes line up",)),
        (ItemKind.NUMERIC, ("Key: 70 % (accepted: 66.5 to 73.5 %)",)),
        (
            ItemKind.EXTENDED_TEXT,
            ("Key: Both kinds of cell", "2 Says that only", "chloroplasts; cell wall", "4 points"),
        ),
    ],
)
def test_every_kind_shows_its_key(kind: ItemKind, parts: tuple[str, ...]) -> None:
    read = Reader(MAKERS[kind]()._repr_html_())
    said = " ".join(read.words.split())
    assert read.tags <= TAGS
    for part in parts:
        assert part in said


def test_course_text_stays_text_in_every_kind() -> None:
    for item in hostile_set().items:
        read = Reader(item._repr_html_())
        assert read.tags <= TAGS and read.attributes <= {"class", "type"}


@pytest.mark.parametrize(
    ("number", "range_"),
    [
        (Numeric(value=40), ""),
        (Numeric(value=40, tolerance=0.5, unit="%"), "39.5 to 40.5 %"),
        (Numeric(value=2000, tolerance=100), "1,900 to 2,100"),
    ],
)
def test_the_range_of_accepted_numbers(number: Numeric, range_: str) -> None:
    assert show.accepted_range(number) == range_


def test_a_set_shows_its_states_and_what_is_missing() -> None:
    items = (make_item(1), make_item(2, passed=False))
    said = Reader(ItemSet(id="s", source="x", title="Cells", items=items, missing=("No cause.",))._repr_html_()).words
    for part in ("Cells", "2 draft", "1 of 2: key supported failed", "No cause."):
        assert part in said


def test_an_understanding_shows_terms_and_facts_with_their_pages() -> None:
    said = Reader(make_understanding(make_document())._repr_html_()).words
    for part in ("1 terms and 1 facts in 7 words", "nucleus", "definition", "p. 1"):
        assert part in said


def test_checks_in_short() -> None:
    assert show.checks_in_short(make_item(checks=())) == "not checked"


@given(st.text())
def test_plain_text_cannot_act_on_a_terminal(text: str) -> None:
    plain = show.plain(text)
    assert not any(ord(ch) < 32 and ch not in "\n\t" for ch in plain)
    assert not any(0x7F <= ord(ch) < 0xA0 for ch in plain)
    assert show.plain(plain) == plain
    assert "\n" not in show.one_line(text)
