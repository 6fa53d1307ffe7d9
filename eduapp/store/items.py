"""Items within one transaction: how revisions and decisions become an Item, and how they grow."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, Select, func, insert, select
from sqlalchemy.orm import aliased

from eduapp.domain.item import Item
from eduapp.domain.review import (
    PAST,
    Decision,
    Event,
    Review,
    Verdict,
    after,
    origin,
    said_meanwhile,
    standing,
    state_of,
)
from eduapp.errors import NotFoundError, ReviewError
from eduapp.store import standings
from eduapp.store.tables import DecisionRow, ItemRow, MemberRow, RevisionRow

PAGE = 500
"""How many ids go into one query; databases limit the number of parameters."""


def get(connection: Connection, item_id: str) -> Item:
    """The item as it stands. Raises NotFoundError."""
    found = get_many(connection, [item_id])
    if not found:
        raise NotFoundError(f"There is no item {item_id!r}.", hint="`eduapp review` lists the items.", where=item_id)
    return found[0]


def get_many(connection: Connection, item_ids: list[str]) -> list[Item]:
    """The newest revision of each with the decisions on it, in the order of the ids; unknown ids are left out."""
    found: dict[str, Item] = {}
    for start in range(0, len(item_ids), PAGE):
        page = item_ids[start : start + PAGE]
        decisions = _decisions(connection, page)
        for row in connection.execute(_newest().where(RevisionRow.item.in_(page))):
            found[row.item] = _item(row.body, row.revision, tuple(decisions.get(row.item, ())))
    return [found[item_id] for item_id in item_ids if item_id in found]


def keep(connection: Connection, item: Item, when: datetime) -> Item:
    """The item as the app made it, unless a person has touched the one that is there: that one stays."""
    if not connection.scalar(select(ItemRow.id).where(ItemRow.id == item.id)):
        connection.execute(insert(ItemRow), {"id": item.id, "source": item.evidence[0].source})
        return _add_revision(connection, item.model_copy(update={"revision": 1}), "", when)
    known = get(connection, item.id)
    if _says_the_same(known, item) or item.id in touched(connection, [item.id]):
        return known
    return _add_revision(connection, item.model_copy(update={"revision": known.revision + 1}), "", when)


def revise(connection: Connection, item: Item, who: str, when: datetime, seen: int | None = None) -> Item:
    """A person's edit, saved as the next revision.

    Raises ReviewError if another edit, or a decision beyond the first `seen`, was saved before it.
    """
    known = get(connection, item.id)
    check_unchanged(connection, known, item.revision - 1, seen)
    return _add_revision(connection, item, who, when)


def record(connection: Connection, item: Item, decision: Decision) -> Item:
    """The item after one more decision on it. Raises ReviewError if the rules don't allow it."""
    if decision.verdict is not Verdict.UNDO:
        after(item.review.state, decision.verdict, why=decision.why, item=item.id)
    decisions = (*item.review.decisions, decision)
    connection.execute(insert(DecisionRow), {**decision.model_dump(), "number": len(decisions)})
    decided = item.model_copy(update={"review": _review(decisions, item.revision)})
    standings.put(connection, decided)
    return decided


def undo(connection: Connection, item: Item, who: str, when: datetime, why: str = "") -> Item:
    """The item with its last decision that stands taken back, or else with the edit that made its revision undone.

    Raises ReviewError when there is neither.
    """
    decisions = item.review.decisions
    signed = {"item": item.id, "verdict": Verdict.UNDO, "who": who, "when": when}
    if stack := standing(decisions, item.revision):
        taken = f"Takes back: {PAST[stack[-1].verdict]} by {stack[-1].who}."
        return record(connection, item, Decision(**signed, revision=item.revision, why=why or taken))
    edit = origin(decisions, item.revision)
    found = {row.revision: row for row in connection.execute(select(RevisionRow).where(RevisionRow.item == item.id))}
    if not found[edit].who:
        raise ReviewError(f"There is nothing to undo: {item.id} is as it was proposed.", where=item.id)
    restored = _item(found[edit - 1].body, item.revision + 1, decisions)
    new = _add_revision(connection, restored, who, when)
    taken = f"Takes back: edited by {found[edit].who}."
    return record(connection, new, Decision(**signed, revision=new.revision, why=why or taken, restores=edit - 1))


def check_unchanged(connection: Connection, item: Item, revision: int, seen: int | None = None) -> None:
    """Raises ReviewError if the item has been edited since `revision`, or decided on after its first `seen` decisions.

    The error says what was done, by whom.
    """
    if item.revision != revision:
        newest = (RevisionRow.item == item.id) & (RevisionRow.revision == item.revision)
        who = connection.scalar(select(RevisionRow.who).where(newest))
        by = f" by {who}" if who else ""
        raise ReviewError(
            f"{item.id} has been edited meanwhile{by}.", hint="Look at it again, then decide.", where=item.id
        )
    if seen is not None and len(item.review.decisions) > seen:
        raise said_meanwhile(item.id, item.review.decisions[-1])


def touched(connection: Connection, item_ids: Iterable[str]) -> set[str]:
    """Those of the items that a person has edited or decided on."""
    ids, found = list(item_ids), set()
    for start in range(0, len(ids), PAGE):
        page = ids[start : start + PAGE]
        found |= set(connection.scalars(select(DecisionRow.item).where(DecisionRow.item.in_(page))))
        edits = select(RevisionRow.item).where(RevisionRow.item.in_(page), RevisionRow.who != "")
        found |= set(connection.scalars(edits))
    return found


def members(connection: Connection, set_id: str) -> list[str]:
    """The ids of a set's items, in order."""
    query = select(MemberRow.item).where(MemberRow.set == set_id).order_by(MemberRow.position, MemberRow.item)
    return list(connection.scalars(query))


def history(connection: Connection, item_id: str) -> list[Event]:
    """What became of an item, oldest first. Raises NotFoundError."""
    decisions = get(connection, item_id).review.decisions
    rows = connection.execute(
        select(RevisionRow).where(RevisionRow.item == item_id).order_by(RevisionRow.revision)
    ).all()
    undone = {decision.revision for decision in decisions if decision.restores}
    events, before = [], None
    for row in rows:
        item = _item(row.body, row.revision, ())
        if row.revision not in undone:
            events.append(_made(row.who, row.made, item, before))
        events += [Event.of(decision) for decision in decisions if decision.revision == row.revision]
        before = item
    return events


def _made(who: str, when: datetime, item: Item, before: Item | None) -> Event:
    what = "edited" if who else "proposed again" if before else "proposed"
    changed = [name for name in _CONTENT if before and getattr(item, name) != getattr(before, name)]
    who = who or item.provenance.proposer
    return Event(when=when, who=who, what=what, revision=item.revision, why=", ".join(changed))


_CONTENT = [name for name in Item.model_fields if name not in ("review", "revision", "checks", "provenance")]


def _says_the_same(one: Item, other: Item) -> bool:
    return one == other.model_copy(update={"review": one.review, "revision": one.revision})


def _newest() -> Select:
    other = aliased(RevisionRow)
    newest = select(func.max(other.revision)).where(other.item == RevisionRow.item).scalar_subquery()
    return select(RevisionRow).where(RevisionRow.revision == newest)


def _decisions(connection: Connection, item_ids: list[str]) -> dict[str, list[Decision]]:
    query = select(DecisionRow).where(DecisionRow.item.in_(item_ids)).order_by(DecisionRow.item, DecisionRow.number)
    found: dict[str, list[Decision]] = {}
    for row in connection.execute(query):
        values = {name: value for name, value in row._mapping.items() if name in Decision.model_fields}
        found.setdefault(row.item, []).append(Decision.model_validate(values))
    return found


def _item(body: str, revision: int, decisions: tuple[Decision, ...]) -> Item:
    item = Item.model_validate_json(body)
    return item.model_copy(update={"revision": revision, "review": _review(decisions, revision)})


def _review(decisions: tuple[Decision, ...], revision: int) -> Review:
    return Review(state=state_of(decisions, revision), decisions=decisions)


def _add_revision(connection: Connection, item: Item, who: str, when: datetime) -> Item:
    body = item.model_dump_json(exclude={"answer", "review", "revision"})
    row = {"item": item.id, "revision": item.revision, "made": when, "who": who, "body": body}
    connection.execute(insert(RevisionRow), row)
    saved = get(connection, item.id)
    standings.put(connection, saved)
    return saved
