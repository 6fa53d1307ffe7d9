"""`eduapp models bench` and `optimize`: how fast a model is here, and the layout in which it is fastest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from eduapp.cli.app import AsJson, end
from eduapp.cli.models import models
from eduapp.cli.output import complain, print_json, print_table, progress, say
from eduapp.errors import EduappError

if TYPE_CHECKING:
    from eduapp.llm.catalog import ModelFile
    from eduapp.llm.layouts import Choice

HEADS = ("model", "layout", "size", "reads", "writes 1", "writes 16", "text")


def register(app: typer.Typer) -> None:
    """Add these verbs to `eduapp models`."""
    models.command("bench")(bench_models)
    models.command("optimize")(optimize_model)


def bench_models(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Models by name. Default: all that are here.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Measure how fast models are on this machine.

    In tokens a second: what a model reads of a prompt, and writes in one reply and in 16 at a time. "text" says whether
    a reply stays the same, whatever else is written beside it.
    """
    from eduapp.llm.bench import measured
    from eduapp.llm.catalog import catalog, is_installed

    names = names or [card.name for card in catalog() if is_installed(card)]
    rows, failed = [], 0
    with progress(quiet=json) as report:
        for number, name in enumerate(names):
            if report:
                report("models", number, len(names))
            try:
                rows.append(measured(name))
            except EduappError as error:
                failed += 1
                complain(f"{name}: {error.message}", error.hint)
    if json:
        print_json({"models": rows})
    elif rows:
        print_table(HEADS, [_row(row) for row in rows])
    end(len(rows), failed)


def optimize_model(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A model by name, or a GGUF file.")] = "starter",
    json: AsJson = False,
) -> None:
    """Find the layout in which a model is fastest on this machine.

    Layouts larger than the file are tried, so that next to nothing is lost, which is measured. The fastest is kept as a
    copy beside the models and used from then on; the file itself stays as it is.
    """
    from eduapp.llm.catalog import find
    from eduapp.llm.layouts import optimize

    file = find(name)
    with progress(quiet=json) as report:
        choice = optimize(file, progress=report)
    if json:
        print_json(choice.model_dump(mode="json"))
        return
    _print_choice(file, choice)


def _row(row: dict[str, object]) -> tuple[object, ...]:
    same = "same" if row["same_text"] else "varies"
    size = f"{row['size'] / 1e6:,.0f} MB"
    return row["name"], row["layout"], size, row["reads"], row["writes_one"], row["writes_many"], same


def _print_choice(file: ModelFile, choice: Choice) -> None:
    heads = ("layout", "size", "reads", "writes 16", "a job takes", "perplexity")
    original = choice.rows[0]
    rows = [
        (
            row.layout,
            f"{row.size / 1e6:,.0f} MB",
            f"{row.reading:,.0f}/s",
            f"{row.writing:,.0f}/s",
            f"{row.seconds / original.seconds:.0%}",
            f"{row.perplexity:.3f}",
        )
        for row in choice.rows
    ]
    print_table(heads, rows)
    for layout, reason in choice.skipped.items():
        complain(f"{layout} wasn't tried:", reason)
    if choice.file:
        say(f"\n{file.name} is used in the layout {choice.layout} from now on.")
    else:
        say(f"\n{file.name} is used as it is: no other layout is worth its place here.")
