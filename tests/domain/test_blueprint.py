"""Blueprints and briefs: scaled, tidied, and part of a set's id."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from eduapp.domain.blueprint import Blueprint, Brief, Order, Seat, set_id
from eduapp.domain.item import Bloom, ItemKind
from eduapp.domain.item_set import Filling, ItemSet

KINDS = (ItemKind.CHOICE,)
SEATS = (Seat(level=Bloom.REMEMBER, kinds=KINDS, count=7), Seat(level=Bloom.UNDERSTAND, kinds=KINDS, count=3))
QUIZ = Blueprint(name="quiz", seats=SEATS)


def counts(blueprint: Blueprint) -> list[int]:
    return [seat.count for seat in blueprint.seats]


@pytest.mark.parametrize(("count", "expected"), [(10, [7, 3]), (20, [14, 6]), (5, [4, 1]), (1, [1])])
def test_scaling_keeps_the_proportions(count: int, expected: list[int]) -> None:
    assert counts(QUIZ.scaled(count)) == expected


@given(st.lists(st.integers(1, 50), min_size=1, max_size=8), st.integers(1, 500))
def test_a_scaled_blueprint_asks_for_exactly_so_many(seats: list[int], count: int) -> None:
    blueprint = Blueprint(name="b", seats=tuple(Seat(level=Bloom.REMEMBER, kinds=KINDS, count=n) for n in seats))
    assert blueprint.scaled(count).count == count


def test_a_sets_id_is_made_from_what_was_asked_for() -> None:
    asked = ("src-1", QUIZ, "starter", 0)
    assert set_id(*asked) == set_id(*asked)
    others = [
        ("src-2", QUIZ, "starter", 0),
        ("src-1", QUIZ.scaled(5), "starter", 0),
        ("src-1", QUIZ, "", 0),
        ("src-1", QUIZ, "starter", 1),
        *((*asked, brief) for brief in BRIEFS),
    ]
    assert len({set_id(*one) for one in [asked, *others]}) == 1 + len(others)
    assert set_id(*asked) == set_id(*asked, Brief()) == set_id(*asked, None)


BRIEFS = (
    Brief(about="the Calvin cycle"),
    Brief(objectives=("Explain how plants make sugar",)),
    Brief(language="en"),
    Brief(grade=8),
    Brief(order=Order.EASY),
)


def test_a_brief_is_tidied() -> None:
    brief = Brief(about="  the Calvin\n cycle ", objectives=("Explain  it", "", "Explain it", "List them"))
    assert (brief.about, brief.objectives) == ("the Calvin cycle", ("Explain it", "List them"))
    assert Brief(about=" ").is_plain and not brief.is_plain


@pytest.mark.parametrize("grade", [-1, 17])
def test_a_grade_that_cannot_be(grade: int) -> None:
    with pytest.raises(ValidationError):
        Brief(grade=grade)


def test_a_seat_names_each_kind_once_and_its_points_in_halves() -> None:
    assert Seat(level=Bloom.APPLY, kinds=("choice", "order", "choice")).kinds == (ItemKind.CHOICE, ItemKind.ORDER)
    assert Seat(level=Bloom.APPLY, kinds=KINDS, points=1.5).points == 1.5
    for points in (0, 0.3, -1):
        with pytest.raises(ValidationError):
            Seat(level=Bloom.APPLY, kinds=KINDS, points=points)


def test_a_set_has_a_filling_for_each_seat_of_its_plan() -> None:
    named = {"id": "set-1", "source": "src-1", "title": "Cells"}
    assert ItemSet(**named, plan=QUIZ, seats=(Filling(), Filling(why="None."))).seats[1].why == "None."
    for plan, seats in ((None, (Filling(),)), (QUIZ, (Filling(),))):
        with pytest.raises(ValidationError, match="a filling for each seat"):
            ItemSet(**named, plan=plan, seats=seats)
