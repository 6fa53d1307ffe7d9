"""Fills the seats of a blueprint: the best candidates that passed, spread over facts, terms, passages and objectives.

Near-duplicates form clusters, of which at most one item is taken. A seat that can't be filled honestly stays empty, and
a sentence says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field

from eduapp.domain.blueprint import Blueprint, Order, Seat
from eduapp.domain.item import Bloom, Check, Item, ItemKind
from eduapp.domain.item_set import Filling
from eduapp.domain.source import Quote
from eduapp.questions.contracts import Context, Judged
from eduapp.questions.likeness import LOWER, clash, mentions, stem_likeness
from eduapp.questions.points import with_points
from eduapp.questions.vacancies import suits, why_empty
from eduapp.questions.words import normal

CROWDED_PASSAGE, CROWDED_REGION, REPEATED_RULE, REPEATED_KIND = 0.12, 0.1, 0.08, 0.12
CUES_ANOTHER, SAME_TERM, SAME_TRUTH, SAME_OBJECTIVE, LEANS = 0.3, 0.3, 0.2, 0.1, 0.08
"""What each repetition costs a candidate, on the scale of its score (0 to 1)."""

REGIONS = 6
"""Into how many stretches a text is divided, over which the items are spread."""

AT_MOST = {
    "naming.stands-for": 1, "naming.other-name": 1, "statement.true": 4, "statement.number": 1, "hedge.judge": 1,
    "turn.relation": 1,
    "notion.sort": 1, "notion.example": 2, "notion.decide": 1, "notion.parts": 1, "claim.case": 2, "claim.limits": 1,
    "claim.test": 1, "cause.weigh": 1, "cause.steps": 1, "cause.parallel": 2, "custom.compare": 2, "custom.fair": 1,
    "event.parallel": 2, "event.views": 1, "measure.interests": 2, "measure.sides": 1, "purpose.judge": 1,
    "purpose.means": 1, "purpose.instead": 1, "finding.judge": 1, "instance.judge": 1, "condition.converse": 1,
    "topic.rank": 1, "record.sources": 2, "change.consequences": 2, "claim.assumes": 1, "claim.teach": 1,
    "explained.rewrite": 1, "halves.swapped": 1, "pair.mixed": 1, "pair.cases": 1,
}  # fmt: skip
"""So many items in a set of a rule whose items are slight, or so like each other that more would tire."""

AT_MOST_SPARE = {"naming.stands-for": 2, "naming.other-name": 2, "statement.true": 9, "statement.number": 2}
"""The same where a place would stay empty otherwise."""

LEANT_ON, SHOWN_BY = 2, 3
"""So many prompts of a set may be about one sentence, and so many have it among what shows a criterion."""

ROUNDS = 5
"""How often the seats are filled from the beginning while places stay empty."""

MOST_SWAPS = 40
"""How many candidates for an empty place are tried with another item moved out of their way."""


@dataclass
class Selection:
    """The chosen in the set's order, a sentence for every seat that stayed empty, and a filling for every seat."""

    chosen: list[Judged] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    fillings: list[Filling] = field(default_factory=list)


def select(
    judged: Sequence[Judged],
    blueprint: Blueprint,
    context: Context,
    order: Order = Order.COURSE,
    outside: Collection[Item] = (),
) -> Selection:
    """The items for the seats, those with the fewest candidates first, so that a common kind leaves a rare one room.

    Where a place stays empty, an item that stands in a candidate's way is exchanged for another of its seat if there
    is one; and if that is not enough, all is done again with the seats first that had the trouble (squeaky wheel
    optimization, Joslin and Clements 1999), and the fullest seating counts. What is still empty then takes spare items.

    `outside` are items that are not about what was asked for: they are counted in the reasons alone.
    """
    seating = _fullest(Seating(judged, blueprint, context))
    selection = Selection()
    for number, seat in enumerate(blueprint.seats):
        seated = [with_points(_marked(one, seating.taken), seat.points) for one in seating.places[number]]
        why = ""
        if places := seat.count - len(seated):
            clashes = seating.clashes(number)
            why = why_empty(seat, places, [one.item for one in judged], outside, clashes)
            selection.missing.append(why)
        selection.chosen += seated
        selection.fillings.append(Filling(items=tuple(one.item.id for one in seated), why=why))
    selection.chosen = in_order(selection.chosen, context, order)
    return selection


def in_order(chosen: Sequence[Judged], context: Context, order: Order) -> list[Judged]:
    """Items by their places in the text, or by level, then difficulty, and then their places."""
    places, levels = {passage: n for n, passage in enumerate(context.passages)}, list(Bloom)

    def key(one: Judged) -> tuple:
        quote = one.item.evidence[0]
        place = (places.get(quote.passage, 0), quote.start, one.item.id)
        ease = (levels.index(one.item.level), one.item.difficulty)
        return (*ease, *place) if order is Order.EASY else place

    return sorted(chosen, key=key)


def _fullest(begun: Seating) -> Seating:
    order, best = begun.scarcest_first(), begun
    for _ in range(ROUNDS):
        seating = begun.begun_anew()
        seating.fill(order)
        seating.exchange()
        if len(seating.taken) > len(best.taken):
            best = seating
        squeaking = [number for number in order if seating.has_room(number)]
        if not squeaking:
            break
        order = squeaking + [number for number in order if number not in squeaking]
    best.take_spare_ones()
    return best


class Seating:
    """Who sits where so far. `places` holds the items of each seat by its number."""

    at_most = AT_MOST

    def __init__(self, judged: Sequence[Judged], blueprint: Blueprint, context: Context) -> None:
        self.seats = blueprint.seats
        self.regions = {one: n * REGIONS // len(context.passages) for n, one in enumerate(context.passages)}
        self.places: dict[int, list[Judged]] = {number: [] for number in range(len(self.seats))}
        ranked = sorted((one for one in judged if one.item.passed), key=lambda one: (-one.score, one.item.id))
        self.all_suiting = {n: [one for one in ranked if suits(one.item, seat)] for n, seat in enumerate(self.seats)}
        self.suiting = {n: [one for one in them if not one.candidate.spare] for n, them in self.all_suiting.items()}
        self.share = max(1.0, blueprint.count / REGIONS)
        self._known: dict[tuple[str, str], str] = {}

    def scarcest_first(self) -> list[int]:
        """The numbers of the seats, those with the fewest candidates for a place first."""
        return sorted(self.places, key=lambda n: len(self.suiting[n]) / self.seats[n].count)

    def begun_anew(self) -> Seating:
        """The same seats, empty."""
        other = copy(self)
        other.places = {number: [] for number in self.places}
        return other

    @property
    def taken(self) -> list[Judged]:
        """All items that have a place."""
        return [one for seated in self.places.values() for one in seated]

    def fill(self, order: Sequence[int]) -> None:
        """Give each seat in turn its best candidates."""
        for number in order:
            while self.has_room(number) and (best := self._best(number, self.suiting[number], self.taken)):
                self.places[number].append(best)

    def exchange(self) -> None:
        """Fill places that are still empty by exchanging one item that stands in the way of a candidate."""
        for number in self.places:
            while self.has_room(number) and self._exchanged(number):
                pass

    def take_spare_ones(self) -> None:
        """Fill places that are still empty with spare items, and with more of a form than else; the others stay."""
        order = self.scarcest_first()
        for ranked in (self.suiting, self.all_suiting):
            self.suiting, self.at_most = ranked, AT_MOST | AT_MOST_SPARE
            self.fill(order)
            self.exchange()

    def clashes(self, number: int) -> Counter[str]:
        """Why the candidates of a seat that were not taken can't be, counted."""
        taken = self.taken
        ids = {one.item.id for one in taken}
        return Counter(
            why for one in self.suiting[number] if one.item.id not in ids if (why := self._barred(one, taken))
        )

    def has_room(self, number: int) -> bool:
        """Whether a seat has an empty place."""
        return len(self.places[number]) < self.seats[number].count

    def _exchanged(self, number: int) -> bool:
        for one in self.suiting[number][:MOST_SWAPS]:
            taken = self.taken
            in_the_way = [other for other in taken if self._clash(one, other)]
            if len(in_the_way) != 1 or self._has_enough(one, taken):
                continue
            other = in_the_way[0]
            if _is_leant_on(one, [t for t in taken if t is not other]):
                continue
            seat = next(n for n, seated in self.places.items() if other in seated)
            rest = [*(t for t in taken if t is not other), one]
            if instead := self._best(seat, self.suiting[seat], rest):
                self.places[seat][self.places[seat].index(other)] = instead
                self.places[number].append(one)
                return True
        return False

    def _best(self, number: int, candidates: Iterable[Judged], taken: Sequence[Judged]) -> Judged | None:
        costs = _Costs(taken, self.places[number], self.seats[number], self.regions, self.share)
        best, best_value = None, float("-inf")
        for one in candidates:
            if one.score <= best_value:
                break  # the candidates come by falling score, and nothing adds to it
            value = one.score - costs.of(one)
            if value > best_value and not self._barred(one, taken):
                best, best_value = one, value
        return best

    def _barred(self, one: Judged, taken: Sequence[Judged]) -> str:
        if self._has_enough(one, taken):
            return "enough of its rule"
        if _is_leant_on(one, taken):
            return "enough on its sentence"
        return next((why for other in taken if (why := self._clash(one, other))), "")

    def _has_enough(self, one: Judged, taken: Sequence[Judged]) -> bool:
        rule = one.candidate.rule
        return rule in self.at_most and sum(other.candidate.rule == rule for other in taken) >= self.at_most[rule]

    def _clash(self, one: Judged, other: Judged) -> str:
        key = (one.item.id, other.item.id) if one.item.id < other.item.id else (other.item.id, one.item.id)
        if key not in self._known:
            self._known[key] = clash(one.item, other.item)
        return self._known[key]


def _is_leant_on(one: Judged, taken: Sequence[Judged]) -> bool:
    """Whether a prompt has a sentence that enough other prompts lean on already."""
    if one.item.kind is not ItemKind.EXTENDED_TEXT:
        return False
    prompts = [other.item for other in taken if other.item.kind is ItemKind.EXTENDED_TEXT]
    main = one.item.evidence[0]
    if sum(_overlap(main, item.evidence[0]) for item in prompts) >= LEANT_ON:
        return True
    return any(
        sum(any(_overlap(quote, own) for own in item.evidence) for item in prompts) >= SHOWN_BY
        for quote in one.item.evidence
    )


def _overlap(one: Quote, other: Quote) -> bool:
    return one.passage == other.passage and one.start < other.end and other.start < one.end


class _Costs:
    """What the items taken so far cost another one."""

    def __init__(
        self,
        taken: Sequence[Judged],
        seated: Sequence[Judged],
        seat: Seat,
        regions: Mapping[str, int],
        share: float,
    ) -> None:
        self.taken, self.region_of, self.share = taken, regions, share
        self.passages = Counter(one.item.evidence[0].passage for one in taken)
        self.regions = Counter(regions.get(one.item.evidence[0].passage) for one in taken)
        self.rules = Counter(one.candidate.rule for one in taken)
        self.objectives = Counter(one.item.objective for one in taken if one.item.objective)
        self.truths = Counter(one.item.answer for one in taken if one.item.kind is ItemKind.TRUE_FALSE)
        self.kinds = Counter(one.item.kind for one in seated) if len(seat.kinds) > 1 else Counter()
        self.terms = Counter(term for one in taken for term in {*map(normal, one.item.terms)})
        self.facts = Counter(fact for one in taken if one.item.level not in LOWER for fact in one.item.facts)

    def of(self, one: Judged) -> float:
        """What one more item costs."""
        return sum(self._parts(one))

    def _parts(self, one: Judged) -> Iterator[float]:
        item = one.item
        yield CROWDED_PASSAGE * self.passages[item.evidence[0].passage]
        yield CROWDED_REGION * self.regions[self.region_of.get(item.evidence[0].passage)] / self.share
        yield REPEATED_RULE * self.rules[one.candidate.rule]
        yield REPEATED_KIND * self.kinds[item.kind]
        yield SAME_OBJECTIVE * self.objectives[item.objective]
        yield SAME_TRUTH * self.truths[item.answer] * (item.kind is ItemKind.TRUE_FALSE)
        yield SAME_TERM * sum(self.terms[term] for term in {*map(normal, item.terms)})
        yield LEANS * sum(self.facts[fact] for fact in item.facts)
        yield CUES_ANOTHER * sum(mentions(item, o.item) or mentions(o.item, item) for o in self.taken)


def _marked(one: Judged, taken: Sequence[Judged]) -> Judged:
    """The item with the check that it duplicates none of the others."""
    nearest = max((stem_likeness(one.item, other.item) for other in taken if other is not one), default=0.0)
    check = Check(name="not-duplicate", passed=True, detail=f"The nearest stem in the set is {nearest:.0f} % alike.")
    item = one.item.model_copy(update={"checks": (*one.item.checks, check)})
    return Judged(one.candidate, item, one.score)
