"""Answers from passages, and refusals that are believed only where the model is sure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from eduapp.errors import ModelError
from eduapp.llm.base import Ask, Completion, Outcome
from eduapp.llm.reading import NOT_IN_TEXT, SURE, answers

PAIRS = [("Iron rusts.", "What rusts?"), ("Iron rusts.", "Who was Homer?")]


@dataclass
class Reader:
    """A model that refuses unless it is bound to answer, this sure of its refusals."""

    sure: float
    forms: str = "tasks"
    name: str = "reader"
    hash: str = "sha256:0"
    asked: list[Ask] = field(default_factory=list)

    def complete_many(self, asks: Sequence[Ask], **_: Any) -> list[Outcome]:
        self.asked += asks
        return [Completion(" Iron" if ask.options["grammar"] else " not in the text", 9, 3) for ask in asks]

    def logprob(self, prompt: str, continuation: str) -> float:
        assert prompt.endswith("Answer:") and continuation == " not"
        return math.log(self.sure)


@pytest.mark.parametrize(("sure", "said"), [(SURE + 0.01, NOT_IN_TEXT), (SURE - 0.01, "Iron")])
def test_a_refusal_is_believed_from_a_probability_on(sure: float, said: str) -> None:
    assert answers(PAIRS, Reader(sure)) == [said, said]


def test_a_model_that_was_not_trained_for_it_is_not_asked() -> None:
    model = Reader(0.5, forms="")
    assert answers(PAIRS, model) is None
    assert not model.asked


def test_a_model_without_probabilities_is_believed() -> None:
    class Silent(Reader):
        logprob = property()

    assert answers(PAIRS, Silent(0.1)) == [NOT_IN_TEXT] * 2


def test_a_reply_that_fails_is_an_empty_answer() -> None:
    class Broken(Reader):
        def complete_many(self, asks: Sequence[Ask], **_: Any) -> list[Outcome]:
            return [ModelError("no") for _ in asks]

    assert answers(PAIRS, Broken(0.5)) == ["", ""]
