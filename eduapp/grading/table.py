"""Responses and labels from CSV, grades to CSV and JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from charset_normalizer import from_bytes

from eduapp.domain.grades import Grade, GradeSet
from eduapp.domain.key import Key
from eduapp.domain.response import Response
from eduapp.errors import InputError, NotFoundError
from eduapp.export.grades_csv import safe

PUPIL = ("pupil", "pupil code", "student", "student id", "code", "user", "user id", "participant", "learner", "id")
ITEM = ("item", "item id", "question id", "question", "task", "exercise", "q")
ANSWER = ("answer", "response", "text", "answer text", "student answer", "pupil answer", "reply")
LABEL = ("label", "grade", "score", "points", "mark", "marks", "verdict")
MOST_BYTES = 50_000_000
HEADS = (
    "pupil", "item", "answer", "label", "points", "of", "confidence", "unsure", "layer", "group", "evidence",
    "feedback", "note", "signed_by",
)  # fmt: skip


class Table(NamedTuple):
    """The rows of a CSV file as cells by column, and the columns in their order."""

    path: Path
    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...]


def read_table(path: Path) -> Table:
    """A CSV file with a row of heads; comma, semicolon or tab between cells. Raises InputError, NotFoundError."""
    lines = list(csv.reader(io.StringIO(text := _text(path), newline=""), delimiter=_delimiter(text)))
    lines = [line for line in lines if any(cell.strip() for cell in line)]
    if len(lines) < 2:
        raise InputError(
            f"{path.name} has no answers.", hint="It needs a row of column names and a row for each answer."
        )
    columns = tuple(cell.strip() for cell in lines[0])
    if len(set(columns)) < len(columns):
        raise InputError(f"Two columns of {path.name} have the same name.", hint="Give each its own.")
    rows = tuple(dict(zip(columns, [*line, *[""] * len(columns)], strict=False)) for line in lines[1:])
    return Table(path, columns, rows)


def _text(path: Path) -> str:
    if not path.is_file():
        raise NotFoundError(f"There is no file {path}.", hint="Check its name.")
    if path.stat().st_size > MOST_BYTES:
        raise InputError(f"{path.name} is larger than {MOST_BYTES // 1_000_000} MB.", hint="Split it by class.")
    data = path.read_bytes()
    if b"\0" in data[:4000] or data[:2] == b"PK":
        raise InputError(f"{path.name} is not a CSV file.", hint="Save the sheet as CSV (UTF-8) and try again.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(data).best()
        return str(best) if best else data.decode("latin-1")


def _delimiter(text: str) -> str:
    first = text.lstrip().split("\n", 1)[0]
    return max(",;\t", key=first.count)


def guessed(table: Table, names: Sequence[str]) -> str | None:
    """The column that goes by one of these names, the first name that fits; None if there is none."""
    known = {column.casefold().replace("_", " ").strip(): column for column in table.columns}
    return next((known[name] for name in names if name in known), None)


def responses(table: Table, items: Sequence[str]) -> tuple[list[Response], dict[str, str]]:
    """The responses of a table, and which of its columns was taken for what.

    Without a column for the item, all answers are to the only one of `items`. Rows without a pupil's code are counted
    from 1. Raises InputError where no column fits.
    """
    answer = guessed(table, ANSWER)
    if answer is None:
        found = ", ".join(table.columns)
        raise InputError(
            f"No column of {table.path.name} looks like the answers.", hint=f"Name one 'answer'; there are: {found}."
        )
    item, pupil = guessed(table, ITEM), guessed(table, PUPIL)
    if item is None and len(items) != 1:
        raise InputError(f"No column of {table.path.name} says which item is answered.", hint="Name one 'item'.")
    named = {"pupil": pupil or "(row number)", "item": item or f"(all {items[0]})", "answer": answer}
    read = [
        Response(
            pupil=(row[pupil] if pupil else "").strip() or str(number),
            item=row[item].strip() if item else items[0],
            answer=row[answer],
        )
        for number, row in enumerate(table.rows, start=1)
    ]
    return read, named


def read_responses(given: str | Path | Iterable[Response], keys: Sequence[Key]) -> tuple[list[Response], str]:
    """The answers of a CSV file, or those handed in, and what to call them."""
    if isinstance(given, str | Path):
        table = read_table(Path(given))
        return responses(table, [key.id for key in keys])[0], table.path.stem
    return list(given), "answers"


def labels(table: Table) -> dict[tuple[str, str], str]:
    """The label of each pupil's answer to each item. Raises InputError for a missing column or a pair met twice."""
    column, pupil, item = guessed(table, LABEL), guessed(table, PUPIL), guessed(table, ITEM)
    if column is None or pupil is None:
        what = "labels" if column is None else "pupils' codes"
        raise InputError(
            f"No column of {table.path.name} looks like the {what}.", hint="Name one 'label' and one 'pupil'."
        )
    found: dict[tuple[str, str], str] = {}
    for row in table.rows:
        place = _place(row, pupil, item)
        if place in found:
            raise InputError(
                f"{table.path.name} has two labels for pupil {place[0]!r}.", hint="Keep one, or add a column 'item'."
            )
        found[place] = row[column].strip()
    return found


def confidences(table: Table) -> dict[tuple[str, str], float]:
    """How sure each grade is, by pupil and item. Raises InputError without a column of numbers for it."""
    column, pupil, item = guessed(table, ("confidence", "sure")), guessed(table, PUPIL), guessed(table, ITEM)
    try:
        if column and pupil:
            return {_place(row, pupil, item): float(row[column]) for row in table.rows}
    except ValueError:
        pass
    raise InputError(f"No column of {table.path.name} says how sure each grade is.", hint="Name one 'confidence'.")


CRITERION = "criterion "
"""Before the id of a criterion in the name of a column with its points."""


def criteria(table: Table) -> dict[str, dict[tuple[str, str], str]]:
    """By the id of each criterion that has a column ("criterion c1"), the points of each pupil's answer to each item.

    Empty cells are left out. Raises InputError for a missing column of pupils.
    """
    columns = {one.casefold().removeprefix(CRITERION).strip(): one for one in table.columns
               if one.casefold().startswith(CRITERION)}  # fmt: skip
    pupil, item = guessed(table, PUPIL), guessed(table, ITEM)
    if columns and pupil is None:
        raise InputError(f"No column of {table.path.name} looks like the pupils' codes.", hint="Name one 'pupil'.")
    return {
        name: {_place(row, pupil or "", item): row[column].strip() for row in table.rows if row[column].strip()}
        for name, column in columns.items()
    }


def _place(row: Mapping[str, str], pupil: str, item: str | None) -> tuple[str, str]:
    """Whose answer to which item a row is about."""
    return row[pupil].strip(), row[item].strip() if item else ""


def write_grades(made: GradeSet, path: Path) -> None:
    """Write grades, drafts too, to a .csv file with a row for each answer or a .json file.

    Raises ExportError if the file can't be written.
    """
    from eduapp.export import write_whole
    from eduapp.export.gradebook import write

    if path.suffix.lower() != ".csv":
        write(made, path, "all")
        return
    write_whole(path, _as_csv(made.grades).encode("utf-8"))


def _as_csv(grades: Sequence[Grade]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    named = sorted({earned.criterion for one in grades for earned in one.score.criteria})
    writer.writerow([*HEADS, *(f"{CRITERION}{name}" for name in map(safe, named))])
    for one in grades:
        score = one.score
        evidence = " | ".join(f"{e.criterion}: {words}" for e in score.criteria for words in e.evidence)
        cells = (one.response.pupil, one.response.item, one.response.answer, one.label.value)
        numbers = (f"{one.points:g}", f"{score.of:g}", f"{score.confidence:.2f}")
        rest = ("yes" if score.unsure else "", score.layer.value, one.group, evidence, one.feedback.medium, score.note)
        earned = {each.criterion: f"{each.points:g}" for each in score.criteria}
        points = (earned.get(name, "") for name in named)
        writer.writerow([*map(safe, cells), *numbers, *map(safe, rest), safe(one.signed_by), *points])
    return out.getvalue()
