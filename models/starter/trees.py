"""Examples that begin alike, joined into trees, so that what they share is read once.

A tree is what several prompts share (a passage; a question and its reference) and a branch for each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

Tree = dict[str, Any]
"""`trunk`: tokens; `branches`: rows with `task`, `prompt` (what comes after the trunk) and `target`, both tokens."""


def trees(rows: Iterable[Tree], room: int, most: int = 24) -> Iterator[Tree]:
    """Trees of neighbouring rows with `task`, `prompt` and `target` that fit into `room` tokens each."""
    waiting: list[Tree] = []
    for row in rows:
        if waiting and not _fits([*waiting, row], room, most):
            yield _joined(waiting)
            waiting = []
        waiting.append(row)
    if waiting:
        yield _joined(waiting)


def size(tree: Tree) -> int:
    """How many tokens a tree has."""
    return len(tree["trunk"]) + sum(len(one["prompt"]) + len(one["target"]) for one in tree["branches"])


def _fits(rows: Sequence[Tree], room: int, most: int) -> bool:
    return len(rows) <= most and len({row["task"] for row in rows}) == 1 and size(_joined(rows)) <= room


def _joined(rows: Sequence[Tree]) -> Tree:
    """The tree of some rows. Each branch keeps at least its prompt's last token, from which the target follows."""
    prompts = [row["prompt"] for row in rows]
    shared = min(map(len, prompts)) - 1
    shared = next((at for at in range(shared) if len({prompt[at] for prompt in prompts}) > 1), shared)
    branches = [{"task": row["task"], "prompt": row["prompt"][shared:], "target": row["target"]} for row in rows]
    return {"trunk": prompts[0][:shared], "branches": branches}
