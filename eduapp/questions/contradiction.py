"""What in a statement goes against a sentence: an opposite, another number, a negation, another thing, sides swapped.

The two are aligned word by word, so it is told only of statements that keep close to the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from eduapp.questions.checks.lists import words
from eduapp.questions.words import content, overlap, roots, tokens

_NEGATIONS = frozenset("not no never neither nor cannot without".split())
_TIES = re.compile(
    r"\b(?:because|than|causes?|caused|leads? to|led to|results? in|resulted in|depends? on|before|after)\b",
    re.IGNORECASE,
)
_FRONTED = ("because", "before", "after")
LEAST_ON_A_SIDE = 2
"""Words of meaning that have to have changed sides."""


@lru_cache(maxsize=20_000)
def contradiction(statement: str, sentence: str) -> str:
    """The words of a statement that go against a sentence, or an empty string where none do."""
    said, told = tokens(statement), tokens(sentence)
    changes = SequenceMatcher(None, roots(statement), roots(sentence), autojunk=False).get_opcodes()
    for place, (tag, i, j, k, m) in enumerate(changes):
        inside = 0 < place < len(changes) - 1
        if tag != "equal" and (found := _against(said[i:j], told[k:m], said, told, inside)):
            return found
    return _swapped(statement, sentence)


def _against(mine: Sequence[str], other: Sequence[str], said: Sequence[str], told: Sequence[str], inside: bool) -> str:
    """What goes against the sentence where the two differ; `inside` says that they agree before and after."""
    if found := _opposite(mine, other):
        return found
    for word in mine:
        if any(ch.isdigit() for ch in word) and word not in told:
            return word
    if inside and _negated(mine) != _negated(other):
        return next(iter(_NEGATIONS & {*mine, *other}), "not")
    new = [word for word in mine if content(word) and not content(word) & content(" ".join(told))]
    gone = [word for word in other if content(word) and not content(word) & content(" ".join(said))]
    return " ".join(mine) if new and gone else ""


def _opposite(mine: Sequence[str], other: Sequence[str]) -> str:
    one, two = " ".join(mine), " ".join(other)
    for a, b in (*words().opposites, *words().recognized):
        for x, y in ((a, b), (b, a)):
            if _has(one, x) and _has(two, y) and not _has(two, x):
                return x
    return ""


def _has(text: str, word: str) -> bool:
    return f" {word} " in f" {text} "


def _negated(span: Sequence[str]) -> bool:
    return sum(word in _NEGATIONS or word.endswith(("n't", "n’t")) for word in span) % 2 == 1


def _swapped(statement: str, sentence: str) -> str:
    """The tie whose two sides have changed places, or an empty string."""
    mine, theirs = _sides(statement), _sides(sentence)
    if mine is None or theirs is None or mine[0] != theirs[0]:
        return ""
    tie, left, right = mine
    _, was_left, was_right = theirs
    left, right, was_left, was_right = left - right, right - left, was_left - was_right, was_right - was_left
    crossed = min(len(left & was_right), len(right & was_left))
    straight = overlap(left, was_left) + overlap(right, was_right)
    turned = overlap(left, was_right) + overlap(right, was_left)
    return tie if crossed >= min(LEAST_ON_A_SIDE, len(left), len(right)) > 0 and turned > straight else ""


def _sides(text: str) -> tuple[str, frozenset[str], frozenset[str]] | None:
    """The first tie of a text, and the words of meaning before and after it; what it fronts counts as after it."""
    found = _TIES.search(text)
    if found is None:
        return None
    tie, before, after = found.group().casefold(), text[: found.start()], text[found.end() :]
    if not before.strip() and tie in _FRONTED:
        after, _, before = after.partition(",")
    return tie, content(before), content(after)
