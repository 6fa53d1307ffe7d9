"""`eduapp coverage`: what a set covers of its blueprint and its text."""

from __future__ import annotations

from typing import Annotated

import typer

from eduapp.cli.app import AsJson, LibraryDir, opened
from eduapp.cli.output import print_json, print_table, say


def register(app: typer.Typer) -> None:
    """Add this verb to the command."""
    app.command()(coverage)


def coverage(
    context: typer.Context,
    item_set: Annotated[
        str, typer.Argument(metavar="SET", help="A set by id. Default: the latest.", show_default=False)
    ] = "latest",
    library: LibraryDir = None,
    json: AsJson = False,
) -> None:
    """Show what a set covers, and why the rest is missing.

    Levels and kinds, the blueprint's seats, and the text's passages, objectives and terms: how much was asked for, how
    much is there, approved or draft, and why the rest isn't. Rejected items count as missing.
    """
    with opened(context, library) as lib:
        found = lib.coverage(item_set)
    if json:
        print_json(found.model_dump(mode="json"))
        return
    say(f"{found.title} · {found.set}")
    say(found.in_short)
    for title, heads, rows in found.tables():
        say(f"\n{title}\n")
        print_table(heads, rows)
