"""Rules for parts, quantities and sequences."""

from __future__ import annotations

import random
import re

from eduapp.domain.item import Bloom, ItemKind
from eduapp.domain.knowledge import Fact
from eduapp.questions.askable import points, points_outside
from eduapp.questions.contracts import Context, Draft, Refusal
from eduapp.questions.distractors import phrases_for
from eduapp.questions.numbers import numbers_for, value_of
from eduapp.questions.wording import question, with_article
from eduapp.questions.words import content, sentence, tokens

Made = Draft | Refusal


def consists_choice(fact: Fact, context: Context, rng: random.Random) -> Made:
    """What does X consist of? with the parts of other things."""
    asked = fact.slots.get("inverted", "")
    if not asked or not _are_named(fact) or not content(asked):
        return Refusal("the parts are not named plainly")
    wrong = phrases_for(fact, context, rng, lambda f: f.object if _are_named(f) else "", lambda f: f.subject)
    if isinstance(wrong, Refusal):
        return wrong
    stem = question("what", asked)
    return Draft("parts.what", ItemKind.CHOICE, Bloom.REMEMBER, stem, fact.object, fact, distractors=wrong, prior=0.65)


def true_parts(fact: Fact, context: Context, rng: random.Random) -> Made:
    """X consists of these."""
    predicate = fact.slots.get("predicate", "")
    if not predicate or not _are_named(fact):
        return Refusal("the parts are not named plainly")
    stem = sentence(f"{with_article(fact)} {predicate}")
    return Draft("parts.true", ItemKind.TRUE_FALSE, Bloom.REMEMBER, stem, "True", fact, prior=0.5)


def _are_named(fact: Fact) -> bool:
    return len(content(fact.object)) >= 2 and not points(fact.object) and not _UNNAMED.search(fact.object)


_UNNAMED = re.compile(
    r"^(?:an? )?(?:series|set|number|variety|group|several|many|various|different|two|three|four|five|six|seven|"
    r"eight|nine|ten) (?:of )?(?:[\w-]+ )?[\w-]+$"
)


def how_many_choice(fact: Fact, context: Context, rng: random.Random) -> Made:
    """How many Y does X have? with other numbers."""
    stem = how_many_stem(fact)
    if not stem:
        return Refusal("the number can't be asked for plainly")
    wrong = numbers_for(fact, fact.object, rng)
    if isinstance(wrong, Refusal):
        return wrong
    return Draft(
        "quantity.how-many",
        ItemKind.CHOICE,
        Bloom.REMEMBER,
        stem,
        fact.object,
        fact,
        distractors=wrong,
        ordered=True,
        prior=0.6,
    )


def how_many_entry(fact: Fact, context: Context, rng: random.Random) -> Made:
    """How many Y does X have?"""
    stem, value = how_many_stem(fact), fact.slots.get("value", "")
    if not stem or not value or value_of(value) is None or fact.object.split(" ")[0] != value:
        return Refusal("the number can't be asked for plainly")
    return Draft(
        "quantity.number", ItemKind.TEXT_ENTRY, Bloom.REMEMBER, stem, value, fact, accepted=(fact.object,), prior=0.5
    )


def true_order(fact: Fact, context: Context, rng: random.Random) -> Made:
    """A happened before B."""
    first, second = fact.slots.get("first", ""), fact.slots.get("second", "")
    order = {"before": (first, "before", second), "after": (second, "after", first)}.get(
        fact.slots.get("connector", "")
    )
    if (
        order is None
        or min(len(content(first)), len(content(second))) < 2
        or points(order[0])
        or points_outside(order[2])
    ):
        return Refusal("the two steps do not stand alone")
    if len(tokens(first)) + len(tokens(second)) > 30:
        return Refusal("the two steps are too long for one statement")
    stem = sentence(" ".join(order))
    return Draft("sequence.true", ItemKind.TRUE_FALSE, Bloom.UNDERSTAND, stem, "True", fact, prior=0.4)


def how_many_stem(fact: Fact) -> str:
    """How many Y does X have? Empty where the text has no plain number of a plain thing."""
    how, inverted, unit = (fact.slots.get(slot, "") for slot in ("how", "inverted", "unit"))
    if not how or not inverted or points(inverted) or len(content(f"{inverted} {unit}")) < 3:
        return ""
    if how == "how many" and not unit:
        return ""
    return question(how, unit if how in ("how many", "how much") else "", inverted)


RULES_PARTS = (consists_choice, true_parts)
RULES_QUANTITY = (how_many_choice, how_many_entry)
RULES_SEQUENCE = (true_order,)
