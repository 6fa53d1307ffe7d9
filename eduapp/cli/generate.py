"""`eduapp generate` and `eduapp regenerate`: a set of items from a source, and another item in the place of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from eduapp.cli.app import (
    About,
    AsJson,
    BlueprintName,
    Count,
    Grade,
    ItemOrder,
    Language,
    LibraryDir,
    ModelName,
    NoCache,
    Objectives,
    Places,
    Seed,
    end,
    opened,
)
from eduapp.cli.output import (
    ITEM_HEADS,
    complain,
    item_rows,
    items_as_data,
    print_json,
    print_table,
    progress,
    say,
    set_as_data,
)

if TYPE_CHECKING:
    from eduapp.domain.item_set import ItemSet


def register(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    app.command()(generate)
    app.command()(regenerate)


def generate(
    context: typer.Context,
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A source by id, name, or 'latest'.")],
    blueprint: BlueprintName = "quiz",
    count: Count = None,
    about: About = "",
    objectives: Objectives = None,
    places: Places = None,
    language: Language = "",
    grade: Grade = 0,
    item_order: ItemOrder = "course",
    model: ModelName = None,
    seed: Seed = 0,
    no_cache: NoCache = False,
    library: LibraryDir = None,
    json: AsJson = False,
) -> None:
    """Make a set of draft items that fills a blueprint.

    Each item is saved when it is made. The same command gives the same set. A seat that can't be filled from the text
    stays empty, and the reason is told.
    """
    brief = {"about": about, "objectives": objectives or (), "places": places or (), "language": language}
    brief |= {"grade": grade, "order": item_order}
    with opened(context, library) as lib, progress(quiet=json) as report:
        options = {"progress": report, "cache": False if no_cache else None}
        made = lib.generate(source, blueprint, count, model, seed, **brief, **options)
    if json:
        print_json(set_as_data(made))
    else:
        _print_set(made)
    end(len(made.items), 0 if made.items else 1)


def regenerate(
    context: typer.Context,
    item: Annotated[str, typer.Argument(metavar="ITEM", help="The item to replace, by id.")],
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="K", help="Make it of this kind.", show_default=False)
    ] = None,
    level: Annotated[
        str | None, typer.Option("--level", metavar="L", help="Make it of this level.", show_default=False)
    ] = None,
    note: Annotated[
        str, typer.Option("--note", metavar="TEXT", help="What it is to be about, such as 'make it about the causes'.")
    ] = "",
    item_set: Annotated[
        str | None,
        typer.Option("--set", metavar="SET", help="The set. Default: the latest that has it.", show_default=False),
    ] = None,
    who: Annotated[
        str | None,
        typer.Option("--who", metavar="NAME", help="Who decides. Default: EDUAPP_REVIEWER.", show_default=False),
    ] = None,
    model: ModelName = None,
    no_cache: NoCache = False,
    library: LibraryDir = None,
    json: AsJson = False,
) -> None:
    """Put another item in the place of one that you don't want.

    The new item is a draft that repeats none of the set. The old one is rejected, which its history tells with who and
    why.
    """
    with opened(context, library) as lib, progress(quiet=json) as report:
        options = {"model": model, "cache": False if no_cache else None, "progress": report}
        old = lib.item(item)
        new = lib.regenerate(old, kind=kind, level=level, note=note, within=item_set, who=who, **options)
    if json:
        print_json(items_as_data([new])[0])
        return
    print_table(ITEM_HEADS, item_rows([new]))
    say(f"\n{new.id} takes the place of {old.id}. Decide on it with `eduapp review {new.id}`.")


def _print_set(made: ItemSet) -> None:
    if made.items:
        print_table(ITEM_HEADS, item_rows(made.items))
    for reason in made.missing:
        complain("Missing:", reason)
    if not made.items:
        complain("No item could be made from this source.", "See what was understood of it with `eduapp show`.")
        return
    say(f"\n{made.id}: {len(made.items)} drafts from {made.title}.")
    say(f"Decide on them with `eduapp review {made.id}`. See what they cover with `eduapp coverage {made.id}`.")
