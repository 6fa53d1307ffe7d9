"""Words for the pupil, from facts and templates: what is right, the one gap, where to look, what to do next.

In hint mode each sentence is checked: one that would give the key away is left out. A model that is large enough
writes sentences in the templates' place (see written.py).
"""

from __future__ import annotations

from collections.abc import Iterable

from eduapp.domain.item import WITH_CHOICES, ItemKind
from eduapp.domain.key import Key
from eduapp.domain.response import Earned, Feedback, Label, Layer, Score
from eduapp.domain.rubric import Criterion
from eduapp.domain.source import Locator, Quote
from eduapp.grading import misconceptions, next_step, rubric, written
from eduapp.grading.leak import given_away
from eduapp.grading.words import is_stop, stem, tokens
from eduapp.llm.base import Completer

TOLD = "A right answer is: "
LONGEST_QUOTE, LONGEST_REFERENCE = 160, 500
OPENINGS = {
    Label.CORRECT: "Your answer is right.",
    Label.PARTLY: "Part of your answer is right.",
    Label.CONTRADICTORY: "Part of your answer goes against what is true.",
    Label.INCORRECT: "Your answer does not yet answer the question.",
    Label.OFF_TOPIC: "Your answer is about something else.",
    Label.BLANK: "You have not answered yet.",
}
SAFE = "Read the question once more and try again."


def write(
    key: Key, answer: str, score: Score, *, hint_only: bool = False, attempts_left: int | None = None,
    model: Completer | None = None,
) -> Feedback:  # fmt: skip
    """The feedback for an answer with this score, in three lengths; a `model` writes those sentences that it may.

    With `hint_only`, or while attempts are left, no sentence holds a word of the key that isn't the question's or the
    pupil's own, and the place to look is named only as far as it tells nothing.
    """
    hints = hint_only or bool(attempts_left)
    gap = _gap(key, score)
    quote = _quote(key, gap)
    right = score.label is Label.CORRECT
    locator = quote.locator if quote and not right else None
    opening, praise = _opening(score), _praise(key, answer, score)
    missing = "" if right else _hinted(key, answer, score) if hints else _missing(key, answer, gap)
    action = next_step.action(key, answer, score)
    told = missing if missing.startswith(TOLD) else ""
    if told and not key.choices and score.label is not Label.BLANK:
        action = next_step.COMPARE
    if model is not None:
        praise, missing, action = written.words(
            model, key, answer, score, written.Words(praise, missing, action), hints=hints
        )  # fmt: skip
    wrong = "" if right else misconceptions.told(key, answer)
    where = _where(locator, key, answer, hints)
    short = opening if right else missing if missing.startswith(TOLD) else action or opening
    medium, long = [opening, wrong or missing or where, action], [opening, praise, wrong, missing, where, action]
    if told not in long:
        long.insert(4, told)
    if not hints and quote and not right:
        long.insert(-1, f"It says there: “{_cut(quote.text)}”")
    texts = [[short], medium, long]
    if hints:
        texts = _without_key(texts, action, key, answer)
        if not right and attempts_left:
            texts = [[*text, _attempts(attempts_left)] for text in texts]
    lengths = (" ".join(one for one in text if one) for text in texts)
    passage = None if hints and not where else locator
    return Feedback(**dict(zip(("short", "medium", "long"), lengths, strict=True)), passage=passage)


def _without_key(texts: list[list[str]], action: str, key: Key, answer: str) -> list[list[str]]:
    """The texts without sentences that would give the key away; for such an action there is another."""
    safe = next(one for one in (action, next_step.OTHER, SAFE, "") if not given_away(one, key, answer))
    texts = [[safe if one == action else one for one in text] for text in texts]
    return [[one for one in text if not given_away(one, key, answer)] or [safe] for text in texts]


def _attempts(left: int) -> str:
    return "You can try once more." if left == 1 else f"You can try {left} more times."


def _opening(score: Score) -> str:
    doubtful = score.label in (Label.CONTRADICTORY, Label.OFF_TOPIC) and score.unsure
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


def _praise(key: Key, answer: str, score: Score) -> str:
    """The words of the answer that count, or that belong to the matter where nothing was earned."""
    found: Iterable[str] = (words for one in score.criteria for words in one.evidence)
    if first := max(found, key=len, default=""):
        return f"This part counts: “{_cut(first)}”."
    if score.layer is not Layer.FITTED or score.label in (Label.OFF_TOPIC, Label.CONTRADICTORY):
        return ""
    near = rubric.nearest(key, answer)
    if near is None or near.against or near.share < rubric.SHOWN or len(_telling(near.evidence)) < 2:
        return ""
    whole = "This says it" if score.label is Label.CORRECT else "This belongs to it"
    return f"{whole}: “{_cut(near.evidence)}”."


def _telling(words: str) -> set[str]:
    """The stems of some words that carry meaning."""
    return {stem(word) for word in tokens(words) if not is_stop(word)}


def _hinted(key: Key, answer: str, score: Score) -> str:
    """How much is missing, or what the question speaks of and the answer doesn't, without saying what is right."""
    if len(score.criteria) > 1:
        shown = sum(one.points == one.of for one in score.criteria)
        return f"It shows {shown or 'none'} of {len(score.criteria)} parts that a full answer has."
    if key.kind is ItemKind.EXTENDED_TEXT and score.label in (Label.INCORRECT, Label.CONTRADICTORY):
        return next_step.unspoken(key, answer)
    return ""


def _missing(key: Key, answer: str, gap: Criterion | None) -> str:
    if gap is not None:
        return f"What is missing: {gap.text.rstrip('.')}."
    if key.kind in WITH_CHOICES:
        right = "; ".join(choice.text for choice in key.choices if choice.id in key.key)
        return f"Right is: {right.rstrip('.')}."
    if key.kind is ItemKind.EXTENDED_TEXT:
        return f"{TOLD}{_ended(rubric.nearest_reference(key, answer))}"
    if key.kind in (ItemKind.TEXT_ENTRY, ItemKind.NUMERIC):
        return f"{TOLD}{key.key[0].rstrip('.')}."
    return ""


def _where(locator: Locator | None, key: Key, answer: str, hints: bool) -> str:
    """Where to look; in hint mode only if the heading or page gives nothing away."""
    if locator is None or not locator.label():
        return ""
    told = f"Look again at {locator.label()}."
    return "" if hints and given_away(told, key, answer) else told


def _cut(text: str, most: int = LONGEST_QUOTE) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def _ended(text: str) -> str:
    """A reference answer as a sentence; a very long one is cut."""
    cut = _cut(text.strip(), LONGEST_REFERENCE)
    return cut if cut.rstrip(")]”\"'").endswith((".", "!", "?", "…")) else f"{cut}."
