"""Numeric items: the unit is told, the tolerance makes sense, and the number is not a year."""

from __future__ import annotations

import re

from eduapp.domain.item import Item, ItemKind
from eduapp.questions.checks.grounding import unit_is_told
from eduapp.questions.checks.registry import Finding, check
from eduapp.questions.contracts import Context

WIDEST = 0.25
"""The largest tolerance, as a share of the value."""

COUNTED = 20
"""Whole numbers up to here are counted, not measured."""

_ABOUT = re.compile(
    r"\b(?:about|around|approximately|roughly|nearly|almost|some|over|more than|up to|estimated)\b|~|≈", re.I
)


@check("unit-told", ItemKind.NUMERIC)
def unit_is_in_the_stem(item: Item, context: Context) -> Finding:
    """The stem says in which unit the number is wanted."""
    assert item.numeric is not None
    unit = item.numeric.unit
    if unit and not unit_is_told(unit, item.stem):
        return False, f"The stem does not say that the number is wanted in {unit}."
    if not unit and not _ASKS_FOR_A_COUNT.search(item.stem):
        return False, "Neither the stem nor the key says what is counted."
    return True, f"The stem asks for {unit}." if unit else "The stem says what is counted."


_ASKS_FOR_A_COUNT = re.compile(
    r"\b(?:how many|what (?:number|share|fraction|value|factor|ratio)|by what|number of)\b", re.I
)


@check("sensible-tolerance", ItemKind.NUMERIC)
def tolerance_makes_sense(item: Item, context: Context) -> Finding:
    """Nothing is allowed beside a small count, little beside another number, and no year is asked for as a number."""
    assert item.numeric is not None
    value, tolerance = abs(item.numeric.value), item.numeric.tolerance
    if re.search(r"\b(?:what|which) year\b|^when\b", item.stem, re.IGNORECASE):
        return False, "A year is a name of a time, and not a number to be near."
    if tolerance > WIDEST * value:
        return False, f"A tolerance of {tolerance:g} is too wide for {item.numeric.text}."
    counted = value <= COUNTED and value == int(value) and not item.numeric.unit.startswith(("%", "per"))
    if counted and tolerance >= 1 and not _ABOUT.search(item.evidence[0].text):
        return False, f"A count of {item.numeric.text} is exact, and a tolerance of {tolerance:g} is not."
    return True, f"Right is what differs from {item.numeric.text} by at most {tolerance:g}."
