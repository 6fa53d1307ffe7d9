"""`eduapp grade`: answers of a class, each with a score and feedback, as drafts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eduapp.cli.app import AsJson, LibraryDir, opened
from eduapp.cli.output import complain, print_json, print_table, say
from eduapp.errors import InputError

if TYPE_CHECKING:
    from eduapp.domain.response import Graded
    from eduapp.grading import Key

SHOWN = 10
"""Answers that are printed: the least certain ones."""


def register(app: typer.Typer) -> None:
    """Add this verb to the command."""
    app.command()(grade)


def grade(
    context: typer.Context,
    answers: Annotated[Path, typer.Argument(metavar="RESPONSES.csv", help="A CSV file with an answer in each row.")],
    item: Annotated[
        str, typer.Option("--item", metavar="ITEM", help="The approved item that they answer.", show_default=False)
    ] = "",
    key: Annotated[
        Path | None, typer.Option("--key", metavar="KEY.yaml", help="A key of your own, instead.", show_default=False)
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="Where the grades go: .csv or .json.", show_default=False),
    ] = None,
    hint_only: Annotated[bool, typer.Option("--hint-only", help="Feedback that doesn't give the key away.")] = False,
    library: LibraryDir = None,
    json: AsJson = False,
) -> None:
    """Propose a score and feedback for each answer of a class.

    Every score is a draft for a person to sign. It says which words of the answer earned it, how certain it is, and
    whether it was told by the exact key, by the rubric or by the fitted scorer. Columns are guessed from their names.
    """
    from eduapp.grading import grade as graded_by
    from eduapp.grading import read_table, responses, write_grades

    keys = _keys(context, library, item, key)
    read, columns = responses(read_table(answers), [one.id for one in keys])
    graded = graded_by(read, keys, hint_only=hint_only)
    if to is not None:
        write_grades(graded, to)
    if json:
        print_json([one.model_dump(mode="json") for one in graded])
        return
    complain("Columns:", ", ".join(f"{what} = {column}" for what, column in columns.items()))
    _print(graded)
    say(f"\n{to}: {len(graded)} drafts" if to else "\nNothing was written; name a file with --to.")


def _keys(context: typer.Context, library: str | None, item: str, key: Path | None) -> list[Key]:
    from eduapp.grading import approved_key, read_keys

    if bool(item) == (key is not None):
        raise InputError(
            "There is nothing to grade by." if not item else "There are two keys.", hint="Give --item or --key."
        )
    if key is not None:
        return list(read_keys(key))
    with opened(context, library) as lib:
        return [approved_key(lib.item(item))]


def _print(graded: list[Graded]) -> None:
    counts = Counter(one.score.label.value for one in graded)
    say(f"{len(graded)} answers: " + ", ".join(f"{count} {label}" for label, count in counts.most_common()))
    unsure = sum(one.score.unsure for one in graded)
    say(f"Read these first ({unsure} unsure):\n" if unsure else "None is unsure. The least certain:\n")
    first = sorted(graded, key=lambda one: (not one.score.unsure, one.score.confidence))[:SHOWN]
    rows = [
        (one.response.pupil, one.response.item, one.score.label.value, f"{one.score.points:g}/{one.score.of:g}",
         f"{one.score.confidence:.2f}", one.score.layer.value, one.response.answer)
        for one in first
    ]  # fmt: skip
    print_table(("pupil", "item", "label", "points", "sure", "by", "answer"), rows)
