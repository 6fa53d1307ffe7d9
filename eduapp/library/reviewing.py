"""The review room of a library: finding one's way through its items, deciding on them, editing them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from eduapp.domain.item import Item, edited
from eduapp.domain.item_set import ItemSet
from eduapp.domain.queue import Filters, Queue, SetLine, Tally
from eduapp.domain.review import Event, Verdict
from eduapp.errors import InputError
from eduapp.library.asked import kind_of, level_of
from eduapp.library.names import LATEST, find, is_name
from eduapp.library.puzzles import Puzzles

ALL_PASSED = "all checks passed"
"""The policy of `approve_passed`."""

TOGETHER = "approved together with others, not read one by one"
"""The policy of `approve_together`."""

EVERY = "all"
"""In the place of a set: all items of the library."""


class Reviewing(Puzzles):
    """The part of a library that people decide in.

    An item handed in as a record is decided on as it was when it was read: what somebody else did to it since then
    raises ReviewError and isn't overruled. An item named by its id is decided on as it stands.
    """

    # finding one's way

    def queue(self, which: ItemSet | str = LATEST, *, start: int = 0, limit: int = 50, **filters: Any) -> Queue:
        """A page of a set's items in short, of "all" items of the library: `limit` of them from place `start` on.

        The filters are those of `Filters`: state, level, kind, check, source, words. Raises InputError for others.
        """
        return self._store.queue(self._set_id(which), self._filters(filters), start=start, limit=limit)

    def beside(
        self, item: Item | str, which: ItemSet | str = LATEST, *, back: bool = False, **filters: Any
    ) -> Item | None:
        """The item that comes after this one of those that pass the filters, or before it; None if there is none.

        After the last comes the first again.
        """
        here = item.id if isinstance(item, Item) else item
        found = self._store.beside(self._set_id(which), self._filters(filters), here, back=back)
        return self._store.item(found) if found else None

    def place(self, item: Item | str, which: ItemSet | str = LATEST, **filters: Any) -> int:
        """How many items that pass the filters come before this one."""
        here = item.id if isinstance(item, Item) else item
        return self._store.place(self._set_id(which), self._filters(filters), here)

    def tally(self, which: ItemSet | str = LATEST, **filters: Any) -> Tally:
        """How many of a set's items, of "all" items, there are by level, kind and state, and by failed check."""
        return self._store.tally(self._set_id(which), self._filters(filters))

    def set_named(self, which: ItemSet | str = LATEST) -> str:
        """The id of a set; empty for "all"."""
        return self._set_id(which)

    def set_lines(self) -> list[SetLine]:
        """All sets in short, with the states of their items; the last generated last."""
        return self._store.set_lines()

    def history(self, item: Item | str) -> list[Event]:
        """What became of an item, oldest first: how it was proposed, each edit, each decision."""
        return self._store.history(self._item_id(item))

    # deciding

    def decide(
        self, item: Item | str, verdict: Verdict | str, who: str | None = None, why: str = "", policy: str = ""
    ) -> Item:
        """The item after one more decision, which is kept for good. A rejection needs `why`.

        Raises ReviewError if the rules don't allow it, or if somebody edited or decided on it meanwhile.
        """
        known = _verdict(verdict)
        if known is Verdict.UNDO:
            return self.undo(item, who=who, why=why)
        signed = {"who": who or self._settings.reviewer, "why": why, "policy": policy}
        return self._store.decide(self._item_id(item), known, **signed, **_seen(item))

    def undo(self, item: Item | str, *, who: str | None = None, why: str = "") -> Item:
        """The item with its last decision taken back, or with its last edit undone; that is one more decision.

        The state before comes back with it, and so does the place of an item that another was put in place of. Raises
        ReviewError when there is nothing to undo, or if the item handed in has been edited or decided on meanwhile.
        """
        signed = {"who": who or self._settings.reviewer, "why": why}
        return self._store.undo(self._item_id(item), **signed, **_seen(item))

    def check_seen(self, item: Item) -> None:
        """Raises ReviewError, which says who did what, if the item has been edited or decided on since it was read."""
        self._store.check_seen(item)

    def approve_passed(
        self, which: ItemSet | str = LATEST, policy: str = ALL_PASSED, who: str | None = None
    ) -> list[Item]:
        """Approve the drafts of a set that were checked and passed every check; each decision names the policy."""
        signed = {"who": who or self._settings.reviewer, "policy": policy}
        return self._store.approve_drafts(self._set_id(which), lambda item: item.passed, **signed)

    def approve_together(
        self, items: Sequence[Item | str], policy: str = TOGETHER, who: str | None = None
    ) -> list[Item]:
        """Approve those of the items that are drafts, all or none; each decision says that nobody read it by itself."""
        among = {self._item_id(item) for item in items}
        if not among:
            return []
        signed = {"who": who or self._settings.reviewer, "policy": policy}
        return self._store.approve_drafts("", lambda item: True, among=among, **signed)

    # editing

    def edit(
        self, item: Item | str, changes: Mapping[str, Any] | None = None, /, *, who: str | None = None, **more: Any
    ) -> Item:
        """The item's next revision with these changes: a draft again, checked anew. No change makes no revision.

        Raises InputError for what an item can't be, ReviewError if somebody else edited it or decided on it meanwhile.
        """
        known = item if isinstance(item, Item) else self.item(item)
        new = self.tried(known, changes, **more)
        if new is known:
            return known
        return self._store.revise(new, who or self._settings.reviewer, seen=len(known.review.decisions))

    def tried(self, item: Item, changes: Mapping[str, Any] | None = None, /, **more: Any) -> Item:
        """What an edit with these changes would make of an item, with its checks; nothing is saved.

        It is the item itself where nothing changes. Raises InputError for what an item can't be.
        """
        asked = {**(changes or {}), **more}
        new = edited(item, asked)
        if all(getattr(new, name) == getattr(item, name) for name in asked):
            return item
        return self._checked(new)

    def _checked(self, item: Item) -> Item:
        source = item.evidence[0].source
        document, understanding = self._store.document(source), self.understanding(source)
        if item.is_clue:
            from eduapp.crosswords import clue_context, clue_items

            return clue_items.checked(item, clue_context.build(document, understanding))
        from eduapp.questions.checks import run_checks
        from eduapp.questions.context import build

        return run_checks(item, build(document, understanding))

    def _set_id(self, which: ItemSet | str) -> str:
        """The id of a set; empty for all items of the library."""
        if isinstance(which, ItemSet):
            return which.id
        is_name(which, "set")
        return "" if which in (EVERY, "") else find(which, self._store.set_ids(), "set")

    def _item_id(self, item: Item | str) -> str:
        return item.id if isinstance(item, Item) else self.item(item).id

    def _filters(self, given: Mapping[str, Any]) -> Filters:
        named = {name: _READ[name](value) if name in _READ else value for name, value in given.items() if value}
        if "source" in named:
            named["source"] = self.source(named["source"]).id
        try:
            return Filters.model_validate(named)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            name = ".".join(map(str, first["loc"]))
            known = ", ".join(Filters.model_fields)
            hint = f"{first['msg']}." if name in Filters.model_fields else f"There are: {known}."
            raise InputError(f"Items can't be looked through by {name} {first['input']!r}.", hint=hint) from error


_READ = {"kind": kind_of, "level": level_of}
"""Filters whose values people may spell as they like."""


def _seen(item: Item | str) -> dict[str, int]:
    """How far whoever decides had seen an item's history."""
    return {"revision": item.revision, "seen": len(item.review.decisions)} if isinstance(item, Item) else {}


def _verdict(verdict: Verdict | str) -> Verdict:
    try:
        return Verdict(verdict)
    except ValueError:
        known = ", ".join(one.value for one in Verdict)
        raise InputError(f"There is no verdict {verdict!r}.", hint=f"There are: {known}.") from None
