"""Rules for causes and purposes: why, what led to what, what for, and is this so."""

from __future__ import annotations

import random
import re

from eduapp.domain.item import Bloom, ItemKind
from eduapp.domain.knowledge import Fact, FactKind
from eduapp.questions.askable import is_specific, points, points_outside
from eduapp.questions.contracts import Context, Draft, Refusal
from eduapp.questions.distractors import Reading, others_like, phrases_for
from eduapp.questions.propose.clauses import is_past
from eduapp.questions.propose.siblings import clauses_for
from eduapp.questions.wording import question, says
from eduapp.questions.words import content, sentence, tokens

Made = Draft | Refusal

MOST_WORDS = 24
_JOINED = {
    "because": "because",
    "since": "because",
    "as": "because",
    "because of": "because of",
    "due to": "because of",
    "owing to": "because of",
    "as a result of": "because of",
}
_LED = re.compile(r"\b(?:lead|led|leads|leading) to\b|\b(?:cause|caused|causes|result in|resulted in|results in)\b")
_UNCLEAR = Refusal("the two halves do not stand alone")


def why_choice(fact: Fact, context: Context, rng: random.Random) -> Made:
    """Why did this happen? with the causes of other things."""
    key, asked = reason(fact), fact.slots.get("inverted", "")
    if not _tells(asked) or not _tells(key):
        return _UNCLEAR
    stem = question("why", asked)
    return _choice("cause.why", stem, key, fact, clauses_for(fact, key, stem, READINGS_WHY, context, rng), 0.75)


def effect_choice(fact: Fact, context: Context, rng: random.Random) -> Made:
    """What happened because of this? with what happened otherwise."""
    key, given = effect(fact), reason(fact)
    if not _tells(key) or not _tells(given):
        return _UNCLEAR
    stem = question("what", "happened" if is_past(key) else "happens", given)
    wrong = clauses_for(fact, key, stem, (_in_the_time_of(key, effect), _in_the_time_of(key, deed)), context, rng)
    return _choice("cause.effect", stem, key, fact, wrong, 0.65)


def reason_statement(fact: Fact, context: Context, rng: random.Random) -> Made:
    """This happened because of that; or because of something else, where there is such and chance wants it."""
    return _statement("cause", effect, reason, fact, context, rng)


def led_to_choice(fact: Fact, context: Context, rng: random.Random) -> Made:
    """What did X lead to? with what other things led to."""
    asked = fact.slots.get("inverted", "").removesuffix(fact.object).strip()
    if (
        not _LED.search(fact.relation)
        or asked == fact.slots.get("inverted")
        or not _tells(asked)
        or not _tells(outcome(fact))
    ):
        return _UNCLEAR
    wrong = phrases_for(fact, context, rng, outcome, lambda f: f.subject)
    return _choice("cause.outcome", question("what", asked), fact.object, fact, wrong, 0.7)


def led_to_statement(fact: Fact, context: Context, rng: random.Random) -> Made:
    """X led to Y."""
    clause = fact.slots.get("clause", "")
    if not _LED.search(fact.relation) or not _tells(clause) or not _tells(outcome(fact)):
        return _UNCLEAR
    return _true("cause.led-to", clause, fact)


def what_for_choice(fact: Fact, context: Context, rng: random.Random) -> Made:
    """Why do plants use this? with other purposes of the text."""
    asked = fact.slots.get("inverted", "")
    if not _tells(asked) or not _tells(aim(fact)) or re.match(r"(?:can|could|may|might|should|would) ", asked):
        return _UNCLEAR
    stem = question(rng.choice(("why", "for what purpose")), asked)
    return _choice("purpose.why", stem, aim(fact), fact, clauses_for(fact, aim(fact), stem, AIMS, context, rng), 0.75)


def purpose_statement(fact: Fact, context: Context, rng: random.Random) -> Made:
    """Plants use this to do that; or to do something else, where there is such and chance wants it."""
    return _statement("purpose", deed, aim, fact, context, rng)


def reason(fact: Fact) -> str:
    """The cause as an answer to "why", with its connector; empty where the text joins them by a verb."""
    cause, connector = fact.slots.get("cause", ""), fact.slots.get("connector", "")
    cause = re.sub(r"^(?:because of|because|due to|owing to|since) ", "", cause)
    return f"{_JOINED[connector]} {cause}" if cause and connector in _JOINED else ""


def effect(fact: Fact) -> str:
    """What the cause brought about, as a clause."""
    return fact.slots.get("effect", "")


def outcome(fact: Fact) -> str:
    """What something led to, as a noun phrase."""
    led = _LED.search(fact.relation) and " to " not in f" {fact.object} "[:30]
    return fact.object if led and is_specific(fact.object, least=2) else ""


def aim(fact: Fact) -> str:
    """What something is for: "to capture light"."""
    phrase = fact.object.removeprefix("in order ")
    return phrase if phrase.startswith("to ") and fact.kind is FactKind.PURPOSE else ""


def deed(fact: Fact) -> str:
    """What is done for a purpose, as a clause."""
    return fact.slots.get("clause", "")


def _in_the_time_of(key: str, read: Reading) -> Reading:
    """Only what happens at the time, past or present, that the key tells of."""

    def phrase(fact: Fact) -> str:
        told = read(fact)
        return told if told and is_past(told) == is_past(key) and _tells(told) else ""

    return phrase


def _choice(rule: str, stem: str, key: str, fact: Fact, wrong, prior: float) -> Made:
    if isinstance(wrong, Refusal):
        return wrong
    return Draft(rule, ItemKind.CHOICE, Bloom.UNDERSTAND, stem, key, fact, distractors=wrong, prior=prior)


def _statement(name: str, first: Reading, second: Reading, fact: Fact, context: Context, rng: random.Random) -> Made:
    half, rest = first(fact), second(fact)
    if not _both_tell(half, rest):
        return _UNCLEAR
    # What else a thing is for may be true of this one too, so a purpose is not swapped.
    others = others_like(fact, context, second, first) if fact.kind is FactKind.CAUSE else []
    others = [other for other in others if content(second(other)) & content(f"{half} {rest}")]  # or nobody believes it
    if not others or rng.random() < 0.5:
        return _true(f"{name}.true", f"{half} {rest}", fact)
    other = min(others, key=lambda o: (abs(len(second(o)) - len(rest)) + rng.random() * 20, o.id))
    return Draft(
        f"{name}.false",
        ItemKind.TRUE_FALSE,
        Bloom.UNDERSTAND,
        sentence(f"{half} {second(other)}"),
        "False",
        fact,
        correction=sentence(f"{half} {rest}"),
        rationale=f"{says(fact)} {says(other)}",
        backing=(other,),
        prior=0.6,
    )


def _true(rule: str, statement: str, fact: Fact) -> Draft:
    return Draft(rule, ItemKind.TRUE_FALSE, Bloom.UNDERSTAND, sentence(statement), "True", fact, prior=0.5)


def _tells(clause: str) -> bool:
    return len(content(clause)) >= 2 and len(tokens(clause)) <= MOST_WORDS and not points(clause)


def _both_tell(first: str, second: str) -> bool:
    """Whether two halves make a statement that stands alone; the second may take up the first with "it"."""
    words = len(tokens(first)) + len(tokens(second))
    return _tells(first) and len(content(second)) >= 2 and not points_outside(second) and words <= MOST_WORDS + 10


READINGS_WHY = (reason,)
AIMS = (aim,)
RULES_CAUSE = (why_choice, effect_choice, reason_statement, led_to_choice, led_to_statement)
RULES_PURPOSE = (what_for_choice, purpose_statement)
