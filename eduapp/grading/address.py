"""Sentences of an answer that speak to whoever marks it: they are text, no instruction, and no part of the answer."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from eduapp.grading.words import is_stop, stem, tokens

_SENTENCE = re.compile(r"(?:[^.!?\n;]|\.(?=\w))*[.!?\n;]*\s*")
_ADDRESSED = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"\b(?:give|award|assign|grant)\b.{0,40}\b(?:marks|grade|points|score|credit|100\s*%)",
        r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,50}\b(?:instructions?|rubric|rules|criteria|prompts?)\b",
        r"\b(?:you are|act as|pretend|as)\b.{0,30}\b(?:grader|examiner|assistant|language model|marker|scorer)\b",
        r"(?:^|\s)(?:#+\s*)?(?:system|assistant|admin|developer)\s*(?:prompt|message|note|mode)?\s*[:>\]]",
        r"\b(?:full|maximum|top|perfect|highest)\s+(?:marks?|scores?|credit|grade|points)\b",
        r"[\"'{]?\b(?:label|score|grade|verdict)\b[\"']?\s*[:=]\s*[\"']?\w+",
        r"</?\s*(?:system|instructions?|inst|answer|score|prompt|user|assistant)\b[^>]*>|\[/?inst\]",
    )
)
"""What is never part of an answer, whatever it is about."""

_OF_MARKING = frozenset(
    """grade graded grades grader graders grading score scored scores scoring marks marked points credit rubric verdict
    evaluate evaluated evaluation approve approved accept accepted examiner marker ai gpt chatgpt llm prompt override
    overrule ignore disregard respond reply regardless deserve deserves please perfect excellent developer admin
    reference generous lenient comply obey instruction instructions""".split()
)
_PERHAPS = frozenset(
    """mark label rate rating teacher assistant print output assume pass passed correct right system student mode
    matches     answer answers response responses kind top award point class say check""".split()
)
"""Words about marking. A sentence with one of the first or two of the second, and otherwise not one word of its item,
speaks to the marker."""


class Answer(NamedTuple):
    """What of an answer is scored, and its sentences that are left out because they speak to the marker."""

    text: str
    left_out: tuple[str, ...]


def without_address(answer: str, item: Collection[str] = ()) -> Answer:
    """The answer without sentences that ask for marks or give orders; the whole of it if there is none.

    `item` holds the stems of the question and its key. Without them only what is plainly no answer is left out.
    """
    parts = [part for part in _SENTENCE.findall(answer) if part]
    speaks = [is_address(part, item) for part in parts]
    if all(speaks):  # then only what is plainly no answer goes
        speaks = [is_address(part) for part in parts]
    if not any(speaks):
        return Answer(answer, ())
    kept = "".join(part for part, away in zip(parts, speaks, strict=True) if not away).strip()
    return Answer(kept, tuple(part.strip() for part, away in zip(parts, speaks, strict=True) if away))


def is_address(sentence: str, item: Collection[str] = ()) -> bool:
    """Whether a sentence speaks to whoever marks the answer."""
    if any(pattern.search(sentence) for pattern in _ADDRESSED):
        return True
    words = frozenset(tokens(sentence))
    if not item or (_OF_MARKING.isdisjoint(words) and len(words & _PERHAPS) < 2):
        return False
    content = [word for word in words - _OF_MARKING - _PERHAPS if not is_stop(word)]
    return not any(stem(word) in item for word in content)
