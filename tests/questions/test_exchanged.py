"""Two things of one sort in each other's place."""

from __future__ import annotations

from eduapp.domain.knowledge import FactKind, Term
from eduapp.questions.contracts import Context
from eduapp.questions.propose.exchanged import exchanged
from tests.questions.maker import Course


def _of(sentence: str, subject: str, *terms: str) -> tuple[list[str], Context]:
    course = Course()
    fact = course.note(
        FactKind.ROLE, sentence, subject, sentence[len(subject) + 1 : -1], split="clause", proper="no", number="plural"
    )
    known = tuple(Term(text=one, key=one, plural=True, count=2, passages=("p0001",)) for one in (subject, *terms))
    understanding = course.understanding().model_copy(update={"terms": known})
    from eduapp.questions.context import build

    context = build(course.document(), understanding)
    return [text for text, _, _ in exchanged(fact, sentence, context)], context


def test_who_does_it_and_to_whom_change_places() -> None:
    made, _ = _of("Employers pay higher wages to workers in good years.", "employers", "workers")
    assert made == ["Workers pay higher wages to employers in good years."]


def test_what_holds_either_way_is_left_alone() -> None:
    made, _ = _of("Employers compete with workers in good years.", "employers", "workers")
    assert made == []


def test_things_of_another_sort_are_left_alone() -> None:
    made, _ = _of("Employers pay higher wages to cities in good years.", "employers", "cities")
    assert made == []
