"""What to say to a pupil whose answer is a known wrong one, such as a distractor."""

from __future__ import annotations

from eduapp.domain.key import Key
from eduapp.grading import features
from eduapp.grading.exact import normal
from eduapp.grading.words import NEGATIONS

NEAR = 0.85
"""How far an answer must say a wrong one, each way."""


def told(key: Key, answer: str) -> str:
    """The feedback of the wrong answer that this answer is, by its id, its words or nearly its words; else nothing."""
    picked = {choice.text for choice in key.choices if choice.id.casefold() == answer.strip(" .():").casefold()}
    for one in key.misconceptions:
        if one.answer in picked or normal(one.answer) == normal(answer):
            return one.feedback
    if not answer.strip():
        return ""
    return next((one.feedback for one in key.misconceptions if _says(key, answer, one.answer)), "")


def _says(key: Key, answer: str, wrong: str) -> bool:
    asked = features.question(key.stem, (wrong,))
    said, meant = features.answer_text(asked, answer), asked.references[0]
    if not said.stems or not meant.stems:
        return False
    negated = sum(w in NEGATIONS for w in said.words) % 2 != sum(w in NEGATIONS for w in meant.words) % 2
    both = features.soft_overlap(meant, said)
    return not negated and min(both) >= NEAR
