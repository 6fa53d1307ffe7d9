"""How far the proposed grades of a class agree with a person's, in figures and a curve."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from eduapp.domain.grades import GradeSet
from eduapp.domain.review import State
from eduapp.ui.parts import look
from eduapp.ui.parts.plain import tag, write

Place = tuple[str, str]
Points = dict[str, dict[Place, str]]


def show(made: GradeSet) -> None:
    """Compare with a file of a person's labels, or else with what was signed here."""
    from eduapp.grading import compare_labels
    from eduapp.grading.agreement import coverage_curve

    human, by_criterion = _human(made)
    both = [one for one in made.grades if (one.response.pupil, one.response.item) in human]
    if not both:
        look.empty("Sign some answers, or give a file with your own labels, to see how far the proposals agree.")
        return
    theirs = [human[one.response.pupil, one.response.item] for one in both]
    ours = [one.score.label.value for one in both]
    found = compare_labels(theirs, ours)
    rows = [(name, f"{e.value:.2f}", f"{e.low:.2f} to {e.high:.2f}") for name, e in found.figures.items()]
    write(tag("p", f"{found.count} answers. Intervals hold 95 % of bootstrap samples.", class_="quiet"))
    write(look.table(("Figure", "Value", "95 % interval"), rows, numbers=(1,)))
    counts = [(row, *found.confusion[row].values()) for row in found.labels]
    write(
        tag("p", "Your label in rows, the proposed one in columns:", class_="quiet"),
        look.table(("", *found.labels), counts),
    )
    _criteria(made, by_criterion)
    curve = coverage_curve([one.score.confidence for one in both], [a == b for a, b in zip(theirs, ours, strict=True)])
    _draw(curve)


def _criteria(made: GradeSet, human: Points) -> None:
    """Criterion by criterion, where the person's file has points for each."""
    from eduapp.grading import compare_criteria
    from eduapp.grading.agreement import OF_POINTS

    ours: Points = {}
    for one in made.grades:
        for earned in one.score.criteria:
            place = (one.response.pupil, one.response.item)
            ours.setdefault(earned.criterion, {})[place] = f"{earned.points:g}"
    found = compare_criteria(human, ours)
    if found:
        rows = [
            (key, str(one.count), *(f"{one.figures[name].value:.2f}" for name in OF_POINTS))
            for key, one in found.items()
            for key, one in found.items()
        ]
        write(look.table(("Criterion", "Answers", "Accuracy", "Quadratic weighted κ", "Mean absolute error"), rows))


def _draw(curve: list[tuple[float, float]]) -> None:
    from pandas import DataFrame

    frame = DataFrame(curve, columns=["share kept, the surest first", "accuracy"])
    st.line_chart(frame, x="share kept, the surest first", y="accuracy", height=260)


def _human(made: GradeSet) -> tuple[dict[Place, str], Points]:
    """A person's labels, and points by criterion: of a file, or else what was signed here."""
    from eduapp.grading import criteria, labels, read_table

    file = st.file_uploader(
        "Your own labels (columns pupil, item, label, and if you like criterion c1 …)", type=["csv"], key="human-file"
    )
    if file is None:
        signed = (one for one in made.grades if one.state is State.APPROVED)
        return {(one.response.pupil, one.response.item): one.label.value for one in signed}, {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "labels.csv")
        path.write_bytes(file.getvalue())
        table = read_table(path)
    return _placed(made, labels(table)), {name: _placed(made, found) for name, found in criteria(table).items()}


def _placed(made: GradeSet, found: dict[Place, str]) -> dict[Place, str]:
    return {(pupil, item or made.keys[0].id): value for (pupil, item), value in found.items()}
