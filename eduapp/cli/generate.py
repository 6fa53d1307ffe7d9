"""`eduapp generate`: a set of items from a source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from eduapp.cli.app import AsJson, BlueprintName, Count, LibraryDir, ModelName, NoCache, Seed, end, opened
from eduapp.cli.output import ITEM_HEADS, complain, item_rows, print_json, print_table, progress, say, set_as_data

if TYPE_CHECKING:
    from eduapp.domain.item import ItemSet


def register(app: typer.Typer) -> None:
    """Add this verb to the command."""
    app.command()(generate)


def generate(
    context: typer.Context,
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A source by id, name, or 'latest'.")],
    blueprint: BlueprintName = "quiz",
    count: Count = None,
    model: ModelName = None,
    seed: Seed = 0,
    no_cache: NoCache = False,
    library: LibraryDir = None,
    json: AsJson = False,
) -> None:
    """Make a set of draft items that fills a blueprint.

    Each item is saved when it is made. The same source, blueprint, model and seed give the same set. A seat that can't
    be filled from the text stays empty, and the reason is told.
    """
    with opened(context, library) as lib, progress(quiet=json) as report:
        made = lib.generate(source, blueprint, count, model, seed, progress=report, cache=False if no_cache else None)
    if json:
        print_json(set_as_data(made))
    else:
        _print_set(made)
    end(len(made.items), 0 if made.items else 1)


def _print_set(made: ItemSet) -> None:
    if made.items:
        print_table(ITEM_HEADS, item_rows(made.items))
    for reason in made.missing:
        complain("Missing:", reason)
    if not made.items:
        complain("No item could be made from this source.", "See what was understood of it with `eduapp show`.")
        return
    say(f"\n{made.id}: {len(made.items)} drafts from {made.title}.")
    say(f"Decide on them with `eduapp review {made.id}`.")
