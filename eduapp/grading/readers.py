"""What a language model reads of an answer, as numbers beside those of the features.

It reads each answer alone. What its numbers are worth is fitted together with the features' (see `fitted.Blend`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from eduapp.errors import ModelError
from eduapp.grading.features import Question, Text, nearest
from eduapp.llm.prompts import task_form

if TYPE_CHECKING:
    from eduapp.llm import Runtime

Array = NDArray[np.float32]
LABELS = (" correct", " contradictory", " incorrect")
"""What the starter's own grading form is answered with, in the order of `fitted.LABELS`."""

NUMBERS = ("correct", "contradictory", "incorrect", "told", "near", "asked_near")
"""The log-probabilities of the three labels by the form; by how much the answer makes the reference likelier than the
question alone does; and the cosine of the answer's vector, then of the question's, with the reference's."""

FAINTEST = -12.0
"""The log-probability below which nothing counts."""

LONGEST = 400
"""Characters of a question (its end) and of an answer that are read beside the form."""


class Case(NamedTuple):
    """An answer to a question: as it was written, and as the scorer reads it."""

    stem: str
    references: Sequence[str]
    answer: str
    asked: Question
    said: Text


class Reader(Protocol):
    """What reads answers. Readers of one name, side by side, are weighed by what was fitted for that name."""

    @property
    def name(self) -> str:
        """Under which its weights stand in the scorer."""

    def read(self, case: Case) -> Array:
        """The numbers for an answer, as many for each."""


class Starter:
    """A language model with a grading form of its own: the numbers of `NUMBERS`."""

    name = "starter"

    def __init__(self, model: Runtime) -> None:
        self._model = model

    def read(self, case: Case) -> Array:
        """The numbers. Raises ModelError if the model can't score a text."""
        form = task_form("label", self._model)
        if form is None:
            raise ModelError(f"The model {self._model.name} has no form for grading.")
        score, reference = self._model.logprob, case.references[nearest(case.asked, case.said)]
        prompt = form.render(question=case.stem, reference=reference, answer=case.answer).rstrip()
        question, answer = " ".join(case.stem.split())[-LONGEST:], " ".join(case.answer.split())[:LONGEST]
        told = score(f"Question: {question}\nAnswer: {answer}\nIn other words:", f" {reference}")
        plain = score(f"Question: {question}\nIn other words:", f" {reference}")
        read = getattr(self._model, "vector", None)
        if read is None:
            raise ModelError(f"The model {self._model.name} can't be read for vectors.")
        near = [_cosine(read(one), read(reference)) for one in (answer or "-", question)]
        found = [*(score(prompt, label) for label in LABELS), told - plain, *near]
        return np.maximum(np.array(found, np.float32), FAINTEST)


def _cosine(one: Array, other: Array) -> float:
    return float(one @ other / max(float(np.linalg.norm(one) * np.linalg.norm(other)), 1e-9))


def reads(model: Runtime | None) -> bool:
    """Whether a model has a grading form of its own."""
    return model is not None and task_form("label", model) is not None
