"""Answers that are about something else, and those that only say that the pupil doesn't know."""

from __future__ import annotations

import pytest

from eduapp.domain.item import ItemKind
from eduapp.domain.key import Key
from eduapp.domain.response import Label
from eduapp.grading import feedback, next_step, score_answer, topic
from tests.grading.test_grade import PLANTS

BULB = Key(
    id="bulb", kind=ItemKind.EXTENDED_TEXT, stem="Why did the bulb go out when the switch was opened?",
    key=("The open switch makes a gap, so the bulb is no longer in a closed path with the battery.",),
)  # fmt: skip


@pytest.mark.parametrize("key", [BULB, PLANTS])
def test_an_answer_about_something_else_is_off_topic_and_a_person_looks_first(key: Key) -> None:
    found = score_answer(key, "Columbus sailed with three ships across the ocean and his sailors mutinied.")
    assert (found.label, found.points, found.unsure) == (Label.OFF_TOPIC, 0, True)
    assert "no word that matters" in found.note


def test_a_proposal_that_is_unsure_is_put_mildly() -> None:
    answer = "Columbus sailed with three ships across the ocean and his sailors mutinied."
    found = feedback.write(BULB, answer, score_answer(BULB, answer), hint_only=True)
    assert found.long == f"{feedback.OPENINGS[Label.INCORRECT]} {next_step.OF_LABEL[Label.OFF_TOPIC]}"


@pytest.mark.parametrize("answer", ["The battery ran out of power.", "It is blue.", "yes", "The switch is red."])
def test_a_wrong_answer_to_the_question_is_not_off_topic(answer: str) -> None:
    assert score_answer(BULB, answer).label is not Label.OFF_TOPIC


@pytest.mark.parametrize(
    "answer",
    [
        "I don't know.",
        "idk",
        "Sorry, I do not know the answer",
        "no idea!",
        "not sure",
        "I forgot",
        "I really dont get it",
    ],
)
def test_who_gives_up_has_not_answered(answer: str) -> None:
    found = score_answer(BULB, answer)
    assert (found.label, found.points, found.unsure) == (Label.BLANK, 0, False) and "doesn't know" in found.note


@pytest.mark.parametrize(
    "answer", ["I don't know why but there is a gap.", "nothing happens", "It is not closed.", "I know"]
)
def test_who_says_more_has_answered(answer: str) -> None:
    assert not topic.gives_up(answer)
