"""Whether an answer is about what the question is about at all."""

from __future__ import annotations

import re

import numpy as np

from eduapp.grading import features
from eduapp.grading.words import tokens

FAR = 0.2
"""The mean nearness of an answer's words to those of question and key below which it is about something else."""

LEAST = 3
"""The words that carry meaning from which an answer is about anything."""

_GIVES_UP = re.compile(
    r"(?:sorry )?(?:but )?(?:honestly )?"
    r"(?:i (?:really |just |still )?(?:do not|did not) (?:know|understand|get)"
    r"(?: it| this| that| how| the (?:answer|question))?"
    r"|i (?:have|had) no (?:idea|clue)|no (?:idea|clue)|not sure|i am not sure|idk|dunno|do not know|i forgot|i forget"
    r"|i can not (?:remember|say|answer)(?: it| this| that)?|no answer|nothing|not|skip|pass)"
    r"(?: sorry| yet| at all| because i forgot)?"
)


def gives_up(answer: str) -> bool:
    """Whether an answer says only that the pupil doesn't know."""
    return bool(_GIVES_UP.fullmatch(" ".join(tokens(answer))))


def is_off(asked: features.Question, said: features.Text) -> bool:
    """Whether an answer shares no word that carries meaning with its question and key, nor comes near theirs.

    Of real answers that share none some are right in other words, so that this is no more than a proposal.
    """
    if len(said.stems) < LEAST:
        return False
    texts = (asked.asked, *asked.references)
    if any(set(said.stems) & set(text.stems) for text in texts):
        return False
    return nearness(asked, said) < FAR


def nearness(asked: features.Question, said: features.Text) -> float:
    """How near an answer's words are to those of its question and key on average, by weight; 0 to 1."""
    table = np.vstack([text.vectors for text in (asked.asked, *asked.references)])
    if not len(table) or not said.stems:
        return 0.0
    near = np.clip((table @ said.vectors.T).max(0), 0, 1)
    return float((near * said.weights).sum() / said.weights.sum())
