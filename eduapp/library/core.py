"""The library itself: what it holds, and everything that can be done with it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from eduapp.domain import show
from eduapp.domain.item import Item
from eduapp.domain.item_set import ItemSet
from eduapp.domain.review import State
from eduapp.library.grades import Grades
from eduapp.library.names import LATEST

if TYPE_CHECKING:
    from eduapp.export import ExportReport


class Library(Grades):
    """Sources, what was understood of them, and sets of items with their history.

    Where a source, set or item is asked for, the record itself will do, or its id, a unique beginning of the id, or
    "latest"; a source also goes by its name. NotFoundError is raised when there is none, InputError when there are
    several.
    """

    # items

    def items(self, which: ItemSet | str = LATEST) -> list[Item]:
        """The items of a set as they stand."""
        return list(self.item_set(which).items)

    # out

    def export(
        self,
        which: ItemSet | str,
        path: str | Path,
        include: str = "approved",
        *,
        word_bank: bool = False,
        first_letters: bool = False,
        paper: str = "",
    ) -> ExportReport:
        """Write a set's approved items, or "all" that aren't rejected, in the format that the file's name ends in.

        A crossword leaves with the same items only; it is laid out anew without the others. `word_bank` and
        `first_letters` help to solve it; `paper` is "a4" or "letter", by default the layout's own. Raises ExportError
        if there are no items, or if they can't be written.
        """
        from eduapp.export import format_for, write
        from eduapp.library.leaving import ready_to_leave

        options = {"word_bank": word_bank, "first_letters": first_letters, "paper": paper.strip().lower()}
        leaving, left_out = ready_to_leave(self.item_set(which), format_for(path), include)
        report = write(leaving, path, **options)
        return report.model_copy(update={"skipped": (*left_out, *report.skipped)})

    def exported(
        self, which: ItemSet | str, name: str, include: str = "approved", **looks: Any
    ) -> tuple[bytes, ExportReport]:
        """The bytes of an export in the format of that name, with its report; the options are those of `export`."""
        from eduapp.export import format_named

        with TemporaryDirectory() as folder:
            path = Path(folder) / f"set{format_named(name).suffix}"
            report = self.export(which, path, include, **looks)
            return path.read_bytes(), report

    def card(self, which: ItemSet | str, item: Item | str) -> str:
        """An item's Anki card, question and answer, as a web page that loads and runs nothing."""
        from eduapp.export.pictures import card_page

        return card_page(self.item_set(which), self.item(item))

    def _repr_html_(self) -> str:
        sources = [(s.id, s.name, s.media_type) for s in self.sources()]
        sets = [(s.id, s.title, s.blueprint, len(s.items), _approved(s)) for s in self.sets()]
        return show.block(
            f"<p><b>Library</b> at {show.cell(self.where)}</p>",
            show.table(("source", "name", "type"), sources),
            show.table(("set", "title", "blueprint", "items", "approved"), sets),
        )


def _approved(item_set: ItemSet) -> int:
    return sum(item.review.state is State.APPROVED for item in item_set.items)
