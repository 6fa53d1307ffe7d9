"""The page Export: what may leave, in which form, looked at before."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from eduapp.domain.item_set import ItemSet
from eduapp.library import Library
from eduapp.ui.parts.plain import tag
from tests.fakes import make_document, make_item
from tests.ui.conftest import Page, shown
from tests.ui.hostile import HOSTILE

DOCUMENT = make_document(text="The nucleus holds the cell's DNA.\nThe membrane encloses the cell.")


@pytest.fixture
def filled(lib: Library) -> Library:
    """A library with a set of three, the first approved."""
    lib._store.add_source(DOCUMENT)
    items = tuple(make_item(number, DOCUMENT) for number in range(1, 4))
    lib._store.finish_set(ItemSet(id="set-1", source=DOCUMENT.source.id, title="Cells / \u202ewild", items=items))
    lib.decide(items[0].id, "approve")
    return lib


def test_an_empty_library_says_how_to_begin(page: Page, lib: Library) -> None:
    assert "nothing to take away yet" in shown(page("export"))


def test_what_is_approved_leaves_as_a_pdf_that_is_looked_at(page: Page, filled: Library) -> None:
    test = page("export")
    said = shown(test)
    assert "1 question in" in said and "no tags for screen readers" in said
    [download] = test.get("download_button")
    assert download.proto.label == "Download"
    assert caption(test) == "Page 1 of 2"
    test.number_input(key="export-page-2").set_value(2).run()
    assert caption(test) == "Page 2 of 2"


def test_drafts_leave_when_they_are_asked_for(page: Page, filled: Library) -> None:
    test = page("export")
    test.radio(key="export-include").set_value("all").run()
    assert "3 questions in" in shown(test) and "Drafts are marked as such" in shown(test)


def test_nothing_leaves_that_nobody_approved(page: Page, filled: Library, gone: list) -> None:
    filled.undo(filled.items()[0].id)
    test = page("export")
    assert "None of its questions is approved yet" in shown(test)
    assert not test.get("download_button")
    test.button(key="export-review").click().run()
    assert gone == [("review", {"set": "set-1"})]


@pytest.mark.parametrize("name", ["apkg", "qti", "json"])
def test_every_format_of_items_is_made(page: Page, filled: Library, name: str) -> None:
    test = page("export")
    test.radio(key="export-format-False").set_value(name).run()
    assert not test.exception and test.get("download_button")
    assert "1 question in" in shown(test)


def test_a_card_is_shown_in_a_sandbox(page: Page, filled: Library) -> None:
    test = page("export")
    test.radio(key="export-format-False").set_value("apkg").run()
    [frame] = test.get("iframe")
    assert frame.proto.srcdoc.startswith('<iframe sandbox="" srcdoc="&lt;!doctype html&gt;')


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_card_is_text(lib: Library, text: str) -> None:
    lib._store.add_source(DOCUMENT)
    item = make_item(1, DOCUMENT, stem=text, rationale=text)
    lib._store.finish_set(ItemSet(id="set-1", source=DOCUMENT.source.id, title="Cells", items=(item,)))
    card = lib.card("set-1", item)
    for sign in ("<script", "<img", "<iframe", "<svg", "<a ", "<h1"):
        assert sign not in card
    assert 'content="default-src &#x27;none&#x27;' in card
    framed = str(tag("iframe", srcdoc=card))
    assert framed.count("<") == 2, "the card can't leave its frame"


def test_pages_of_a_pdf_as_pictures(filled: Library) -> None:
    from eduapp.export.pictures import pdf_pages

    data, report = filled.exported("set-1", "pdf")
    assert report.written == 1 and data.startswith(b"%PDF")
    pictures, count = pdf_pages(data, first=1, most=5, scale=1)
    assert count == 2 and len(pictures) == 1
    width, height = Image.open(io.BytesIO(pictures[0])).size
    assert (width, height) == (596, 842)


def caption(test) -> str:
    """What stands below the picture."""
    [picture] = test.get("image")
    return picture.proto.imgs[0].caption
