"""A blueprint as a grid that a person changes: levels down, kinds across, a number in each place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from eduapp.domain.blueprint import Blueprint
from eduapp.domain.item import Bloom, ItemKind
from eduapp.ui.parts import names

if TYPE_CHECKING:
    from pandas import DataFrame

MINE = "mine"
"""The name of a blueprint that was changed on the page."""


def edited(asked: Blueprint, key: str) -> Blueprint:
    """The blueprint as the person has it now: itself where nothing was changed, so that its seats keep their kinds.

    Raises InputError for a grid without questions.
    """
    frame = _frame(asked)
    number = st.column_config.NumberColumn(min_value=0, max_value=99, step=1, width=84)
    columns = {name: number for name in frame.columns} | {"_index": st.column_config.TextColumn("Level", width=110)}
    changed = st.data_editor(
        frame, key=f"grid-{key}", column_config=columns, width="content", height="content", num_rows="fixed"
    ).fillna(0)
    strict = st.checkbox(
        "Keep exactly to these kinds",
        key=f"strict-{key}",
        help="Otherwise a place that can't be filled with its own kind takes another kind of the same row.",
    )
    if changed.astype(int).equals(frame) and not strict:
        return asked
    counts = {
        level: {kind: int(changed.iloc[r, c]) for c, kind in enumerate(ItemKind)} for r, level in enumerate(Bloom)
    }
    return Blueprint.from_grid(counts, name=MINE, title=asked.title, strict=strict)


def _frame(asked: Blueprint) -> DataFrame:
    from pandas import DataFrame

    counts = asked.grid()
    rows = [[counts.get(level, {}).get(kind, 0) for kind in ItemKind] for level in Bloom]
    return DataFrame(rows, index=list(names.LEVELS.values()), columns=list(names.KINDS.values()))
