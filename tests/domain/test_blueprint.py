"""Blueprints: scaled, and part of a set's id."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduapp.domain.blueprint import Blueprint, Seat, set_id
from eduapp.domain.item import Bloom, ItemKind

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
    ]
    assert len({set_id(*one) for one in [asked, *others]}) == 5
