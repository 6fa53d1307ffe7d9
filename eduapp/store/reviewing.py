"""The part of a repository that review needs: decisions, edits and undos, and finding one's way through many items."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import Connection, Engine

from eduapp.domain.item import Item
from eduapp.domain.queue import Filters, Queue, SetLine, Tally
from eduapp.domain.review import Decision, State, Verdict, check_reason
from eduapp.store import items, standings
from eduapp.store.engine import transaction


class Reviewing:
    """What a person does to items, on one database. Every method is one transaction."""

    engine: Engine
    _now: Callable[[], datetime]

    def revise(self, item: Item, who: str, *, seen: int | None = None) -> Item:
        """Save a person's edit, made when the item had `seen` decisions.

        Raises ReviewError if somebody else edited it meanwhile, or decided on it.
        """
        with transaction(self.engine, writes=True) as connection:
            return items.revise(connection, item, who, self._now(), seen)

    def decide(
        self,
        item_id: str,
        verdict: Verdict,
        *,
        who: str,
        why: str = "",
        policy: str = "",
        revision: int | None = None,
        seen: int | None = None,
    ) -> Item:
        """Record a decision on an item's newest revision.

        Raises NotFoundError, or ReviewError if the rules don't allow it, if the newest revision isn't `revision`, or if
        there are more decisions than the `seen` ones, where these are given.
        """
        check_reason(verdict, why, item=item_id)
        with transaction(self.engine, writes=True) as connection:
            item = items.get(connection, item_id)
            items.check_unchanged(connection, item, revision or item.revision, seen)
            return items.record(connection, item, self._decision(item, verdict, who, why=why, policy=policy))

    def undo(
        self, item_id: str, *, who: str, why: str = "", revision: int | None = None, seen: int | None = None
    ) -> Item:
        """Take back the last decision on an item that stands, or the edit that made its newest revision.

        What comes back is the state that was before, and the item's place if another took it. Raises as `decide` does,
        and ReviewError when there is nothing to undo.
        """
        with transaction(self.engine, writes=True) as connection:
            item = items.get(connection, item_id)
            items.check_unchanged(connection, item, revision or item.revision, seen)
            before = item.review.state
            item = items.undo(connection, item, who, self._now(), why)
            if before is State.REJECTED and item.review.state is not State.REJECTED:
                self._back_in_place(connection, item.id)
            return item

    def check_seen(self, item: Item) -> None:
        """Raises ReviewError if the item has been edited or decided on since it was read."""
        with transaction(self.engine) as connection:
            known = items.get(connection, item.id)
            items.check_unchanged(connection, known, item.revision, len(item.review.decisions))

    def approve_drafts(
        self, set_id: str, chosen: Callable[[Item], bool], *, who: str, policy: str, among: Collection[str] = ()
    ) -> list[Item]:
        """Approve, all in one transaction, the drafts of a set, or those `among` them, that `chosen` says yes to."""
        with transaction(self.engine, writes=True) as connection:
            drafts = standings.ids(connection, set_id, Filters(state=State.DRAFT))
            wanted = [one for one in drafts if not among or one in among]
            return [
                items.record(connection, item, self._decision(item, Verdict.APPROVE, who, policy=policy))
                for item in items.get_many(connection, wanted)
                if chosen(item)
            ]

    # finding one's way

    def queue(self, set_id: str, filters: Filters, *, start: int = 0, limit: int = 50) -> Queue:
        """A page of the items of a set (of the whole library where it is empty) that pass the filters."""
        with transaction(self.engine) as connection:
            return standings.queue(connection, set_id, filters, start, limit)

    def beside(self, set_id: str, filters: Filters, item_id: str, *, back: bool = False) -> str:
        """The id of the item that comes next of those that pass the filters, or the one before; empty if none does."""
        with transaction(self.engine) as connection:
            return standings.beside(connection, set_id, filters, item_id, back=back)

    def place(self, set_id: str, filters: Filters, item_id: str) -> int:
        """How many that pass the filters stand before an item."""
        with transaction(self.engine) as connection:
            return standings.place(connection, set_id, filters, item_id)

    def tally(self, set_id: str, filters: Filters) -> Tally:
        """The counts of the items that pass the filters."""
        with transaction(self.engine) as connection:
            return standings.tally(connection, set_id, filters)

    def set_lines(self) -> list[SetLine]:
        """All sets in short, the last generated last."""
        with transaction(self.engine) as connection:
            return standings.set_lines(connection)

    def _decision(self, item: Item, verdict: Verdict, who: str, *, why: str = "", policy: str = "") -> Decision:
        signed = {"who": who, "why": why, "policy": policy, "when": self._now()}
        return Decision(item=item.id, revision=item.revision, verdict=verdict, **signed)

    def _back_in_place(self, connection: Connection, item_id: str) -> None:
        """Give an item the seats again that others took from it."""
        raise NotImplementedError
