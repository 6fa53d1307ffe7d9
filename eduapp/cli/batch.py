"""`eduapp batch`: files and folders in, exports out."""

from __future__ import annotations

from pathlib import Path
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
    Seed,
    end,
    opened,
)
from eduapp.cli.output import print_json, print_table, progress, say
from eduapp.errors import EduappError

if TYPE_CHECKING:
    from eduapp.batch import Outcome

DRAFTS = "Nobody has looked at these items: they are drafts. Decide on them with `eduapp review SET`."
ALL_FORMATS = "apkg,pdf,qti,json"


def register(app: typer.Typer) -> None:
    """Add this verb to the command."""
    app.command()(batch)


def batch(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Course files, or folders of them.")],
    to: Annotated[Path, typer.Option("--to", metavar="OUT", help="The folder for the exports.")],
    blueprint: BlueprintName = "quiz",
    count: Count = None,
    formats: Annotated[
        str, typer.Option("--formats", metavar="F,F", help="Which exports, separated by commas.")
    ] = ALL_FORMATS,
    model: ModelName = None,
    seed: Seed = 0,
    about: About = "",
    objectives: Objectives = None,
    language: Language = "",
    grade: Grade = 0,
    item_order: ItemOrder = "course",
    no_cache: NoCache = False,
    approve_passed: Annotated[
        bool,
        typer.Option("--approve-passed", help="Approve what passed every check, as a policy, and export only that."),
    ] = False,
    library: LibraryDir = None,
    json: AsJson = False,
) -> None:
    """Make a set and its exports from each course file.

    One file after the other, and a file that fails doesn't stop the rest. The exports hold drafts that nobody has
    looked at, unless --approve-passed.
    """
    from eduapp.batch import Fate, Order
    from eduapp.batch import batch as run

    order = Order(
        to,
        blueprint,
        count,
        _formats(formats),
        model,
        seed,
        about=about,
        objectives=objectives or (),
        language=language,
        grade=grade,
        items_order=item_order,
        approve_passed=approve_passed,
        cache=False if no_cache else None,
    )
    with opened(context, library) as lib, progress(quiet=json) as report:
        outcomes = run(lib, paths, order, progress=report)
    if json:
        print_json({"outcomes": [outcome.model_dump(mode="json") for outcome in outcomes]})
    else:
        _print_outcomes(outcomes, to)
        if not approve_passed and any(outcome.files for outcome in outcomes):
            say(DRAFTS)
    failed = sum(outcome.fate is Fate.FAILED for outcome in outcomes)
    partly = sum(outcome.fate is Fate.PARTLY for outcome in outcomes)
    end(len(outcomes) - failed, failed + partly)


def _formats(text: str) -> tuple[str, ...]:
    from eduapp.batch import item_format

    try:
        names = tuple(item_format(part).name for part in text.split(",") if part.strip())
    except EduappError as error:
        raise typer.BadParameter(str(error), param_hint="--formats") from error
    if not names:
        raise typer.BadParameter("name at least one format.", param_hint="--formats")
    return tuple(dict.fromkeys(names))


def _print_outcomes(outcomes: list[Outcome], to: Path) -> None:
    rows = [(o.path, o.fate, o.set, _items(o), len(o.files), " ".join(o.problems)) for o in outcomes]
    print_table(("file", "became", "set", "items", "exports", "problems"), rows)
    done = sum(outcome.fate == "done" for outcome in outcomes)
    where = f" The exports are in {to}." if any(outcome.files for outcome in outcomes) else ""
    say(f"\n{done} of {len(outcomes)} files done.{where}")


def _items(outcome: Outcome) -> str:
    return f"{outcome.items} of {outcome.asked}" if outcome.items < outcome.asked else str(outcome.items)
