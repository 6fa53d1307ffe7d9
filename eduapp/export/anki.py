r"""`.apkg`: a deck for Anki, one note an item.

A note is known by its item's id, so an item that is exported again updates its note. Its modification time rises with
the item's revision and its decisions, because Anki takes over only what is newer. The note type is version 1: its id
and fields are never changed, since Anki asks its user to merge note types that differ; later fields use the spare ones.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import chevron
import genanki

from eduapp import resources
from eduapp.domain.item import Item
from eduapp.domain.item_set import ItemSet
from eduapp.errors import ExportError
from eduapp.export.anki_fields import KINDS, fields
from eduapp.export.archive import zip_bytes
from eduapp.export.base import Artefact, Options, losses, sort_out
from eduapp.export.text import clean, one_line

NOTE_TYPE = 1_846_203_517
NOTE_TYPE_NAME = "eduapp item 1"
FIELDS = (
    *("Id", "Stem", "Choices", "Answer", "Rationale", "Feedback", "Evidence", "Source", "Level", "Kind", "Status"),
    *("Spare1", "Spare2", "Spare3", "Spare4"),
)

LOST = (
    "Anki keeps no checks, review history or record of how an item was made.",
    "It keeps no difficulty, objective, terms or facts, and no feedback on the right choice.",
    "Of a quote it keeps the page, not the place in characters.",
)

# Times of content, in seconds: to be raised by a day whenever `anki_fields` fills the same item's fields differently.
_EPOCH = 1_700_086_400
_REVISION = 1_000


def encode(item_set: ItemSet, options: Options) -> Artefact:
    """The set as an Anki package with one deck."""
    items, skipped = sort_out(item_set, KINDS)
    note_type, ids = _note_type(), _distinct_ids(items)
    deck = _deck(item_set, options)
    for due, item in enumerate(items, start=1):
        deck.add_note(_Note(item_set, item, note_type, next(ids), due))
    lost = losses(items, skipped, *LOST)
    return Artefact(data=_package(deck), written=len(items), lost=lost, skipped=skipped)


def card_templates() -> tuple[str, str, str]:
    """The front and the back of a card, and its style. Raises ExportError if one can't be read."""
    return _template("front.html"), _template("back.html"), _template("style.css")


def field_values(item_set: ItemSet, item: Item) -> dict[str, str]:
    """An item's fields by name, as HTML in which all of its text is escaped."""
    return dict(zip(FIELDS, _values(item_set, item), strict=True))


def modified(item: Item) -> int:
    """When the note counts as changed, in seconds since 1970: later with every revision and every decision."""
    return _EPOCH + item.revision * _REVISION + len(item.review.decisions)


class _Note(genanki.Note):
    def __init__(self, item_set: ItemSet, item: Item, note_type: genanki.Model, id_: int, due: int) -> None:
        super().__init__(
            model=note_type,
            fields=_values(item_set, item),
            tags=_tags(item_set, item),
            guid=genanki.guid_for("eduapp", item.id),
            due=due,
        )
        self.id = id_
        self.modified = modified(item)

    def write_to_db(self, cursor: sqlite3.Cursor, timestamp: float, deck_id: int, id_gen: Iterator[int]) -> None:
        super().write_to_db(cursor, self.modified, deck_id, itertools.count(self.id))


def _values(item_set: ItemSet, item: Item) -> list[str]:
    values = fields(item_set, item)
    return [values.get(name, "") for name in FIELDS]


def _tags(item_set: ItemSet, item: Item) -> list[str]:
    source = re.sub(r"[^\w]+", "-", clean(item_set.title).casefold()).strip("-_")
    pairs = (
        ("level", item.level.value),
        ("kind", item.kind.value),
        ("state", item.review.state.value),
        ("source", source or item_set.source),
    )
    return [f"{name}::{value}" for name, value in pairs]


def _deck(item_set: ItemSet, options: Options) -> genanki.Deck:
    title = one_line(options.title or item_set.title) or "eduapp"
    name = re.sub(r":(?=:)", ": ", title)  # two colons would make a deck within a deck
    return genanki.Deck(2**30 + _hash("deck", item_set.source, name) % 2**30, name)


def _note_type() -> genanki.Model:
    card = {"name": "Question", "qfmt": _template("front.html"), "afmt": _template("back.html")}
    if "{{Stem}}" not in card["qfmt"]:
        raise ExportError("The card template front.html doesn't show the question.", hint="Put {{Stem}} into it.")
    named = [{"name": name} for name in FIELDS]
    return genanki.Model(
        NOTE_TYPE, NOTE_TYPE_NAME, named, [card], _template("style.css"), sort_field_index=FIELDS.index("Stem")
    )


def _template(name: str) -> str:
    path = resources.template(f"anki/{name}")
    try:
        text = path.read_text(encoding="utf-8")
        if name.endswith(".html"):
            chevron.render(text, {})  # genanki reads it so, later, and says nothing of where
        return text
    except (OSError, UnicodeDecodeError, chevron.ChevronError) as error:
        raise ExportError(f"The card template {name} can't be read: {error}.", where=str(path)) from error


def _distinct_ids(items: list[Item]) -> Iterator[int]:
    """An id for each item's note, in milliseconds since 1970 as Anki's are (2020 to 2024); its card has the next."""
    taken: set[int] = set()
    for item in items:
        id_ = 1_577_836_800_000 + _hash("note", item.id) % 2**37 // 2 * 2
        while id_ in taken:
            id_ += 2
        taken.add(id_)
        yield id_


def _hash(*parts: str) -> int:
    return int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest()[:8])


def _package(deck: genanki.Deck) -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        genanki.Package(deck).write_to_db(connection.cursor(), _EPOCH, itertools.count(_EPOCH * 1000))
        connection.commit()
        collection = connection.serialize()
    return zip_bytes({"collection.anki2": collection, "media": b"{}"})
