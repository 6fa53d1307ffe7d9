from __future__ import annotations

import random

import pytest

from eduapp.questions.contracts import Refusal
from eduapp.questions.numbers import centuries_for, numbers_for, value_of, years_for


@pytest.mark.parametrize(
    ("text", "value"),
    [("1492", 1492), ("about 37 trillion cells", 37), ("1,200 metres", 1200), ("two metres", 2), ("221 BCE", -221),
     ("the fifteenth century", 15), ("the 3rd century", 3), ("many", None)],
)  # fmt: skip
def test_value_of(text, value):
    assert value_of(text) == value


@pytest.mark.parametrize("seed", range(20))
def test_years_are_near_different_and_not_in_the_quote(course, context, seed):
    fact = next(f for f in course.facts if f.subject == "Rudolf Virchow")
    wrong = years_for(fact, "1855", context, random.Random(seed))
    years = [int(d.text) for d in wrong]
    assert len({*years, 1855}) == 4
    assert all(2 <= abs(year - 1855) <= 75 for year in years)


def test_a_year_of_the_text_explains_itself(course, context):
    fact = next(f for f in course.facts if f.subject == "Rudolf Virchow")
    feedback = {d.text: d.feedback for seed in range(9) for d in years_for(fact, "1855", context, random.Random(seed))}
    assert feedback["1838"] == "In 1838, Matthias Schleiden concluded that every plant is made of cells (p. 3)."


def test_the_era_stays(course, context):
    wrong = years_for(course.facts[0], "221 BCE", context, random.Random(1))
    assert all(d.text.endswith(" BCE") for d in wrong)


def test_what_is_no_year_is_refused(course, context):
    assert isinstance(years_for(course.facts[0], "the 1850s", context, random.Random(1)), Refusal)


@pytest.mark.parametrize(
    "phrase", ["46 chromosomes", "about 37 trillion cells", "12.5 percent", "two metres", "1,200 km"]
)
def test_numbers_keep_their_style(course, phrase):
    wrong = numbers_for(course.facts[0], phrase, random.Random(2))
    assert len({d.text for d in wrong} | {phrase}) == 4
    assert all(d.text.split()[-1] == phrase.split()[-1] for d in wrong)


def test_a_share_stays_below_the_whole(course):
    wrong = numbers_for(course.facts[0], "80 percent", random.Random(0))
    assert isinstance(wrong, Refusal) or all(0 < value_of(d.text) < 100 for d in wrong)


@pytest.mark.parametrize(
    ("century", "like"), [("the 15th century", "the 14th century"), ("the fifth century BCE", "the sixth century BCE")]
)
def test_centuries_around_one(course, century, like):
    found = {d.text for seed in range(9) for d in centuries_for(course.facts[0], century, random.Random(seed))}
    assert like in found
    assert century not in found
