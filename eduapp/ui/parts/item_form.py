"""The boxes in which every part of an item is edited. They hold no rules: the domain says what an item can be."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from eduapp.domain.editing import completed
from eduapp.domain.item import Bloom, ItemKind
from eduapp.ui.parts.item_view import lines_of
from eduapp.ui.parts.plain import label, short

if TYPE_CHECKING:
    from eduapp.domain.item import Item

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def changes(item: Item) -> dict[str, Any]:
    """Draw the boxes, and return what they say now that the item doesn't, with what follows from it."""
    key = f"edit-{item.id}-{item.revision}"
    fields: dict[str, Any] = {"stem": st.text_area("Question", item.stem, key=f"{key}-stem", height=100)}
    fields |= _FORMS[item.kind](item, key)
    fields["rationale"] = st.text_area("Why the key is right", item.rationale, key=f"{key}-why", height=80)
    if item.kind is ItemKind.TRUE_FALSE:
        fields["correction"] = st.text_input("Corrected statement", item.correction, key=f"{key}-correction")
    with st.expander("Level, points, terms, objective"):
        fields |= _more(item, key)
    said = {name: value for name, value in fields.items() if value != _now(item, name)}
    return completed(item, said) if said else {}


def forget(item: Item) -> None:
    """Drop what was typed for an item."""
    for name in [one for one in st.session_state if str(one).startswith(f"edit-{item.id}-")]:
        del st.session_state[name]


def _now(item: Item, name: str) -> Any:
    value = getattr(item, name)
    if name in ("choices", "premises", "rubric"):
        kept = {"choices": ("id", "text", "feedback", "correct"), "premises": ("id", "text", "choice")}
        shown = kept.get(name, ("id", "text", "points", "key_points"))
        return [{field: getattr(one, field) for field in shown} for one in value]
    return value.model_dump() if name == "numeric" else value


def _more(item: Item, key: str) -> dict[str, Any]:
    levels = list(Bloom)
    chosen = st.selectbox("Level", levels, levels.index(item.level), format_func=str, key=f"{key}-level")
    left, right = st.columns(2)
    fields: dict[str, Any] = {"level": chosen}
    if not item.rubric:
        fields["points"] = left.number_input("Points", 0.5, 100.0, item.points, 0.5, key=f"{key}-points")
    fields["difficulty"] = right.number_input(
        "Difficulty, from 0 (easy) to 1", 0.0, 1.0, item.difficulty, 0.05, key=f"{key}-difficulty"
    )
    terms = st.text_input("Terms, with semicolons between", "; ".join(item.terms), key=f"{key}-terms")
    fields["terms"] = _several(terms)
    fields["objective"] = st.text_input("Objective", item.objective, key=f"{key}-objective")
    return fields


def _options(item: Item, key: str) -> dict[str, Any]:
    several, fixed = item.kind is ItemKind.MULTIPLE_RESPONSE, item.kind is ItemKind.TRUE_FALSE
    rows = _rows(item, 0 if fixed else 1)
    shown = {name: f"{name.upper()}. {short(text, 40)}" if text else f"{name.upper()}. (new)" for name, text, _ in rows}
    right = [choice.id for choice in item.choices if choice.correct]
    if several:
        marked = st.multiselect("Right answers", list(shown), right, format_func=_shown(shown), key=f"{key}-right")
    else:
        place = list(shown).index(right[0])
        marked = [st.selectbox("Right answer", list(shown), place, format_func=_shown(shown), key=f"{key}-right")]
    if not fixed:
        st.caption("Empty a choice to take it away; fill the last one to add one.")
    choices = []
    for name, text, feedback in rows:
        left, side = st.columns(2)
        text = left.text_input(f"Choice {name.upper()}", text, key=f"{key}-choice-{name}")
        said = side.text_input(f"What to say of {name.upper()}", feedback, key=f"{key}-feedback-{name}")
        if text.strip():
            choices.append({"id": name, "text": text, "feedback": said, "correct": name in marked})
    return {"choices": choices}


def _rows(item: Item, spare: int) -> list[tuple[str, str, str]]:
    rows = [(choice.id, choice.text, choice.feedback) for choice in item.choices]
    free = [name for name in LETTERS if name not in {choice.id for choice in item.choices}]
    return rows + [(name, "", "") for name in free[:spare]]


def _shown(names: dict[str, str]) -> Callable[[str], str]:
    return lambda one: names[one]


def _match(item: Item, key: str) -> dict[str, Any]:
    choices = []
    for name, text, feedback in _rows(item, 1):
        text = st.text_input(f"Match {name.upper()}", text, key=f"{key}-choice-{name}")
        if text.strip():
            correct = next((one.correct for one in item.choices if one.id == name), False)
            choices.append({"id": name, "text": text, "feedback": feedback, "correct": correct})
    texts = {one["id"]: f"{one['id'].upper()}. {short(one['text'], 40)}" for one in choices}
    premises = []
    for number, premise in enumerate(item.premises, 1):
        left, side = st.columns(2)
        text = left.text_input(f"Row {number}", premise.text, key=f"{key}-premise-{premise.id}")
        place = list(texts).index(premise.choice) if premise.choice in texts else 0
        picked = side.selectbox(
            f"Row {number} goes with", list(texts), place, format_func=_shown(texts), key=f"{key}-goes-{premise.id}"
        )
        if text.strip():
            premises.append({"id": premise.id, "text": text, "choice": picked})
    return {"choices": choices, "premises": premises}


def _order(item: Item, key: str) -> dict[str, Any]:
    texts = {choice.id: choice for choice in item.choices}
    places: list[tuple[int, int, str]] = []
    choices = {}
    for number, name in enumerate(item.key, 1):
        left, side = st.columns([4, 1])
        text = left.text_input(f"Step {number}", texts[name].text, key=f"{key}-choice-{name}")
        place = side.selectbox(
            f"Place of step {number}", range(1, len(item.key) + 1), number - 1, key=f"{key}-place-{name}"
        )
        places.append((place, number, name))
        choices[name] = {"id": name, "text": text, "feedback": texts[name].feedback, "correct": True}
    if len({place for place, _, _ in places}) < len(places):
        st.caption("Two steps have the same place; the one that was earlier comes first.")
    ordered = tuple(name for _, _, name in sorted(places))
    return {"choices": [choices[choice.id] for choice in item.choices], "key": ordered}


def _numeric(item: Item, key: str) -> dict[str, Any]:
    assert item.numeric is not None, "the domain sees to it"
    value, tolerance, unit = st.columns(3)
    return {
        "numeric": {
            "value": value.number_input("Value", value=item.numeric.value, key=f"{key}-value", format="%g"),
            "tolerance": tolerance.number_input(
                "May differ by", 0.0, value=item.numeric.tolerance, key=f"{key}-tolerance", format="%g"
            ),
            "unit": unit.text_input("Unit", item.numeric.unit, key=f"{key}-unit"),
        }
    }


def _text_entry(item: Item, key: str) -> dict[str, Any]:
    typed = st.text_area("Accepted answers, one a line; the first is shown", lines_of(item.key), key=f"{key}-key")
    return {"key": _lines(typed)}


def _extended(item: Item, key: str) -> dict[str, Any]:
    typed = st.text_area("A model answer, a point a line", lines_of(item.key), key=f"{key}-key", height=140)
    rubric = []
    for number, one in enumerate(item.rubric, 1):
        left, side = st.columns([4, 1])
        text = left.text_input(f"Criterion {number}: what earns points", one.text, key=f"{key}-criterion-{one.id}")
        points = side.number_input(f"Points {number}", 0.5, 20.0, one.points, 0.5, key=f"{key}-points-{one.id}")
        words = st.text_input(
            f"Words that show criterion {number}, with semicolons",
            "; ".join(one.key_points),
            key=f"{key}-words-{one.id}",
        )
        if text.strip():
            rubric.append({"id": one.id, "text": text, "points": points, "key_points": _several(words)})
    st.caption(label("Empty a criterion to take it away. The item's points follow from these."))
    return {"key": _lines(typed), "rubric": rubric}


def _lines(typed: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in typed.splitlines() if line.strip())


def _several(typed: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in typed.split(";") if part.strip())


_FORMS: dict[ItemKind, Callable[[Item, str], dict[str, Any]]] = {
    ItemKind.CHOICE: _options,
    ItemKind.MULTIPLE_RESPONSE: _options,
    ItemKind.TRUE_FALSE: _options,
    ItemKind.TEXT_ENTRY: _text_entry,
    ItemKind.MATCH: _match,
    ItemKind.ORDER: _order,
    ItemKind.NUMERIC: _numeric,
    ItemKind.EXTENDED_TEXT: _extended,
}
