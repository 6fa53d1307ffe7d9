"""Words for the pupil, from facts and templates: what is right, the one gap, where to look, what to do next.

In hint mode each sentence is checked: one that would give the key away is left out.
"""

from __future__ import annotations

from collections.abc import Iterable

from eduapp.domain.item import WITH_CHOICES, ItemKind
from eduapp.domain.key import Key
from eduapp.domain.response import Earned, Feedback, Label, Layer, Score
from eduapp.domain.rubric import Criterion
from eduapp.domain.source import Locator, Quote
from eduapp.grading import misconceptions, rubric
from eduapp.grading.leak import given_away
from eduapp.grading.words import tokens

LONGEST_QUOTE = 160
SHOWN = 0.34
"""The share of the nearest reference answer from which the words that an answer has of it are named as right."""

OPENINGS = {
    Label.CORRECT: "Your answer is right.",
    Label.PARTLY: "Part of your answer is right.",
    Label.CONTRADICTORY: "Part of your answer goes against what is true.",
    Label.INCORRECT: "Your answer does not yet answer the question.",
    Label.OFF_TOPIC: "Your answer is about something else.",
    Label.BLANK: "You have not answered yet.",
}
ACTIONS = {
    Label.PARTLY: "Keep what you have and add one sentence for what is missing.",
    Label.CONTRADICTORY: "Read your answer aloud, find the word that turns it round, and write it anew.",
    Label.OFF_TOPIC: "Read the question again and say in your own words what it asks for.",
    Label.BLANK: "Write down one thing that you know about it, even if you are not sure.",
}
ASKED = {
    "why": "Begin with “because” and say what brings it about.",
    "explain": "Begin with “because” and say what brings it about.",
    "how": "Say step by step how it comes about or how you can tell.",
    "describe": "Say step by step what can be seen or what happens.",
    "compare": "Say one thing that is the same and one that differs.",
    "what": "Name the thing that the question asks for in one full sentence.",
    "which": "Name the one that the question asks for and say how you can tell.",
    "when": "Say in which case or at what time it happens.",
    "where": "Name the place and say how you can tell.",
    "who": "Name the person or people and say what they did.",
}
"""What to do next, by the word that asks."""

OTHER_ACTION = "Say to yourself what the question asks for, then write one full sentence."
NUMBER_ACTION = "Work it out again and check the unit."
CHOICE_ACTION = "Read each choice again and say what would have to be true for it to be right."
SAFE = "Read the question once more and try again."


def write(
    key: Key, answer: str, score: Score, *, hint_only: bool = False, attempts_left: int | None = None
) -> Feedback:
    """The feedback for an answer with this score, in three lengths.

    With `hint_only`, or while attempts are left, no sentence holds a word of the key that isn't the question's or the
    pupil's own, and the place to look is named only as far as it tells nothing.
    """
    hints = hint_only or bool(attempts_left)
    gap = _gap(key, score)
    quote = _quote(key, gap)
    right = score.label is Label.CORRECT
    locator = quote.locator if quote and not right else None
    opening, praise, action = _opening(score), _praise(key, answer, score), _action(key, score)
    missing = "" if right else _hinted(score) if hints else _missing(key, answer, gap)
    wrong = "" if right else misconceptions.told(key, answer)
    where = _where(locator, key, answer, hints)
    short = opening if right else action or opening
    medium, long = [opening, wrong or missing or where, action], [opening, praise, wrong, missing, where, action]
    if not hints and quote and not right:
        long.insert(5, f"It says there: “{_cut(quote.text)}”")
    texts = [[short], medium, long]
    if hints:
        texts = [[one for one in text if not given_away(one, key, answer)] or [SAFE] for text in texts]
        if not right and attempts_left:
            texts = [[*text, _attempts(attempts_left)] for text in texts]
    short, medium_text, long_text = (" ".join(one for one in text if one) for text in texts)
    return Feedback(short=short, medium=medium_text, long=long_text, passage=None if hints and not where else locator)


def _attempts(left: int) -> str:
    return "You can try once more." if left == 1 else f"You can try {left} more times."


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


def _praise(key: Key, answer: str, score: Score) -> str:
    """The words of the answer that count, or that belong to the matter where nothing was earned."""
    found: Iterable[str] = (words for one in score.criteria for words in one.evidence)
    if first := max(found, key=len, default=""):
        return f"This part counts: “{_cut(first)}”."
    if score.layer is not Layer.FITTED or score.label in (Label.OFF_TOPIC, Label.CONTRADICTORY):
        return ""
    near = rubric.nearest(key, answer)
    if near is None or near.against or near.share < SHOWN or len(tokens(near.evidence)) < 2:
        return ""
    whole = "This says it" if score.label is Label.CORRECT else "This belongs to it"
    return f"{whole}: “{_cut(near.evidence)}”."


def _hinted(score: Score) -> str:
    """How much is missing, without saying what."""
    if len(score.criteria) < 2:
        return ""
    shown = sum(one.points == one.of for one in score.criteria)
    return f"It shows {shown or 'none'} of {len(score.criteria)} parts that a full answer has."


def _missing(key: Key, answer: str, gap: Criterion | None) -> str:
    if gap is not None:
        return f"What is missing: {gap.text.rstrip('.')}."
    if key.kind in WITH_CHOICES:
        right = "; ".join(choice.text for choice in key.choices if choice.id in key.key)
        return f"Right is: {right.rstrip('.')}."
    if key.kind is ItemKind.EXTENDED_TEXT:
        return f"A right answer is: {_cut(rubric.nearest_reference(key, answer).rstrip('.'))}."
    if key.kind in (ItemKind.TEXT_ENTRY, ItemKind.NUMERIC):
        return f"A right answer is: {key.key[0].rstrip('.')}."
    return ""


def _where(locator: Locator | None, key: Key, answer: str, hints: bool) -> str:
    """Where to look; in hint mode only if the heading or page gives nothing away."""
    if locator is None or not locator.label():
        return ""
    told = f"Look again at {locator.label()}."
    return "" if hints and given_away(told, key, answer) else told


def _action(key: Key, score: Score) -> str:
    if score.label in (Label.CORRECT, Label.BLANK, Label.OFF_TOPIC):
        return ACTIONS.get(score.label, "")
    if key.kind is ItemKind.NUMERIC:
        return NUMBER_ACTION
    if key.choices:
        return CHOICE_ACTION
    if score.label is Label.PARTLY or (score.label is Label.CONTRADICTORY and not score.unsure):
        return ACTIONS[score.label]
    return next((ASKED[word] for word in _asking(key.stem) if word in ASKED), OTHER_ACTION)


def _asking(stem: str) -> tuple[str, ...]:
    """The words of the last sentence of a question, which is the one that asks."""
    sentences = [one for one in stem.replace("!", ".").replace("?", ".").split(".") if one.strip()]
    return tokens(sentences[-1]) if sentences else ()


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"
