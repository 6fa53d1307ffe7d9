"""What of a set may leave: the items that a person approved, and their crossword."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eduapp.domain.item_set import ItemSet
from eduapp.domain.review import State
from eduapp.errors import ExportError, InputError

if TYPE_CHECKING:
    from eduapp.export import Format, Skipped


def ready_to_leave(chosen: ItemSet, into: Format, include: str) -> tuple[ItemSet, tuple[Skipped, ...]]:
    """The set with its approved items, or "all" that aren't rejected, and with the crossword of these.

    Second come the words that the crossword lost by that. Raises ExportError if no item may leave.
    """
    if include not in ("approved", "all"):
        raise InputError(f"An export includes 'approved' or 'all' items, not {include!r}.")
    states = (State.APPROVED,) if include == "approved" else (State.APPROVED, State.DRAFT)
    items = tuple(item for item in chosen.items if item.review.state in states)
    if not items:
        raise _nothing_to_export(chosen, include)
    leaving = chosen.model_copy(update={"items": items})
    if chosen.crossword is None or not into.carries_crosswords:
        return leaving, ()
    return _with_crossword(chosen, leaving)


def _with_crossword(chosen: ItemSet, leaving: ItemSet) -> tuple[ItemSet, tuple[Skipped, ...]]:
    from eduapp.crosswords.puzzles import crossword_of, ready
    from eduapp.export import Skipped

    crossword = ready(chosen, leaving.items)
    placed = {entry.item for entry in crossword.entries}
    why = {word.item: word.reason for word in crossword.unplaced}
    left_out = tuple(
        Skipped(item=entry.item, why=f"“{entry.display}” is not in the puzzle. {why[entry.item]}")
        for entry in crossword_of(chosen).entries
        if entry.item not in placed
    )
    return leaving.model_copy(update={"crossword": crossword}), left_out


def _nothing_to_export(item_set: ItemSet, include: str) -> ExportError:
    if not item_set.items:
        return ExportError(f"{item_set.id} has no items.", hint="Generate some first.")
    if include == "all":
        return ExportError(f"All items of {item_set.id} are rejected.", hint="Approve some with `eduapp review`.")
    hint = "Approve some with `eduapp review --approve ID`, or export the drafts too with --all."
    return ExportError(f"None of the {len(item_set.items)} items of {item_set.id} is approved yet.", hint=hint)
