"""Within one transaction: a source leaves the library with all that was made of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, delete, func, insert, select, update

from eduapp.domain.job import OPEN
from eduapp.domain.review import State
from eduapp.domain.source import Belongings
from eduapp.errors import InputError
from eduapp.store.tables import (
    DecisionRow,
    DeletionRow,
    ItemRow,
    JobRow,
    MemberRow,
    RevisionRow,
    RubricApprovalRow,
    RubricRow,
    SetRow,
    SourceRow,
    StandingRow,
    UnderstandingRow,
)


def belongings(connection: Connection, source: str) -> Belongings:
    """What goes with a source."""
    standing = select(func.count()).select_from(StandingRow).where(StandingRow.source == source)
    decided = select(func.count()).select_from(DecisionRow).where(DecisionRow.item.in_(_items(source)))
    return Belongings(
        sets=connection.scalar(select(func.count()).select_from(SetRow).where(SetRow.source == source)) or 0,
        items=connection.scalar(standing) or 0,
        approved=connection.scalar(standing.where(StandingRow.state == State.APPROVED.value)) or 0,
        decisions=connection.scalar(decided) or 0,
    )


def delete_source(connection: Connection, source: str, who: str, now: datetime) -> Belongings:
    """Delete it with its sets, items and their history, and return what went. That it was done stays on record.

    Raises InputError while somebody works on it.
    """
    _check_idle(connection, source)
    went = belongings(connection, source)
    row = {"source": source, "when": now, "who": who, "sets": went.sets, "items": went.items, "under_way": True}
    connection.execute(insert(DeletionRow), row)
    of_items = _items(source)
    sets = select(SetRow.id).where(SetRow.source == source)
    connection.execute(delete(JobRow).where(_concerns(connection, source)))
    for table in (DecisionRow, StandingRow, RubricApprovalRow, RubricRow, RevisionRow, MemberRow):
        connection.execute(delete(table).where(table.item.in_(of_items)))
    connection.execute(delete(MemberRow).where(MemberRow.set.in_(sets)))
    for table in (ItemRow, SetRow, UnderstandingRow):
        connection.execute(delete(table).where(table.source == source))
    connection.execute(delete(SourceRow).where(SourceRow.id == source))
    done = (DeletionRow.source == source) & DeletionRow.under_way
    connection.execute(update(DeletionRow).where(done), {"under_way": False})
    return went


def _items(source: str) -> Select:
    return select(ItemRow.id).where(ItemRow.source == source)


def _concerns(connection: Connection, source: str) -> ColumnElement[bool]:
    """Which jobs are about a source: those that say so, and those about one of its items."""
    items = set(connection.scalars(_items(source)))
    rows = connection.execute(select(JobRow.id, JobRow.asked).where(JobRow.kind == "regenerate"))
    about = [row.id for row in rows if row.asked.get("item") in items]
    return (JobRow.source == source) | JobRow.id.in_(about)


def _check_idle(connection: Connection, source: str) -> None:
    query = select(JobRow.id).where(JobRow.state.in_(OPEN), _concerns(connection, source))
    if busy := connection.scalar(query.limit(1)):
        raise InputError("It is being worked on just now.", hint=f"Stop that first: `eduapp jobs --cancel {busy}`.")
