"""Matching and ordering: a list of fair size, one right match a row, one right order, and none given away."""

from __future__ import annotations

import re
from collections import Counter

from eduapp.domain.item import Item, ItemKind
from eduapp.questions.checks.keys import says_the_same
from eduapp.questions.checks.lists import found_in, words
from eduapp.questions.checks.registry import Finding, check
from eduapp.questions.contracts import Context
from eduapp.questions.words import bare, normal, roots

FEWEST = {ItemKind.CHOICE: 3, ItemKind.MULTIPLE_RESPONSE: 4, ItemKind.MATCH: 3, ItemKind.ORDER: 3}
MOST = {ItemKind.CHOICE: 6, ItemKind.MULTIPLE_RESPONSE: 8, ItemKind.MATCH: 8, ItemKind.ORDER: 8}
"""How many choices, rows or steps a pupil can hold side by side."""

SPARE = 3
"""How many choices of a matching item may match no row, at the most."""


@check("fair-size", *FEWEST)
def list_is_of_fair_size(item: Item, context: Context) -> Finding:
    """Neither too few to choose from nor too many to keep in mind, and something wrong among what is to be picked."""
    count = len(item.premises) or len(item.choices)
    if not FEWEST[item.kind] <= count <= MOST[item.kind]:
        return False, f"There are {count} to choose from or to arrange."
    if item.kind is ItemKind.MULTIPLE_RESPONSE and all(choice.correct for choice in item.choices):
        return False, "Every choice is right, so there is nothing to tell apart."
    if item.kind is ItemKind.MATCH and len(item.choices) - len({row.choice for row in item.premises}) > SPARE:
        return False, f"More than {SPARE} choices match no row."
    return True, f"There are {count} to choose from or to arrange."


@check("one-match", ItemKind.MATCH)
def each_row_has_one_match(item: Item, context: Context) -> Finding:
    """No two rows say the same, no known fact ties a row to another choice, and rows share a match only in groups."""
    for i, one in enumerate(item.premises):
        for other in item.premises[i + 1 :]:
            if says_the_same(one.text, other.text):
                return False, f"The rows “{one.text}” and “{other.text}” say the same."
    used = Counter(row.choice for row in item.premises)
    shared = [choice for choice, times in used.items() if times > 1]
    if shared and len(shared) < 2:
        text = next(choice.text for choice in item.choices if choice.id == shared[0])
        return False, f"Two rows have the same match, “{text}”."
    for row in item.premises:
        for choice in item.choices:
            if choice.id != row.choice and (fact := _tied(row.text, choice.text, context)):
                return False, f"“{fact}” ties “{choice.text}” to “{row.text}” too."
    return True, "Each row has one match."


def _tied(row: str, choice: str, context: Context) -> str:
    """The statement of a fact about the one side that says all that the other does, or an empty string."""
    for name, told in ((row, choice), (choice, row)):
        for fact in context.facts_by_subject.get(normal(name), ()):
            if set(roots(bare(told))) <= set(roots(fact.statement)):
                return fact.statement
    return ""


@check("one-order", ItemKind.ORDER)
def steps_have_one_order(item: Item, context: Context) -> Finding:
    """No step says that it happens beside another."""
    for choice in item.choices:
        if found := _BESIDE.search(choice.text):
            return False, f"“{found.group()}” of “{choice.text}” leaves its place open."
    return True, "No step is beside another."


_BESIDE = re.compile(
    r"\b(?:at the same time|meanwhile|simultaneously|throughout|all along|at any time)\b", re.IGNORECASE
)


@check("no-place-told", ItemKind.ORDER)
def no_step_tells_its_place(item: Item, context: Context) -> Finding:
    """No step begins with "first" or "finally", is numbered, or has the year that the others are ordered by."""
    for choice in item.choices:
        opening = " ".join(choice.text.split()[:4])
        if found := found_in(opening, words().place_words):
            return False, f"“{found}” tells the place of “{choice.text}”."
        if found := re.match(r"\(?\d{1,2}[.)]|.*\b(?:1\d|20)\d\d\b", choice.text):
            return False, f"“{found.group()}” tells the place of its step."
    return True, "No step tells its place."
