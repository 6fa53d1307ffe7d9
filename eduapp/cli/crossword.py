"""`eduapp crossword` and `eduapp reroll`: a crossword from a source, and its words laid out anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from eduapp.cli.app import AsJson, LibraryDir, ModelName, NoCache, Seed, end, opened
from eduapp.cli.output import complain, print_json, progress, say, set_as_data
from eduapp.cli.review import TakesSeveral

if TYPE_CHECKING:
    from eduapp.domain.crossword import Crossword, Entry
    from eduapp.domain.item_set import ItemSet

Names = list[str] | None
Paper = Annotated[str, typer.Option("--size", metavar="A4|letter", help="The paper that the grid is to fit on.")]


class TakesTerms(TakesSeveral):
    """Reads `--include A B` as `--include A --include B`."""

    many = ("--include", "--exclude", "--pin", "--drop")


def register(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    app.command(cls=TakesTerms)(crossword)
    app.command(cls=TakesTerms)(reroll)


def crossword(
    context: typer.Context,
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A source by id, name, or 'latest'.")],
    words: Annotated[int, typer.Option("--words", "-w", metavar="N", min=3, max=60, help="How many words.")] = 18,
    style: Annotated[
        str,
        typer.Option("--style", metavar="S", help="Of the clues: noun-phrase, definite, bare, copular, free or mixed."),
    ] = "mixed",
    tier: Annotated[
        int, typer.Option("--tier", metavar="1|2|3", min=1, max=3, help="How hard: 1 gives most away, 3 least.")
    ] = 1,
    size: Paper = "A4",
    seed: Seed = 0,
    include: Annotated[Names, typer.Option("--include", metavar="TERM...", help="Terms that it should have.")] = None,
    exclude: Annotated[Names, typer.Option("--exclude", metavar="TERM...", help="Terms that it shouldn't.")] = None,
    keep_accents: Annotated[bool, typer.Option("--keep-accents", help="É stays É in the grid, not E.")] = False,
    model: ModelName = None,
    language: Annotated[
        str,
        typer.Option("--language", metavar="L", help="The text's language, such as 'it'. Default: as its words show."),
    ] = "",
    no_cache: NoCache = False,
    library: LibraryDir = None,
    json: AsJson = False,
) -> None:
    """Make a crossword of a source's own terms.

    Each clue is a draft item, saved when it is made. The same source, options and model give the same crossword, and
    every clue goes through `eduapp review`.
    """
    with opened(context, library) as lib, progress(quiet=json) as report:
        made = lib.crossword(
            source,
            words=words,
            style=style,
            tier=tier,
            include=include or (),
            exclude=exclude or (),
            accents=keep_accents,
            page=size,
            seed=seed,
            model=model,
            language=language,
            cache=False if no_cache else None,
            progress=report,
        )
    _show(made, json=json)


def reroll(
    context: typer.Context,
    item_set: Annotated[str, typer.Argument(metavar="SET", help="A crossword's set by id, or 'latest'.")],
    seed: Seed = 1,
    pin: Annotated[
        Names, typer.Option("--pin", metavar="ENTRY...", help="Entries that keep their places: '12 across'.")
    ] = None,
    drop: Annotated[Names, typer.Option("--drop", metavar="TERM...", help="Words to leave out from now on.")] = None,
    size: Paper = "A4",
    library: LibraryDir = None,
    json: AsJson = False,
) -> None:
    """Lay the words of a crossword out anew.

    The set keeps its items and what was decided on them. A dropped or rejected word makes room for one in reserve. To
    begin again, repeat the `eduapp crossword` command that made it.
    """
    with opened(context, library) as lib:
        made = lib.reroll(item_set, seed=seed, pin=pin or (), drop=drop or (), page=size)
    _show(made, json=json)


def _show(made: ItemSet, *, json: bool) -> None:
    if json:
        print_json(set_as_data(made))
    elif made.crossword:
        _print_crossword(made, made.crossword)
    end(len(made.items), 0)


def _print_crossword(made: ItemSet, crossword: Crossword) -> None:
    say(f"{made.title}: {crossword.words} words, {crossword.crossings} crossings\n")
    for line in grid_lines(crossword):
        say(line)
    for head, entries in (("Across", crossword.across()), ("Down", crossword.down())):
        if entries:
            say(f"\n{head}")
        for entry in entries:
            say(_clue_line(entry))
    if crossword.unplaced:
        say("\nNot in the grid")
    for word in crossword.unplaced:
        say(f"     {word.display}: {word.reason}")
    for reason in made.missing:
        complain(reason)
    say(f"\n{made.id}: {len(made.items)} clues from {made.title}, drafts until you decide.")
    say(f"Decide on them with `eduapp review {made.id}`, lay them out anew with `eduapp reroll {made.id} --seed 2`,")
    say(f"print them with `eduapp export {made.id} --to puzzle.pdf`.")


def _clue_line(entry: Entry) -> str:
    pin = ", pinned" if entry.pinned else ""
    return f"{entry.number:>4} {entry.clue} {entry.enumeration} — {entry.display}{pin}"


def grid_lines(crossword: Crossword) -> list[str]:
    """The grid as text: each cell its number, if an entry starts there, and its letter; a dot where there is no cell.

    A cell takes as many columns as the highest number has digits, and two more.
    """
    numbers, width = crossword.numbers(), len(str(max(crossword.numbers().values())))
    lines = []
    for row, line in enumerate(crossword.cells()):
        cells = (f"{numbers.get((row, column), ''):>{width}}{letter or '·'}" for column, letter in enumerate(line))
        lines.append(" ".join(cells).rstrip())
    return lines
