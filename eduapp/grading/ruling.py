"""From what a person says about grades to rulings on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from eduapp.domain.grades import Act, Grade, GradeSet, Ruling
from eduapp.domain.response import Label
from eduapp.domain.review import State
from eduapp.errors import InputError, NotFoundError

Name = TypeVar("Name", Act, Label)

CERTAIN = "certain"
"""The name for all drafts that aren't unsure."""


def chosen(found: GradeSet, names: Sequence[str]) -> tuple[list[Grade], str]:
    """The grades that are named by id, by answer group or as "certain", and the group if it is one alone.

    Of a group those are meant that nobody has approved yet, unless all are. Raises NotFoundError, InputError.
    """
    if not names:
        raise InputError("No grade was named.", hint="Name grades such as a3, or a group.")
    by_id, groups = {grade.id: grade for grade in found.grades}, found.in_groups()
    picked: dict[str, Grade] = {}
    for name in names:
        if name in by_id:
            several: Sequence[Grade] = [by_id[name]]
        elif name == CERTAIN:
            several = [one for one in found.grades if one.state is State.DRAFT and not one.score.unsure]
        elif name in groups:
            several = [one for one in groups[name] if one.state is State.DRAFT] or groups[name]
        else:
            raise NotFoundError(
                f"There is no grade or group {name!r} in {found.id}.", hint=f"`eduapp grades {found.id}` lists them."
            )
        picked |= {one.id: one for one in several}
    whole = names[0] if len(names) == 1 and (names[0] in groups or names[0] == CERTAIN) else ""
    return list(picked.values()), whole


def rulings(
    found: GradeSet, grades: Sequence[Grade], act: Act | str, *, label: Label | str | None, points: float | None,
    words: str, who: str, when: datetime, group: str,
) -> list[Ruling]:  # fmt: skip
    """A ruling for each of the grades. Raises InputError for an act that lacks what it needs, or points out of range.

    A change to "correct" or to a label that earns nothing, without points, sets all of the points or none.
    """
    chosen_act, chosen_label = _named(Act, act, "act"), _named(Label, label, "label") if label else None
    if chosen_act is Act.CHANGE and chosen_label is None and points is None:
        raise InputError("A change needs a label or points.", hint="Give --label or --points.")
    if chosen_act is Act.COMMENT and not words.strip():
        raise InputError("A comment needs words.", hint="Give them with --words.")
    if chosen_act is not Act.CHANGE and (chosen_label is not None or points is not None):
        raise InputError("Only a change gives a label or points.", hint="Use --change.")
    told = {"act": chosen_act, "who": who, "when": when, "label": chosen_label, "words": words.strip(), "group": group}
    return [Ruling(grade=one.id, points=_points(one, chosen_label, points), **told) for one in grades]


def _points(grade: Grade, label: Label | None, points: float | None) -> float | None:
    of = grade.score.of
    if points is not None and not 0 <= points <= of:
        raise InputError(f"{grade.id} is worth 0 to {of:g} points, not {points:g}.")
    if points is None and label is not None and label is not Label.PARTLY:
        return of if label is Label.CORRECT else 0.0
    return points


def _named(kind: type[Name], value: str, what: str) -> Name:
    try:
        return kind(value)
    except ValueError:
        known = ", ".join(kind)
        raise InputError(f"There is no {what} {value!r}.", hint=f"There are: {known}.") from None
