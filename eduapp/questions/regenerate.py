"""Another item for the seat of one that a teacher doesn't want."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from eduapp.domain.blueprint import Seat
from eduapp.domain.item import Bloom, Check, Item, ItemKind
from eduapp.domain.item_set import ItemSet
from eduapp.domain.knowledge import Understanding
from eduapp.domain.review import State
from eduapp.domain.source import Document
from eduapp.errors import InputError
from eduapp.questions import pupil
from eduapp.questions.context import build
from eduapp.questions.contracts import Context, Judged, Model, Progress
from eduapp.questions.drafts import arrange
from eduapp.questions.focus import Note, Searcher
from eduapp.questions.likeness import clash, repeats, same_stem, stem_likeness
from eduapp.questions.points import with_points
from eduapp.questions.pool import gather
from eduapp.questions.scope import Scope, language_of
from eduapp.questions.vacancies import kinds_named, suits
from eduapp.questions.words import normal

NEAR, HARDER = 0.3, 0.3
"""What it is worth that an item is about the old one's matter, and that it is harder or easier as asked."""

FITS_NOTE = 0.5
"""The weight from which an item is about a note's topic."""


@dataclass(frozen=True)
class Wish:
    """What is asked of the new item: its kind and level if they are to change, and a teacher's note."""

    kind: ItemKind | None = None
    level: Bloom | None = None
    note: str = ""

    @property
    def keeps_the_matter(self) -> bool:
        """Whether the new item may ask what the old one asked, since it asks it in another way."""
        return self.kind is not None or self.level is not None or bool(self.note)


def regenerate(
    document: Document,
    understanding: Understanding,
    item_set: ItemSet,
    old: Item,
    wish: Wish,
    *,
    model: Model | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Item:
    """An item that suits the old one's seat, or the wish; the same for the same set, wish and model.

    It repeats no item of the set, not those that were rejected either, and no other item gives its key away. Raises
    InputError when the text gives none.
    """
    if old.is_clue:
        raise InputError(f"{old.id} is a clue.", hint="Edit it, or drop its word with `eduapp reroll --drop`.")
    seat = _seat(item_set, old, wish)
    told = {"grade": item_set.brief.grade, "language": item_set.language or language_of(document, item_set.brief)}
    context = replace(build(document, understanding), **told)
    note = Searcher(context).note(wish.note) if wish.note.strip() else None
    tell, stop = progress or (lambda *_: None), cancelled or (lambda: False)
    scope = Scope(context, item_set.brief)
    pool = gather(
        context,
        scope,
        [seat],
        model=model,
        seed=item_set.seed + len(item_set.replaced),
        tell=tell,
        stop=stop,
        facts=scope.facts() & _noted_facts(note, context),
        wanted=lambda item: item.level is seat.level,
    )
    noted = [one for one in pool.judged if _is_noted(one.item, note, context)]
    sound = [one for one in noted if one.item.passed and not _barred(one.item, old, item_set, wish)]
    free = [one for one in sound if suits(one.item, seat)]
    ranked = sorted(free, key=lambda one: (-_value(one, old, wish, note, context), one.item.id))
    best = next(_not_trivial(ranked, context, model), None)
    if best is None:
        found = [one.item for one in pool.judged if suits(one.item, seat)]
        fitting = [one.item for one in noted if suits(one.item, seat)]
        raise _nothing(seat, wish, len(found), len(fitting), {one.item.kind for one in sound})
    best = with_points(_marked(best, item_set.items), seat.points)
    ordered = frozenset({best.item.id} if best.candidate.ordered else ())
    return arrange([best.item], ordered, item_set.seed)[0]


def _seat(item_set: ItemSet, old: Item, wish: Wish) -> Seat:
    """The seat that the old item sits on, with the kind and level wished for."""
    plan = item_set.plan.seats if item_set.plan else ()
    seat = next((s for s, filling in zip(plan, item_set.seats, strict=False) if old.id in filling.items), None)
    kinds = (wish.kind,) if wish.kind else seat.kinds if seat and seat.level is old.level else (old.kind,)
    return Seat(level=wish.level or old.level, kinds=kinds, points=seat.points if seat else None)


def _is_noted(item: Item, note: Note | None, context: Context) -> bool:
    if note is None:
        return True
    if note.kinds and not note.kinds & {context.facts[fact].kind for fact in item.facts if fact in context.facts}:
        return False
    return note.topic is None or note.topic.weight(item, context) >= FITS_NOTE


def _noted_facts(note: Note | None, context: Context) -> frozenset[str]:
    """The facts that a note asks for, which a model is asked about."""
    known = frozenset(context.facts)
    if note and note.kinds:
        known &= {fact.id for fact in context.facts.values() if fact.kind in note.kinds}
    return known & note.topic.facts.keys() if note and note.topic else known


def _barred(item: Item, old: Item, item_set: ItemSet, wish: Wish) -> str:
    """Why an item can't come into the set, or an empty string."""
    for other in item_set.items:
        if other.id == old.id and wish.keeps_the_matter:
            why = "nearly the same" if item.id == old.id or (item.kind is old.kind and same_stem(item, old)) else ""
        elif other.id == old.id or other.review.state is State.REJECTED:
            why = repeats(item, other)
        else:
            why = clash(item, other)
        if why:
            return why
    return ""


def _not_trivial(ranked: Sequence[Judged], context: Context, model: Model | None) -> Iterator[Judged]:
    """Those that a weak pupil can't answer without the passage, tried one by one; all where there is no model."""
    for one in ranked:
        found = pupil.judge([one.item], context, model).get(one.item.id) if model is not None else None
        if found is None:
            yield one
        elif found.passed:
            yield replace(one, item=one.item.model_copy(update={"checks": (*one.item.checks, found)}))


def _value(one: Judged, old: Item, wish: Wish, note: Note | None, context: Context) -> float:
    item, value = one.item, one.score
    if wish.keeps_the_matter:
        same_terms = {*map(normal, item.terms)} & {*map(normal, old.terms)}
        value += NEAR * (bool(set(item.facts) & set(old.facts)) or bool(same_terms))
    if note and note.topic:
        value += note.topic.weight(item, context)
    if note and note.harder:
        value += HARDER * note.harder * (item.difficulty - old.difficulty)
    return value


def _marked(one: Judged, others: Iterable[Item]) -> Judged:
    nearest = max((stem_likeness(one.item, other) for other in others), default=0.0)
    check = Check(name="not-duplicate", passed=True, detail=f"The nearest stem in the set is {nearest:.0f} % alike.")
    return Judged(one.candidate, one.item.model_copy(update={"checks": (*one.item.checks, check)}), one.score)


def _nothing(seat: Seat, wish: Wish, found: int, fitting: int, others: Collection[ItemKind]) -> InputError:
    """Why there is no item for a seat, of which the text gives so many, and so many that fit the note.

    `others` are kinds that there would be one of.
    """
    what = f"{seat.level.value} ({kinds_named(seat.kinds)})"
    hint = "Ask for another --kind or --level, or edit the item with `eduapp review --edit`."
    if instead := [kind.value for kind in ItemKind if kind in others]:
        hint = f"There is one of another kind: ask for it with --kind {' or '.join(instead)}."
    if not found:
        return InputError(f"The text gives no item for {what}.", hint=hint)
    if not fitting:
        if not instead:
            hint = "Word the --note in the text's terms, or ask for another --level."
        return InputError(f"The text gives no item for {what} that fits the note “{wish.note}”.", hint=hint)
    return InputError(f"There is no other item for {what} that is sound and not in the set already.", hint=hint)
