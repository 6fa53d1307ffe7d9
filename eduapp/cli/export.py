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
    item_set: Annotated[str, typer.Argument(metavar="SET", help="A set by id, or 'latest'.")],
    to: Annotated[
        Path, typer.Option("--to", metavar="FILE", help="Its ending says the format: .apkg .pdf .qti.zip .json")
    ],
    include_all: Annotated[bool, typer.Option("--all", help="Drafts too; rejected items never.")] = False,
    library: LibraryDir = None,
    json: AsJson = False,
) -> None:
    """Write a set's approved items to a file for a class.

    An Anki deck (.apkg), a PDF to print, a QTI 2.1 package (.qti.zip), or JSON with all that is known of each item.
    """
    with opened(context, library) as lib:
        report = lib.export(item_set, to, include="all" if include_all else "approved")
    if json:
        print_json(report.model_dump(mode="json"))
    else:
        _print_report(report)


def _print_report(report: ExportReport) -> None:
    say(f"{report.path}: {report.written} item{'s' if report.written != 1 else ''}")
    for lost in report.lost:
        complain(f"{report.path.name}:", lost)
    for skipped in report.skipped:
        complain(f"{report.path.name}: {skipped.item} was left out:", skipped.why)
