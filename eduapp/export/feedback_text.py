"""The words that leave with a grade."""

from __future__ import annotations

from eduapp.domain.grades import Grade
from eduapp.domain.review import State

DRAFT = "Draft, not approved: "


def told(grade: Grade, length: str = "medium") -> str:
    """What the pupil reads: the feedback, after a change of the score only what persons wrote, and their comments.

    The feedback that was proposed explains the score that was proposed, so it goes when a person gives another.
    """
    proposed = () if grade.changed else (getattr(grade.feedback, length),)
    text = " ".join((*proposed, *grade.comments))
    return text if grade.state is State.APPROVED else f"{DRAFT}{text}"
