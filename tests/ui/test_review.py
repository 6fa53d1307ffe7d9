"""The page Review: verdicts, edits, undo, filters, and what two people do at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from eduapp.domain.item import Bloom, Item
from eduapp.domain.item_set import ItemSet
from eduapp.domain.review import Review
from eduapp.library import Library, open_library
from tests.export.makers import one_of_each
from tests.fakes import FakeRooms, make_document, make_item
from tests.ui.conftest import Page, shown
from tests.ui.hostile import HOSTILE

DOCUMENT = make_document(text="The nucleus holds the cell's DNA.\nThe membrane encloses the cell.")


def fill(lib: Library, *items: Item, set_id: str = "set-1") -> None:
    lib._store.add_source(DOCUMENT)
    lib._store.finish_set(ItemSet(id=set_id, source=DOCUMENT.source.id, title="Cells", items=items))


@pytest.fixture
def library(rooms: FakeRooms) -> Iterator[Library]:
    """A library with a set of four: two levels, the third failed a check."""
    with open_library() as lib:
        fill(lib, *(make_item(n, DOCUMENT, passed=n != 3, level=Bloom.APPLY if n == 4 else Bloom.REMEMBER)
                    for n in range(1, 5)))  # fmt: skip
        yield lib


def button(test: AppTest, key: str) -> Any:
    """The button of that key, which may go on with the item that it belongs to."""
    found = [one for one in test.button if one.key == key or str(one.key).startswith(f"{key}-item")]
    return found[0] if found else test.button(key=key)


def press(test: AppTest, key: str) -> AppTest:
    button(test, key).click().run()
    assert not test.exception
    return test


def states(lib: Library) -> list[str]:
    return [item.review.state.value for item in lib.items()]


def test_an_empty_library_says_how_to_begin(page: Page, rooms: FakeRooms) -> None:
    assert "nothing to review yet" in shown(page("review"))


def test_an_item_stands_beside_its_passage_with_the_evidence_marked(page: Page, library: Library) -> None:
    said = shown(page("review"))
    for part in ("Question 1", "the nucleus (right answer)", "<mark>The nucleus holds the cell&#39;s DNA.</mark>",
                 "Cells, p. 1", "All 2 checks passed", "proposed by cloze.v1", "1 of 4", "○ draft: 4"):  # fmt: skip
        assert part in said, part


def test_a_verdict_brings_the_next_item(page: Page, library: Library) -> None:
    test = press(page("review"), "do-approve")
    assert states(library)[0] == "approved"
    said = shown(test)
    assert "is approved." in said and "Question 2" in said and "1 of 3" in said


def test_a_rejection_asks_for_a_reason(page: Page, library: Library) -> None:
    test = press(page("review"), "do-reject")
    press(test, "do-reject-it")
    assert "needs a reason" in shown(test) and states(library)[0] == "draft"
    item = library.items()[0]
    if not test.text_input(key=f"review-why-{item.id}"):
        press(test, "do-reject")
    test.text_input(key=f"review-why-{item.id}").input("too easy")
    press(test, "do-reject-it")
    assert states(library)[0] == "rejected"
    assert library.history(item)[-1].why == "too easy"
    assert "Question 2" in shown(test)


def test_undo_goes_back_through_what_was_done_in_this_tab(page: Page, library: Library) -> None:
    test = press(press(page("review"), "do-approve"), "do-approve")
    assert states(library)[:2] == ["approved", "approved"]
    press(test, "do-undo")
    assert states(library)[:2] == ["approved", "draft"] and "Question 2" in shown(test)
    press(test, "do-undo")
    assert states(library)[:2] == ["draft", "draft"] and "Question 1" in shown(test)
    assert "Undone" in shown(test)
    press(test, "do-undo")
    assert "nothing to undo" in shown(test)


def test_an_edit_is_previewed_saved_checked_and_undone(page: Page, library: Library) -> None:
    item = library.decide(library.items()[0].id, "approve")
    test = page("review", item=item.id)
    press(test, "do-edit")
    key = f"edit-{item.id}-1"
    assert button(test, "edit-save").disabled
    test.text_area(key=f"{key}-stem").input("What holds DNA?").run()
    test.text_input(key=f"{key}-choice-b").input("the wall").run()
    test.text_input(key=f"{key}-choice-c").input("the vacuole").run()
    assert "What holds DNA?" in shown(test) and library.item(item.id).revision == 1
    press(test, "edit-save")
    new = library.item(item.id)
    assert (new.revision, new.review.state.value, new.stem) == (2, "draft", "What holds DNA?")
    assert [choice.text for choice in new.choices] == ["the nucleus", "the wall", "the vacuole"]
    assert "Saved as revision 2; it passed all 1 checks" in shown(test)
    press(test, "do-undo")
    assert library.item(item.id).stem == item.stem
    assert library.item(item.id).review.state.value == "approved"


def test_an_edit_that_cannot_be_is_told_while_typing(page: Page, library: Library) -> None:
    item = library.items()[0]
    test = press(page("review"), "do-edit")
    test.text_area(key=f"edit-{item.id}-1-stem").input(" ").run()
    assert "the stem is empty" in shown(test) and button(test, "edit-save").disabled
    press(test, "edit-cancel")
    assert library.item(item.id) == item


def of_the_course(item: Item) -> Item:
    """The item with its evidence in this course."""
    evidence = make_item(1, DOCUMENT).evidence
    return item.model_copy(update={"evidence": evidence, "review": Review(), "revision": 1})


@pytest.mark.parametrize("item", [of_the_course(item) for item in one_of_each().items], ids=lambda item: item.id)
def test_every_kind_can_be_looked_at_and_edited(page: Page, rooms: FakeRooms, item: Item) -> None:
    with open_library() as lib:
        fill(lib, item)
        test = press(page("review"), "do-edit")
        assert button(test, "edit-save").disabled, "opening the form changes nothing"
        test.text_area(key=f"edit-{item.id}-1-why").input("Because the text says so.").run()
        press(test, "edit-save")
        new = lib.item(item.id)
        assert (new.revision, new.rationale) == (2, "Because the text says so.")
        same = {name: getattr(new, name) for name in ("key", "choices", "premises", "numeric", "rubric", "points")}
        assert same == {name: getattr(item, name) for name in same}


def test_filters_and_the_way_around(page: Page, library: Library) -> None:
    items = library.items()
    test = page("review")
    test.selectbox(key="review-check").select("failed").run()
    assert "Question 3" in shown(test) and "✗ Failed: key supported" in shown(test)
    test.selectbox(key="review-check").select("any").run()
    test.selectbox(key="review-level").select("apply").run()
    assert "Question 4" in shown(test) and "1 of 1" in shown(test)
    test.selectbox(key="review-level").select("any").run()
    press(test, "do-next")
    press(test, "do-previous")
    test.text_input(key="review-words").input("question 2").run()
    assert "Question 2" in shown(test)
    test.text_input(key="review-words").input("no such words").run()
    assert "No question passes these filters" in shown(test)
    assert states(library) == ["draft"] * len(items)


def test_many_are_approved_only_after_a_warning(page: Page, library: Library) -> None:
    test = page("review")
    assert "approves 4 questions that nobody has read one by one; 1 of them failed a check" in shown(test)
    assert button(test, "do-many").disabled
    test.checkbox(key="review-sure-set-1-4").check().run()
    press(test, "do-many")
    assert states(library) == ["approved"] * 4
    assert "not read one by one" in library.history(library.items()[0])[-1].policy
    assert "Nothing is left to decide: 4 of 4" in shown(test)


def test_of_two_tabs_one_wins_and_the_other_is_told(page: Page, library: Library) -> None:
    one, other = page("review"), page("review")
    press(one, "do-approve")
    press(other, "do-reject")
    item = library.items()[0]
    other.text_input(key=f"review-why-{item.id}").input("too easy")
    press(other, "do-reject-it")
    assert "was approved meanwhile, by A. Teacher" in shown(other)
    assert states(library)[0] == "approved"


def test_an_edit_that_races_an_approval_is_told_and_nothing_typed_is_lost(page: Page, library: Library) -> None:
    item = library.items()[0]
    test = press(page("review"), "do-edit")
    test.text_area(key=f"edit-{item.id}-1-stem").input("What holds DNA?").run()
    library.decide(item.id, "approve", who="B. Head")
    press(test, "edit-save")
    assert "was approved meanwhile, by B. Head" in shown(test)
    assert test.text_area(key=f"edit-{item.id}-1-stem").value == "What holds DNA?"
    assert library.item(item.id).revision == 1


def test_another_is_put_in_its_place_and_taken_back(
    page: Page, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eduapp.questions.regenerate.regenerate", lambda *_, **__: make_item(77, DOCUMENT))
    old = library.items()[0]
    test = press(page("review"), "do-another")
    test.text_input(key=f"review-note-{old.id}").input("the membrane")
    press(test, "do-another-it")
    job = library.work(("regenerate",))
    assert job.asked["note"] == "the membrane", job
    test.run()
    assert "Question 77" in shown(test) and "Undo brings it back" in shown(test)
    press(test, "do-undo")
    assert "Question 1" in shown(test)
    assert library.items()[0].id == old.id and states(library)[0] == "draft"


def test_hostile_words_stay_words(page: Page, rooms: FakeRooms) -> None:
    with open_library() as lib:
        fill(lib, *(make_item(n, DOCUMENT, stem=text, rationale=text) for n, text in enumerate(HOSTILE, 1)))
        test = page("review")
        for _ in HOSTILE:
            said = shown(test)
            assert "<script" not in said and "<img" not in said and "<iframe" not in said
            press(test, "do-next")
