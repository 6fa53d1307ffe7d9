"""Whether an item asks for the level of Bloom's taxonomy that it is labelled with."""

from __future__ import annotations

from eduapp.domain.item import Item
from eduapp.questions import level
from eduapp.questions.checks.registry import Finding, check
from eduapp.questions.contracts import Context


@check("level")
def level_is_honest(item: Item, context: Context) -> Finding:
    """A judge who doesn't see the label puts the item at its level or at one next to it."""
    judged = level.judge(item)
    apart = level.apart(judged.level, item.level)
    agreed = {0: "as labelled", 1: f"next to the label {item.level}"}.get(apart, f"and the label says {item.level}")
    return apart <= 1, f"Judged as {judged.level}, {agreed}: {judged.evidence}."
