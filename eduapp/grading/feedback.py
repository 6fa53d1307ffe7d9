"""Words for the pupil, from facts and templates: what is right, the one gap, where to look, what to do next.

In hint mode each sentence is checked: one that would give the key away is left out.
"""

from __future__ import annotations

from collections.abc import Iterable

from eduapp.domain.item import WITH_CHOICES, ItemKind
from eduapp.domain.response import Earned, Feedback, Label, Score
from eduapp.domain.rubric import Criterion
from eduapp.domain.source import Locator, Quote
from eduapp.grading.keys import Key
from eduapp.grading.leak import given_away

LONGEST_QUOTE = 160
OPENINGS = {
    Label.CORRECT: "Your answer is right.",
    Label.PARTLY: "Part of your answer is right.",
    Label.CONTRADICTORY: "Part of your answer goes against what is true.",
    Label.INCORRECT: "Your answer does not yet answer the question.",
    Label.BLANK: "You have not answered yet.",
}
ACTIONS = {
    Label.PARTLY: "Keep what you have and add one sentence for what is missing.",
    Label.CONTRADICTORY: "Read your answer aloud, find the word that turns it round, and write it anew.",
    Label.INCORRECT: "Say to yourself what the question asks for, then write one full sentence.",
    Label.BLANK: "Write down one thing that you know about it, even if you are not sure.",
}
NUMBER_ACTION = "Work it out again and check the unit."
CHOICE_ACTION = "Read each choice again and say what would have to be true for it to be right."
SAFE = "Read the question once more and try again."


def write(key: Key, answer: str, score: Score, *, hint_only: bool = False) -> Feedback:
    """The feedback for an answer with this score, in three lengths.

    With `hint_only` no sentence holds a word of the key that isn't the question's or the pupil's own, and the place to
    look is named only as far as it tells nothing.
    """
    gap = _gap(key, score)
    quote = _quote(key, gap)
    locator = quote.locator if quote and score.label is not Label.CORRECT else None
    opening, praise, action = _opening(score), _praise(score), _action(key, score)
    missing = "" if hint_only or score.label is Label.CORRECT else _missing(key, gap)
    where = _where(locator, key, answer, hint_only)
    medium, long = [opening, missing or where, action], [opening, praise, missing, where, action]
    if not hint_only and quote and score.label is not Label.CORRECT:
        long.insert(4, f"It says there: “{_cut(quote.text)}”")
    texts = [[opening if score.label is Label.CORRECT else action or opening], medium, long]
    if hint_only:
        texts = [[one for one in text if not given_away(one, key, answer)] or [SAFE] for text in texts]
    short, medium_text, long_text = (" ".join(one for one in text if one) for text in texts)
    return Feedback(
        short=short, medium=medium_text, long=long_text, passage=None if hint_only and not where else locator
    )


def _opening(score: Score) -> str:
    doubtful = score.label is Label.CONTRADICTORY and score.unsure
    return OPENINGS[Label.INCORRECT if doubtful else score.label]


def _gap(key: Key, score: Score) -> Criterion | None:
    """The criterion with the most points still to be earned, the first of several."""
    lost: dict[str, Earned] = {one.criterion: one for one in score.criteria if one.points < one.of}
    open_ones = [criterion for criterion in key.rubric if criterion.id in lost]
    return max(open_ones, key=lambda one: lost[one.id].of - lost[one.id].points, default=None)


def _quote(key: Key, gap: Criterion | None) -> Quote | None:
    if gap is not None and gap.quote is not None:
        return gap.quote
    return key.evidence[0] if key.evidence else None


def _praise(score: Score) -> str:
    found: Iterable[str] = (words for one in score.criteria for words in one.evidence)
    first = max(found, key=len, default="")
    return f"This part counts: “{_cut(first)}”." if first else ""


def _missing(key: Key, gap: Criterion | None) -> str:
    if gap is not None:
        return f"What is missing: {gap.text.rstrip('.')}."
    if key.kind in WITH_CHOICES:
        right = "; ".join(choice.text for choice in key.choices if choice.id in key.key)
        return f"Right is: {right.rstrip('.')}."
    if key.kind in (ItemKind.TEXT_ENTRY, ItemKind.NUMERIC, ItemKind.EXTENDED_TEXT):
        return f"A right answer is: {key.key[0].rstrip('.')}."
    return ""


def _where(locator: Locator | None, key: Key, answer: str, hint_only: bool) -> str:
    """Where to look; in hint mode only if the heading or page gives nothing away."""
    if locator is None or not locator.label():
        return ""
    told = f"Look again at {locator.label()}."
    return "" if hint_only and given_away(told, key, answer) else told


def _action(key: Key, score: Score) -> str:
    if score.label in (Label.CORRECT, Label.BLANK):
        return ACTIONS.get(score.label, "")
    if key.kind is ItemKind.NUMERIC:
        return NUMBER_ACTION
    if key.choices:
        return CHOICE_ACTION
    return ACTIONS[Label.INCORRECT if score.label is Label.CONTRADICTORY and score.unsure else score.label]


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"
