"""The library's contents as domain records. Every method is one transaction; several processes may share a library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from eduapp.domain.crossword import Crossword
from eduapp.domain.item import Item
from eduapp.domain.item_set import Filling, ItemSet
from eduapp.domain.knowledge import Understanding
from eduapp.domain.review import Event, State, Verdict
from eduapp.domain.source import Belongings, Document, Source
from eduapp.errors import NotFoundError, ReviewError
from eduapp.store import deleting, items
from eduapp.store.engine import forget, transaction
from eduapp.store.grades import Gradebook
from eduapp.store.jobs import JobBook
from eduapp.store.reviewing import Reviewing
from eduapp.store.tables import ItemRow, MemberRow, SetRow, SourceRow, UnderstandingRow

UNFINISHED = "This generation was stopped before its end, or is still going on."
"""What a set says of its missing items until it is finished."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Repository(Reviewing):
    """Sources, understandings, sets, items and decisions on one database. `now` is the clock, `jobs` its long work."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = _utc_now) -> None:
        self.engine = engine
        self.jobs = JobBook(engine, now)
        self._now = now
        self.grades = Gradebook(engine, now)

    def close(self) -> None:
        """Let go of the database file."""
        self.engine.dispose()

    def _reading(self):
        return transaction(self.engine)

    def _writing(self):
        return transaction(self.engine, writes=True)

    # sources

    def add_source(self, document: Document) -> Source:
        """The source as the library holds it; the same content twice is one source.

        A document that was read anew takes the place of the old one while no set quotes it.
        """
        with self._writing() as connection:
            known = connection.scalar(select(SourceRow.body).where(SourceRow.id == document.source.id))
            if known is None:
                values = document.source.model_dump() | {"added": self._now(), "body": document.model_dump_json()}
                connection.execute(insert(SourceRow), values)
                return document.source
            kept = Document.model_validate_json(known)
            if kept.passages != document.passages and not self._is_used(connection, kept.source.id):
                self._replace_document(connection, document.model_copy(update={"source": kept.source}))
            return kept.source

    def sources(self) -> list[Source]:
        """All of them, in the order that they were added."""
        columns = [getattr(SourceRow, name) for name in Source.model_fields]
        with self._reading() as connection:
            rows = connection.execute(select(*columns).order_by(SourceRow.added, SourceRow.id))
            return [Source.model_validate(dict(row._mapping)) for row in rows]

    def document(self, source_id: str) -> Document:
        """What was read from a source. Raises NotFoundError."""
        with self._reading() as connection:
            body = connection.scalar(select(SourceRow.body).where(SourceRow.id == source_id))
        if body is None:
            raise NotFoundError(f"There is no source {source_id!r}.", hint="`eduapp show` lists them.", where=source_id)
        return Document.model_validate_json(body)

    def belongings(self, source_id: str) -> Belongings:
        """What goes with a source when it is deleted."""
        with self._reading() as connection:
            return deleting.belongings(connection, source_id)

    def delete_source(self, source_id: str, who: str) -> Belongings:
        """Delete a source with all that was made of it, and return what went.

        Raises InputError while somebody works on it.
        """
        with self._writing() as connection:
            went = deleting.delete_source(connection, source_id, who, self._now())
        forget(self.engine)
        return went

    def understanding(self, source_id: str, pipeline: str) -> Understanding | None:
        """What that version of the pipeline understood of a source, or None if it hasn't read it."""
        query = select(UnderstandingRow.body).where(
            UnderstandingRow.source == source_id, UnderstandingRow.pipeline == pipeline
        )
        with self._reading() as connection:
            body = connection.scalar(query)
        return Understanding.model_validate_json(body) if body else None

    def save_understanding(self, understanding: Understanding) -> None:
        """Keep it; the first of a source and pipeline version stays."""
        key = {"source": understanding.source, "pipeline": understanding.pipeline}
        with self._writing() as connection:
            if not connection.scalar(select(UnderstandingRow.made).filter_by(**key)):
                values = key | {"made": self._now(), "body": understanding.model_dump_json()}
                connection.execute(insert(UnderstandingRow), values)

    @staticmethod
    def _is_used(connection: Connection, source_id: str) -> bool:
        return bool(connection.scalar(select(func.count()).select_from(SetRow).where(SetRow.source == source_id)))

    @staticmethod
    def _replace_document(connection: Connection, document: Document) -> None:
        connection.execute(delete(UnderstandingRow).where(UnderstandingRow.source == document.source.id))
        change = update(SourceRow).where(SourceRow.id == document.source.id)
        connection.execute(change, {"body": document.model_dump_json()})

    # sets

    def start_set(self, item_set: ItemSet) -> None:
        """Make room for a set that is about to be generated; it says UNFINISHED until `finish_set`."""
        with self._writing() as connection:
            self._put_set(connection, item_set.model_copy(update={"missing": (UNFINISHED,)}))

    def add_item(self, set_id: str, item: Item) -> Item:
        """Save an item at the end of a set that was started. One that a person has edited or judged stays as it is."""
        with self._writing() as connection:
            kept = items.keep(connection, item, self._now())
            in_set = MemberRow.set == set_id
            if not connection.scalar(select(MemberRow.position).where(in_set, MemberRow.item == item.id)):
                last = connection.scalar(select(func.max(MemberRow.position)).where(in_set)) or 0
                connection.execute(insert(MemberRow), {"set": set_id, "item": item.id, "position": last + 1})
            return kept

    def finish_set(self, item_set: ItemSet) -> ItemSet:
        """Save the set as it came out, and return it as the library holds it.

        Items of an earlier run that didn't come out again leave the set, but for those that a person has touched.
        """
        with self._writing() as connection:
            self._put_set(connection, item_set)
            for item in item_set.items:
                items.keep(connection, item, self._now())
            replaced = self._get_set(connection, item_set.id).replaced
            chosen = _with_replacements([item.id for item in item_set.items], replaced)
            earlier = [item_id for item_id in items.members(connection, item_set.id) if item_id not in set(chosen)]
            touched = items.touched(connection, earlier)
            self._put_members(connection, item_set.id, chosen + [one for one in earlier if one in touched])
            self._put_seats(connection, item_set.id, replaced)
            return self._get_set(connection, item_set.id)

    def replace_item(self, set_id: str, old: Item, new: Item, *, who: str, why: str) -> Item:
        """Put `new` in the place of an item of a set, and return it as it is kept.

        The old one stays in the set and its history, rejected by a decision with that reason. Raises NotFoundError, or
        ReviewError if the old one has been edited or replaced meanwhile.
        """
        with self._writing() as connection:
            known = items.get(connection, old.id)
            item_set = self._get_set(connection, set_id)
            if old.id in item_set.replaced:
                raise ReviewError(f"{old.id} has been replaced by {item_set.replaced[old.id]} already.", where=old.id)
            items.check_unchanged(connection, known, old.revision, len(old.review.decisions))
            kept = items.keep(connection, new, self._now())
            if known.review.state is not State.REJECTED:
                items.record(connection, known, self._decision(known, Verdict.REJECT, who, why=why))
            replaced = item_set.replaced | {old.id: new.id}
            connection.execute(update(SetRow).where(SetRow.id == set_id), {"replaced": replaced})
            members = [item.id for item in item_set.items if item.id != new.id]
            self._put_members(connection, set_id, _with_replacements(members, {old.id: new.id}))
            self._put_seats(connection, set_id, replaced)
            return kept

    def save_crossword(self, set_id: str, crossword: Crossword) -> ItemSet:
        """Put another layout in the place of a set's crossword, and return the set. Raises NotFoundError."""
        with self._writing() as connection:
            change = update(SetRow).where(SetRow.id == set_id)
            connection.execute(change, {"crossword": crossword.model_dump(mode="json")})
            return self._get_set(connection, set_id)

    def set_ids(self) -> list[str]:
        """The ids of all sets, the last generated last."""
        with self._reading() as connection:
            return list(connection.scalars(select(SetRow.id).order_by(SetRow.made, SetRow.id)))

    def item_set(self, set_id: str) -> ItemSet:
        """A set with its items as they stand. Raises NotFoundError."""
        with self._reading() as connection:
            return self._get_set(connection, set_id)

    def _put_set(self, connection: Connection, item_set: ItemSet) -> None:
        values = item_set.model_dump(mode="json", exclude={"id", "items", "replaced"}) | {"made": self._now()}
        changed = connection.execute(update(SetRow).where(SetRow.id == item_set.id), values)
        if not changed.rowcount:
            connection.execute(insert(SetRow), values | {"id": item_set.id, "replaced": item_set.replaced})

    def _put_seats(self, connection: Connection, set_id: str, replaced: dict[str, str]) -> None:
        """Let each seat name the items that sit there now."""
        fillings = self._get_set(connection, set_id).seats
        now = [
            one.model_copy(update={"items": tuple(newest(item, replaced) for item in one.items)}) for one in fillings
        ]
        connection.execute(update(SetRow).where(SetRow.id == set_id), {"seats": _as_json(now)})

    def _back_in_place(self, connection: Connection, item_id: str) -> None:
        """Give an item the seats again that others took from it; these leave the set unless a person touched them."""
        rows = connection.execute(select(SetRow.id, SetRow.replaced).order_by(SetRow.id))
        for set_id, replaced in [tuple(row) for row in rows if item_id in row.replaced]:
            taken, rest = replaced[item_id], {old: new for old, new in replaced.items() if old != item_id}
            chain = {taken, newest(taken, rest)}
            connection.execute(update(SetRow).where(SetRow.id == set_id), {"replaced": rest})
            item_set = self._get_set(connection, set_id)
            seats = [
                one.model_copy(update={"items": tuple(item_id if item in chain else item for item in one.items)})
                for one in item_set.seats
            ]
            connection.execute(update(SetRow).where(SetRow.id == set_id), {"seats": _as_json(seats)})
            gone = {taken} - items.touched(connection, [taken]) - set(rest) - set(rest.values())
            members = [item.id for item in item_set.items if item.id not in gone]
            self._put_members(connection, set_id, members)

    @staticmethod
    def _put_members(connection: Connection, set_id: str, item_ids: list[str]) -> None:
        connection.execute(delete(MemberRow).where(MemberRow.set == set_id))
        rows = [{"set": set_id, "item": item, "position": place} for place, item in enumerate(item_ids, 1)]
        if rows:
            connection.execute(insert(MemberRow), rows)

    @staticmethod
    def _get_set(connection: Connection, set_id: str) -> ItemSet:
        row = connection.execute(select(SetRow).where(SetRow.id == set_id)).one_or_none()
        if row is None:
            raise NotFoundError(f"There is no set {set_id!r}.", hint="`eduapp show` lists them.", where=set_id)
        fields = {name: row._mapping[name] for name in ItemSet.model_fields if name != "items"}
        found = items.get_many(connection, items.members(connection, set_id))
        item_set = ItemSet.model_validate(fields | {"items": tuple(found)})
        return item_set.model_copy(update={"crossword": _as_worded(item_set.crossword, found)})

    # items

    def item_ids(self) -> list[str]:
        """The ids of all items."""
        with self._reading() as connection:
            return list(connection.scalars(select(ItemRow.id).order_by(ItemRow.id)))

    def has_item(self, item_id: str) -> bool:
        """Whether there is an item of exactly that id."""
        with self._reading() as connection:
            return connection.scalar(select(ItemRow.id).where(ItemRow.id == item_id)) is not None

    def sets_with(self, item_id: str) -> list[str]:
        """The ids of the sets that an item is in, the last generated last."""
        query = select(SetRow.id).join(MemberRow, MemberRow.set == SetRow.id).where(MemberRow.item == item_id)
        with self._reading() as connection:
            return list(connection.scalars(query.order_by(SetRow.made, SetRow.id)))

    def item(self, item_id: str) -> Item:
        """An item as it stands. Raises NotFoundError."""
        with self._reading() as connection:
            return items.get(connection, item_id)

    def history(self, item_id: str) -> list[Event]:
        """What became of an item, oldest first. Raises NotFoundError."""
        with self._reading() as connection:
            return items.history(connection, item_id)


def _as_json(fillings: Iterable[Filling]) -> list[dict[str, Any]]:
    return [one.model_dump(mode="json") for one in fillings]


def newest(item_id: str, replaced: Mapping[str, str]) -> str:
    """The id of the item that stands in an item's place after all replacements; its own if it wasn't replaced."""
    while item_id in replaced:
        item_id = replaced[item_id]
    return item_id


def _with_replacements(item_ids: list[str], replaced: Mapping[str, str]) -> list[str]:
    """The ids in order, each that was replaced after what came into its place."""
    found: list[str] = []
    for item_id in item_ids:
        chain = [item_id]
        while chain[-1] in replaced:
            chain.append(replaced[chain[-1]])
        found += reversed(chain)
    return list(dict.fromkeys(found))


def _as_worded(crossword: Crossword | None, found: list[Item]) -> Crossword | None:
    """The crossword with the clues as its items have them now."""
    if crossword is None:
        return None
    stems = {item.id: item.stem for item in found}
    entries, unplaced = (
        tuple(word.model_copy(update={"clue": stems.get(word.item, word.clue)}) for word in words)
        for words in (crossword.entries, crossword.unplaced)
    )
    return crossword.model_copy(update={"entries": entries, "unplaced": unplaced})
