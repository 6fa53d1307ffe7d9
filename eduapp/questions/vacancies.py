"""Why a seat stayed empty, in a sentence that is true of what was tried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from eduapp.domain.blueprint import Seat
from eduapp.domain.item import Item, ItemKind

NOTHING = "the text has no fact that such an item could be made from"


def suits(item: Item, seat: Seat) -> bool:
    """Whether an item has the level and kind of a seat, and a rubric that can be worth the seat's points."""
    if item.level is not seat.level or item.kind not in seat.kinds:
        return False
    return item.kind is not ItemKind.EXTENDED_TEXT or seat.points is None or len(item.rubric) <= 2 * seat.points


def kinds_named(kinds: Collection[ItemKind]) -> str:
    """Kinds in a reader's words: "choice or true/false"."""
    return " or ".join(kind.value.replace("_", "/" if kind is ItemKind.TRUE_FALSE else " ") for kind in kinds)


def why_empty(seat: Seat, places: int, tried: Sequence[Item], outside: Collection[Item], clashes: Counter[str]) -> str:
    """The sentence for so many empty places of a seat.

    `tried` are all items that were checked, `outside` those that are not about what was asked for, `clashes` why the
    sound ones that suit the seat could not be taken.
    """
    many = f"{places} of {seat.count} seats" if seat.count > 1 else "The one seat"
    what = f"{many} for {seat.level.value} ({kinds_named(seat.kinds)}) stayed empty: "
    suiting = [item for item in tried if suits(item, seat)]
    if not suiting:
        beyond = sum(suits(item, seat) for item in outside)
        return f"{what}{_none_in_focus(beyond) if beyond else NOTHING}."
    failed = Counter(check.name for item in suiting for check in item.checks if not check.passed)
    unsound = sum(not item.passed for item in suiting)
    count = f"{len(suiting)} candidate{'s' * (len(suiting) > 1)}"
    if not unsound:
        return f"{what}{count} would {_clashing(clashes)}."
    rest = f", and the others would {_clashing(clashes)}" if unsound < len(suiting) else ""
    return f"{what}of {count} {unsound} failed a check, most often {failed.most_common(1)[0][0]}{rest}."


def _none_in_focus(beyond: int) -> str:
    such = "such item" if beyond == 1 else "such items"
    return f"the text gives {beyond} {such}, but none that is about what was asked for"


def _clashing(clashes: Counter[str]) -> str:
    """The commonest reason in the end of a sentence."""
    return _CLASHES.get(clashes.most_common(1)[0][0], REPEAT) if clashes else REPEAT


REPEAT = "repeat what is asked already"
_CLASHES = {
    "one gives away the other's key": "give away another item's key, or have theirs given away",
    "enough of its rule": "be more of a form that the set has enough of",
}
