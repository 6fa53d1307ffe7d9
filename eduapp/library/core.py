"""The library itself: what it holds, and everything that can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eduapp.domain import show
from eduapp.domain.item import Item, edited
from eduapp.domain.item_set import ItemSet
from eduapp.domain.review import Event, State, Verdict
from eduapp.errors import InputError
from eduapp.library.names import LATEST
from eduapp.library.puzzles import Puzzles

if TYPE_CHECKING:
    from eduapp.export import ExportReport

ALL_PASSED = "all checks passed"


class Library(Puzzles):
    """Sources, what was understood of them, and sets of items with their history.

    Where a source, set or item is asked for, the record itself will do, or its id, a unique beginning of the id, or
    "latest"; a source also goes by its name. NotFoundError is raised when there is none, InputError when there are
    several.
    """

    # items

    def items(self, which: ItemSet | str = LATEST) -> list[Item]:
        """The items of a set as they stand."""
        return list(self.item_set(which).items)

    def history(self, item: Item | str) -> list[Event]:
        """What became of an item, oldest first: how it was proposed, each edit, each decision."""
        return self._store.history(self.item(item).id)

    def decide(
        self, item: Item | str, verdict: Verdict | str, who: str | None = None, why: str = "", policy: str = ""
    ) -> Item:
        """The item after one more decision, which is kept for good. A rejection needs `why`.

        Raises ReviewError if the rules don't allow it, or if the item handed in has been edited meanwhile.
        """
        revision = item.revision if isinstance(item, Item) else None
        options = {"who": who or self._settings.reviewer, "why": why, "policy": policy, "revision": revision}
        return self._store.decide(self.item(item).id, _verdict(verdict), **options)

    def approve_passed(
        self, which: ItemSet | str = LATEST, policy: str = ALL_PASSED, who: str | None = None
    ) -> list[Item]:
        """Approve the drafts of a set that were checked and passed every check; each decision names the policy."""
        chosen = self.item_set(which).id
        return self._store.approve_drafts(
            chosen, lambda item: item.passed, who=who or self._settings.reviewer, policy=policy
        )

    def edit(
        self, item: Item | str, changes: Mapping[str, Any] | None = None, /, *, who: str | None = None, **more: Any
    ) -> Item:
        """The item's next revision with these changes: a draft again, checked anew. No change makes no revision.

        Raises InputError for what an item can't be, ReviewError if somebody else edited it meanwhile.
        """
        known = item if isinstance(item, Item) else self.item(item)
        asked = {**(changes or {}), **more}
        new = edited(known, asked)
        if all(getattr(new, name) == getattr(known, name) for name in asked):
            return known
        return self._store.revise(self._checked(new), who or self._settings.reviewer)

    def _checked(self, item: Item) -> Item:
        source = item.evidence[0].source
        document, understanding = self._store.document(source), self.understanding(source)
        if item.is_clue:
            from eduapp.crosswords import clue_context, clue_items

            return clue_items.checked(item, clue_context.build(document, understanding))
        from eduapp.questions.checks import run_checks
        from eduapp.questions.context import build

        return run_checks(item, build(document, understanding))

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

    def _repr_html_(self) -> str:
        sources = [(s.id, s.name, s.media_type) for s in self.sources()]
        sets = [(s.id, s.title, s.blueprint, len(s.items), _approved(s)) for s in self.sets()]
        return show.block(
            f"<p><b>Library</b> at {show.cell(self.where)}</p>",
            show.table(("source", "name", "type"), sources),
            show.table(("set", "title", "blueprint", "items", "approved"), sets),
        )


def _verdict(verdict: Verdict | str) -> Verdict:
    try:
        return Verdict(verdict)
    except ValueError:
        known = ", ".join(one.value for one in Verdict)
        raise InputError(f"There is no verdict {verdict!r}.", hint=f"There are: {known}.") from None


def _approved(item_set: ItemSet) -> int:
    return sum(item.review.state is State.APPROVED for item in item_set.items)
