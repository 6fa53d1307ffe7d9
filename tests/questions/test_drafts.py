"""Drafts of every kind become items that hold together, and `arrange` never shows the right order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduapp.domain.item import Bloom, Item, ItemKind, Numeric, Provenance
from eduapp.domain.rubric import Criterion
from eduapp.questions.contracts import Distractor, Draft
from eduapp.questions.drafts import arrange, candidate
from tests.questions.maker import cells

COURSE = cells()
CONTEXT = COURSE.context()
FACT, OTHER = COURSE.facts[0], COURSE.facts[1]
STEPS = ("Water enters.", "The wall gives way.", "The cell bursts.", "The sap is lost.")
ROWS = (("osmosis", "water"), ("mitosis", "division"), ("diffusion", "particles"), ("respiration", "energy"))


def item(kind: ItemKind, answer: str = "answer", level: Bloom = Bloom.REMEMBER, **parts) -> Item:
    draft = Draft("test.rule", kind, level, "What is it?", answer, FACT, **parts)
    return candidate(draft, CONTEXT, Provenance(proposer="test.v1", template="", template_hash="sha256:0")).item


def matching(**parts) -> Item:
    return item(ItemKind.MATCH, premises=ROWS, distractors=(Distractor("sugar", "It is made by light."),), **parts)


def several(**parts) -> Item:
    wrong = (Distractor("a wall", "Animals have none."), Distractor("a vacuole", "It is a bag."))
    return item(ItemKind.MULTIPLE_RESPONSE, rights=("a nucleus", "a membrane"), distractors=wrong, **parts)


def pairs(one: Item) -> set[tuple[str, str]]:
    texts = {choice.id: choice.text for choice in one.choices}
    return {(premise.text, texts[premise.choice]) for premise in one.premises}


def test_a_matching_item_has_a_choice_for_each_row_and_one_that_fits_none():
    made = matching()
    assert pairs(made) == set(ROWS)
    assert made.key == ("1 a", "2 b", "3 c", "4 d")
    assert [(choice.text, choice.feedback) for choice in made.choices if not choice.correct] == [
        ("sugar", "It is made by light.")
    ]
    assert made.choices[0].feedback == "It belongs to “osmosis”."


def test_two_rows_may_share_a_choice():
    made = item(ItemKind.MATCH, premises=(("osmosis", "passive"), ("diffusion", "passive"), ("pumping", "active")))
    assert [choice.text for choice in made.choices] == ["passive", "active"]
    assert made.key == ("1 a", "2 a", "3 b")


def test_the_steps_of_an_order_are_its_key():
    made = item(ItemKind.ORDER, steps=STEPS)
    assert made.answer == " → ".join(STEPS)
    assert all(choice.correct for choice in made.choices)


def test_several_right_choices_are_the_key():
    assert several().answer == "a nucleus; a membrane"


def test_a_number_is_shown_with_its_unit():
    made = item(ItemKind.NUMERIC, answer="46", numeric=Numeric(value=46, unit="chromosomes"))
    assert (made.key, made.choices) == (("46 chromosomes",), ())


def test_an_extended_text_has_its_rubric_and_the_key_points_of_a_model_answer():
    rubric = (Criterion(id="c1", text="Names the membrane."),)
    made = item(ItemKind.EXTENDED_TEXT, level=Bloom.ANALYZE, rubric=rubric, key_points=("Water moves.", "It bursts."))
    assert (made.rubric, made.key, made.choices) == (rubric, ("Water moves.", "It bursts."), ())


def test_terms_and_backing_facts_are_kept():
    made = item(ItemKind.TEXT_ENTRY, terms=("osmosis", "water"), backing=(OTHER, FACT))
    assert made.terms == ("osmosis", "water")
    assert made.facts == (FACT.id, OTHER.id)
    assert made.evidence == (FACT.quote, OTHER.quote)
    assert item(ItemKind.TEXT_ENTRY).terms == (FACT.subject,)
    assert made.provenance.template_hash == "sha256:0"


@given(st.integers(min_value=0, max_value=10_000))
def test_arranging_changes_places_and_nothing_else(seed):
    before = [item(ItemKind.ORDER, steps=STEPS), matching(), several()]
    steps, rows, picks = arrange(before, frozenset(), seed)
    assert steps.answer == before[0].answer
    assert [choice.id for choice in steps.choices] == list("abcd")
    assert steps.key != ("a", "b", "c", "d")
    assert pairs(rows) == pairs(before[1])
    assert [premise.id for premise in rows.premises] == ["1", "2", "3", "4"]
    assert [premise.choice for premise in rows.premises] != sorted(premise.choice for premise in rows.premises)
    assert {c.text for c in picks.choices if c.id in picks.key} == {"a nucleus", "a membrane"}
    assert arrange(before, frozenset(), seed) == [steps, rows, picks]
    for after in (steps, rows, picks):
        Item.model_validate(after.model_dump(exclude={"answer"}))


@pytest.mark.parametrize("seed", range(5))
def test_years_to_match_stay_in_their_order(seed):
    rows = (("The book was printed.", "1665"), ("The theory was stated.", "1838"), ("The cell was seen.", "1590"))
    made = item(ItemKind.MATCH, premises=rows, ordered=True, distractors=(Distractor("1700"),))
    assert [choice.text for choice in made.choices] == ["1590", "1665", "1700", "1838"]
    arranged = arrange([made], frozenset({made.id}), seed)[0]
    assert [choice.text for choice in arranged.choices] == ["1590", "1665", "1700", "1838"]
    assert pairs(arranged) == set(rows)
