"""What a set covers of its blueprint and its text: what was asked for, what is there, and why the rest isn't."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pydantic import Field

from eduapp.domain import show
from eduapp.domain.base import Model
from eduapp.domain.item import Bloom, Item, ItemKind
from eduapp.domain.item_set import ItemSet
from eduapp.domain.knowledge import Understanding
from eduapp.domain.review import State
from eduapp.domain.source import Document, Role
from eduapp.questions.context import build
from eduapp.questions.contracts import Context
from eduapp.questions.focus import best_objective
from eduapp.questions.scope import Scope
from eduapp.questions.vacancies import kinds_named
from eduapp.questions.words import contains, normal

TERMS = 24
"""How many of a text's most central terms are looked at."""

SNIPPET = 60
"""How many characters of a passage are shown."""


class Counts(Model):
    """How many items there are that weren't rejected, and how many of these are approved."""

    filled: int = 0
    approved: int = 0

    @property
    def draft(self) -> int:
        """How many wait for a decision."""
        return self.filled - self.approved


class LevelRow(Counts):
    """A level: how many items were asked for, and the items of each kind."""

    level: Bloom
    asked: int = 0
    kinds: dict[ItemKind, int] = Field(default_factory=dict)


class SeatRow(Counts):
    """A seat of the blueprint."""

    level: Bloom
    kinds: tuple[ItemKind, ...]
    asked: int
    why: str = ""

    @property
    def missing(self) -> int:
        """How many of its places are empty."""
        return max(self.asked - self.filled, 0)


class MatterRow(Counts):
    """A passage, an objective or a term: what it is called, the levels of its items, and why there is none.

    `facts` is how many facts the text gives about it, and `asked` whether a person asked for it.
    """

    name: str
    text: str = ""
    levels: dict[Bloom, int] = Field(default_factory=dict)
    facts: int = 0
    asked: bool = False
    why: str = ""


class Coverage(Model):
    """What a set covers of its blueprint and of its text."""

    set: str
    title: str
    asked: int
    filled: int
    approved: int
    draft: int
    rejected: int
    levels: tuple[LevelRow, ...]
    seats: tuple[SeatRow, ...]
    passages: tuple[MatterRow, ...]
    objectives: tuple[MatterRow, ...]
    terms: tuple[MatterRow, ...]

    @property
    def kinds(self) -> tuple[ItemKind, ...]:
        """The kinds that the set has items of."""
        found = {kind for row in self.levels for kind in row.kinds}
        return tuple(kind for kind in ItemKind if kind in found)

    @property
    def in_short(self) -> str:
        """ "18 of 20 seats filled: 4 approved, 14 drafts, 1 more rejected." """
        drafts = f"{self.draft} draft{'s' * (self.draft != 1)}"
        rejected = f", {self.rejected} more rejected" if self.rejected else ""
        return f"{self.filled} of {self.asked} seats filled: {self.approved} approved, {drafts}{rejected}."

    def tables(self) -> Iterator[tuple[str, tuple[str, ...], list[tuple[object, ...]]]]:
        """For each table its title, its heads and its rows; tables without rows are left out."""
        heads = ("level", "asked", "filled", "approved", "draft", *(kinds_named([kind]) for kind in self.kinds))
        rows = [
            (r.level, r.asked, r.filled, r.approved, r.draft, *(r.kinds.get(kind, 0) or "" for kind in self.kinds))
            for r in self.levels
        ]
        yield "Levels and kinds", heads, rows
        seats = [
            (r.level, kinds_named(r.kinds), r.asked, r.filled, r.approved, r.draft, r.missing or "", r.why)
            for r in self.seats
        ]
        yield from _table("Seats", ("level", "kinds", "asked", "filled", "approved", "draft", "missing", "why"), seats)
        for title, found in (("Passages", self.passages), ("Objectives", self.objectives), ("Terms", self.terms)):
            named = [(r.name, r.facts, r.filled, r.approved, _levels(r.levels), r.why or r.text) for r in found]
            heads = (title.lower().rstrip("s"), "facts", "filled", "approved", "levels", "")
            yield from _table(title, heads, named)

    def _repr_html_(self) -> str:
        parts = [f"<p><b>{show.cell(title)}</b></p>{show.table(heads, rows)}" for title, heads, rows in self.tables()]
        return show.block(f"<p><b>{show.cell(self.title)}</b> · {self.in_short} · <code>{self.set}</code></p>", *parts)


def coverage(item_set: ItemSet, document: Document, understanding: Understanding) -> Coverage:
    """What the set covers as it stands now; rejected items count as missing."""
    context = build(document, understanding)
    items = [item for item in item_set.items if item.review.state is not State.REJECTED]
    known = _counts(items)
    return Coverage(
        set=item_set.id,
        title=item_set.title,
        asked=item_set.plan.count if item_set.plan else len(items),
        filled=known.filled,
        approved=known.approved,
        draft=known.draft,
        rejected=len(item_set.items) - len(items),
        levels=tuple(_level_rows(item_set, items)),
        seats=tuple(_seat_rows(item_set, items)),
        passages=tuple(_passage_rows(context, items, Scope(context, item_set.brief).passages)),
        objectives=tuple(_objective_rows(item_set, items, context)),
        terms=tuple(_term_rows(context, items)),
    )


def _counts(items: Sequence[Item]) -> Counts:
    return Counts(filled=len(items), approved=sum(item.review.state is State.APPROVED for item in items))


def _level_rows(item_set: ItemSet, items: Sequence[Item]) -> Iterator[LevelRow]:
    asked = Counter[Bloom]()
    for seat in item_set.plan.seats if item_set.plan else ():
        asked[seat.level] += seat.count
    for level in Bloom:
        found = [item for item in items if item.level is level]
        if found or asked[level]:
            kinds = dict(Counter(item.kind for item in found))
            yield LevelRow(level=level, asked=asked[level], kinds=kinds, **_counts(found).model_dump())


def _seat_rows(item_set: ItemSet, items: Sequence[Item]) -> Iterator[SeatRow]:
    known = {item.id: item for item in items}
    plan = item_set.plan.seats if item_set.plan else ()
    for seat, filling in zip(plan, item_set.seats, strict=False):
        seated = [known[one] for one in filling.items if one in known]
        rejected = len(filling.items) - len(seated)
        reasons = [filling.why, f"{rejected} of its items {'was' if rejected == 1 else 'were'} rejected."]
        why = " ".join(reasons if rejected else reasons[:1]).strip()
        yield SeatRow(level=seat.level, kinds=seat.kinds, asked=seat.count, why=why, **_counts(seated).model_dump())


def _passage_rows(context: Context, items: Sequence[Item], asked: frozenset[str] | None) -> Iterator[MatterRow]:
    for passage in context.document.passages:
        if passage.role not in (Role.PARAGRAPH, Role.LIST_ITEM) or (asked is not None and passage.id not in asked):
            continue
        found = [item for item in items if any(quote.passage == passage.id for quote in item.evidence)]
        facts = len(context.facts_by_passage.get(passage.id, ()))
        snippet = " ".join(passage.text.split())
        text = snippet if len(snippet) <= SNIPPET else f"{snippet[: SNIPPET - 1].rstrip()}…"
        name = f"{passage.id}, {passage.locator.label()}"
        yield _matter(name, found, facts, "of this passage", text=text)


def _objective_rows(item_set: ItemSet, items: Sequence[Item], context: Context) -> Iterator[MatterRow]:
    scope = Scope(context, item_set.brief)
    served = {item.id: best_objective(item, scope.objectives, context) for item in items}
    for one in scope.objectives:
        found = [
            item for item in items if item.objective == one.text or (not item.objective and served[item.id] is one)
        ]
        facts = sum(weight >= one.topic.fits for weight in one.topic.facts.values())
        asked = one.text in item_set.brief.objectives
        yield _matter(one.text, found, facts, "for this objective", asked=asked)


def _term_rows(context: Context, items: Sequence[Item]) -> Iterator[MatterRow]:
    for term in context.understanding.terms[:TERMS]:
        found = [item for item in items if _is_about(item, term.text)]
        facts = sum(contains(fact.statement, term.text) for fact in context.facts.values())
        yield _matter(term.text, found, facts, "about this term")


def _is_about(item: Item, term: str) -> bool:
    return normal(term) in map(normal, item.terms) or contains(f"{item.stem} | {item.answer}", term)


def _matter(name: str, found: Sequence[Item], facts: int, where: str, **more: object) -> MatterRow:
    levels = dict(Counter(item.level for item in found))
    why = ""
    if not found:
        why = f"None of the {facts} facts {where} was chosen." if facts > 1 else f"The one fact {where} was not chosen."
        why = why if facts else f"There is no fact {where} that could be asked for."
    return MatterRow(name=name, levels=levels, facts=facts, why=why, **_counts(found).model_dump(), **more)


def _levels(levels: dict[Bloom, int]) -> str:
    return ", ".join(f"{level.value} {levels[level]}" for level in Bloom if level in levels)


def _table(
    title: str, heads: tuple[str, ...], rows: Iterable[tuple[object, ...]]
) -> Iterator[tuple[str, tuple[str, ...], list[tuple[object, ...]]]]:
    if found := list(rows):
        yield title, heads, found
