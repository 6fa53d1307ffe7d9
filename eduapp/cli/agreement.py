"""`eduapp agreement`: how far proposed grades agree with a person's."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eduapp.cli.app import AsJson
from eduapp.cli.output import complain, print_json, print_table, say


def register(app: typer.Typer) -> None:
    """Add this verb to the command."""
    app.command()(agreement)


def agreement(
    grades: Annotated[Path, typer.Argument(metavar="GRADES.csv", help="The grades that were proposed.")],
    human: Annotated[Path, typer.Option("--human", metavar="HUMAN.csv", help="A person's grades of the same answers.")],
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, help="Of the bootstrap samples.")] = 0,
    json: AsJson = False,
) -> None:
    """Show how far proposed grades agree with a person's.

    Both files need a column for the pupil and one for the label or the points, and one for the item if there are
    several. Intervals hold 95 % of bootstrap samples. Points are compared as ordered labels.
    """
    from eduapp.grading import compare_labels, labels, read_table

    ours, theirs = labels(read_table(grades)), labels(read_table(human))
    both = sorted(ours.keys() & theirs.keys())
    one, other = [theirs[place] for place in both], [ours[place] for place in both]
    found = compare_labels(one, other, _order({*one, *other}), seed=seed)
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


def _order(values: set[str]) -> list[str]:
    """The values from low to high if all are numbers; nothing if they have no order."""
    try:
        return sorted(values, key=float)
    except ValueError:
        return []
