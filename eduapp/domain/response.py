"""A pupil's answer, the score proposed for it, and the words that go back. Pupils go by a code, never by a name."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from eduapp.domain.base import Model
from eduapp.domain.source import Locator


class Label(StrEnum):
    """What an answer is beside the key."""

    CORRECT = "correct"
    PARTLY = "partly correct"
    CONTRADICTORY = "contradictory"
    INCORRECT = "incorrect"
    OFF_TOPIC = "off topic"
    BLANK = "blank"


class Layer(StrEnum):
    """Which part of the scorer decided."""

    EXACT = "exact"
    FITTED = "fitted"
    RUBRIC = "rubric"
    MODEL = "model"


class Response(Model):
    """One answer of one pupil to one item."""

    pupil: str
    item: str
    answer: str


class Earned(Model):
    """The points of one criterion. `evidence` are words of the answer, verbatim; empty where nothing was earned."""

    criterion: str
    points: float = Field(ge=0)
    of: float = Field(gt=0)
    evidence: tuple[str, ...] = ()


class Score(Model):
    """What is proposed for an answer: always a draft that a person signs.

    `confidence` is the probability that the label is right. `unsure` says that it is too low for a proposal, so that a
    person should look first. `probabilities` are those of the fitted labels, empty where another layer decided.
    `note` is for the teacher.
    """

    label: Label
    points: float = Field(ge=0)
    of: float = Field(gt=0)
    confidence: float = Field(ge=0, le=1)
    layer: Layer
    unsure: bool = False
    probabilities: dict[Label, float] = Field(default_factory=dict)
    criteria: tuple[Earned, ...] = ()
    note: str = ""
    signed_by: str = ""


class Feedback(Model):
    """What a pupil may read once a person has signed: one text in three lengths, and the passage it points to."""

    short: str
    medium: str
    long: str
    passage: Locator | None = None


class Graded(Model):
    """A response with its score and its feedback."""

    response: Response
    score: Score
    feedback: Feedback
