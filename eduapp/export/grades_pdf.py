"""`.pdf` of grades: one feedback sheet a pupil, each on pages of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reportlab.platypus import Flowable, KeepTogether, PageBreak, Spacer

from eduapp.domain.grades import Grade, GradeSet
from eduapp.domain.key import Key
from eduapp.domain.review import State
from eduapp.export.base import Artefact
from eduapp.export.feedback_text import told
from eduapp.export.grades_csv import by_pupil
from eduapp.export.pdf_fonts import Ink
from eduapp.export.pdf_page import Bookmark, Styles, build, read_layout
from eduapp.export.pdf_sheet import Sheet
from eduapp.export.text import bidi_closed, one_line

LOST = ("A PDF keeps no confidence, notes for the teacher or history.", "It has no tags for screen readers.")
_LONGEST = 1500
"""Characters of an answer that are printed."""


def encode(made: GradeSet) -> Artefact:
    """A sheet for each pupil: every question, the pupil's own words, the points, what earned them, the feedback."""
    title, ink = bidi_closed(one_line(made.title)) or "Feedback", Ink()
    sheet = Sheet(None, [], Styles(read_layout()), ink, title)
    head = {"title": title, "language": "en", "subject": "Feedback"}
    _, pages = build(_story(made, sheet), sheet.styles, **head)
    data, _ = build(_story(made, sheet), sheet.styles, **head, pages=pages)
    return Artefact(data=data, written=len(made.grades), lost=LOST + ink.lost())


def _story(made: GradeSet, sheet: Sheet) -> list[Flowable]:
    parts: list[Flowable] = []
    for number, (pupil, answers) in enumerate(by_pupil(made).items(), start=1):
        if parts:
            parts.append(PageBreak())
        parts += [Bookmark(f"pupil-{number}", pupil, 0), sheet.paragraph(sheet.title, "title")]
        parts += [sheet.paragraph(f"Pupil {pupil} · {_total(answers.values(), made)}", "plain"), Spacer(0, 16)]
        numbered = ((place, key) for place, key in enumerate(made.keys, start=1) if key.id in answers)
        for place, key in numbered:
            parts += [KeepTogether(list(_answer(sheet, place, key, answers[key.id]))), Spacer(0, 14)]
    return parts


def _total(answers: Iterable[Grade], made: GradeSet) -> str:
    found = list(answers)
    points, of = sum(one.points for one in found), sum(one.score.of for one in found)
    whole = len(found) == len(made.keys)
    return f"{points:g} of {of:g} points" + ("" if whole else f" for {len(found)} of {len(made.keys)} questions")


def _answer(sheet: Sheet, number: int, key: Key, grade: Grade) -> Iterator[Flowable]:
    yield sheet.paragraph(key.stem, "stem", f"{number}.")
    said = grade.response.answer.strip()
    yield sheet.paragraph(
        f"“{said[:_LONGEST]}{' …' if len(said) > _LONGEST else ''}”" if said else "(no answer)", "quote"
    )
    draft = "" if grade.state is State.APPROVED else " · draft"
    yield sheet.paragraph(f"{grade.points:g} of {grade.score.of:g} points · {grade.label.value}{draft}", "answer")
    if not grade.changed:
        for earned in grade.score.criteria:
            text = next((c.text for c in key.rubric if c.id == earned.criterion), "")
            words = f" (“{'”, “'.join(earned.evidence)}”)" if earned.evidence else ""
            if text and earned.points:
                yield sheet.paragraph(f"{earned.points:g} of {earned.of:g}: {text}{words}", "note")
    yield sheet.paragraph(told(grade, "long"), "reason")
