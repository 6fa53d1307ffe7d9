"""`.csv` of grades: the shape in which learning platforms take a gradebook, one row a pupil."""

from __future__ import annotations

import csv
import io

from eduapp.domain.grades import Grade, GradeSet
from eduapp.export.base import Artefact
from eduapp.export.feedback_text import told

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would take for a formula."""

LOST = ("A CSV file keeps the points and feedback alone: no answers, evidence, confidence or history.",)


def encode(made: GradeSet) -> Artefact:
    """A row of heads and a row for each pupil: the code, points and feedback of each item, the total.

    An answer that isn't there leaves its cells empty and the total too, so that no platform takes it for 0. Of several
    answers of a pupil to an item the last counts.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    items = [key.id for key in made.keys]
    heads = [cell for key in made.keys for cell in (f"{key.id} (of {key.points:g})", f"{key.id} feedback")]
    writer.writerow(["pupil", *map(safe, heads), f"total (of {sum(key.points for key in made.keys):g})"])
    for pupil, answers in by_pupil(made).items():
        cells = [cell for item in items for cell in _cells(answers.get(item))]
        whole = len(answers) == len(items)
        total = f"{sum(one.points for one in answers.values()):g}" if whole else ""
        writer.writerow([safe(pupil), *cells, total])
    return Artefact(data=out.getvalue().encode("utf-8-sig"), written=len(made.grades), lost=LOST)


def by_pupil(made: GradeSet) -> dict[str, dict[str, Grade]]:
    """The grades by pupil in the order of the class, and by item; of several to one item the last."""
    pupils: dict[str, dict[str, Grade]] = {}
    for grade in made.grades:
        pupils.setdefault(grade.response.pupil, {})[grade.response.item] = grade
    return pupils


def _cells(grade: Grade | None) -> tuple[str, str]:
    return (f"{grade.points:g}", safe(told(grade))) if grade else ("", "")


def safe(text: str) -> str:
    """A cell that no spreadsheet runs: what begins as a formula gets an apostrophe before it."""
    return f"'{text}" if text.startswith(FORMULA) else text
