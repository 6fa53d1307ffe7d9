"""Rules for processes: which step comes first, and which right after another."""

from __future__ import annotations

import random

from eduapp.domain.item import Bloom, ItemKind
from eduapp.domain.knowledge import Fact
from eduapp.questions.askable import points_outside
from eduapp.questions.contracts import Context, Distractor, Draft, Refusal
from eduapp.questions.wording import question
from eduapp.questions.words import content, sentence, tokens

Made = Draft | Refusal

WANTED, LEAST_STEPS = 3, 3
LONGEST_STEP, LONGEST_NAME = 20, 6
"""Words of a step, and of the name of a process."""


def next_step_choice(fact: Fact, context: Context, rng: random.Random) -> Made:
    """Which step comes right after this one? with the other steps."""
    steps = steps_of(fact)
    if len(steps) < WANTED + 2:
        return Refusal("too few steps to choose from")
    place = rng.randrange(len(steps) - 1)
    stem = question("which of these steps comes right after this one:", steps[place].rstrip("."))
    others = [step for number, step in enumerate(steps) if number not in (place, place + 1)]
    wrong = tuple(Distractor(step, _placed(fact, steps, step), fact.id) for step in rng.sample(others, WANTED))
    return Draft(
        "process.next", ItemKind.CHOICE, Bloom.UNDERSTAND, stem, steps[place + 1], fact, distractors=wrong, prior=0.6
    )


def first_step_choice(fact: Fact, context: Context, rng: random.Random) -> Made:
    """Which of these steps comes first?"""
    steps, name = steps_of(fact), name_of(fact)
    if len(steps) < WANTED + 1 or not name:
        return Refusal("too few steps to choose from, or a process without a name")
    stem = question("which of these is the first step of", name)
    wrong = tuple(Distractor(step, _placed(fact, steps, step), fact.id) for step in rng.sample(steps[1:], WANTED))
    return Draft("process.first", ItemKind.CHOICE, Bloom.REMEMBER, stem, steps[0], fact, distractors=wrong, prior=0.55)


def steps_of(fact: Fact) -> tuple[str, ...]:
    """The steps as sentences, in order; none where one of them doesn't stand alone."""
    whole = all(
        content(step) and len(tokens(step)) <= LONGEST_STEP and not points_outside(step) for step in fact.members
    )
    distinct = len(set(map(content, fact.members))) == len(fact.members)
    return tuple(map(sentence, fact.members)) if whole and distinct and len(fact.members) >= LEAST_STEPS else ()


def name_of(fact: Fact) -> str:
    """The name of the process as it stands inside a sentence; empty where the text gives it none."""
    name = fact.slots.get("name", "")
    return name if content(name) and len(tokens(name)) <= LONGEST_NAME and not points_outside(name) else ""


def _placed(fact: Fact, steps: tuple[str, ...], step: str) -> str:
    return f"That is step {steps.index(step) + 1} of {len(steps)} ({fact.quote.locator.label()})."


RULES = (next_step_choice, first_step_choice)
