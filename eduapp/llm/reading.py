"""Questions answered from a passage by a model that was trained for it and may say that the passage has no answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from eduapp.errors import ModelError
from eduapp.llm.base import Ask, Cancel, Completer, Completion, Outcome
from eduapp.llm.prompts import Failure, Prompt, task_form

NOT_IN_TEXT = "not in the text"
FIRST = " not"  # the token that a refusal begins with, and hardly an answer
SURE = 0.6
"""From which probability on a refusal is believed. Small models refuse too often: below it they have to answer.

Chosen on stories that the starter wasn't trained on and that no figure is taken on (`models/starter/README.md`).
"""


def answers(pairs: Sequence[tuple[str, str]], model: Completer, cancelled: Cancel | None = None) -> list[str] | None:
    """What the passages say to their questions, for pairs of passage and question: the answer in the passage's words,
    NOT_IN_TEXT, or "" where the model gave nothing usable. None for a model that hasn't learned to answer.
    """
    template = task_form("answer", model)
    if template is None:
        return None
    asks = [template.ask(passage=passage, question=question) for passage, question in pairs]
    said = [_read(outcome, template) for outcome in model.complete_many(asks, cancelled=cancelled)]
    unsure = [n for n, text in enumerate(said) if text == NOT_IN_TEXT and not _is_sure(model, asks[n])]
    bound = [template.ask(passage=pairs[n][0], question=pairs[n][1], bound=True) for n in unsure]
    for n, outcome in zip(unsure, model.complete_many(bound, cancelled=cancelled) if bound else [], strict=True):
        said[n] = _read(outcome, template) or NOT_IN_TEXT
    return said


def _read(outcome: Outcome, template: Prompt) -> str:
    parsed = template.parse(outcome.text) if isinstance(outcome, Completion) else Failure("no reply", "")
    return "" if isinstance(parsed, Failure) else str(parsed[template.reply])


def _is_sure(model: Any, ask: Ask) -> bool:
    """Whether the model means its refusal. One that can't tell probabilities is believed."""
    if not hasattr(model, "logprob"):
        return True
    try:
        return bool(math.exp(model.logprob(ask.text, FIRST)) >= SURE)
    except ModelError:
        return True
