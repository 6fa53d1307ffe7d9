"""Feedback written by a language model that is large enough: each sentence checked, or else the template's stays.

The verdict is never the model's, nor is the place in the text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from eduapp.domain.key import Key
from eduapp.domain.response import Label, Score
from eduapp.grading import features, rubric
from eduapp.grading.address import is_address
from eduapp.grading.leak import given_away
from eduapp.llm.base import Ask, Completer, Completion
from eduapp.llm.prompts import Failure, prompt

LONGEST = {"right": 24, "gap": 32, "next": 24}
"""The most words of a sentence to a pupil."""

GROUNDED = 0.6
"""The share of a sentence's words, by weight, that must come from question, key, text or answer."""

ONE_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]\d[^.!?\n]*)*[.!?]")
_PRAISES = re.compile(r"\b(?:correct|right|well done|good (?:job|work)|perfect|excellent|great)\b", re.I)
_ASKS = re.compile(r"^(?:please |now |try |next,? )*[a-z]+\b", re.I)
_NOT_NEXT = frozenset("you your the a an this that it they there i we he she what why how because".split())
WRITES = frozenset({Label.CORRECT, Label.PARTLY, Label.CONTRADICTORY, Label.INCORRECT})


class Words(NamedTuple):
    """What may be written of an answer: what is right in it, the gap, and what to do next; each may be empty."""

    right: str
    gap: str
    next: str


def words(model: Completer, key: Key, answer: str, score: Score, made: Words, *, hints: bool) -> Words:
    """The words `made` from templates, each with the model's sentence in its place if that passes its checks.

    The same model, answer and score give the same words. A model that fails changes nothing.
    """
    if score.label not in WRITES or key.choices:
        return made
    said = _said(model, key, answer, score, hints)
    quote = said.get("quote", "")
    for name in Words._fields:
        if passes(name, text := said.get(name, ""), quote, key, answer, score, hints=hints):
            made = made._replace(**{name: text})
    return made


def passes(name: str, text: str, quote: str, key: Key, answer: str, score: Score, *, hints: bool) -> bool:
    """Whether a sentence of the model ("right", "gap" or "next") may be said of this answer.

    It is one sentence of a length that pupils read, speaks of what question, key, text or answer speak of, and in hint
    mode gives nothing away. What is called right is quoted from the answer; a gap is only told of an answer that isn't
    right; what to do next begins with the verb.
    """
    words = text.split()
    if not words or len(words) > LONGEST[name] or not ONE_SENTENCE.fullmatch(text) or is_address(text):
        return False
    if hints and given_away(text, key, answer):
        return False
    if not _is_grounded(text, key, answer) and name != "next":
        return False
    if name == "right":
        return _is_quoted(quote, key, answer, score)
    if score.label is Label.CORRECT:
        return False
    if name == "gap":
        return not _PRAISES.search(text)
    first = (_ASKS.search(text) or [""])[0].split()
    return bool(first) and first[-1].lower() not in _NOT_NEXT and not text.endswith("?")


def _said(model: Completer, key: Key, answer: str, score: Score, hints: bool) -> dict[str, str]:
    template = prompt("feedback")
    made = template.ask(
        question=key.stem, verdict=score.label.value, key=_wanted(key, answer, score), answer=answer, hint=hints,
        passage=key.evidence[0].text if key.evidence else "",
    )  # fmt: skip
    (reply,) = model.complete_many([Ask(made.text, {**made.options, "seed": 0}, spare=made.spare)])
    if not isinstance(reply, Completion):
        return {}
    read = template.parse(reply.text)
    return {} if isinstance(read, Failure) else {name: str(text).strip() for name, text in read.items()}


def _wanted(key: Key, answer: str, score: Score) -> str:
    lost = {one.criterion for one in score.criteria if one.points < one.of}
    missing = [criterion.text for criterion in key.rubric if criterion.id in lost]
    return "; ".join(missing) if missing else rubric.nearest_reference(key, answer) if not key.rubric else key.key[0]


def _is_grounded(text: str, key: Key, answer: str) -> bool:
    """Whether most of what a sentence says comes from the question, the key, the text or the answer."""
    points = (point for criterion in key.rubric for point in (criterion.text, *criterion.key_points))
    source = " ".join((key.stem, *key.key, *points, *(one.text for one in key.evidence), answer))
    asked = features.question(source, (source,))
    said = features.answer_text(asked, text)
    if not said.stems:
        return False
    return features.soft_overlap(said, asked.asked)[0] >= GROUNDED


def _is_quoted(quote: str, key: Key, answer: str, score: Score) -> bool:
    """Whether words are quoted as they stand in the answer, and they count."""
    words = quote.strip().strip("\"'“”").split()
    if not words or not re.search(r"\s+".join(map(re.escape, words)), answer, re.I):
        return False
    if score.label in (Label.CORRECT, Label.PARTLY):
        return True
    near = rubric.nearest(key, " ".join(words))
    return near is not None and not near.against and near.share >= rubric.SHOWN
