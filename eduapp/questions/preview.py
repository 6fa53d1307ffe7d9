"""What would be chosen if nothing better came, shown while candidates are still being judged.

Looking on must not slow the work: a choice is tried only when many times as long has gone by as the last one took.
Nothing of it comes back into the work, so the set is the same whether anybody looks on or not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from eduapp.domain.blueprint import Blueprint, Order
from eduapp.domain.item import Item
from eduapp.questions.contracts import Context, Judged
from eduapp.questions.select import Selection, select

LEAST, SHARE = 2.0, 0.04
"""At least so many seconds lie between two choices, of which they take at most that share."""


class Preview:
    """Tells a listener now and then of the items that would be chosen for a blueprint."""

    def __init__(
        self, listener: Callable[[Sequence[Item]], None], blueprint: Blueprint, context: Context, order: Order
    ) -> None:
        self._listener = listener
        self._asked = (blueprint, context, order)
        self._last, self._took = time.monotonic(), 0.0
        self._told: tuple[str, ...] = ()

    def look(self, judged: Callable[[], list[Judged]], for_a_while: bool = False) -> None:
        """Choose among what is judged so far, if it is time for that, or if that will be all for a while."""
        began = time.monotonic()
        if not for_a_while and began - self._last < max(LEAST, self._took / SHARE):
            return
        self.show(select(judged(), *self._asked))
        self._last = time.monotonic()
        self._took = self._last - began

    def show(self, selection: Selection) -> None:
        """Tell of a choice, if it is another than the last."""
        items = [one.item for one in selection.chosen]
        ids = tuple(item.id for item in items)
        if ids != self._told:
            self._told = ids
            self._listener(items)
