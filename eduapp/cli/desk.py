"""The reviewer's desk on a terminal: one item at a time beside its passage, one key a verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import typer

from eduapp.cli.desk_view import draw, help_page, history_page
from eduapp.cli.editing import changes_in_editor
from eduapp.cli.output import say
from eduapp.errors import EduappError, InputError

if TYPE_CHECKING:
    from eduapp.domain.item import Item
    from eduapp.domain.source import Document
    from eduapp.library import Library

EVERY = "all"
STOPS = ("q", "\x03", "\x04", "\x1b")
ARROWS = {"\x1b[C": "n", "\x1b[B": "n", "\x1b[D": "p", "\x1b[A": "p", " ": "n", "\r": "n", "\n": "n"}


def read_key() -> str:
    """One key from the terminal, without waiting for the end of a line."""
    try:
        return typer.getchar()
    except (EOFError, KeyboardInterrupt):
        return "q"


def read_line(question: str) -> str:
    """A line that a person types, empty if they think better of it."""
    try:
        return input(f"{question} ").strip()
    except (EOFError, KeyboardInterrupt):
        return ""


@dataclass
class Desk:
    """What lies on the desk: a set, the filters in force, the item looked at, and what was done here."""

    lib: Library
    set_id: str
    who: str | None = None
    model: str | None = None
    filters: dict[str, str] = field(default_factory=lambda: {"state": "draft"})
    key: Callable[[], str] = read_key
    ask: Callable[[str], str] = read_line
    item: Item | None = None
    said: str = ""
    done: list[str] = field(default_factory=list)
    _documents: dict[str, Document] = field(default_factory=dict)

    def work(self) -> None:
        """Show item after item and do what the keys say, until a person leaves."""
        self._turn()
        while True:
            draw(self)
            pressed = self.key()
            if pressed in STOPS:
                return
            self.press(ARROWS.get(pressed, pressed))

    def press(self, key: str) -> None:
        """Do what a key says; what can't be done is told, and changes nothing."""
        action = KEYS.get(key)
        if action is None:
            self.said = f"{key!r} does nothing here; ? lists the keys."
            return
        self.said = ""
        try:
            action[1](self)
        except EduappError as error:
            self.said = str(error)
            if self.item is not None:
                self.item = self.lib.item(self.item.id)

    def document(self, item: Item) -> Document:
        """The document that an item quotes, read once."""
        source = item.evidence[0].source
        if source not in self._documents:
            self._documents[source] = self.lib.document(source)
        return self._documents[source]

    # verdicts

    def approve(self) -> None:
        """Approve the item and go on."""
        self._decided(self.lib.decide(self._here(), "approve", who=self.who))

    def reject(self) -> None:
        """Ask for a reason, reject the item and go on."""
        item = self._here()
        if why := self.ask("Why is it rejected? (empty: leave it)"):
            self._decided(self.lib.decide(item, "reject", who=self.who, why=why))

    def reopen(self) -> None:
        """Make the item a draft again."""
        self.item = self.lib.decide(self._here(), "reopen", who=self.who)
        self._note(f"{self.item.id} is a draft again.")

    def undo(self) -> None:
        """Take back what was done last at this desk, or else to this item."""
        last = self.done[-1] if self.done else self._here()
        if self.done and self.item is not None and self.item.id == last:
            last = self.item
        self.item = self.lib.undo(last, who=self.who)
        self.done = self.done[:-1]
        self.said = f"Undone: {self.item.id} is {_now(self.item)} again."

    def edit(self) -> None:
        """Open the item in an editor; the new revision is checked and is a draft."""
        item = self._here()

        def save(changes: dict[str, Any]) -> Item:
            return self.lib.edit(item, changes, who=self.who)

        self.item = changes_in_editor(item, save)
        if self.item.revision == item.revision:
            self.said = f"{item.id} is as it was."
        else:
            self._note(f"Saved as revision {self.item.revision}; it was checked again and needs approval.")

    def regenerate(self) -> None:
        """Ask what another item is to be about, and put it in the place of this one."""
        old = self._here()
        if old.is_clue:
            raise InputError("A clue is edited, not made anew.", hint="`eduapp reroll --drop` leaves its word out.")
        note = self.ask("What should the new one be about? (Enter: anything; . to leave it)")
        if note == ".":
            return
        say("Looking for another …")
        within = None if self.set_id == EVERY else self.set_id
        self.item = self.lib.regenerate(old, note=note, within=within, who=self.who, model=self.model)
        self.done.append(old.id)
        self.said = f"{self.item.id} is in the place of {old.id}."

    def approve_all(self) -> None:
        """Approve, after a warning, every draft that passes the filters."""
        wanted = self.filters | {"state": "draft"}
        found = self.lib.queue(self.set_id, limit=100_000, **wanted).lines
        if not found:
            raise InputError("No draft passes the filters.")
        failing = sum(bool(line.failed) for line in found)
        warning = f"Approve {len(found)} items that nobody has read one by one"
        warning += f", {failing} of which failed a check" if failing else ""
        if self.ask(f"{warning}? Type yes:").lower() != "yes":
            self.said = "Nothing was approved."
            return
        approved = self.lib.approve_together([line.item for line in found], who=self.who)
        self._turn()
        self.said = f"{len(approved)} items approved together. u on an item takes its approval back."

    # the way around

    def next(self) -> None:
        """Go to the next item."""
        self._turn()

    def previous(self) -> None:
        """Go to the item before."""
        self._turn(back=True)

    def filter(self) -> None:
        """Ask which items are wanted."""
        asked = self.ask("Filter, such as: state=draft level=apply kind=choice check=failed words (empty: all)")
        filters = read_filters(asked)
        self.lib.queue(self.set_id, limit=1, **filters)
        self.filters = filters
        if not self._fits():
            self._turn()

    def history(self) -> None:
        """Show what became of the item."""
        history_page(self.lib.history(self._here()))
        self.key()

    def help(self) -> None:
        """Show what the keys do."""
        help_page(KEYS)
        self.key()

    def _fits(self) -> bool:
        if self.item is None:
            return False
        found = self.lib.queue(self.set_id, limit=100_000, **self.filters)
        return any(line.item == self.item.id for line in found.lines)

    def _here(self) -> Item:
        if self.item is None:
            raise InputError("There is no item here.", hint="Press f for other items, or u to undo.")
        return self.item

    def _decided(self, item: Item) -> None:
        self.item = item
        self._note(f"{item.id} is {item.review.state}.")
        self._turn()

    def _note(self, said: str) -> None:
        self.done.append(self._here().id)
        self.said = said

    def _turn(self, *, back: bool = False) -> None:
        here = self.item.id if self.item else ""
        self.item = self.lib.beside(here, self.set_id, back=back, **self.filters)


def read_filters(text: str) -> dict[str, str]:
    """The filters in a line such as "state=draft level=apply cell wall"; words without a name are looked for."""
    named, words = {}, []
    for part in text.split():
        name, sign, value = part.partition("=")
        if sign:
            named[name] = value
        else:
            words.append(part)
    return named | ({"words": " ".join(words)} if words else {})


def _now(item: Item) -> str:
    return {"draft": "a draft"}.get(item.review.state.value, item.review.state.value)


KEYS: dict[str, tuple[str, Callable[[Desk], None]]] = {
    "a": ("approve", Desk.approve),
    "r": ("reject, with a reason", Desk.reject),
    "e": ("edit in your editor", Desk.edit),
    "g": ("put another in its place, with a note", Desk.regenerate),
    "u": ("undo what was done last", Desk.undo),
    "o": ("open again: a draft once more", Desk.reopen),
    "n": ("next (also space and arrows)", Desk.next),
    "p": ("previous", Desk.previous),
    "f": ("filter by state, level, kind, check, words", Desk.filter),
    "A": ("approve all drafts that pass the filter, after a warning", Desk.approve_all),
    "h": ("history", Desk.history),
    "?": ("these keys", Desk.help),
}
"""What each key does; q leaves."""
