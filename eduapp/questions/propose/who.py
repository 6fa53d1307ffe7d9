"""Who did this? The two forms of a question whose answer is a named person, for events and for deeds."""

from __future__ import annotations

import random

from eduapp.domain.item import Bloom, ItemKind
from eduapp.domain.knowledge import Fact
from eduapp.questions.contracts import Context, Draft, Refusal
from eduapp.questions.distractors import terms_for
from eduapp.questions.wording import last_name

Made = Draft | Refusal

_NOBODY = Refusal("not a named person, or nothing particular was done")


def who_from_choices(rule: str, stem: str, fact: Fact, context: Context, rng: random.Random, prior: float) -> Made:
    """The question with other people of the text to choose from; refused where there is no stem."""
    if not stem:
        return _NOBODY
    wrong = terms_for(fact, stem, context, rng)
    if isinstance(wrong, Refusal):
        return wrong
    return Draft(rule, ItemKind.CHOICE, Bloom.REMEMBER, stem, fact.subject, fact, distractors=wrong, prior=prior)


def who_in_words(rule: str, stem: str, fact: Fact, prior: float) -> Made:
    """The question to be answered with the name, the last name being enough; refused where there is no stem."""
    if not stem:
        return _NOBODY
    forms = last_name(fact.subject)
    return Draft(rule, ItemKind.TEXT_ENTRY, Bloom.REMEMBER, stem, fact.subject, fact, accepted=forms, prior=prior)
