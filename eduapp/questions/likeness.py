"""When two items of a set get in each other's way: they ask the same, or one gives away the other's key."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz

from eduapp.domain.item import WITH_CHOICES, Bloom, Item, ItemKind
from eduapp.questions.words import STOP, contains, content, normal, overlap, tokens

SAME_STEM = 85
"""Stems that match to this degree (rapidfuzz's token_set_ratio over their telling words, 0 to 100) ask the same."""

SAME_WORDING = 88
"""So do stems of which all words match to this degree (token_sort_ratio)."""

SAME_KEY = 88
"""Keys of several words that match to this degree (token_sort_ratio) are the same."""

SAME_STATEMENT, LEAST_STATEMENT = 80, 7
"""Statements that match to this degree say the same but for a word; an option of so many words is a statement."""

_QUOTED = re.compile(r"“([^”]*)”")

LOWER = (Bloom.REMEMBER, Bloom.UNDERSTAND)
GROUPED = frozenset({ItemKind.MATCH, ItemKind.ORDER, ItemKind.MULTIPLE_RESPONSE})
"""The kinds that ask for all of their facts; the others ask for the first, and lean on the rest."""

GIVEN, STATED = 0.4, 0.75
"""The share of a question's words beside which its key gives it away, and the share of a statement that states it."""


def clash(one: Item, other: Item) -> str:
    """Why two items can't be in one set, in a few words, or an empty string."""
    if why := repeats(one, other):
        return why
    if gives_away(one, other) or gives_away(other, one):
        return "one gives away the other's key"
    return ""


def repeats(one: Item, other: Item) -> str:
    """Why an item asks what another asks already, in a few words, or an empty string.

    An item above understanding may lean on a fact that one below asks for; stems and keys never come twice.
    """
    if one.id == other.id:
        return "the same item"
    if _same_fact(one, other):
        return "the same fact"
    if _same_key(one, other):
        return "the same key"
    if _same_statement(one, other) and not _are_of_two_upper_levels(one, other):
        return "the same statement"
    if _is_worded_alike(one, other) or _is_worded_alike(other, one):
        return "the same statement"
    return "nearly the same stem" if same_stem(one, other) else ""


def same_stem(one: Item, other: Item) -> bool:
    """Whether two stems are near-duplicates."""
    return stem_likeness(one, other) >= SAME_STEM or fuzz.token_sort_ratio(one.stem, other.stem) >= SAME_WORDING


def stem_likeness(one: Item, other: Item) -> float:
    """How alike two stems are in their telling words, 0 to 100."""
    return fuzz.token_set_ratio(_bag(one.stem), _bag(other.stem))


def gives_away(one: Item, other: Item) -> bool:
    """Whether a pupil who reads `one` finds the key of `other` in it."""
    if one.kind is ItemKind.TRUE_FALSE and one.answer != "True":
        return False
    told = _told(one)
    if other.kind in (ItemKind.MATCH, ItemKind.ORDER):
        return False
    if other.kind is ItemKind.TRUE_FALSE:
        return overlap(content(other.correction or other.stem), content(told)) >= STATED
    if other.kind is ItemKind.EXTENDED_TEXT:
        points = [content(point) for point in other.key]
        return 2 * sum(overlap(point, content(told)) >= STATED for point in points) > len(points)
    return contains(told, other.answer) and overlap(content(other.stem) - content(other.answer), content(told)) >= GIVEN


def mentions(one: Item, other: Item) -> bool:
    """Whether the stem of one item has the key of the other in it, which makes that easier."""
    return other.kind not in (ItemKind.TRUE_FALSE, ItemKind.EXTENDED_TEXT) and contains(one.stem, other.answer)


def _same_fact(one: Item, other: Item) -> bool:
    shared = set(one.facts) & set(other.facts)
    if one.level in LOWER and other.level in LOWER:
        if one.evidence[0] == other.evidence[0] and one.terms == other.terms:
            return True
        return bool(shared) and (one.facts[0] == other.facts[0] or one.kind in GROUPED or other.kind in GROUPED)
    if one.level is not other.level or not shared:
        return False
    return one.facts[0] == other.facts[0] or set(one.facts) == set(other.facts)


def _same_key(one: Item, other: Item) -> bool:
    if ItemKind.TRUE_FALSE in (one.kind, other.kind):
        return False
    a, b = normal(one.answer), normal(other.answer)
    if a == b:
        return True
    return min(len(a.split()), len(b.split())) >= 3 and fuzz.token_sort_ratio(a, b) >= SAME_KEY


def _are_of_two_upper_levels(one: Item, other: Item) -> bool:
    """Whether two tasks ask for different thinking above understanding, which they may do about one sentence."""
    return one.level is not other.level and one.level not in LOWER and other.level not in LOWER


def _same_statement(one: Item, other: Item) -> bool:
    """Whether both have a pupil judge one statement, be it as it is in the one and falsified in the other."""
    theirs = _statements(other)
    return any(fuzz.token_sort_ratio(mine, their) >= SAME_STATEMENT for mine in _statements(one) for their in theirs)


def _is_worded_alike(judged: Item, other: Item) -> bool:
    """Whether a statement to be judged, true or falsified, has nearly all the words of another question and its key."""
    if judged.kind is not ItemKind.TRUE_FALSE or other.kind not in (ItemKind.CHOICE, ItemKind.TEXT_ENTRY):
        return False
    said = content(f"{other.stem} {other.answer}")
    return len(said) >= 4 and overlap(content(judged.stem), said) >= STATED


def _statements(item: Item) -> list[str]:
    if item.kind is ItemKind.TRUE_FALSE:
        return [item.stem]
    if item.kind is ItemKind.EXTENDED_TEXT:
        return [said for said in _QUOTED.findall(item.stem) if len(said.split()) >= LEAST_STATEMENT]
    return [choice.text for choice in item.choices if len(choice.text.split()) >= LEAST_STATEMENT]


def _told(item: Item) -> str:
    """What an item tells its reader for certain: its stem, and the rows that a matching item shows."""
    if item.kind in WITH_CHOICES:
        return item.stem
    return " ".join((item.stem, *(premise.text for premise in item.premises)))


@lru_cache(maxsize=20_000)
def _bag(stem: str) -> str:
    return " ".join(word for word in tokens(stem) if word not in STOP)
