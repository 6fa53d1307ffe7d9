"""A weak pupil: the language model answers a choice item without its passage.

An item that it gets right then, by a wide margin, is likely given away by its stem or by choices that don't belong. How
likely a choice is after the stem is compared with how likely it is after any question at all, which takes away what is
due to the choice's own words (domain-conditional PMI: Holtzman et al. 2021, "Surface Form Competition").
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from eduapp.domain.item import Check, Item, ItemKind
from eduapp.errors import ModelError
from eduapp.questions.contracts import Context

NAME = "not-trivial"

WIDE = 3.0
"""By how much the key must lead without the passage, in natural logarithms a token, to be given away.

Measured with the starter (135 million parameters): of 30 choice items that a reader found usable, the key of the
furthest leads by 2.3; of the same with choices of another sort (years among persons), 16 of 30 lead by more than 3.
"""

KNOWS, LEAST_ITEMS = 0.9, 10
"""A model that answers such a share of so many items without their passages has learned the subject elsewhere."""

ASKED, ANY_QUESTION = "Question: {stem}\nAnswer:", "What is it?"


@runtime_checkable
class Scorer(Protocol):
    """The part of a runtime that a pupil needs."""

    def logprob(self, prompt: str, continuation: str) -> float:
        """The mean log-probability of the continuation's tokens after the prompt."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """How far the key leads the next choice without the passage, and with what the choices are due to taken away."""

    lead: float
    adjusted: float
    rival: str

    @property
    def is_right(self) -> bool:
        """Whether the pupil would choose the key."""
        return self.lead > 0


def judge(items: Sequence[Item], context: Context, model: object) -> dict[str, Check]:
    """For each choice item, by its id, whether it takes the passage to answer it.

    A model that can't score a given text, that knows the subject anyway, or that doesn't find the key even with the
    passage can't tell: then the check passes and says so. `context` has the passages that are the contrast.
    """
    asked = [item for item in items if item.kind is ItemKind.CHOICE]
    if not isinstance(model, Scorer):
        return _unable(asked, "This model can't score a given text, so no pupil could try it.")
    try:
        attempts = {item.id: _attempt(item, model) for item in asked}
        right = sum(attempt.is_right for attempt in attempts.values())
        if len(asked) >= LEAST_ITEMS and right >= KNOWS * len(asked):
            told = f"The model answers {right} of {len(asked)} items without their passages, so it knows the subject."
            return _unable(asked, told)
        return {item.id: _verdict(item, attempts[item.id], context, model) for item in asked}
    except ModelError as error:
        return _unable(asked, f"No pupil could try it: {error.message}")


def picks(stem: str, options: Sequence[str], model: Scorer) -> list[float]:
    """How often a pupil without the passage would pick each option: shares that add up to 1, in the options' order.

    Raises ModelError where the model can't score a given text.
    """
    scores = [score - usual for score, usual in zip(_scores(stem, options, model), _usual(options, model), strict=True)]
    most = max(scores, default=0.0)
    weights = [math.exp(score - most) for score in scores]
    return [weight / sum(weights) for weight in weights]


def _attempt(item: Item, model: Scorer) -> Attempt:
    texts = [choice.text for choice in item.choices]
    right = [choice.correct for choice in item.choices].index(True)
    scores = _scores(item.stem, texts, model)
    lead, rival = _lead(scores, right)
    if lead < WIDE:
        return Attempt(lead, lead, texts[rival])
    adjusted, rival = _lead([a - b for a, b in zip(scores, _usual(texts, model), strict=True)], right)
    return Attempt(lead, adjusted, texts[rival])


def _verdict(item: Item, attempt: Attempt, context: Context, model: Scorer) -> Check:
    if attempt.lead < WIDE or attempt.adjusted <= 0:
        seen = "leads, but not by much" if attempt.is_right else "doesn't lead"
        return Check(name=NAME, passed=True, detail=f"Without the passage the key {seen} ({attempt.lead:+.1f}).")
    texts = [choice.text for choice in item.choices]
    right = [choice.correct for choice in item.choices].index(True)
    with_passage, _ = _lead(_scores(item.stem, texts, model, _shown(item, context)), right)
    if with_passage <= 0:
        return Check(
            name=NAME, passed=True, detail="The model doesn't find the key with the passage, so it can't tell."
        )
    detail = (
        f"Without the passage a weak pupil prefers the key “{item.answer}” to “{attempt.rival}” by {attempt.lead:.1f}, "
        f"with it by {with_passage:.1f}."
    )
    return Check(name=NAME, passed=False, detail=detail)


def _shown(item: Item, context: Context) -> str:
    """The sentences that show the key, as the passages have them."""
    quotes = [quote for quote in item.evidence if quote.passage in context.passages]
    return " ".join(" ".join(quote.text.split()) for quote in quotes)


def _scores(stem: str, options: Iterable[str], model: Scorer, passage: str = "") -> list[float]:
    """Mean log-probabilities of the options, side by side so that the prompt is read once."""
    prompt = ASKED.format(stem=stem)
    prompt = f"{passage}\n\n{prompt}" if passage else prompt
    return [model.logprob(prompt, f" {option}") for option in options]


def _usual(options: Iterable[str], model: Scorer) -> list[float]:
    return _scores(ANY_QUESTION, options, model)


def _lead(scores: Sequence[float], right: int) -> tuple[float, int]:
    """By how much one score leads the best of the others, and which that is."""
    rival = max((i for i in range(len(scores)) if i != right), key=lambda i: scores[i])
    return scores[right] - scores[rival], rival


def _unable(items: Iterable[Item], why: str) -> dict[str, Check]:
    return {item.id: Check(name=NAME, passed=True, detail=why) for item in items}
