"""The one thing that a pupil is asked to do next, without a word of the key."""

from __future__ import annotations

import re

from eduapp.domain.item import ItemKind
from eduapp.domain.key import Key
from eduapp.domain.response import Label, Score
from eduapp.grading import features, rubric
from eduapp.grading.words import rarity, stem, tokens

COMPARE = "Compare that with what you wrote, and write it anew in your own words."
"""What to do once the right answer is told."""

OF_LABEL = {
    Label.CORRECT: "",
    Label.PARTLY: "Keep what you have and add one sentence for what is missing.",
    Label.OFF_TOPIC: "Read the question again and say in your own words what it asks for.",
    Label.BLANK: "Write down one thing that you know about it, even if you are not sure.",
}
TURNED = "Read your answer aloud, find the word that turns it round, and write it anew."
NUMBER = "Work it out again and check the unit."
CHOICE = "Read each choice again and say what would have to be true for it to be right."
REPEATED = "It says what the question says already. Add one thing that the question does not tell you."
REASON = "You give a reason. Ask “why is that so?” once more and write down what you find."

REASONS = "Write one sentence with “because” that says what brings it about."

ASKED = (
    (r"^explain (?:why|your)|\bwhy\b|\bwhat (?:makes|causes)\b", REASONS),
    (r"\bhow (?:do|did|can|could|will|would|does) \w+ (?:know|tell|decide|find out)\b|helped? you|\bevidence\b",
     "Say what you look at, and what it shows you."),
    (r"\bwhat should\b", "Say what to do, and what that is good for."),
    (r"\b(?:procedure|steps|instructions|design|plan)\b", "Write the steps in the order in which they are done."),
    (r"\b(?:differen\w+|compared?|contrast|alike|similar)\b", "Say of each of the two how it is, in one sentence."),
    (r"\bhappens?\b|\bhappened\b|\bchanged?\b|\bobserved?\b|\bwould you see\b|\bresults?\b",
     "Say in one sentence what happens or what can be seen."),
    (r"\bwhat (?:is|are) an?\b|\bdefine\b|\bmean\b", "Say what kind of thing it is, and what makes it special."),
    (r"\bhow\b", "Say step by step how it comes about."),
    (r"\bwhen\b", "Say in which case or at what time."),
    (r"\bwhere\b", "Name the place and say how you can tell."),
    (r"\bwho\b", "Name the person or people and say what they did."),
    (r"\bwhich\b", "Name the one, and say how you can tell."),
)  # fmt: skip
"""What to do by how the question asks, the most telling way first."""

TELLING = 2.4
"""How rare a word of the question is that an answer should take up."""

VERBS = frozenset("contain contains cause causes mean means indicate indicates explain describe choose predict".split())

OTHER = "Say to yourself what the question asks for, then write one full sentence."


def action(key: Key, answer: str, score: Score) -> str:
    """The next action for an answer with this score; empty for a right one."""
    if score.label in OF_LABEL:
        return OF_LABEL[score.label]
    if key.kind is ItemKind.NUMERIC:
        return NUMBER
    if key.choices:
        return CHOICE
    near = rubric.nearest(key, answer) if score.label is Label.CONTRADICTORY and not score.unsure else None
    if near is not None and near.against:
        return TURNED
    words = tokens(answer)
    if len(words) > 3 and _adds_nothing(key, answer):
        return REPEATED
    asks = _asking(key.stem).lower()
    chosen = next((told for pattern, told in ASKED if re.search(pattern, asks)), OTHER)
    return REASON if "because" in words and len(words) > 3 and chosen == REASONS else chosen


def unspoken(key: Key, answer: str) -> str:
    """A sentence that names a word of the question that the key speaks of and the answer doesn't; else nothing.

    It is no name, no word that only says more of a thing that the answer has named, and not the question's last word,
    which is what it asks about and needn't be said again.
    """
    asked = features.question(key.stem, key.key)
    said = set(features.answer_text(asked, answer).stems)
    wanted = frozenset().union(*(reference.stems for reference in asked.references))
    names = {word.lower() for word in re.findall(r"(?<=[a-z,;] )[A-Z]\w+", key.stem)}
    line = tokens(_asking(key.stem))
    both = zip(line, (*line[1:], ""), strict=True)
    left = [word for word, after in both if after and _is_due(word, names) and stem(word) in wanted - said
            and stem(after) not in said and (_is_verb(after) or stem(after) not in wanted)]  # fmt: skip
    best = max(left, key=rarity, default="")
    return f"It does not speak of “{_as_written(best, key.stem)}” yet." if best and said else ""


def _as_written(word: str, text: str) -> str:
    """A word in the spelling that a text has it in."""
    return next((one.lower() for one in re.findall(r"[\w'’]+", text) if tokens(one) == (word,)), word)


def _is_due(word: str, names: set[str]) -> bool:
    """Whether a word of a question is one that an answer should take up: rare enough, and no name or verb."""
    return word.isalpha() and len(word) > 3 and rarity(word) >= TELLING and word not in names and not _is_verb(word)


def _is_verb(word: str) -> bool:
    """Whether a word of a question is likely a verb, which an answer needn't take up."""
    return word.endswith(("ed", "ing")) or word in VERBS


def _adds_nothing(key: Key, answer: str) -> bool:
    asked = features.question(key.stem, key.key)
    return set(features.answer_text(asked, answer).stems) <= set(asked.asked.stems)


def _asking(text: str) -> str:
    """The last sentence of a question, which is the one that asks."""
    sentences = [one.strip() for one in re.split(r"[.?!](?:\s|$)", text) if one.strip()]
    return sentences[-1] if sentences else ""
