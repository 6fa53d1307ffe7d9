"""The grades of a class: drafts, what persons ruled on them, and where each stands.

draft ──approve, change──► approved          a comment leaves the state as it is
  ▲───────reopen──────────────┘
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from eduapp.domain.base import Model
from eduapp.domain.key import Key
from eduapp.domain.response import Feedback, Label, Response, Score
from eduapp.domain.review import State
from eduapp.errors import ReviewError


class Act(StrEnum):
    """What a person does with a grade."""

    APPROVE = "approve"
    CHANGE = "change"
    COMMENT = "comment"
    REOPEN = "reopen"


class Ruling(Model):
    """One act on a grade, kept for good.

    A change gives `label`, `points` or both; a comment, or the reason for a change, stands in `words`, which the pupil
    reads. `group` names the answer group when one decision settled all of it.
    """

    grade: str
    act: Act
    who: str
    when: datetime
    label: Label | None = None
    points: float | None = Field(default=None, ge=0)
    words: str = ""
    group: str = ""


TRANSITIONS: dict[tuple[State, Act], State] = {
    (State.DRAFT, Act.APPROVE): State.APPROVED,
    (State.DRAFT, Act.CHANGE): State.APPROVED,
    (State.APPROVED, Act.CHANGE): State.APPROVED,
    (State.APPROVED, Act.REOPEN): State.DRAFT,
    (State.DRAFT, Act.COMMENT): State.DRAFT,
    (State.APPROVED, Act.COMMENT): State.APPROVED,
}


def after(state: State, act: Act, grade: str = "the grade") -> State:
    """The state that an act leads to. Raises ReviewError when the rules don't allow it."""
    try:
        return TRANSITIONS[state, act]
    except KeyError:
        raise ReviewError(f"{grade} is {state.value} already.", hint="Change it, or reopen it first.") from None


class Grade(Model):
    """An answer with the score and feedback that were proposed, its group, and the rulings on it, oldest first.

    `id` is the place of the answer in the class's file: "a1", "a2" and so on.
    """

    id: str
    response: Response
    score: Score
    feedback: Feedback
    group: str = ""
    rulings: tuple[Ruling, ...] = ()

    @property
    def state(self) -> State:
        """Where it stands."""
        state = State.DRAFT
        for ruling in self.rulings:
            state = after(state, ruling.act, self.id)
        return state

    @property
    def label(self) -> Label:
        """The label as it stands after the rulings."""
        return next((r.label for r in reversed(self.rulings) if r.label is not None), self.score.label)

    @property
    def points(self) -> float:
        """The points as they stand after the rulings."""
        return next((r.points for r in reversed(self.rulings) if r.points is not None), self.score.points)

    @property
    def changed(self) -> bool:
        """Whether a person gave another label or other points than were proposed."""
        return (self.label, self.points) != (self.score.label, self.score.points)

    @property
    def comments(self) -> tuple[str, ...]:
        """What persons wrote to the pupil."""
        return tuple(ruling.words for ruling in self.rulings if ruling.words)

    @property
    def signed_by(self) -> str:
        """Who approved it; empty in a draft."""
        if self.state is not State.APPROVED:
            return ""
        return next(r.who for r in reversed(self.rulings) if r.act in (Act.APPROVE, Act.CHANGE))


class GradeSet(Model):
    """The answers of a class to one or several items.

    `attempts_left` is None where pupils don't try again. `judge` names the language model that took part, if one did.
    """

    id: str
    title: str
    keys: tuple[Key, ...]
    hint_only: bool = False
    attempts_left: int | None = None
    judge: str = ""
    made: datetime | None = None
    grades: tuple[Grade, ...] = ()

    def key(self, item: str) -> Key:
        """The key of an item of it."""
        return next(one for one in self.keys if one.id == item)

    def in_groups(self) -> dict[str, tuple[Grade, ...]]:
        """The grades by answer group, the group with the least certain draft first."""
        groups: dict[str, list[Grade]] = {}
        for grade in self.grades:
            groups.setdefault(grade.group, []).append(grade)
        ranked = sorted(groups, key=lambda name: (min(map(_doubt, groups[name])), name))
        return {name: tuple(groups[name]) for name in ranked}


def queue(grades: Iterable[Grade]) -> list[Grade]:
    """The drafts, least certain first."""
    drafts = (grade for grade in grades if grade.state is State.DRAFT)
    return sorted(drafts, key=_doubt)


def _doubt(grade: Grade) -> tuple[bool, bool, float]:
    return grade.state is not State.DRAFT, not grade.score.unsure, grade.score.confidence
