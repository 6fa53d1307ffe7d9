"""`eduapp export`: a set as a file for a class."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eduapp.cli.app import AsJson, LibraryDir, opened
from eduapp.cli.output import complain, print_json, say

if TYPE_CHECKING:
    from eduapp.export import ExportReport


def register(app: typer.Typer) -> None:
    """Add this verb to the command."""
    app.command()(export)


def export(
    context: typer.Context,
    item_set: Annotated[str, typer.Argument(metavar="SET", help="A set or a class's grades by id, or 'latest'.")],
    to: Annotated[
        Path,
        typer.Option(
            "--to",
            metavar="FILE",
            help="Its ending says the format: .apkg .pdf .qti.zip .json, of a crossword .html .ipuz .puz too, of "
            "grades .csv .pdf .json",
        ),
    ],
    include_all: Annotated[bool, typer.Option("--all", help="Drafts too; rejected items never.")] = False,
    word_bank: Annotated[bool, typer.Option("--word-bank", help="List the answers beside a crossword.")] = False,
    first_letters: Annotated[
        bool, typer.Option("--first-letters", help="Print the first letter of each answer of a crossword.")
    ] = False,
    paper: Annotated[
        str, typer.Option("--paper", metavar="A4|letter", help="Of a PDF. Default: as the layout says.")
    ] = "",
    library: LibraryDir = None,
    json: AsJson = False,
) -> None:
    """Write a set's approved items to a file for a class.

    An Anki deck (.apkg), a PDF to print, a QTI 2.1 package (.qti.zip), or JSON with all that is known of each item. A
    crossword is a puzzle in PDF, and goes into a web page (.html) or a solver's program (.ipuz, .puz). The approved
    grades of a class leave as a gradebook (.csv), a feedback sheet a pupil (.pdf) or JSON.
    """
    with opened(context, library) as lib:
        if item_set.startswith("class-") or to.suffix.lower() == ".csv":
            report = lib.export_grades(item_set, to, "all" if include_all else "approved")
            print_json(report.model_dump(mode="json")) if json else _print_report(report, "answer")
            return
        include, looks = "all" if include_all else "approved", {"word_bank": word_bank, "first_letters": first_letters}
        report = lib.export(item_set, to, include, paper=paper, **looks)
    if json:
        print_json(report.model_dump(mode="json"))
    else:
        _print_report(report)


def _print_report(report: ExportReport, what: str = "item") -> None:
    say(f"{report.path}: {report.written} {what}{'s' if report.written != 1 else ''}")
    for lost in report.lost:
        complain(f"{report.path.name}:", lost)
    for skipped in report.skipped:
        complain(f"{report.path.name}: {skipped.item} was left out:", skipped.why)
