"""A question is kept if a model that has learned to answer gives its key back from the sentences, not knowing the key.

Whether the rest of the passage has another answer is for the bench of checks to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eduapp.llm.base import Cancel, Completion
from eduapp.llm.prompts import Failure, task_form
from eduapp.questions.contracts import Model
from eduapp.questions.words import contains, content, overlap

LEAST_SHARED = 0.5
"""The share of a longer key's words that the answer must have, and of the answer's that the key must have."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its key and the sentences that both come from."""

    stem: str
    key: str
    passage: str


def given_back(questions: Sequence[Question], model: Model, cancelled: Cancel | None = None) -> list[Question]:
    """Those whose key the model gives back; all of them if the model hasn't learned to answer."""
    template = task_form("answer", model)
    if template is None or not questions:
        return list(questions)
    asks = [template.ask(passage=one.passage, question=one.stem) for one in questions]
    kept = []
    for question, outcome in zip(questions, model.complete_many(asks, cancelled=cancelled), strict=True):
        parsed = template.parse(outcome.text) if isinstance(outcome, Completion) else Failure("no reply", "")
        if not isinstance(parsed, Failure) and agrees(str(parsed[template.reply]), question.key):
            kept.append(question)
    return kept


def agrees(answer: str, key: str) -> bool:
    """Whether an answer and a key say the same: one has the other in it, or most of their words are shared."""
    if contains(answer, key) or contains(key, answer):
        return True
    said, wanted = content(answer), content(key)
    return min(overlap(said, wanted), overlap(wanted, said)) >= LEAST_SHARED
