"""`eduapp agreement`: how far proposed grades agree with a person's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eduapp.cli.app import AsJson
from eduapp.cli.output import complain, print_json, print_table, say

if TYPE_CHECKING:
    from eduapp.grading.agreement import Agreement, Estimate
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
    several. Intervals hold 95 % of bootstrap samples. Points are compared as ordered labels. Columns such as
    "criterion c1" that both have are compared criterion by criterion. The picture needs a column "confidence" in
    GRADES.csv, as `eduapp grade --to` writes it.
    """
    from eduapp.grading import compare_criteria, compare_labels, criteria, labels, read_table

    proposed, persons = read_table(grades), read_table(human)
    ours, theirs = labels(proposed), labels(persons)
    by_criterion = compare_criteria(criteria(persons), criteria(proposed), seed=seed)
    both = sorted(ours.keys() & theirs.keys())
    one, other = [theirs[place] for place in both], [ours[place] for place in both]
    found = compare_labels(one, other, _order({*one, *other}), seed=seed)
    if picture is not None:
        _draw(proposed, both, [a == b for a, b in zip(one, other, strict=True)], picture)
    alone = len(ours) + len(theirs) - 2 * len(both)
    if json:
        each = {name: one.model_dump(mode="json") for name, one in by_criterion.items()}
        print_json(found.model_dump(mode="json") | {"criteria": each, "only_in_one_file": alone})
        return
    say(f"{found.count} answers in both files\n")
    rows = [(name, f"{e.value:.3f}", f"{e.low:.3f} to {e.high:.3f}") for name, e in found.figures.items()]
    print_table(("figure", "value", "95 % interval"), rows)
    say("\nThe person's label in rows, the proposed one in columns\n")
    print_table(("", *found.labels), [(row, *found.confusion[row].values()) for row in found.labels])
    _say_criteria(by_criterion)
    if alone:
        complain(f"{alone} answers are in one of the files only.", "They were left out.")


def _say_criteria(found: Mapping[str, Agreement]) -> None:
    from eduapp.grading.agreement import OF_POINTS

    if found:
        say("\nCriterion by criterion, with 95 % intervals\n")
        rows = [(name, str(one.count), *(_interval(one.figures[figure]) for figure in OF_POINTS))
                for name, one in found.items()]  # fmt: skip
        print_table(("criterion", "answers", *OF_POINTS), rows)


def _interval(one: Estimate) -> str:
    return f"{one.value:.2f} ({one.low:.2f} to {one.high:.2f})"


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
