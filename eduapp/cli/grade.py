"""`eduapp grade`: answers of a class, each with a score and feedback, as drafts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eduapp.cli.app import AsJson, LibraryDir, opened
from eduapp.cli.output import complain, print_json, print_table, progress, say
from eduapp.errors import InputError

if TYPE_CHECKING:
    from eduapp.domain.grades import Grade

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
        typer.Option(
            "--to", metavar="FILE", help="Write the drafts too: .csv (a row an answer) or .json.", show_default=False
        ),
    ] = None,
    hint_only: Annotated[bool, typer.Option("--hint-only", help="Feedback that doesn't give the key away.")] = False,
    attempts_left: Annotated[
        int | None,
        typer.Option(
            "--attempts-left", metavar="N", min=0, help="How often the pupils may try again.", show_default=False
        ),
    ] = None,
    model: Annotated[
        str,
        typer.Option(
            "--model", "-m", metavar="M", help="A language model to judge by criterion, if it is large enough."
        ),
    ] = "none",
    library: LibraryDir = None,
    json: AsJson = False,
) -> None:
    """Propose a score and feedback for each answer of a class.

    Every score is a draft for a person to sign with `eduapp grades`. It says which words of the answer earned it, how
    certain it is, and which layer decided. Columns are guessed from their names.
    """
    from eduapp.export.gradebook import as_data
    from eduapp.grading import keys_of, no_part, read_table, responses, write_grades

    if bool(item) == (key is not None):
        raise InputError(
            "There is nothing to grade by." if not item else "There are two keys.", hint="Give --item or --key."
        )
    with opened(context, library) as lib, progress(quiet=json) as report:
        keys = keys_of(key) if key is not None else (lib.key(item),)
        read, columns = responses(read_table(answers), [one.id for one in keys])
        options = {"hint_only": hint_only, "attempts_left": attempts_left, "model": model, "progress": report}
        made = lib.grade(read, key=keys, title=answers.stem, **options)
        why = no_part(lib.model(model))
    if to is not None:
        write_grades(made, to)
    if json:
        print_json(as_data(made))
        return
    complain("Columns:", ", ".join(f"{what} = {column}" for what, column in columns.items()))
    if why:
        complain(why)
    _print(list(made.grades))
    also = f", also in {to}" if to else ""
    say(f"\n{made.id}: {len(made.grades)} drafts{also}. Sign them: eduapp grades {made.id} --review")


def _print(graded: list[Grade]) -> None:
    counts = Counter(one.label.value for one in graded)
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
