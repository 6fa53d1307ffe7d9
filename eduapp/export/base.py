"""What every export format shares: its options, what it hands back, and how a set is sorted out by kind."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Literal

from eduapp.domain.base import Model
from eduapp.domain.item import Item, ItemKind
from eduapp.domain.item_set import ItemSet
from eduapp.domain.review import State
from eduapp.errors import ExportError
from eduapp.export.text import has_control, has_tex, item_text


class Options(Model):
    """How a set is to look: a title in place of the set's own, and the language (BCP 47) of its text.

    Beside a crossword, `word_bank` lists the answers, and `first_letters` prints the first letter of each. An empty
    `paper` is the layout's own.
    """

    title: str = ""
    language: str = "en"
    word_bank: bool = False
    first_letters: bool = False
    paper: Literal["", "a4", "letter"] = ""


class Skipped(Model):
    """An item that was not written, and why, in a sentence."""

    item: str
    why: str


class Artefact(Model):
    """A file's bytes, how many items are in it, what the format couldn't carry, and the items left out."""

    data: bytes
    written: int
    lost: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()


class ExportReport(Model):
    """What became of an export. `lost` says in sentences what the format can't carry."""

    path: Path
    format: str
    written: int
    lost: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True)
class Format:
    """A format by its name and file suffix. Its module is imported when it is first used.

    The `module` offers `encode(item_set, options) -> Artefact`, and `KINDS`, a table of what it does with each item
    kind; it is empty for a format that holds crosswords only. The module `puzzle` offers `encode(crossword, options)`,
    and takes the place of the other where a set has a crossword. A `complete` format holds all that a set has.
    """

    name: str
    suffix: str
    title: str
    module: str = ""
    puzzle: str = ""
    complete: bool = False

    @property
    def carries_crosswords(self) -> bool:
        """Whether the crossword of a set is in the file."""
        return bool(self.puzzle) or self.complete

    def encode(self, item_set: ItemSet, options: Options) -> Artefact:
        """The set as this format's bytes; the same set and options give the same bytes.

        Raises ExportError when the format is for crosswords only and the set has none.
        """
        if self.puzzle and item_set.crossword is not None:
            titled = options.model_copy(update={"title": _title_of_puzzle(item_set, options)})
            return import_module(self.puzzle).encode(item_set.crossword, titled)
        if not self.module:
            raise ExportError(
                f"A {self.suffix} file holds a crossword, and {item_set.id} has none.",
                hint="`eduapp crossword SOURCE` makes one.",
            )
        return import_module(self.module).encode(item_set, options)


def _title_of_puzzle(item_set: ItemSet, options: Options) -> str:
    """The title, with a word of warning while a clue isn't approved."""
    title = options.title or item_set.title
    used = {entry.item for entry in item_set.crossword.entries} if item_set.crossword else set()
    drafts = any(item.id in used and item.review.state is State.DRAFT for item in item_set.items)
    return f"Draft: {title}" if drafts else title


def sort_out(item_set: ItemSet, kinds: Collection[ItemKind]) -> tuple[list[Item], tuple[Skipped, ...]]:
    """The items that can be written, in their order, and those that can't: an unknown kind, an id seen before."""
    seen: set[str] = set()
    fine, skipped = [], []
    for item in item_set.items:
        if item.kind not in kinds:
            skipped.append(Skipped(item=item.id, why=f"This format has no form for items of kind {item.kind}."))
        elif item.id in seen:
            skipped.append(Skipped(item=item.id, why="An item of this id stands in the set already."))
        else:
            fine.append(item)
        seen.add(item.id)
    return fine, tuple(skipped)


def losses(items: list[Item], skipped: tuple[Skipped, ...], *always: str, tex: str = "") -> tuple[str, ...]:
    """What was lost, in sentences: always, by control characters, by formulas (`tex`), and by items left out."""
    texts = [item_text(item) for item in items]
    found = (
        *always,
        tex if tex and any(map(has_tex, texts)) else "",
        "Control characters in the text were left out." if any(map(has_control, texts)) else "",
        f"{len(skipped)} of {len(items) + len(skipped)} items were left out." if skipped else "",
    )
    return tuple(sentence for sentence in found if sentence)
