"""A teacher reviews a set in a real browser, with the keyboard alone, and in two tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from eduapp.domain.item import Item
from eduapp.domain.item_set import ItemSet
from eduapp.library import Library, open_library
from tests.e2e.served import Served, serve, settled, window
from tests.fakes import make_document, make_item
from tests.ui.hostile import HOSTILE

pytestmark = pytest.mark.e2e

TEXT = (
    "The nucleus holds the DNA of the cell. The membrane encloses the cell.\n"
    "A mitochondrion is an organelle that releases energy from glucose.\n"
    "Ribosomes build proteins from amino acids."
)
DOCUMENT = make_document(text=TEXT)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`eduapp ui` over a library with sets to review."""
    folder = tmp_path_factory.mktemp("review")
    with serve(folder, EDUAPP_MODEL="none") as running:
        with open_library(running.library) as lib:
            lib._store.add_source(DOCUMENT)
            for name, first, count in (("keys", 1, 6), ("tabs", 101, 3)):
                put(lib, name, *(make_item(number, DOCUMENT) for number in range(first, first + count)))
            put(lib, "hostile", *(make_item(300 + n, DOCUMENT, stem=text, rationale=text, terms=(text[:40],))
                                  for n, text in enumerate(HOSTILE)))  # fmt: skip
        yield running


def put(lib: Library, name: str, *items: Item) -> None:
    lib._store.finish_set(ItemSet(id=f"set-{name}", source=DOCUMENT.source.id, title=name, items=items))


@pytest.fixture
def lib(served: Served) -> Iterator[Library]:
    """The library that the page shows, opened beside it."""
    with open_library(served.library) as opened:
        yield opened


def states(lib: Library, which: str) -> list[str]:
    return [item.review.state.value for item in lib.items(which)]


def open_review(page, served: Served, which: str) -> None:
    from playwright.sync_api import expect

    page.goto(f"{served.address}/review?set={which}")
    expect(page.get_by_role("heading", name="Review")).to_be_visible()
    expect(page.get_by_role("tab", name="Coverage")).to_be_visible()
    settled(page)
    listening(page)


def listening(page) -> None:
    """Wait until keys are listened to, which is a little after the buttons are drawn: go on an item, and back."""
    stem = page.locator(".edu .stem")
    first = stem.inner_text()
    for _ in range(30):
        page.keyboard.press("n")
        page.wait_for_timeout(1000)
        settled(page)
        if stem.inner_text() != first:
            break
    for _ in range(30):
        if stem.inner_text() == first:
            return
        page.keyboard.press("p")
        page.wait_for_timeout(1000)
        settled(page)
    raise AssertionError("no key does anything")


def says(page, words: str | re.Pattern) -> None:
    from playwright.sync_api import expect

    expect(page.get_by_test_id("stMain")).to_contain_text(words)


def asks(page, number: int) -> None:
    """Wait until that question is the one that is looked at."""
    from playwright.sync_api import expect

    expect(page.locator(".edu .stem", has_text=f"Question {number}:")).to_be_visible()
    settled(page)
    expect(page.locator(".edu .stem")).to_contain_text(f"Question {number}:")


def test_a_set_is_reviewed_with_the_keyboard_alone(chromium, served: Served, lib: Library) -> None:
    items = lib.items("set-keys")
    with window(chromium, served) as page:
        open_review(page, served, "set-keys")
        asks(page, 1)
        page.keyboard.press("a")
        asks(page, 2)
        page.keyboard.press("x")
        tab_to(page, "Or in your own words")
        page.keyboard.type("axe the rest, no unease")  # letters that are keys elsewhere
        page.keyboard.press("Enter")
        asks(page, 3)
        assert states(lib, "set-keys")[:3] == ["approved", "rejected", "draft"]
        assert lib.history(items[1])[-1].why == "axe the rest, no unease"
        page.keyboard.press("u")
        asks(page, 2)
        assert states(lib, "set-keys")[1] == "draft"
        page.keyboard.press("n")
        asks(page, 3)
        page.keyboard.press("p")
        asks(page, 2)
        page.keyboard.press("e")
        tab_to(page, "Why the key is right")
        page.keyboard.press("Control+a")
        page.keyboard.type("Because the text says so.")
        page.keyboard.press("Tab")
        settled(page)
        tab_to(page, "Save and check", "button")
        page.keyboard.press("Enter")
        says(page, "Saved as revision 2")
        edited = lib.item(items[1].id)
        assert (edited.rationale, edited.revision) == ("Because the text says so.", 2)
        assert edited.checks and edited.checks != items[1].checks, "it was checked anew"
        settled(page)
        page.keyboard.press("u")
        says(page, "Undone")
        assert lib.item(items[1].id).rationale == items[1].rationale


def tab_to(page, name: str, role: str = "textbox") -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    wanted = page.get_by_role(role, name=name)
    wanted.wait_for()
    settled(page)
    for _ in range(60):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} can't be reached by Tab")


def test_of_two_tabs_one_wins_and_the_other_is_told(chromium, served: Served, lib: Library) -> None:
    with window(chromium, served) as one, window(chromium, served) as other:
        for page in (one, other):
            open_review(page, served, "set-tabs")
            asks(page, 101)
        one.keyboard.press("a")
        asks(one, 102)
        other.keyboard.press("x")
        other.get_by_role("textbox", name="Or in your own words").fill("too easy")
        other.keyboard.press("Enter")
        says(other, "was approved meanwhile, by A. Teacher")
        assert states(lib, "set-tabs") == ["approved", "draft", "draft"]
        one.keyboard.press("e")
        one.get_by_role("textbox", name="Why the key is right").fill("Because.")
        one.keyboard.press("Tab")
        settled(one)
        lib.decide(lib.items("set-tabs")[1].id, "approve", who="B. Head")
        one.get_by_role("button", name="Save and check").click()
        says(one, "was approved meanwhile, by B. Head")
        assert lib.items("set-tabs")[1].revision == 1


def test_hostile_words_are_looked_at_and_do_nothing(chromium, served: Served, lib: Library) -> None:
    with window(chromium, served) as page:
        open_review(page, served, "set-hostile")
        for number in (0, 2, 7, 12, 14, 17):
            page.goto(f"{served.address}/review?set=set-hostile&item={lib.items('set-hostile')[number].id}")
            says(page, HOSTILE[number].split("\n")[0][:12].replace("\u202e", ""))
            settled(page)
            assert page.locator(".edu script, .edu img, .edu a, .edu iframe, .edu svg, .edu h1").count() == 0
