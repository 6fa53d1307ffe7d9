from __future__ import annotations

import random

import pytest

from eduapp.domain.knowledge import FactKind
from eduapp.questions.contracts import Refusal
from eduapp.questions.distractors import definitions_for, phrases_for, terms_for
from tests.questions.maker import Course, cells


def texts(wrong):
    assert not isinstance(wrong, Refusal), wrong
    return {d.text for d in wrong}


def test_terms_come_from_the_course_with_their_own_facts(course, context):
    fact = course.facts[0]
    wrong = terms_for(fact, "What is the term for the net movement of particles?", context, random.Random(0))
    assert len(wrong) == 3
    assert texts(wrong) <= {f.subject for f in course.facts}
    assert all(d.feedback.endswith((" (p. 1).", " (p. 2).")) for d in wrong)


def test_a_synonym_an_abbreviation_and_a_part_of_the_key_are_none():
    course = cells()
    gdp = course.define("gross national product", "the value of all that a whole nation makes in a year")
    for near in ("GNP", "national product", "gross national products"):
        course.define(near, "the sum of everything that was sold to others within twelve months")
    for seed in range(10):
        wrong = terms_for(gdp, "What is it?", course.context(), random.Random(seed))
        assert isinstance(wrong, Refusal) or not texts(wrong) & {"GNP", "national product", "gross national products"}


def test_a_term_that_is_true_as_well_is_none():
    course = cells()
    fact = course.define("budding", "the growth of a new animal out of its parent’s side")
    course.define("gemmation", "the growth of a new animal on its parent’s side")
    stem = "What is the term for the growth of a new animal out of its parent’s side?"
    assert "gemmation" not in texts(terms_for(fact, stem, course.context(), random.Random(0)))


def test_a_term_tied_to_the_key_by_a_definition_is_none():
    course = cells()
    fact = course.define("flow", "the steady motion of a liquid through pipes")
    course.define("eddy", "a round flow behind a stone in the water", article="an")
    assert "eddy" not in texts(terms_for(fact, "What is steady motion?", course.context(), random.Random(0)))


@pytest.mark.parametrize("seed", range(5))
def test_a_person_stands_beside_people(course, context, seed):
    fact = next(f for f in course.facts if f.subject == "Lynn Margulis")
    wrong = terms_for(fact, "Who proposed a bacterial origin?", context, random.Random(seed))
    assert texts(wrong) == {"Robert Hooke", "Matthias Schleiden", "Rudolf Virchow"}


def test_number_agrees():
    course = cells()
    fact = course.define("spores", "the tiny bodies by which ferns spread on the wind", number="plural")
    assert isinstance(terms_for(fact, "What are they?", course.context(), random.Random(0)), Refusal)


def test_too_few_good_ones_are_refused():
    course = Course()
    fact = course.define("diffusion", "the net movement of particles into free space")
    course.define("osmosis", "the passage of water through a thin membrane")
    assert isinstance(terms_for(fact, "What moves?", course.context(), random.Random(0)), Refusal)


def test_definitions_of_other_terms_share_the_form(course, context):
    wrong = definitions_for(course.facts[1], context, random.Random(0))
    assert all(text.startswith("the ") for text in texts(wrong))
    assert all(d.feedback.startswith("That describes ") for d in wrong)


def test_phrases_of_the_same_kind(course, context):
    fact = next(f for f in course.facts if f.kind is FactKind.PURPOSE)
    wrong = phrases_for(fact, context, random.Random(0), lambda f: f.object, lambda f: f.slots["clause"])
    assert isinstance(wrong, Refusal) or fact.object not in texts(wrong)


def test_the_same_chance_gives_the_same(course, context):
    stem = "What is the term for the net movement of particles?"
    first, again = (terms_for(course.facts[0], stem, context, random.Random(7)) for _ in range(2))
    assert first == again
