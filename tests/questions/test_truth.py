from __future__ import annotations

import pytest

from eduapp.domain.knowledge import FactKind
from eduapp.questions.truth import are_one, may_be_kinds, may_be_right, stand_together
from tests.questions.maker import Course, cells


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("market", "free market", True),
        ("the cell", "cells", True),
        ("GDP", "gross domestic product", True),
        ("data base", "database", True),
        ("inflate", "inflation", True),
        ("osmosis", "mitosis", False),
        ("plant cell", "animal cell", False),
    ],
)
def test_two_names_for_one_thing(context, a, b, expected):
    assert are_one(a, b, context) is expected
    assert are_one(b, a, context) is expected


def test_second_names_are_one():
    course = Course()
    course.note(FactKind.NAMING, "A pie graph, or pie chart, shows shares.", "pie graph", "pie chart", "also called")
    assert are_one("pie chart", "pie graph", course.context())


@pytest.mark.parametrize(
    "told",
    [
        "Budding is the growth of a new animal on the side of an old one.",
        "In gemmation the growth of a new animal begins on its parent’s side.",
    ],
)
def test_a_term_of_which_the_text_says_the_same_may_be_right(told):
    course = cells()
    fact = course.define("sprouting", "the growth of a new animal out of its parent’s side")
    course.write(told)
    term = "budding" if "Budding" in told else "gemmation"
    stem = "What is the term for the growth of a new animal out of its parent’s side?"
    assert may_be_right(term, fact, stem, course.context())
    assert not may_be_right("osmosis", fact, stem, course.context())


def test_terms_that_stand_together():
    course = Course()
    course.write("A state bank is a kind of commercial bank.")
    assert stand_together("commercial banks", "state banks", course.context())
    assert not stand_together("commercial banks", "savings banks", course.context())


def test_a_kind_of_the_other_is_no_rival():
    course = cells()
    wide = course.define("hadrons", "particles that feel the strong force", number="plural")
    narrow = course.define("baryons", "particles with three quarks", number="plural")
    apart = course.define("leptons", "particles outside the nucleus", number="plural")
    course.write("Hadrons are divided into baryons and mesons.")
    assert may_be_kinds(narrow, wide, course.context())
    assert not may_be_kinds(apart, wide, course.context())
