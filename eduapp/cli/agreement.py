"""`eduapp agreement`: how far proposed grades agree with a person's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eduapp.cli.app import AsJson
from eduapp.cli.output import complain, print_json, print_table, say

if TYPE_CHECKING:
    from eduapp.grading.table import Table


def register(app: typer.Typer) -> None:
    """Add this verb to the command."""
    app.command()(agreement)


def agreement(
    grades: Annotated[Path, typer.Argument(metavar="GRADES.csv", help="The grades that were proposed.")],
    human: Annotated[Path, typer.Option("--human", metavar="HUMAN.csv", help="A person's grades of the same answers.")],
    picture: Annotated[
        Path | None,
        typer.Option("--picture", metavar="FILE", help="Draw accuracy over coverage: .svg, .pdf.", show_default=False),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, help="Of the bootstrap samples.")] = 0,
    json: AsJson = False,
) -> None:
    """Show how far proposed grades agree with a person's.

    Both files need a column for the pupil and one for the label or the points, and one for the item if there are
    several. Intervals hold 95 % of bootstrap samples. Points are compared as ordered labels. The picture needs a column
    "confidence" in GRADES.csv, as `eduapp grade --to` writes it.
    """
    from eduapp.grading import compare_labels, labels, read_table

    proposed = read_table(grades)
    ours, theirs = labels(proposed), labels(read_table(human))
    both = sorted(ours.keys() & theirs.keys())
    one, other = [theirs[place] for place in both], [ours[place] for place in both]
    found = compare_labels(one, other, _order({*one, *other}), seed=seed)
    if picture is not None:
        _draw(proposed, both, [a == b for a, b in zip(one, other, strict=True)], picture)
    alone = len(ours) + len(theirs) - 2 * len(both)
    if json:
        print_json(found.model_dump(mode="json") | {"only_in_one_file": alone})
        return
    say(f"{found.count} answers in both files\n")
    rows = [(name, f"{e.value:.3f}", f"{e.low:.3f} to {e.high:.3f}") for name, e in found.figures.items()]
    print_table(("figure", "value", "95 % interval"), rows)
    say("\nThe person's label in rows, the proposed one in columns\n")
    print_table(("", *found.labels), [(row, *found.confusion[row].values()) for row in found.labels])
    if alone:
        complain(f"{alone} answers are in one of the files only.", "They were left out.")


def _draw(proposed: Table, both: list[tuple[str, str]], right: list[bool], picture: Path) -> None:
    from eduapp.export.curve import draw
    from eduapp.grading.agreement import coverage_curve
    from eduapp.grading.table import confidences

    known = confidences(proposed)
    draw(coverage_curve([known[place] for place in both], right), picture)


def _order(values: set[str]) -> list[str]:
    """The values from low to high if all are numbers; nothing if they have no order."""
    try:
        return sorted(values, key=float)
    except ValueError:
        return []
