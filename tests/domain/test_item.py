"""Items: what holds together, and what an edit may do."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from eduapp.domain.item import EDITABLE, Choice, Item, ItemKind, edited
from eduapp.domain.review import Review, State
from eduapp.errors import InputError
from tests.fakes import make_item

ENTRY = {"kind": ItemKind.TEXT_ENTRY, "choices": (), "key": ("nucleus", "the nucleus")}


def test_the_answer_is_the_key_in_words() -> None:
    assert make_item().answer == "the nucleus"
    assert make_item(**ENTRY).answer == "nucleus"


def test_an_item_passed_when_it_was_checked_and_nothing_failed() -> None:
    assert make_item().passed
    assert not make_item(passed=False).passed
    assert not make_item(checks=()).passed


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"stem": " "}, "the stem is empty"),
        ({"key": ()}, "the key is empty"),
        ({"key": (" ",), **{"choices": ()}}, "the key is empty"),
        ({"evidence": ()}, "there is no evidence"),
        ({"choices": (Choice(id="a", text="x", correct=True), Choice(id="a", text="y"))}, "two choices share an id"),
        ({"key": ("b",)}, "the key does not name the correct choices"),
        ({"choices": (Choice(id="a", text="x", correct=True),)}, "fewer than two choices"),
        (ENTRY | {"choices": make_item().choices, "key": ("a",)}, "a text entry has choices"),
    ],
)
def test_what_does_not_hold_together_is_no_item(changes: dict, problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        make_item(**changes)


def test_an_item_goes_through_json_unchanged() -> None:
    item = make_item()
    assert Item.model_validate_json(item.model_dump_json(exclude={"answer"})) == item


def test_an_edit_is_an_unchecked_draft_of_the_next_revision() -> None:
    approved = make_item(review=Review(state=State.APPROVED))
    new = edited(approved, {"stem": "What holds DNA?", "level": "understand"})
    assert (new.id, new.revision, new.stem, new.level) == (approved.id, 2, "What holds DNA?", "understand")
    assert (new.review.state, new.checks) == (State.DRAFT, ())


def test_the_key_and_the_choices_follow_each_other() -> None:
    by_key = edited(make_item(), {"key": ("b",)})
    assert [choice.correct for choice in by_key.choices] == [False, True]
    choices = [{"id": "a", "text": "the wall"}, {"id": "b", "text": "the membrane", "correct": True}]
    assert edited(make_item(), {"choices": choices}).key == ("b",)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": "item-x"}, "'id' of an item can't be edited"),
        ({"colour": "red"}, "'colour' of an item can't be edited"),
        ({"level": "guess"}, "level: "),
        ({"key": ("z",)}, "the key does not name the correct choices|there is not exactly one correct"),
        ({"stem": ""}, "the stem is empty"),
        ({"choices": [{"id": "a"}]}, r"choices\.0\.text: "),
        ({"choices": "a, b"}, "choices: "),
        ({"choices": None}, "choices: "),
        ({"key": None}, "key: "),
    ],
)
def test_an_edit_that_makes_no_item_names_what_is_wrong(changes: dict, message: str) -> None:
    with pytest.raises(InputError, match=message):
        edited(make_item(), changes)


def test_the_editable_fields_exist() -> None:
    assert set(EDITABLE) < set(Item.model_fields)
