"""Items: what holds together, and what an edit may do."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from eduapp.domain.item import EDITABLE, Choice, Item, ItemKind, Numeric, Premise, edited
from eduapp.domain.review import Review, State
from eduapp.domain.rubric import Criterion, worth
from eduapp.errors import InputError
from tests.fakes import make_item

ENTRY = {"kind": ItemKind.TEXT_ENTRY, "choices": (), "key": ("nucleus", "the nucleus")}
ABC = tuple(Choice(id=id_, text=text, correct=True) for id_, text in (("a", "one"), ("b", "two"), ("c", "three")))
PREMISES = (Premise(id="p", text="first", choice="c"), Premise(id="q", text="second", choice="a"))
RUBRIC = (Criterion(id="c1", text="Names one.", points=2), Criterion(id="c2", text="Says why."))
SEVERAL = {
    "kind": ItemKind.MULTIPLE_RESPONSE,
    "choices": (*ABC[:2], Choice(id="c", text="three")),
    "key": ("a", "b"),
}
MATCH = {"kind": ItemKind.MATCH, "choices": ABC, "premises": PREMISES, "key": ("p c", "q a")}
ORDER = {"kind": ItemKind.ORDER, "choices": ABC, "key": ("c", "a", "b")}
NUMBER = {"kind": ItemKind.NUMERIC, "choices": (), "numeric": Numeric(value=1234.5, unit="km"), "key": ("1,234.5 km",)}
EXTENDED = {"kind": ItemKind.EXTENDED_TEXT, "choices": (), "rubric": RUBRIC, "key": ("One is so.", "Two is not.")}


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ({}, "the nucleus"),
        (ENTRY, "nucleus"),
        (SEVERAL, "one; two"),
        (MATCH, "first → three; second → one"),
        (ORDER, "three → one → two"),
        (NUMBER, "1,234.5 km"),
        (EXTENDED, "One is so. Two is not."),
    ],
)
def test_the_answer_is_the_key_in_words(kind: dict, answer: str) -> None:
    assert make_item(**kind).answer == answer


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (Numeric(value=40, unit="%"), "40 %"),
        (Numeric(value=1776), "1,776"),
        (Numeric(value=0.1 + 0.2), "0.3"),
        (Numeric(value=-2.5, unit="°C"), "-2.5 °C"),
    ],
)
def test_a_number_is_shown_with_its_unit(number: Numeric, shown: str) -> None:
    assert number.text == shown


def test_a_rubric_is_worth_the_sum_of_its_points() -> None:
    assert worth(RUBRIC) == 3
    with pytest.raises(ValidationError):
        Criterion(id="c", text="Nothing.", points=0)


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
        (ENTRY | {"choices": make_item().choices, "key": ("a",)}, "there are choices, which text entry does without"),
        (ENTRY | {"premises": PREMISES}, "only a matching item has premises"),
        (ENTRY | {"numeric": Numeric(value=1)}, "only a numeric item has a number"),
        (ENTRY | {"rubric": RUBRIC}, "only an extended text has a rubric"),
        (SEVERAL | {"key": ("a",)}, "the key does not name the correct choices"),
        (MATCH | {"premises": ()}, "only a matching item has premises, and it must"),
        (MATCH | {"premises": PREMISES[:1], "key": ("p c",)}, "fewer than two rows"),
        (MATCH | {"premises": (PREMISES[0], PREMISES[0]), "key": ("p c", "p c")}, "two premises share an id"),
        (MATCH | {"choices": ABC[:2]}, "a premise matches a choice that is not there"),
        (MATCH | {"key": ("p a", "q c")}, "the key does not name the matches of the premises"),
        (ORDER | {"choices": ABC[:2], "key": ("a", "b")}, "fewer than three things to order"),
        (ORDER | {"key": ("a", "b")}, "the key does not name every choice once"),
        (ORDER | {"key": ("a", "b", "b")}, "the key does not name every choice once"),
        (NUMBER | {"numeric": None}, "only a numeric item has a number, and it must"),
        (NUMBER | {"choices": ABC, "key": ("a",)}, "there are choices, which numeric does without"),
        (EXTENDED | {"rubric": ()}, "only an extended text has a rubric, and it must"),
        (EXTENDED | {"choices": ABC}, "there are choices, which extended text does without"),
    ],
)
def test_what_does_not_hold_together_is_no_item(changes: dict, problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        make_item(**changes)


@pytest.mark.parametrize("kind", [{}, ENTRY, SEVERAL, MATCH, ORDER, NUMBER, EXTENDED])
def test_an_item_goes_through_json_unchanged(kind: dict) -> None:
    item = make_item(**kind)
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


def test_the_key_follows_the_premises_and_the_number() -> None:
    rows = [{"id": "p", "text": "first", "choice": "b"}, {"id": "q", "text": "second", "choice": "b"}]
    assert edited(make_item(**MATCH), {"premises": rows}).key == ("p b", "q b")
    assert edited(make_item(**NUMBER), {"numeric": {"value": 40, "unit": "%"}}).key == ("40 %",)


def test_several_choices_can_be_made_right() -> None:
    by_key = edited(make_item(**SEVERAL), {"key": ("b", "c")})
    assert [choice.correct for choice in by_key.choices] == [False, True, True]


def test_an_order_and_a_rubric_can_be_changed() -> None:
    assert edited(make_item(**ORDER), {"key": ("b", "c", "a")}).answer == "two → three → one"
    assert worth(edited(make_item(**EXTENDED), {"rubric": RUBRIC[:1]}).rubric) == 2


@pytest.mark.parametrize(
    ("kind", "changes", "message"),
    [
        (MATCH, {"premises": [{"id": "p", "text": "first", "choice": "z"}] * 2}, "two premises share|not there"),
        (MATCH, {"premises": []}, "the key is empty"),
        (NUMBER, {"numeric": {"value": "many"}}, r"numeric\.value: "),
        (NUMBER, {"numeric": {"value": 1, "tolerance": -1}}, r"numeric\.tolerance: "),
        (EXTENDED, {"rubric": [{"id": "c", "text": "x", "points": 0}]}, r"rubric\.0\.points: "),
        (ORDER, {"key": ("a", "b", "z")}, "the key does not name every choice once"),
    ],
)
def test_an_edit_of_parts_that_makes_no_item_names_what_is_wrong(kind: dict, changes: dict, message: str) -> None:
    with pytest.raises(InputError, match=message):
        edited(make_item(**kind), changes)


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
