"""Fills the seats of a blueprint: the best candidates that passed, spread over facts, terms and passages.

A seat that can't be filled honestly stays empty, and a sentence says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from eduapp.domain.blueprint import Blueprint, Seat
from eduapp.domain.item import Check, Item, ItemKind
from eduapp.questions.contracts import Context, Judged
from eduapp.questions.words import STOP, contains, normal, tokens

SAME_STEM = 85
"""Stems that match to this degree (rapidfuzz's token_set_ratio over their content words, 0 to 100) ask the same."""

CROWDED_PASSAGE, REPEATED_RULE, CUES_ANOTHER, SAME_TERM, SAME_TRUTH = 0.12, 0.08, 0.3, 0.3, 0.2
"""What each repetition costs a candidate, on the scale of its score (0 to 1)."""

AT_MOST = {"naming.stands-for": 1, "naming.other-name": 1}
"""Rules whose items are sound but slight: so many of them in a set."""


@dataclass
class Selection:
    """The chosen in the order of their seats, and a sentence for every seat that stayed empty."""

    chosen: list[Judged] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def select(judged: Sequence[Judged], blueprint: Blueprint, context: Context) -> Selection:
    """Fills the seats with the fewest candidates first, so that a common kind doesn't use up a rare kind's facts."""
    selection = Selection()
    ranked = sorted((j for j in judged if j.item.passed), key=lambda j: (-j.score, j.item.id))
    for seat in sorted(blueprint.seats, key=lambda seat: sum(_suits(j.item, seat) for j in ranked) / seat.count):
        places = seat.count
        while places and (best := _best(ranked, seat, selection.chosen)):
            selection.chosen.append(_seated(best, seat, selection.chosen))
            places -= 1
        if places:
            selection.missing.append(_why_empty(seat, places, judged))
    selection.chosen.sort(key=lambda j: _course_order(j.item, context))
    return selection


def repeats(item: Item, chosen: Iterable[Judged]) -> str:
    """Why an item asks what a chosen one asks already, or an empty string."""
    for other in chosen:
        if set(item.facts) & set(other.item.facts):
            return "the same fact"
        if item.evidence[0] == other.item.evidence[0] and item.terms == other.item.terms:
            return "the same sentence"
        if item.kind is not ItemKind.TRUE_FALSE and normal(item.answer) == normal(other.item.answer):
            return "the same key"
        if _stem_likeness(item, other.item) >= SAME_STEM:
            return "nearly the same stem"
    return ""


def _best(ranked: Sequence[Judged], seat: Seat, chosen: Sequence[Judged]) -> Judged | None:
    passages = Counter(j.item.evidence[0].passage for j in chosen)
    rules = Counter(j.candidate.rule for j in chosen)
    truths = Counter(j.item.answer for j in chosen if j.item.kind is ItemKind.TRUE_FALSE)
    best, best_value = None, float("-inf")
    for one in ranked:
        if not _suits(one.item, seat) or one.score <= best_value:
            continue
        if rules[one.candidate.rule] >= AT_MOST.get(one.candidate.rule, len(ranked)):
            continue
        value = one.score - CROWDED_PASSAGE * passages[one.item.evidence[0].passage]
        value -= REPEATED_RULE * rules[one.candidate.rule]
        value -= SAME_TRUTH * truths[one.item.answer] * (one.item.kind is ItemKind.TRUE_FALSE)
        value -= _entanglement(one.item, chosen)
        if value > best_value and not repeats(one.item, chosen):
            best, best_value = one, value
    return best


def _entanglement(item: Item, chosen: Iterable[Judged]) -> float:
    """What it costs that an item is about a chosen one's term, or that one of the two gives away the other's key."""
    cost = 0.0
    for other in chosen:
        cost += SAME_TERM * bool({*map(normal, item.terms)} & {*map(normal, other.item.terms)})
        cost += CUES_ANOTHER * (_cues(item, other.item) or _cues(other.item, item))
    return cost


def _cues(one: Item, other: Item) -> bool:
    return other.kind is not ItemKind.TRUE_FALSE and contains(one.stem, other.answer)


def _suits(item: Item, seat: Seat) -> bool:
    return item.level is seat.level and item.kind in seat.kinds


def _seated(best: Judged, seat: Seat, chosen: Sequence[Judged]) -> Judged:
    nearest = max((_stem_likeness(best.item, other.item) for other in chosen), default=0.0)
    check = Check(name="not-duplicate", passed=True, detail=f"The nearest stem in the set is {nearest:.0f} % alike.")
    item = best.item.model_copy(update={"points": seat.points, "checks": (*best.item.checks, check)})
    return Judged(best.candidate, item, best.score)


def _stem_likeness(a: Item, b: Item) -> float:
    return fuzz.token_set_ratio(_bag(a.stem), _bag(b.stem))


def _bag(stem: str) -> str:
    return " ".join(word for word in tokens(stem) if word not in STOP)


def _course_order(item: Item, context: Context) -> tuple[int, int, str]:
    places = {passage: place for place, passage in enumerate(context.passages)}
    quote = item.evidence[0]
    return places.get(quote.passage, 0), quote.start, item.id


def _why_empty(seat: Seat, places: int, judged: Sequence[Judged]) -> str:
    kinds = " or ".join(kind.value.replace("_", "/" if kind is ItemKind.TRUE_FALSE else " ") for kind in seat.kinds)
    what = f"{places} of {seat.count} seats for {seat.level.value} ({kinds}) stayed empty: "
    suiting = [j.item for j in judged if _suits(j.item, seat)]
    if not suiting:
        return f"{what}the text has no fact that such an item could be made from."
    failed = Counter(check.name for item in suiting for check in item.checks if not check.passed)
    unsound = sum(not item.passed for item in suiting)
    many = f"{len(suiting)} candidate{'s' * (len(suiting) > 1)}"
    if not unsound:
        return f"{what}{many} would repeat what is asked already."
    rest = ", and the others would repeat what is asked already" if unsound < len(suiting) else ""
    return f"{what}of {many} {unsound} failed a check, most often {failed.most_common(1)[0][0]}{rest}."
