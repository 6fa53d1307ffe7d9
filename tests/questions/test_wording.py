from __future__ import annotations

import pytest

from eduapp.questions import askable, wording
from tests.questions.maker import Course


@pytest.mark.parametrize(
    "phrase",
    ["a kind of cell", "one of the most important organs of the body", "an important part of the cell wall",
     "the process described above", "something that plants do every day", "a cell"],
)  # fmt: skip
def test_vague_phrases_define_nothing(phrase):
    assert not askable.is_specific(phrase)


@pytest.mark.parametrize(
    "phrase", ["the process by which plants make sugar", "the first emperor of unified China", "a thread of coiled DNA"]
)
def test_specific_phrases_do(phrase):
    assert askable.is_specific(phrase)


def test_a_fact_as_a_sentence():
    course = Course()
    one = course.define("chromosome", "a long thread of DNA", article="a")
    many = course.define("chloroplasts", "the organs of photosynthesis in plants", number="plural")
    assert wording.states(one) == "A chromosome is a long thread of DNA."
    assert wording.states(many, "the walls of plant cells") == "Chloroplasts are the walls of plant cells."
    assert wording.describe(one) == "A chromosome is a long thread of DNA (p. 1)."
    assert wording.says(one) == "The text says: “A chromosome is a long thread of DNA.” (p. 1)."


def test_a_verb_of_meaning_takes_the_place_of_the_copula():
    course = Course()
    fact = course.define("osmosis", "the passage of water").model_copy(
        update={"relation": "refers to", "slots": {"number": "singular"}}
    )
    assert wording.states(fact) == "Osmosis refers to the passage of water."


def test_a_question_has_one_mark_and_a_capital():
    assert wording.question("in which year", "", "did it begin.") == "In which year did it begin?"


@pytest.mark.parametrize(
    ("slots", "subject", "expected"),
    [({"article": "a"}, "gene", ("the gene", "a gene", "genes")),
     ({"number": "plural"}, "genes", ("the genes", "gene")),
     ({"proper": "yes", "person": "yes"}, "Robert Hooke", ("Hooke",)),
     ({"proper": "yes", "article": "the"}, "Great Wall", ("the Great Wall",)),
     ({"proper": "yes"}, "Rome", ())],
)  # fmt: skip
def test_other_ways_to_write_an_answer(slots, subject, expected):
    fact = Course().define(subject, "the thing that is meant here by all", **slots)
    assert wording.answers(fact) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("However, cells divide (see Figure 2).", "Cells divide."),
     ("As a result, the cell [3] bursts.", "The cell bursts."),
     ("Steno (1669) proposed it (King 2018).", "Steno proposed it."),
     ("Then cells divide (about 1,000 of them).", "Then cells divide (about 1,000 of them).")],
)  # fmt: skip
def test_a_sentence_without_what_ties_it_to_its_page(text, expected):
    assert wording.plain_sentence(text) == expected
