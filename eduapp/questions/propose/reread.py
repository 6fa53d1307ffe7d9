"""A question is kept if a model that has learned to answer gives its key back from the sentences, not knowing the key.

Whether the rest of the passage has another answer is for the bench of checks to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eduapp.llm.base import Cancel
from eduapp.llm.reading import answers
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
    said = answers([(one.passage, one.stem) for one in questions], model, cancelled) if questions else []
    if said is None:
        return list(questions)
    return [question for question, answer in zip(questions, said, strict=True) if agrees(answer, question.key)]


def agrees(answer: str, key: str) -> bool:
    """Whether an answer and a key say the same: one has the other in it, or most of their words are shared."""
    if contains(answer, key) or contains(key, answer):
        return True
    said, wanted = content(answer), content(key)
    return min(overlap(said, wanted), overlap(wanted, said)) >= LEAST_SHARED
