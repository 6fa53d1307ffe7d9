"""Rubrics: criteria that two readers score alike, each tied to the prompt, one at least shown by the text."""

from __future__ import annotations

import re

from eduapp.domain.item import Item, ItemKind
from eduapp.domain.rubric import Criterion
from eduapp.questions.checks.registry import Finding, check
from eduapp.questions.contracts import Context
from eduapp.questions.words import content, overlap, tokens

SAME = 0.75
"""Two criteria that share this part of their words of meaning, seen from either, earn points for the same thing."""

SHORTEST, MOST = 3, 6
"""The fewest words of a criterion, and the most criteria that a marker can keep apart."""

_NAMED = re.compile(r"(?<=[a-z,“] )[A-Z][\w’'-]+|\b\d[\d.,]*\b")
_TASTE = re.compile(
    r"\b(?:good|nice|well[- ]written|appropriate(?:ly)?|adequate(?:ly)?|interesting|excellent|high[- ]quality|effort|"
    r"sufficient(?:ly)? detail(?:ed)?|well[- ]structured|creative(?:ly)?|thoughtful(?:ly)?)\b",
    re.IGNORECASE,
)


@check("rubric-clear", ItemKind.EXTENDED_TEXT)
def criteria_are_clear(item: Item, context: Context) -> Finding:
    """Each criterion says what an answer must show, in more than a word and not as a matter of taste."""
    if len(item.rubric) > MOST:
        return False, f"There are {len(item.rubric)} criteria, which nobody keeps apart."
    for criterion in item.rubric:
        if len(tokens(criterion.text)) < SHORTEST:
            return False, f"“{criterion.text}” does not say what an answer must show."
        if (found := _TASTE.search(_own(criterion))) and criterion.quote is None:
            return False, f"“{found.group()}” of “{criterion.text}” is a matter of taste."
        if criterion.points * 2 != int(criterion.points * 2):
            return False, f"“{criterion.text}” is worth {criterion.points:g} points, which is no whole or half number."
    return True, f"Each of the {len(item.rubric)} criteria says what an answer must show."


@check("criteria-differ", ItemKind.EXTENDED_TEXT)
def criteria_differ(item: Item, context: Context) -> Finding:
    """No two criteria give points for the same thing."""
    for i, one in enumerate(item.rubric):
        for other in item.rubric[i + 1 :]:
            if _same(content(one.text), content(other.text)) or _same_points(one, other):
                return False, f"“{one.text}” and “{other.text}” give points for the same thing."
    return True, "The criteria give points for different things."


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    return min(overlap(one, other), overlap(other, one)) >= SAME


def _same_points(one: Criterion, other: Criterion) -> bool:
    a, b = content(" ".join(one.key_points)), content(" ".join(other.key_points))
    return bool(a) and a == b


@check("rubric-tied", ItemKind.EXTENDED_TEXT)
def criteria_belong_to_the_prompt(item: Item, context: Context) -> Finding:
    """A criterion's quote has to do with the prompt, and a criterion names nothing that is in neither."""
    quotes = " ".join(quote.text for quote in item.evidence)
    known = content(" ".join([item.stem, quotes, *item.key, *(c.quote.text for c in item.rubric if c.quote)]))
    about = content(" ".join([item.stem, quotes, *item.terms]))
    for criterion in item.rubric:
        if criterion.quote and not content(criterion.quote.text) & about:
            return False, f"The quote of “{criterion.text}” has nothing to do with the prompt."
        for name in _NAMED.findall(criterion.text):
            if content(name) and not content(name) & known:
                return False, f"“{name}” of “{criterion.text}” is neither in the prompt nor in its quotes."
        if criterion.quote is None and not _is_tied(criterion, known):
            return False, f"“{criterion.text}” has nothing to do with the prompt."
    return True, "Each criterion belongs to the prompt."


_MARKED = content(
    "case example text verdict judgment reason definition point answer result step difference feature evidence claim "
    "account card dialogue speaker plan design argument report letter entry writer study analogy proposal time later "
    "advantage drawback criterion condition factor side group cause effect means end purpose prediction finding "
    "connection"
)


def _is_tied(criterion: Criterion, known: frozenset[str]) -> bool:
    """Whether a criterion of the pupil's own thought has a word of the prompt or of what tasks are made of."""
    _, _, what = criterion.text.partition(" ")
    return len(content(what)) < 2 or bool(content(what) & (known | _MARKED))


@check("rubric-of-the-text", ItemKind.EXTENDED_TEXT)
def rubric_has_the_text(item: Item, context: Context) -> Finding:
    """At least one criterion is shown by words of the text, with their quote."""
    shown = [criterion for criterion in item.rubric if criterion.key_points and criterion.quote]
    if not shown:
        return False, "No criterion names words of the text that show it."
    return True, f"{len(shown)} of {len(item.rubric)} criteria name words of the text."


def _own(criterion: Criterion) -> str:
    """What a criterion says in words that are not quoted in it."""
    return re.sub(r"“[^”]*”", " ", criterion.text)
