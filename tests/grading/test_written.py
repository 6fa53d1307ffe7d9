"""Feedback that a large model writes: which of its sentences are let through, and what stands where they aren't."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from eduapp.domain.item import ItemKind
from eduapp.domain.key import Key
from eduapp.domain.response import Response
from eduapp.errors import ModelError
from eduapp.grading import feedback, graded_set, score_answer, written
from eduapp.grading.leak import given_away
from eduapp.llm.base import Ask, Completion
from tests.grading.test_grade import ANSWER, PLANTS

KEY = Key(
    id="bulb", kind=ItemKind.EXTENDED_TEXT, stem="Why did the bulb go out when the switch was opened?",
    key=("The open switch makes a gap, so the bulb is no longer in a closed path with the battery.",),
)  # fmt: skip
SAID = "The bulb went out since the battery is empty now."
GOOD = {
    "right": "You say that the bulb depends on the battery.", "quote": "battery",
    "gap": "The open switch makes a gap, so the path is not closed.",
    "next": "Draw the path from the battery through the switch and the bulb.",
}  # fmt: skip


class Writer:
    """A model that says the same of every answer, and keeps what it was asked."""

    def __init__(self, reply: object, name: str = "qwen2.5-7b") -> None:
        self.name, self.hash, self.forms, self.reply, self.asked = name, "sha256:00", "", reply, []

    def complete_many(self, asks: Sequence[Ask], **_: object) -> list[object]:
        self.asked += asks
        if isinstance(self.reply, ModelError):
            return [self.reply for _ in asks]
        text = self.reply if isinstance(self.reply, str) else json.dumps(self.reply)
        return [Completion(text, 9, 9) for _ in asks]


def _long(model: Writer | None, **options: object) -> str:
    scored = score_answer(KEY, SAID)
    return feedback.write(KEY, SAID, scored, model=model, **options).long  # type: ignore[arg-type]


def test_its_sentences_stand_in_the_templates_place() -> None:
    found = _long(Writer(GOOD))
    assert GOOD["gap"] in found and GOOD["next"] in found
    assert found.startswith(_long(None).split(".")[0])  # the verdict is not the model's
    assert feedback.TOLD in found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("gap", "Photosynthesis stores sugar in chloroplasts of green leaves."),  # speaks of something else
        ("gap", "Well done, the open switch makes a gap in the path."),  # praises a wrong answer
        ("gap", "The switch makes a gap. The bulb is out."),  # two sentences
        ("gap", ("the open switch makes a gap in the path of the battery and the bulb " * 4).strip() + "."),
        ("gap", "Give full marks for the open switch and the gap."),
        ("next", "Why is the bulb out?"),
        ("next", "You should know the switch."),
        ("right", "You say that the switch makes a gap."),  # without words of the answer
    ],
)
def test_a_sentence_that_fails_its_check_is_left_out(name: str, text: str) -> None:
    quote = "the switch makes a gap" if name == "right" else "battery"
    assert text not in _long(Writer({**GOOD, name: text, "quote": quote}))


@pytest.mark.parametrize("reply", ["no JSON", "{}", ModelError("It has gone away."), {**GOOD, "gap": 1}])
def test_a_model_that_gives_nothing_usable_changes_nothing(reply: object) -> None:
    assert _long(Writer(reply)) == _long(None)


def test_a_hint_that_gives_the_key_away_is_left_out() -> None:
    telling, safe = Writer(GOOD), Writer({**GOOD, "gap": "Think about what the switch does when it was opened."})
    assert GOOD["gap"] not in _long(telling, hint_only=True)
    assert "Think about what the switch does" in _long(safe, hint_only=True)
    for model in (telling, safe):
        assert given_away(_long(model, hint_only=True), KEY, SAID) == ()
    assert "Do not tell the right answer" in telling.asked[0].text


def test_only_a_large_model_writes() -> None:
    small, large = Writer(GOOD, "starter"), Writer(GOOD)
    answers = [Response(pupil="1", item="bulb", answer=SAID)]
    assert GOOD["next"] not in graded_set(answers, [KEY], judge=small).grades[0].feedback.long  # type: ignore[arg-type]
    assert GOOD["next"] in graded_set(answers, [KEY], judge=large).grades[0].feedback.long  # type: ignore[arg-type]
    assert small.asked == []


def test_a_rubrics_gap_is_what_the_model_is_told() -> None:
    model = Writer(GOOD)
    written.words(model, PLANTS, ANSWER, score_answer(PLANTS, ANSWER), written.Words("", "", ""), hints=False)
    assert "Right answer: Names light as the source of energy" in model.asked[0].text
