"""Clues worded by a language model, from a sentence that names the keyword and in that sentence's words alone."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from eduapp.crosswords.clue_context import Context
from eduapp.crosswords.clue_records import STYLES, Draft, Keyword
from eduapp.crosswords.forms import first_capital, names, stem, words
from eduapp.crosswords.styles import style_of
from eduapp.domain.item import BLANK
from eduapp.domain.source import Quote
from eduapp.errors import ModelError
from eduapp.language.tongues import stop_words
from eduapp.llm.base import Cancel, Completer, Outcome
from eduapp.llm.catalog import parameters_of
from eduapp.llm.prompts import Failure, Prompt, prompt, task_form

TEMPLATE = ("clue", 1)
CAPABLE = 1_000_000_000
"""From how many parameters a model's clues are worth having.

The starter's (135 million) are not: of 139 sentences of four textbooks, 27 gave a clue that passed the checks, and a
reader could use 7 of those 27. It keeps the words and loses the sense ("The Russian Revolution of 1905" for Lenin).
"""

MODEL_PRIOR, SMALL_PRIOR, LEAST_IN_ORDER, MOST_VOCABULARY, CALLS = 0.6, 0.3, 0.85, 40, 2
"""Of the clues of a small model that was trained for it, a reader found the term by 29 of 47: rules come first."""


def is_capable(model: Completer) -> bool:
    """Whether a model is large enough to word clues, or was trained for it."""
    return parameters_of(model.name) >= CAPABLE or task_form("clue", model) is not None


def worded(
    keywords: Sequence[Keyword], context: Context, model: Completer, seed: int = 0, cancelled: Cancel | None = None
) -> dict[str, list[Draft]]:
    """The model's clues by keyword stem, one a sentence, without those that say something else than the sentence.

    All is asked in one call.
    """
    trained = task_form("clue", model)
    template = trained or prompt(*TEMPLATE)
    prior = SMALL_PRIOR if trained and parameters_of(model.name) < CAPABLE else MODEL_PRIOR
    about, asks = [], []
    for keyword in keywords:
        rng = random.Random(f"{seed}:{keyword.stem}:model")
        for quote, fact in list(_sentences(keyword, context))[:CALLS]:
            own = vocabulary(quote.text, keyword, context)
            style = STYLES[len(asks) % len(STYLES)]
            ask = template.ask(passage=quote.text, answer=keyword.display, vocabulary=own, style=style)
            asks.append(replace(ask, options=ask.options | {"seed": rng.getrandbits(31)}))
            about.append((keyword, quote, fact))
    found: dict[str, list[Draft]] = {}
    outcomes = model.complete_many(asks, cancelled=cancelled) if asks else []
    for (keyword, quote, fact), outcome in zip(about, outcomes, strict=True):
        if text := _usable(outcome, template, quote, context):
            style = style_of(text) if context.parsed() else "free"
            draft = Draft(text, style, 1, quote, "model", text, fact, prior=prior, proposer="model.v1")
            found.setdefault(keyword.stem, []).append(draft)
    return found


def _usable(outcome: Outcome, template: Prompt, quote: Quote, context: Context) -> str:
    """The clue in a reply, or an empty string where there is none that says what the sentence says."""
    if isinstance(outcome, ModelError):
        return ""
    parsed = template.parse(outcome.text)
    if isinstance(parsed, Failure) or not in_order(parsed[template.reply], quote.text, context.language):
        return ""
    return first_capital(str(parsed[template.reply]))


def _sentences(keyword: Keyword, context: Context) -> Iterator[tuple[Quote, str]]:
    """The sentences to ask about: those of facts about the keyword, then those that name it."""
    for fact in keyword.facts:
        if names(fact.subject, keyword.display):
            yield fact.quote, fact.id
    if not context.parsed():
        yield from ((context.quote(sentence), "") for sentence in context.naming(keyword.display))


def vocabulary(sentence: str, keyword: Keyword, context: Context) -> list[str]:
    """The words of a sentence that a clue may use: no part of the answer, and none that every clue may use anyway."""
    stops, barred = stop_words(context.language), set(map(stem, words(f"{keyword.display} {keyword.term.text}")))
    own = [word.strip('“”"‘’.,;:!?()') for word in sentence.replace(BLANK, " ").split()]
    kept = [word for word in own if word and word.casefold() not in stops and not barred & set(map(stem, words(word)))]
    return list(dict.fromkeys(kept))[:MOST_VOCABULARY]


def in_order(text: str, sentence: str, language: str) -> bool:
    """Whether a clue's words come in the order of the sentence's: another order may change who did what."""
    stops = stop_words(language)
    said = [stem(word) for word in words(sentence) if word not in stops]
    asked = [stem(word) for word in words(text) if word not in stops]
    at, kept = 0, 0
    for word in asked:
        if word in said[at:]:
            at, kept = said.index(word, at) + 1, kept + 1
    return bool(asked) and kept >= LEAST_IN_ORDER * len(asked)
