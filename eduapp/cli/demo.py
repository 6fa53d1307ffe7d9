"""`eduapp demo`: the whole way once, from a sample course file to files for a class."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from eduapp.cli.app import AsJson, LibraryDir, ModelName, Seed, opened
from eduapp.cli.output import print_json, print_table, progress, say, set_as_data

if TYPE_CHECKING:
    from eduapp.domain.item import Item
    from eduapp.domain.item_set import ItemSet
    from eduapp.export import ExportReport
    from eduapp.library import Library, Progress

SAMPLE = "biology.pdf"
SUFFIXES = (".apkg", ".pdf", ".qti.zip")


def register(app: typer.Typer) -> None:
    """Add this verb to the command."""
    app.command()(demo)


def demo(
    context: typer.Context,
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="The folder for the files.")] = Path("out"),
    model: ModelName = None,
    seed: Seed = 0,
    library: LibraryDir = None,
    json: AsJson = False,
) -> None:
    """Go the whole way once, with a sample course file.

    Read, understand, generate, decide, export. It uses a library of its own that is gone afterwards, unless --library
    names one.
    """
    from eduapp.library import ALL_PASSED

    started = time.monotonic()
    with _library(context, library) as lib, progress(quiet=json) as report:
        made = _generate(lib, model, seed, report)
        approved = lib.approve_passed(made)
        made = lib.item_set(made)
        exports = _export(lib, made, to)
        kept = None if _is_temporary(context, library) else lib.where
    seconds = time.monotonic() - started
    if json:
        files = [one.model_dump(mode="json") for one in exports]
        print_json(set_as_data(made) | {"exports": files, "seconds": round(seconds, 1)})
        return
    _print_items(made)
    say(f"Decided by the policy “{ALL_PASSED}”, recorded as such: {len(approved)} of {len(made.items)} approved.\n")
    for one in exports:
        say(f"{one.path}: {one.written} items")
    _print_numbers(made.report)
    say(f"\nIt took {seconds:.0f} seconds.")
    _print_way_on(kept)


@contextmanager
def _library(context: typer.Context, library: str | None) -> Iterator[Library]:
    if not _is_temporary(context, library):
        with opened(context, library) as lib:
            yield lib
        return
    with (
        TemporaryDirectory(prefix="eduapp-demo-", ignore_cleanup_errors=True) as folder,
        opened(context, folder) as lib,
    ):
        yield lib


def _is_temporary(context: typer.Context, library: str | None) -> bool:
    return not (library or context.obj)


def _generate(lib: Library, model: str | None, seed: int, report: Progress | None) -> ItemSet:
    from eduapp.resources import sample

    source = lib.add(sample(SAMPLE))[0]
    return lib.generate(source, "quiz", model=model, seed=seed, progress=report)


def _export(lib: Library, made: ItemSet, to: Path) -> list[ExportReport]:
    from eduapp.batch import make_folder

    make_folder(to)
    return [lib.export(made, to / f"demo{suffix}") for suffix in SUFFIXES]


def _print_items(made: ItemSet) -> None:
    say(f"{made.title} · {len(made.items)} items\n")
    for number, item in enumerate(made.items, 1):
        _print_item(number, item)
    for reason in made.missing:
        say(f"Missing: {reason}")


def _print_item(number: int, item: Item) -> None:
    from eduapp.domain.show import checks_in_short

    say(f"{number}. {item.stem}")
    for choice in item.choices:
        say(f"     {'*' if choice.correct else ' '} {choice.text}")
    say(f"   Key: {item.answer}")
    place = item.evidence[0].locator.label()
    say(f"   {item.level} · {item.kind} · {place} · checks passed: {checks_in_short(item)}\n")


def _print_numbers(report: dict[str, dict[str, int]]) -> None:
    say()
    candidates, chosen = report.get("candidates", {}), report.get("chosen", {})
    rows = [(name, count, chosen.get(name, 0)) for name, count in candidates.items()]
    print_table(("proposer", "candidates", "chosen"), rows)
    say()
    passed, failed = report.get("passed", {}), report.get("failed", {})
    names = dict.fromkeys([*passed, *failed])
    print_table(("check", "passed", "failed"), [(name, passed.get(name, 0), failed.get(name, 0)) for name in names])


def _print_way_on(kept: str | None) -> None:
    if kept:
        say(f"The set is kept in {kept}.")
    say("The same with a file of your own:\n")
    for command in ("add FILE.pdf", "generate latest", "review latest", "export latest --to quiz.pdf"):
        say(f"  eduapp {command}")
