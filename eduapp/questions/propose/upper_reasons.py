"""Material from statements that tie two things together: cause and effect, means and aim, condition and consequence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eduapp.domain.knowledge import Fact, FactKind
from eduapp.questions.askable import points, points_outside
from eduapp.questions.contracts import Context
from eduapp.questions.propose.upper_claims import SOCIAL
from eduapp.questions.propose.upper_clauses import Clause, read
from eduapp.questions.propose.upper_material import Material, inside, is_agent, is_half, is_past, names_people
from eduapp.questions.propose.upper_relations import MAKING, Link, aim_of, cause_of, condition_of
from eduapp.questions.propose.upper_statements import Told, named, told
from eduapp.questions.words import content, tokens

LEAST_EFFECT = 5
"""Words of a result that can be asked about by itself: not "Austria agreed"."""
LEAST_HALF = 2
"""Content words of a half: "the war" alone explains nothing."""

_MORE = re.compile(r"\b(?:more|less|[a-z]{3,}ier) (?!.*\bthan\b)")
_TAKES_UP = re.compile(r"(?:it|they|he|she|its|their|his|her)\b", re.IGNORECASE)
_LETTING = re.compile(r"(?:allow|enabl|permit|encourag|inspir|persuad)\w*\b")
"""What only lets something happen is no cause that it could be predicted from."""
_URGED = re.compile(r"\b(?:must|should|would|could|might|(?:have|has) to)\b")
_CLASSES = re.compile(r"\b(?:is|are|was|were) (?:the|an?|called|known|named|considered|thought|viewed|seen|actually) ")
"""What something is or is called has no cause to be explained."""
_NAME = re.compile(r"\b[A-Z][a-z]|\d")
_BY_WILL = re.compile(rf"(?:{MAKING})\b")
"""What people allow or force is a deed of theirs, and no cause."""
_MEASURES = re.compile(
    r"(?:measure|calculate|determine|compute|find|identify|estimate|show|demonstrate|display|list)\b"
)
"""Aims that are reached in the doing, and have no conditions or side effects."""
_VAGUE = re.compile(
    r"\b(?:effects?|outcomes?|results?|change|changes|differences?|problems?|issues?|situations?|things?|impact|"
    r"consequences|factors?|reasons?|names?|terms?|definition)$"
)
_GOING_ON = re.compile(r"\b(?:is|are) [a-z]+ing\b")
_TAKEN_UP = re.compile(r"\b(?:it|they|its|their|them|listed|described|the (?:\w+ed|new|resulting|same|other))\b")
"""What the condition has named stands in the air when the two are turned around."""
_KIND = re.compile(r"\b(?:is|are) (?:an?|the|one|called|known|referred) ")


def materials(context: Context) -> Iterator[Material]:
    """Causes, aims and conditions, the most central statements first."""
    purposes = {f.quote.text: f for f in context.facts_by_kind.get(FactKind.PURPOSE, ())}
    for one in told(context):
        if link := cause_of(one.core):
            yield from causes(one, link, context)
        elif aim := aim_of(one.core) or _found_aim(purposes.get(one.fact.quote.text)):
            yield from aims(one, aim, context)
        elif not one.is_past and (link := condition_of(one.core)):
            yield from conditions(one, link, context)


def causes(one: Told, link: Link, context: Context) -> Iterator[Material]:
    """A cause and its effect, past or general."""
    cause, effect = inside(link.first, one.fact, context), inside(link.second, one.fact, context)
    past = one.is_past or is_past(one.core)
    told_of = all(len(content(half)) >= LEAST_HALF and not _VAGUE.search(half) for half in (cause, effect))
    if _LETTING.match(effect) or (one.is_extract and not past) or (link.clause and _hangs(read(link.second))):
        return
    if _BY_WILL.match(effect) and (names_people(cause) or _NAME.match(cause)):
        return
    if not told_of or _CLASSES.search(effect) or points_outside(effect) or points_outside(cause):
        return
    effect = re.sub(r"^(?:Sometimes|Often|Usually) ", "", effect)
    words = {"cause": cause, "effect": effect, "said": one.said, "core": one.core}
    terms = tuple(term.text for term in one.terms[:1])
    held = link.clause and (read(link.second).is_state or bool(_TAKES_UP.match(cause)))
    social = past or bool(SOCIAL.search(one.core))
    if terms and link.clause and not one.is_extract:
        yield Material(
            "explained", {**words, "one": cause, "other": effect, **_about(one, context)}, (one.fact,), terms
        )
    alone = (
        link.clause
        and not one.is_extract
        and len(tokens(effect)) >= LEAST_EFFECT
        and "," not in effect
        and is_half(effect, context)
        and not points(effect)
        and not _URGED.search(effect)
    )
    if alone:
        yield Material("cause-clause", words, (one.fact,), terms)
    elif social and not held:
        yield Material("cause-link", words, (one.fact,), terms)
    if held:
        return
    if social:
        yield Material("cause", words, (one.fact,), terms)
    if past:
        yield Material("past-cause", words, (one.fact,), terms)
    elif not _NAME.search(one.core[1:]) and not _GOING_ON.search(one.core):
        yield Material("general-cause", words, (one.fact,), terms)


def _about(one: Told, context: Context) -> dict[str, str]:
    """The term that a statement is about, alone and as it stands in a sentence."""
    return {"t": one.terms[0].text, "about": named(one.terms[0], context)}


def _hangs(effect: Clause) -> bool:
    """Whether a result is about one thing of the page, or compares with something that it doesn't name."""
    return (effect.is_particular and not effect.is_past) or bool(_MORE.search(effect.text) and effect.is_copular)


def _found_aim(fact: Fact | None) -> Link | None:
    """Deed and aim of a fact that the parser found, where the words alone don't tell them apart."""
    if fact is None or not fact.object.startswith(("to ", "in order to ")) or not fact.slots.get("clause"):
        return None
    found = aim_of(f"{fact.slots['clause']} in order to {fact.object.removeprefix('in order ').removeprefix('to ')}.")
    return found


def aims(one: Told, link: Link, context: Context) -> Iterator[Material]:
    """What is done and what it is for; where people do it, as a plan that could be another."""
    deed, aim = inside(link.first, one.fact, context), link.second
    told_of = len(content(deed)) >= LEAST_HALF and len(content(aim)) >= LEAST_HALF and not _MEASURES.match(aim)
    if not told_of or points_outside(f"{deed} {aim}") or not is_half(deed, context):
        return
    words = {"deed": deed, "aim": aim, "said": one.said, "core": one.core}
    terms = tuple(term.text for term in one.terms[:1])
    if is_agent(deed, one.fact) or SOCIAL.search(one.core):
        yield Material("purpose", words, (one.fact,), terms)
    if is_agent(deed, one.fact):
        yield Material("plan", words, (one.fact,), terms)


def conditions(one: Told, link: Link, context: Context) -> Iterator[Material]:
    """A condition and what follows from it."""
    met, follows = link.first, link.second
    if _NAME.search(met) or _NAME.search(follows[1:]):
        return
    whole = is_half(met, context) and len(content(follows)) >= LEAST_HALF and not points(met)
    whole = whole and not points_outside(follows)
    if not whole or not one.terms or _KIND.search(follows) or _GOING_ON.search(follows):
        return
    words = {"condition": met, "consequence": inside(follows, one.fact, context), "said": one.said, "core": one.core}
    terms = (one.terms[0].text,)
    yield Material("condition", words, (one.fact,), terms)
    shared = {**words, "one": words["condition"], "other": words["consequence"], **_about(one, context)}
    yield Material("explained", shared, (one.fact,), terms)
    if is_half(follows, context) and not _URGED.search(follows) and not _TAKEN_UP.search(follows):
        yield Material("plain-condition", words, (one.fact,), terms)
