"""Material from causes, purposes and conditions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eduapp.domain.knowledge import Fact, FactKind
from eduapp.questions.askable import is_askable, points, points_outside
from eduapp.questions.contracts import Context
from eduapp.questions.propose.upper_material import TIED, Material, inside, is_half, is_past, is_sound, salient
from eduapp.questions.words import contains, content, sentence

_CONNECTOR = re.compile(r"^(?:because of|because|due to|owing to|since|as a result of) ")
_CLAUSE_AFTER = ("because", "since")
_BY_VERB = ("causing", "caused_by")
_URGED = re.compile(r"\b(?:must|should|will|would|can|could|may|might|(?:have|has) to)\b")
_QUANTIFIED = re.compile(r"(?:all|any|every|each|many|most|some|several|few|both|other|more|less)\b", re.IGNORECASE)
_CLASSES = re.compile(r"\b(?:is|are) (?:the|an?) ")
"""What something is has no cause to be explained."""
_NAME = re.compile(r"\b[A-Z][a-z]|\d")
_NUMBER = re.compile(r"\d")
_KIND = re.compile(r"\b(?:is|are) (?:an?|the|one) (?:form|kind|type|sort|example)\b")
_UNTOLD = re.compile(r"\b(?:effect|outcome|result|change|difference|problem|issue|situation)s?$")
_GOING_ON = re.compile(r"\b(?:is|are) [a-z]+ing\b")
_ASIDES = re.compile(r", |\b(?:needs?|wants?|requires?)\b")
"""A purpose of what is inserted in a clause, or of what is merely needed, explains nothing."""

_OF_WORDS = re.compile(r"\b(?:terms?|words?|phrases?|concepts?|names?)\b")


def materials(context: Context) -> Iterator[Material]:
    """Causes, outcomes, purposes and conditions, in reading order."""
    for fact in filter(is_askable, context.facts.values()):
        yield from _FINDERS.get(fact.kind, _none)(fact, context)


def causes(fact: Fact, context: Context) -> Iterator[Material]:
    """An effect and its reason; or a thing and what it led to."""
    effect, reason = inside(fact.slots.get("effect", ""), fact, context), fact.slots.get("cause", "")
    if fact.rule.startswith(_BY_VERB):
        yield from _outcomes(fact, context)
        return
    cause, connector = _CONNECTOR.sub("", reason), fact.slots.get("connector", "because")
    said = sentence(f"{effect} {connector} {cause}")
    told = (
        is_half(effect, context)
        and not _CLASSES.search(effect)
        and not _URGED.search(effect)
        and not _NUMBER.search(said)
        and len(content(cause)) >= 2
        and not points_outside(cause)
    )
    if not told or TIED.search(said) or not is_sound(said, context):
        return
    words = {"effect": effect, "cause": cause, "said": said}
    yield Material("cause", words, (fact,))
    if connector in _CLAUSE_AFTER and not points(cause) and is_half(cause, context):
        past = is_past(effect) or is_past(cause)
        yield Material("past-cause" if past else "general-cause", words, (fact,))


def _outcomes(fact: Fact, context: Context) -> Iterator[Material]:
    thing, result = inside(fact.slots.get("cause", ""), fact, context), fact.slots.get("effect", "")
    said = sentence(fact.slots.get("clause", ""))
    told = is_half(thing, context, least=1) and is_half(result, context, least=1) and not points(f"{thing} {result}")
    told = told and not _QUANTIFIED.match(thing) and not _QUANTIFIED.match(result)
    if told and "," not in f"{thing}{result}" and not TIED.search(said) and is_sound(said, context):
        words = {"x": thing, "y": result, "said": said}
        yield Material("outcome", words, (fact,))
        if not is_past(said) and not _NAME.search(said[1:]) and not _UNTOLD.search(result):
            yield Material("general-outcome", words, (fact,))


def purposes(fact: Fact, context: Context) -> Iterator[Material]:
    """What is done and what it is for."""
    deed, end = inside(fact.slots.get("clause", ""), fact, context), fact.object.removeprefix("in order ")
    said = sentence(f"{deed} {end}")
    told = is_half(deed, context, least=1) and is_half(end, context) and end.startswith("to ") and not points(end)
    if (
        told
        and not _ASIDES.search(f"{deed},")
        and not TIED.search(said)
        and not _OF_WORDS.search(deed)
        and not _URGED.search(deed)
        and is_sound(said, context)
    ):
        yield Material("purpose", {"deed": deed, "aim": end, "said": said}, (fact,))


def conditions(fact: Fact, context: Context) -> Iterator[Material]:
    """A condition and what follows from it."""
    met, follows = fact.slots.get("condition", ""), fact.slots.get("consequence", "")
    said = sentence(f"{fact.slots.get('marker', 'if')} {met}, {follows}")
    told = is_half(met, context) and is_half(follows, context) and not points(met) and not points(follows)
    about = any(contains(said, term.text) for term in salient(context))
    told = told and not _KIND.search(follows)
    if told and about and not TIED.search(said) and not _GOING_ON.search(follows) and is_sound(said, context):
        words = {"condition": met, "consequence": follows, "said": said}
        yield Material("condition", words, (fact,))
        if not _URGED.search(follows):
            yield Material("plain-condition", words, (fact,))


def _none(fact: Fact, context: Context) -> Iterator[Material]:
    return iter(())


_FINDERS = {FactKind.CAUSE: causes, FactKind.PURPOSE: purposes, FactKind.CONDITION: conditions}
