"""The registry: a check is a small pure function from an item and its course to what it found."""

from __future__ import annotations

from collections.abc import Callable

from eduapp.domain.item import Check, Item, ItemKind
from eduapp.questions.contracts import CheckFn, Context

CHECKS: dict[str, CheckFn] = {}
"""Every check by name, in the order in which they are run."""

Finding = tuple[bool, str]
"""Whether it holds, and a plain sentence with the evidence."""

FindFn = Callable[[Item, Context], Finding]


def check(name: str, *kinds: ItemKind) -> Callable[[FindFn], CheckFn]:
    """Registers a check under its name. An item of none of the `kinds` (by default all) passes it, and is told why."""

    def register(function: FindFn) -> CheckFn:
        def run(item: Item, context: Context) -> Check:
            if kinds and item.kind not in kinds:
                return Check(name=name, passed=True, detail=f"It does not concern {_plural(item.kind)} items.")
            passed, detail = function(item, context)
            return Check(name=name, passed=passed, detail=detail)

        run.__name__, run.__doc__ = function.__name__, function.__doc__
        CHECKS[name] = run
        return run

    return register


def run_checks(item: Item, context: Context) -> Item:
    """The item with what every check found."""
    return item.model_copy(update={"checks": tuple(run(item, context) for run in CHECKS.values())})


def _plural(kind: ItemKind) -> str:
    return kind.value.replace("_", "-")
