"""Rubrics are made from facts, or refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduapp.domain.rubric import worth
from eduapp.questions.contracts import Refusal
from eduapp.questions.rubrics import FEWEST, MOST, Point, rubric
from tests.questions.maker import Course


@pytest.fixture(scope="module")
def fact():
    return Course().define("osmosis", "the passage of water through a membrane that holds back larger molecules")


def test_a_criterion_has_the_words_that_show_it_and_where_they_stand(fact):
    made = rubric([
        Point("Says what passes.", 2.0, ("the passage of water",), fact),
        Point("Gives a case that is not in the text."),
    ])  # fmt: skip
    assert [(c.id, c.points, c.key_points) for c in made] == [("c1", 2.0, ("the passage of water",)), ("c2", 1.0, ())]
    assert made[0].quote == fact.quote and made[1].quote is None
    assert worth(made) == 3.0


@pytest.mark.parametrize(
    ("points", "why"),
    [
        ([("Says what passes.", "the passage of water")], "a rubric of 1 criteria"),
        ([("Says what passes.", "the passage of water"), ("Says what passes.", "")], "two criteria are the same"),
        ([("Gives a case.", ""), ("Gives a verdict.", "")], "no criterion is made from the text"),
        ([("Says who.", "the Danish botanist Warming"), ("Gives a case.", "")],
         "a key point is not in the words of its fact"),
    ],
)  # fmt: skip
def test_what_is_refused_and_why(points, why, fact):
    given_points = [Point(text, keys=(key,) if key else (), fact=fact if key else None) for text, key in points]
    assert rubric(given_points) == Refusal(why)


def test_a_key_point_without_its_fact_is_refused():
    points = [Point("Says what passes.", keys=("the passage of water",)), Point("Gives a case.")]
    assert rubric(points) == Refusal("a key point is not in the words of its fact")


@given(count=st.integers(0, 7))
def test_only_rubrics_of_two_to_four_criteria_are_made(count):
    fact = Course().define("osmosis", "the passage of water through a membrane")
    points = [
        Point(f"Criterion number {number}.", keys=("the passage of water",), fact=fact) for number in range(count)
    ]
    made = rubric(points)
    assert isinstance(made, Refusal) == (not FEWEST <= count <= MOST)
