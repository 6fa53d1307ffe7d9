"""The grades of a class on their way out: one row a pupil, one feedback sheet a pupil, or all that is known."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from eduapp.domain.grades import Grade, GradeSet
from eduapp.domain.review import State
from eduapp.errors import ExportError, InputError
from eduapp.export.base import Artefact, ExportReport


def write(made: GradeSet, path: str | Path, include: str = "approved") -> ExportReport:
    """Write a class's approved grades, or "all", in the form of the file's ending; it appears whole or not at all.

    Raises ExportError for another ending, if nothing is approved, or if the file can't be written.
    """
    from eduapp.export import write_whole

    path = Path(path)
    encode = _encoder(path)
    if include not in ("approved", "all"):
        raise InputError(f"An export includes 'approved' or 'all' grades, not {include!r}.")
    leaving = tuple(one for one in made.grades if include == "all" or one.state is State.APPROVED)
    if not leaving:
        raise ExportError(
            f"None of the {len(made.grades)} grades of {made.id} is approved yet.",
            hint=f"Approve some with `eduapp grades {made.id} --approve`, or export drafts too with --all.",
        )
    artefact = encode(made.model_copy(update={"grades": leaving}))
    write_whole(path, artefact.data)
    held = len(made.grades) - len(leaving)
    lost = (*artefact.lost, *([f"{held} drafts were held back."] if held else []))
    return ExportReport(path=path, format=path.suffix.lower()[1:], written=len(leaving), lost=lost)


def _encoder(path: Path) -> Callable[[GradeSet], Artefact]:
    from eduapp.export import grades_csv, grades_pdf

    known = {".csv": grades_csv.encode, ".pdf": grades_pdf.encode, ".json": _json}
    try:
        return known[path.suffix.lower()]
    except KeyError:
        raise ExportError(
            f"Grades can't be written to {path.name}.", hint=f"End it in {', '.join(known)}.", where=str(path)
        ) from None


def as_data(made: GradeSet) -> dict[str, object]:
    """All that is known of a class's grades, as plain data."""
    data = made.model_dump(mode="json", exclude={"grades", "made"}, exclude_none=True)
    return {**data, "grades": [_grade(one) for one in made.grades]}


def _json(made: GradeSet) -> Artefact:
    text = json.dumps(as_data(made), ensure_ascii=False, indent=2) + "\n"
    return Artefact(data=text.encode(), written=len(made.grades))


def _grade(grade: Grade) -> dict[str, object]:
    stands = {"state": grade.state.value, "label": grade.label.value, "points": grade.points, "of": grade.score.of}
    signed = {"signed_by": grade.signed_by, "comments": list(grade.comments)}
    return {**stands, **signed, "proposed": grade.model_dump(mode="json", exclude_none=True)}
