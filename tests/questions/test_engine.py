from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from eduapp.domain.blueprint import Blueprint, Seat
from eduapp.domain.item import Bloom, ItemKind, structure_problem
from eduapp.domain.knowledge import Understanding
from eduapp.questions import generate
from eduapp.questions.blueprints import load_blueprint
from eduapp.questions.checks import CHECKS
from eduapp.questions.drafts import arrange
from tests.questions.fake import ScriptedModel
from tests.questions.maker import cells
from tests.questions.test_model_proposer import well

COURSE = cells()
DOCUMENT, UNDERSTANDING = COURSE.document(), COURSE.understanding()
QUIZ = load_blueprint("quiz")


def run(seed=0, understanding=UNDERSTANDING, blueprint=QUIZ, **options):
    return generate(DOCUMENT, understanding, blueprint, seed=seed, **options)


def test_a_quiz_is_filled():
    made = run()
    assert len(made.items) == QUIZ.count
    assert made.missing == ()
    assert made.blueprint == "quiz"
    assert all(item.passed for item in made.items)


def test_the_same_input_and_seed_give_the_same_items():
    assert run(3) == run(3)
    assert run(3).items != run(4).items
    assert run(3).id != run(4).id


@settings(max_examples=12)
@given(seed=st.integers(0, 10_000), facts=st.permutations(UNDERSTANDING.facts), keep=st.integers(0, 15))
def test_whatever_the_facts_every_item_holds(seed, facts, keep):
    made = run(seed, UNDERSTANDING.model_copy(update={"facts": tuple(facts[:keep])}))
    assert len(made.items) <= QUIZ.count
    for item in made.items:
        assert structure_problem(item) == ""
        assert {check.name for check in item.checks} == {*CHECKS, "not-duplicate"}
        assert item.passed
        assert 0 <= item.difficulty <= 1
    assert len({item.id for item in made.items}) == len(made.items)
    empty = QUIZ.count - len(made.items)
    assert empty == sum(int(sentence.split(" of ")[0]) for sentence in made.missing)


def test_a_text_without_facts_gives_no_item_and_says_so():
    made = run(understanding=Understanding(source=DOCUMENT.source.id))
    assert made.items == ()
    assert len(made.missing) == len(QUIZ.seats)


def test_the_report_adds_up():
    made = run()
    report = made.report
    assert sum(report["chosen"].values()) == len(made.items)
    total = sum(report["candidates"].values())
    for name in CHECKS:
        assert report["passed"].get(name, 0) + report["failed"].get(name, 0) == total
    assert report["model"] == {}


def test_a_model_takes_part_and_is_counted():
    model = ScriptedModel(well)
    made = run(model=model)
    assert made.model == "scripted"
    assert made.report["candidates"]["model.v1"] > 0
    assert made.report["model"]["calls"] == len(model.prompts) <= 2 * QUIZ.count
    assert made.report["model"]["malformed"] > 0


def test_a_useless_model_harms_nothing():
    plain, helped = run(), run(model=ScriptedModel(lambda _: "I can't do that."))
    assert [item.stem for item in helped.items] == [item.stem for item in plain.items]


def test_progress_and_items_are_told():
    told, items = [], []
    made = run(progress=lambda *step: told.append(step), on_item=items.append)
    assert tuple(items) == made.items
    assert [stage for stage, _, _ in told] == sorted(
        (stage for stage, _, _ in told), key=["propose", "check", "select"].index
    )
    assert told[-1] == ("select", 10, 10)
    assert all(0 <= done <= total for _, done, total in told)


def test_cancelling_keeps_what_was_made():
    made = run(cancelled=lambda: True)
    assert len(made.items) <= 1
    assert made.missing


def test_keys_are_spread_over_the_places():
    seats = (Seat(level=Bloom.REMEMBER, kinds=(ItemKind.CHOICE,), count=8),)
    items = [item for seed in range(8) for item in run(seed, blueprint=Blueprint(name="b", seats=seats)).items]
    unordered = [item for item in items if not item.choices[0].text.isdigit()]
    places = Counter(item.key[0] for item in unordered)
    assert set(places) == set("abcd")
    assert max(places.values()) <= 2 * min(places.values()) + 2


def test_arranging_keeps_keys_right_and_numbers_in_order():
    for item in run(5).items:
        assert structure_problem(item) == ""
        if item.choices and item.choices[0].text.isdigit():
            assert [c.text for c in item.choices] == sorted(c.text for c in item.choices)
    assert arrange([], frozenset(), 0) == []
