"""What answers are graded against: the part of an item that grading needs, or a teacher's own key."""

from __future__ import annotations

from pydantic import Field

from eduapp.domain.base import Model
from eduapp.domain.item import WITH_CHOICES, Choice, Item, ItemKind, Numeric
from eduapp.domain.rubric import Criterion, worth
from eduapp.domain.source import Quote


class Misconception(Model):
    """A wrong answer that pupils give, and what to say to one who gives it."""

    answer: str
    feedback: str


class Key(Model):
    """The part of an item that grading needs, under the item's own names.

    `key` of an extended text without a rubric holds reference answers, each of which is right by itself.
    `misconceptions` are wrong answers with words for those who give them, such as a distractor's reason.
    `rubric_version` is that of a rubric that stands beside the item, 0 for the item's own.
    """

    id: str
    kind: ItemKind
    stem: str
    key: tuple[str, ...]
    choices: tuple[Choice, ...] = ()
    numeric: Numeric | None = None
    rubric: tuple[Criterion, ...] = ()
    rubric_version: int = 0
    points: float = Field(default=1.0, gt=0)
    evidence: tuple[Quote, ...] = ()
    misconceptions: tuple[Misconception, ...] = ()

    @classmethod
    def of(cls, item: Item) -> Key:
        """The key of an item; with a rubric its points are what the criteria are worth."""
        given = {name: getattr(item, name) for name in cls.model_fields if name in Item.model_fields}
        wrong = (
            choice for choice in item.choices if not choice.correct and choice.feedback and item.kind in WITH_CHOICES
        )
        known = tuple(Misconception(answer=choice.text, feedback=choice.feedback) for choice in wrong)
        points = worth(item.rubric) if item.rubric else item.points
        return cls(**given | {"points": points, "misconceptions": known})

    def with_rubric(self, criteria: tuple[Criterion, ...], version: int) -> Key:
        """It with a rubric of that version beside the item in the place of the item's own."""
        return self.model_copy(update={"rubric": criteria, "rubric_version": version, "points": worth(criteria)})
