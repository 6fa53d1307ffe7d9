from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduapp.domain.item import Choice, ItemKind
from eduapp.errors import ModelError
from eduapp.questions import context as contexts
from eduapp.questions.pupil import KNOWS, LEAST_ITEMS, NAME, WIDE, judge, picks
from tests.fakes import make_document, make_item, make_understanding

PASSAGE = "The nucleus holds the cell's DNA."
KEY, WRONG = "the nucleus", "the membrane"


class Pupil:
    """Scores an answer by the first line of the prompt that names what it is asked with."""

    def __init__(self, alone=0.0, usually=0.0, with_passage=1.0):
        self.leads = {"alone": alone, "usually": usually, "with passage": with_passage}
        self.prompts: list[tuple[str, str]] = []

    def logprob(self, prompt, continuation):
        self.prompts.append((prompt, continuation))
        place = "with passage" if PASSAGE in prompt else "usually" if "What is it?" in prompt else "alone"
        return -4.0 + (self.leads[place] if continuation == f" {KEY}" else 0.0)


@pytest.fixture
def context():
    document = make_document()
    return contexts.build(document, make_understanding(document))


def found(context, pupil, *items):
    return judge(items or [make_item()], context, pupil)


def test_a_key_that_needs_the_passage_passes(context):
    item = make_item()
    for alone, said in ((1.0, "leads, but not by much (+1.0)"), (-2.0, "doesn't lead (-2.0)")):
        check = found(context, Pupil(alone))[item.id]
        assert (check.name, check.passed) == (NAME, True)
        assert check.detail == f"Without the passage the key {said}."


def test_a_key_that_is_given_away_fails_with_the_evidence(context):
    check = found(context, Pupil(alone=WIDE + 0.5, with_passage=4.0))[make_item().id]
    assert not check.passed
    assert check.detail == (
        f"Without the passage a weak pupil prefers the key “{KEY}” to “{WRONG}” by 3.5, with it by 4.0."
    )


def test_a_choice_that_is_likely_after_any_question_gives_nothing_away(context):
    assert found(context, Pupil(alone=4.0, usually=4.5))[make_item().id].passed


def test_a_pupil_that_misses_the_key_with_the_passage_cannot_tell(context):
    check = found(context, Pupil(alone=4.0, with_passage=-1.0))[make_item().id]
    assert check.passed
    assert check.detail == "The model doesn't find the key with the passage, so it can't tell."


def test_the_stem_is_read_once_and_nothing_more_is_asked_of_most_items(context):
    pupil = Pupil(alone=1.0)
    found(context, pupil)
    asked = "Question: Question 1: what holds the cell's DNA?\nAnswer:"
    assert pupil.prompts == [(asked, f" {KEY}"), (asked, f" {WRONG}")]


def test_a_model_that_knows_the_subject_abstains(context):
    items = [make_item(number) for number in range(1, LEAST_ITEMS + 1)]
    checks = found(context, Pupil(alone=5.0), *items)
    assert len(checks) == LEAST_ITEMS and all(check.passed for check in checks.values())
    assert checks[items[0].id].detail == (
        f"The model answers {LEAST_ITEMS} of {LEAST_ITEMS} items without their passages, so it knows the subject."
    )
    fewer = found(context, Pupil(alone=5.0), *items[:-1])
    assert not any(check.passed for check in fewer.values()), "too few items to know that"
    assert KNOWS > 0.5


def test_only_choice_items_are_tried(context):
    entry = make_item(2, kind=ItemKind.TEXT_ENTRY, choices=(), key=("the nucleus",))
    both = (Choice(id="true", text="True", correct=True), Choice(id="false", text="False"))
    judged = make_item(3, kind=ItemKind.TRUE_FALSE, choices=both, key=("true",))
    pupil = Pupil()
    assert found(context, pupil, entry, judged) == {}
    assert pupil.prompts == []


class Failing:
    def logprob(self, prompt, continuation):
        raise ModelError("A server can't score a given text.")


@pytest.mark.parametrize(
    ("model", "why"),
    [
        (object(), "This model can't score a given text, so no pupil could try it."),
        (Failing(), "No pupil could try it: A server can't score a given text."),
    ],
)
def test_a_model_that_cannot_score_abstains_and_says_so(context, model, why):
    (check,) = found(context, model).values()
    assert check.passed and check.detail == why


def test_picks_are_shares_without_what_is_usual():
    shares = picks("What holds the DNA?", [KEY, WRONG], Pupil(alone=2.0, usually=1.0))
    assert shares == pytest.approx([math.e / (1 + math.e), 1 / (1 + math.e)])


@given(st.lists(st.floats(-30, 0), min_size=1, max_size=6))
def test_picks_add_up_and_keep_the_order_of_the_scores(scores):
    class Scripted:
        def logprob(self, prompt, continuation):
            return scores[int(continuation)] if "DNA" in prompt else -1.0

    shares = picks("What holds the DNA?", [str(i) for i in range(len(scores))], Scripted())
    assert sum(shares) == pytest.approx(1.0)
    assert sorted(shares, reverse=True) == pytest.approx(
        [share for _, share in sorted(zip(scores, shares, strict=True), key=lambda pair: -pair[0])]
    )
