"""Numeric items: how much, how many, how long, with the unit told and the tolerance that the text's own words allow."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from eduapp.domain.item import Bloom, ItemKind, Numeric
from eduapp.domain.knowledge import Fact, FactKind
from eduapp.questions.askable import is_askable
from eduapp.questions.contracts import Context, Draft
from eduapp.questions.numbers import value_of
from eduapp.questions.propose.parts import how_many_stem
from eduapp.questions.words import tokens

ROUGH = 0.05
"""The tolerance of a number that the text calls approximate, as a share of it."""

_ROUGHLY = re.compile(r"\b(?:about|around|approximately|roughly|nearly|almost|some|an estimated|estimated|circa)\b")
_BOUND = re.compile(
    r"\b(?:more than|less than|fewer than|over|under|up to|at least|at most|as many as|as much as|between|or more|"
    r"or less|from|to \d)\b|\d ?[–-] ?\d"
)
_YEAR = re.compile(r"(?:1[0-9]|20)\d\d")
_PERCENT = re.compile(r"percent|per cent|%")


def amounts(context: Context, rng: random.Random) -> Iterator[Draft]:
    """How many chromosomes does a human body cell hold?"""
    for fact in filter(is_askable, context.facts_by_kind.get(FactKind.QUANTITY, ())):
        stem, number = how_many_stem(fact), number_of(fact)
        if stem and number is not None:
            yield Draft(
                "numeric.amount",
                ItemKind.NUMERIC,
                Bloom.REMEMBER,
                _with_unit(stem, number.unit),
                number.text,
                fact,
                numeric=number,
                prior=0.6,
            )


def number_of(fact: Fact) -> Numeric | None:
    """The number that the fact states with its unit and tolerance; None for a year, a bound or a range."""
    value, unit, phrase = fact.slots.get("value", ""), fact.slots.get("unit", ""), fact.object.casefold()
    if not value or _BOUND.search(phrase) or len(re.findall(r"\d[\d,.]*", phrase)) > 1:
        return None
    number = value_of(value)
    if number is None or number <= 0 or (_YEAR.fullmatch(value) and not unit):
        return None
    rough = ROUGH * number if _ROUGHLY.search(phrase) else 0.0
    return Numeric(value=number, tolerance=round(rough, 6), unit="%" if _PERCENT.fullmatch(unit) else unit)


def _with_unit(stem: str, unit: str) -> str:
    """The question with the unit that the answer is wanted in, unless it names the unit itself."""
    named = not unit or all(word in tokens(stem) for word in tokens(unit))
    return stem if named else f"{stem} Answer in {'percent' if unit == '%' else unit}."
