"""How items stand now, a row each: kept with every revision and decision, so that thousands are looked through at once.

The rows say nothing that revisions and decisions don't; they are there to be filtered, counted and paged.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, func, insert, literal, select, tuple_

from eduapp.domain.item import Item
from eduapp.domain.queue import FAILED, PASSED, Cell, Filters, Line, Queue, SetLine, Tally
from eduapp.domain.review import State
from eduapp.store.tables import MemberRow, SetRow, StandingRow


def put(connection: Connection, item: Item) -> None:
    """Keep how the item stands."""
    failed = "".join(f"\n{check.name}" for check in item.checks if not check.passed)
    row = {
        "item": item.id,
        "source": item.evidence[0].source,
        "revision": item.revision,
        "decisions": len(item.review.decisions),
        "state": item.review.state.value,
        "level": item.level.value,
        "kind": item.kind.value,
        "checked": len(item.checks),
        "failed": f"{failed}\n" if failed else "",
        "stem": item.stem,
        "words": f"{item.stem} {item.answer}".casefold(),
    }
    connection.execute(delete(StandingRow).where(StandingRow.item == item.id))
    connection.execute(insert(StandingRow), row)


def queue(connection: Connection, set_id: str, filters: Filters, start: int, limit: int) -> Queue:
    """The items of a set, of the whole library where it is empty, that pass the filters, in their order."""
    wanted = _wanted(set_id, filters)
    total = connection.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0
    rows = connection.execute(wanted.offset(start).limit(limit))
    return Queue(total=total, start=start, lines=tuple(_line(row) for row in rows))


def ids(connection: Connection, set_id: str, filters: Filters) -> list[str]:
    """The ids of all that pass the filters, in their order."""
    return [row.item for row in connection.execute(_wanted(set_id, filters))]


def beside(connection: Connection, set_id: str, filters: Filters, item_id: str, *, back: bool = False) -> str:
    """The id of the next item after this one that passes the filters, or before it; past the end comes the first.

    The item itself need not pass. Empty when no item does.
    """
    order, wanted = _order(set_id), _wanted(set_id, filters).order_by(None)
    here = connection.execute(_every(set_id).where(StandingRow.item == item_id)).first()
    directed = [column.desc() if back else column.asc() for column in order]
    steps = [wanted]
    if here:
        place = tuple_(*(literal(here._mapping[name]) for name in ("place", "item")))
        steps.insert(0, wanted.where(tuple_(*order) < place if back else tuple_(*order) > place))
    for step in steps:
        if found := connection.execute(step.order_by(*directed).limit(1)).first():
            return found.item
    return ""


def place(connection: Connection, set_id: str, filters: Filters, item_id: str) -> int:
    """How many that pass the filters stand before this item."""
    here = connection.execute(_every(set_id).where(StandingRow.item == item_id)).first()
    if here is None:
        return 0
    before = tuple_(*_order(set_id)) < tuple_(literal(here.place), literal(here.item))
    inner = _wanted(set_id, filters).order_by(None).where(before).subquery()
    return connection.scalar(select(func.count()).select_from(inner)) or 0


def tally(connection: Connection, set_id: str, filters: Filters) -> Tally:
    """The counts of those that pass the filters."""
    inner = _wanted(set_id, filters).order_by(None).subquery()
    fields = (inner.c.level, inner.c.kind, inner.c.state)
    cells = connection.execute(select(*fields, func.count().label("count")).group_by(*fields).order_by(*fields))
    groups = select(inner.c.failed, func.count().label("count")).where(inner.c.failed != "").group_by(inner.c.failed)
    failed: dict[str, int] = {}
    for row in connection.execute(groups.order_by(inner.c.failed)):
        for name in row.failed.split("\n")[1:-1]:
            failed[name] = failed.get(name, 0) + row.count
    return Tally(cells=tuple(Cell.model_validate(dict(row._mapping)) for row in cells), failed=failed)


def set_lines(connection: Connection) -> list[SetLine]:
    """All sets in short, the last generated last."""
    counts = (
        select(MemberRow.set, StandingRow.state, func.count().label("count"))
        .join(StandingRow, StandingRow.item == MemberRow.item)
        .group_by(MemberRow.set, StandingRow.state)
    )
    states: dict[str, dict[State, int]] = {}
    for row in connection.execute(counts):
        states.setdefault(row.set, {})[State(row.state)] = row.count
    rows = connection.execute(select(SetRow).order_by(SetRow.made, SetRow.id))
    return [
        SetLine(
            id=row.id, source=row.source, title=row.title, blueprint=row.blueprint, made=row.made,
            crossword=row.crossword is not None, words=len((row.crossword or {}).get("entries", ())),
            missing=len(row.missing), states=states.get(row.id, {}),
        )
        for row in rows
    ]  # fmt: skip


def _every(set_id: str) -> Select:
    if not set_id:
        return select(StandingRow, StandingRow.source.label("place"))
    joined = select(StandingRow, MemberRow.position.label("place")).join(MemberRow, MemberRow.item == StandingRow.item)
    return joined.where(MemberRow.set == set_id)


def _order(set_id: str) -> tuple[Any, Any]:
    return (MemberRow.position if set_id else StandingRow.source), StandingRow.item


def _wanted(set_id: str, filters: Filters) -> Select:
    return _every(set_id).where(*_conditions(filters)).order_by(*_order(set_id))


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    same = [
        getattr(StandingRow, name) == str(value)
        for name in ("state", "level", "kind", "source")
        if (value := getattr(filters, name))
    ]
    words = [StandingRow.words.contains(word, autoescape=True) for word in filters.words.casefold().split()]
    if filters.check == FAILED:
        return [*same, *words, StandingRow.failed != ""]
    if filters.check == PASSED:
        return [*same, *words, StandingRow.failed == "", StandingRow.checked > 0]
    if filters.check:
        return [*same, *words, StandingRow.failed.contains(f"\n{filters.check}\n", autoescape=True)]
    return same + words


def _line(row: Any) -> Line:
    fields = {name: row._mapping[name] for name in Line.model_fields}
    return Line.model_validate(fields | {"failed": tuple(row.failed.split("\n")[1:-1])})
