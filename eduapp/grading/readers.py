"""What a language model reads of an answer, as numbers beside those of the features.

It reads each answer alone. What its numbers are worth is fitted together with the features' (see `fitted.Blend`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from eduapp.errors import ModelError
from eduapp.grading.features import Question, Text, nearest
from eduapp.llm.catalog import file_hash, known_card
from eduapp.llm.prompts import Prompt, task_form
from eduapp.resources import model_dir

if TYPE_CHECKING:
    from eduapp.llm import Runtime

Array = NDArray[np.float32]
LABELS = (" correct", " contradictory", " incorrect")
"""What the starter's own grading form is answered with, in the order of `fitted.LABELS`."""

FAINTEST = -12.0
"""The log-probability below which nothing counts."""

DIGITS = 3
"""Places after the point that a log-probability is rounded to."""

TOGETHER = 32
"""Answers that are read at a time, between which progress is told."""


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

    def read(self, cases: Sequence[Case]) -> Array:
        """The numbers for answers (answers × numbers), each the same whatever else is read."""


class Starter:
    """A language model with a grading form of its own: the log-probabilities of `LABELS` by that form.

    What was read once is remembered, so that a class can be read together and scored answer by answer. Raises
    ModelError if the model has no such form.
    """

    def __init__(self, model: Runtime) -> None:
        form = task_form("label", model)
        if form is None:
            raise ModelError(f"The model {model.name} has no form for grading.")
        self.name = _name(model.name, form)
        self._model, self._form = model, form
        self._known: dict[str, Array] = {}

    def read(self, cases: Sequence[Case]) -> Array:
        """The log-probabilities (answers × labels). Raises ModelError if the model can't weigh labels."""
        prompts = [self._prompt(case) for case in cases]
        new = sorted({one for one in prompts if one not in self._known})  # what begins alike side by side
        if new:
            choose = getattr(self._model, "choose", None)
            if choose is None:
                raise ModelError(f"The model {self._model.name} can't weigh labels.")
            found = np.maximum(np.array(choose(new, LABELS), np.float32), FAINTEST).round(DIGITS)
            self._known |= dict(zip(new, found, strict=True))
        return np.array([self._known[one] for one in prompts], np.float32).reshape(-1, len(LABELS))

    def _prompt(self, case: Case) -> str:
        reference = case.references[nearest(case.asked, case.said)]
        return self._form.render(question=case.stem, reference=reference, answer=case.answer).rstrip()


def _name(model: str, form: Prompt) -> str:
    """The model's name with a hash of what it was trained to: weights hold for one adapter and one form only."""
    card = known_card(model)
    path = model_dir() / card.adapter if card and card.adapter else None
    trained = file_hash(path) if path is not None and path.is_file() else ""
    return f"{model}-{hashlib.sha256(f'{trained}|{form.hash}'.encode()).hexdigest()[:16]}"


def reads(model: Runtime | None) -> bool:
    """Whether a model has a grading form of its own."""
    return model is not None and task_form("label", model) is not None
