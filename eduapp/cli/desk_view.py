"""What the reviewer's desk shows. All words of a course or a model are plain text: nothing in them acts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from eduapp.cli.item import event_line, item_lines
from eduapp.cli.output import clear, say, show_text

if TYPE_CHECKING:
    from eduapp.cli.desk import Desk
    from eduapp.domain.item import Item
    from eduapp.domain.review import Event
    from eduapp.domain.source import Document

AROUND = 320
"""How many characters of a passage are shown before and after its quote."""


def draw(desk: Desk) -> None:
    """The item with its passage, what was just done, and the keys."""
    clear()
    say(_place(desk))
    if desk.item is None:
        say("\nNo item passes the filter." if desk.filters else "\nThere is no item.")
    else:
        _draw_item(desk, desk.item)
    if desk.said:
        say(f"\n» {desk.said}")
    say("\na approve · r reject · e edit · g another · u undo · n next · p previous · f filter · ? keys · q leave")


def help_page(keys: Mapping[str, tuple[str, Any]]) -> None:
    """What each key does."""
    clear()
    for key, (what, _) in keys.items():
        say(f"  {key}  {what}")
    say("  q  leave; everything is saved as you go\n\nPress any key.")


def history_page(events: Iterable[Event]) -> None:
    """What became of an item."""
    clear()
    for event in events:
        say(event_line(event))
    say("\nPress any key.")


def _place(desk: Desk) -> str:
    states = desk.lib.tally(desk.set_id).by("state")
    counted = ", ".join(f"{states[one]} {one}" for one in ("draft", "approved", "rejected"))
    wanted = ", ".join(f"{name} {value}" for name, value in desk.filters.items()) or "all items"
    total = desk.lib.queue(desk.set_id, limit=1, **desk.filters).total
    where = f"{total} of them"
    if desk.item is not None and total:
        where = f"{min(desk.lib.place(desk.item, desk.set_id, **desk.filters) + 1, total)} of {total}"
    return f"{desk.set_id} · {counted} · shown: {wanted}, {where}\n"


def _draw_item(desk: Desk, item: Item) -> None:
    for line in item_lines(item):
        say(line)
    say("\nSource")
    for before, quote, after, label in _contexts(item, desk.document(item)):
        show_text(f"  {label}: ", (before, ""), (f"▸{quote}◂", "bold underline"), (after, ""))


def _contexts(item: Item, document: Document) -> Iterable[tuple[str, str, str, str]]:
    """For each quote the words before it and after it in its passage, and its place."""
    for quote in item.evidence:
        try:
            text = document.passage(quote.passage).text
        except KeyError:
            yield "", quote.text, "", quote.locator.label()
            continue
        before, after = text[: quote.start], text[quote.end :]
        before = f"…{before[-AROUND:]}" if len(before) > AROUND else before
        after = f"{after[:AROUND]}…" if len(after) > AROUND else after
        yield before, quote.text, after, quote.locator.label()
