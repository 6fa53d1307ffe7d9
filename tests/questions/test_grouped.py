"""Whole items over several facts: what is matched, ordered, picked out or given as a number."""

from __future__ import annotations

import random

import pytest

from eduapp.domain.item import Bloom, Item, ItemKind, Numeric
from eduapp.domain.knowledge import FactKind
from eduapp.questions.propose.grouped import GroupedProposer
from tests.questions.maker import Course, cells


def made(course: Course, seed: int = 0) -> list[Item]:
    return [c.item for c in GroupedProposer().propose(course.context(), random.Random(seed))]


def by_rule(course: Course, rule: str, seed: int = 0) -> list[Item]:
    return [item for item in made(course, seed) if item.provenance.template == rule]


def rows(item: Item) -> dict[str, str]:
    texts = {choice.id: choice.text for choice in item.choices}
    return {premise.text: texts[premise.choice] for premise in item.premises}


def test_descriptions_are_matched_to_their_terms():
    course = cells()
    item = by_rule(course, "match.terms")[0]
    said = {fact.subject: fact.object for fact in course.facts if fact.kind is FactKind.DEFINITION}
    assert (item.stem, item.level) == ("Match each description to its term.", Bloom.REMEMBER)
    assert 4 <= len(item.premises) <= 5
    assert all(said[term].casefold() == text.casefold() for text, term in rows(item).items())
    spare = next(choice for choice in item.choices if not choice.correct)
    assert spare.text not in rows(item).values()
    assert spare.feedback
    assert len(item.evidence) == len(item.terms) == len(item.premises)


def test_effects_are_matched_to_causes():
    course = cells()
    course.cause("bread grows mould", "spores drift in from outside", "does bread grow mould")
    item = by_rule(course, "match.causes")[0]
    assert item.level is Bloom.UNDERSTAND
    told = {fact.slots["effect"].casefold(): fact.slots["cause"] for fact in course.facts if "effect" in fact.slots}
    assert all(cause == f"because {told[text.casefold()]}" for text, cause in rows(item).items())


def test_a_timeline_runs_from_the_earliest_event():
    item = by_rule(cells(), "order.timeline")[0]
    assert item.stem == "Put these events in order, from the earliest to the latest."
    assert [step.split(" ")[1] for step in item.answer.split(" → ")] == ["Hooke", "Schleiden", "Virchow", "Margulis"]
    assert "1838" in item.rationale
    assert not any(char.isdigit() for choice in item.choices for char in choice.text)


def test_two_events_of_one_year_are_not_ordered():
    course = cells()
    course.event("Karl Nageli", "saw", "a cell of algae divide", "1855", "did Karl Nageli see a cell of algae divide")
    course.event("Max Schultze", "called", "protoplasm the basis of life", "1861", "did Max Schultze call it")
    years = [item.rationale.count("1855") for item in by_rule(course, "order.timeline")]
    assert years == [1]


def with_members(course: Course, kind: FactKind, sentence: str, subject: str, members: tuple[str, ...], **slots: str):
    fact = course.note(kind, sentence, subject, members[0], "such as", **slots)
    course.found[-1] = (fact.model_copy(update={"members": members}), len(course.passages))


def test_the_steps_of_a_process_are_ordered():
    course = cells()
    steps = ("Light strikes a leaf", "Water is split", "Sugar is made")
    with_members(course, FactKind.PROCESS, f"{'. '.join(steps)}.", "leaf", steps, name="photosynthesis")
    item = by_rule(course, "order.process")[0]
    assert item.stem == "Put these steps of photosynthesis in order, from the first to the last."
    assert item.answer == "Light strikes a leaf. → Water is split. → Sugar is made."


def test_members_are_picked_out_among_those_of_other_groups():
    course = cells()
    with_members(course, FactKind.EXAMPLE, "Root vegetables such as carrots and turnips store well.", "Root vegetables",
                 ("carrots", "turnips"))  # fmt: skip
    with_members(course, FactKind.EXAMPLE, "Flightless birds such as ostriches and penguins run.", "Flightless birds",
                 ("ostriches", "penguins"))  # fmt: skip
    with_members(course, FactKind.EXAMPLE, "Board games such as checkers and dominoes are old.", "Board games",
                 ("checkers", "dominoes"))  # fmt: skip
    item = next(item for item in by_rule(course, "several.members") if "birds" in item.stem)
    assert item.kind is ItemKind.MULTIPLE_RESPONSE
    assert item.stem == "Which of these are examples of flightless birds?"
    assert item.answer == "ostriches; penguins"
    wrong = [choice for choice in item.choices if not choice.correct]
    assert {choice.text for choice in wrong} <= {"carrots", "turnips", "checkers", "dominoes"}
    assert all(choice.feedback.startswith(f"The text names {choice.text} among examples of ") for choice in wrong)


def quantity(course: Course, phrase: str, value: str, unit: str) -> None:
    course.note(
        FactKind.QUANTITY, f"A human body cell holds {phrase}.", "human body cell", phrase,
        value=value, unit=unit, how="how many", inverted="does a human body cell hold",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("phrase", "value", "unit", "expected"),
    [
        ("46 chromosomes", "46", "chromosomes", Numeric(value=46, unit="chromosomes")),
        ("about 40 chromosomes", "40", "chromosomes", Numeric(value=40, tolerance=2, unit="chromosomes")),
        ("roughly 1,200 proteins", "1,200", "proteins", Numeric(value=1200, tolerance=60, unit="proteins")),
    ],
)
def test_numbers_have_the_tolerance_that_the_text_allows(phrase, value, unit, expected):
    course = cells()
    quantity(course, phrase, value, unit)
    item = by_rule(course, "numeric.amount")[0]
    assert item.numeric == expected
    assert item.stem == f"How many {unit} does a human body cell hold?"


@pytest.mark.parametrize("phrase", ["more than 46 chromosomes", "40 to 46 chromosomes", "up to 46 chromosomes"])
def test_bounds_and_ranges_are_not_asked_for(phrase):
    course = cells()
    quantity(course, phrase, "46", "chromosomes")
    assert not by_rule(course, "numeric.amount")


def test_the_same_text_and_seed_make_the_same_items():
    assert [item.id for item in made(cells(), 3)] == [item.id for item in made(cells(), 3)]


def test_a_text_without_facts_makes_none():
    course = Course()
    course.write("There is not much to be said here.")
    assert made(course) == []
