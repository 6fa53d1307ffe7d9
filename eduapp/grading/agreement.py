"""How far two markers agree, with intervals by bootstrap."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from eduapp.domain.base import Model
from eduapp.errors import InputError

Codes = NDArray[np.int64]
Place = tuple[str, str]


class Estimate(Model):
    """A figure with the ends of its 95 % interval."""

    value: float
    low: float
    high: float


class Agreement(Model):
    """How labels agree with a person's. `confusion[human][grade]` counts answers; `figures` are estimates by name."""

    count: int
    labels: tuple[str, ...]
    confusion: dict[str, dict[str, int]]
    figures: dict[str, Estimate]


def confusion(human: Codes, grade: Codes, size: int) -> Codes:
    """How often each label of a person (row) met each label of the grader (column)."""
    return np.bincount(human * size + grade, minlength=size * size).reshape(size, size)


def accuracy(table: Codes) -> float:
    """The share of equal labels."""
    return float(np.trace(table) / table.sum())


def f1_of_each(table: Codes) -> NDArray[np.float64]:
    """The F1 of each label: 0 for one that is never met."""
    both = table.sum(0) + table.sum(1)
    return np.divide(2 * np.diag(table), both, out=np.zeros(len(table)), where=both > 0)


def macro_f1(table: Codes) -> float:
    """The mean F1 of the labels that occur on either side."""
    occurs = (table.sum(0) + table.sum(1)) > 0
    return float(f1_of_each(table)[occurs].mean())


def weighted_f1(table: Codes) -> float:
    """The mean F1, each label weighted by how often the person gave it."""
    return float(f1_of_each(table) @ table.sum(1) / table.sum())


def kappa(table: Codes) -> float:
    """Cohen's κ (1960): agreement beyond chance. 1 where both only know one label, and it is the same."""
    return _kappa(table, 1.0 - np.eye(len(table)))


def quadratic_kappa(table: Codes) -> float:
    """Cohen's weighted κ (1968) with squared distances between the labels' places."""
    places = np.arange(len(table), dtype=float)
    return _kappa(table, (places[:, None] - places[None, :]) ** 2)


def _kappa(table: Codes, cost: NDArray[np.float64]) -> float:
    chance = np.outer(table.sum(1), table.sum(0)) / table.sum()
    expected = float((cost * chance).sum())
    return 1.0 - float((cost * table).sum()) / expected if expected else 1.0


def mean_absolute_error(table: Codes) -> float:
    """The mean distance between the labels' places."""
    places = np.arange(len(table))
    return float((np.abs(places[:, None] - places[None, :]) * table).sum() / table.sum())


MEASURES: dict[str, Callable[[Codes], float]] = {
    "accuracy": accuracy, "macro F1": macro_f1, "weighted F1": weighted_f1, "kappa": kappa,
}  # fmt: skip
ORDERED: dict[str, Callable[[Codes], float]] = {
    "quadratic weighted kappa": quadratic_kappa, "mean absolute error": mean_absolute_error,
}  # fmt: skip
"""Measures that need labels in an order, lowest first."""

OF_POINTS = ("accuracy", *ORDERED)
"""The measures that are shown of the points of a criterion."""


def compare_labels(
    human: Sequence[str], grade: Sequence[str], order: Sequence[str] = (), *, rounds: int = 1000, seed: int = 0
) -> Agreement:
    """How the grades agree with a person's labels of the same answers.

    `order` names the labels lowest first, where they have an order; without it the measures that need one are left out.
    Intervals are percentiles over `rounds` bootstrap samples (Efron 1979). Raises InputError for nothing to compare.
    """
    if len(human) != len(grade):
        raise InputError(
            f"There are {len(human)} human labels and {len(grade)} grades.", hint="Give one for each answer."
        )
    if not human:
        raise InputError("There is nothing to compare.", hint="The files need at least one answer in common.")
    labels = tuple(order) or tuple(sorted({*human, *grade}))
    if strangers := {*human, *grade} - set(labels):
        raise InputError(
            f"The label {min(strangers)!r} has no place in the order.", hint=f"It is: {', '.join(labels)}."
        )
    place = {label: number for number, label in enumerate(labels)}
    one, other = (np.array([place[label] for label in side]) for side in (human, grade))
    table = confusion(one, other, len(labels))
    rng = np.random.default_rng(seed)
    draws = rng.multinomial(len(one), table.ravel() / table.sum(), size=rounds)
    tables = draws.reshape(rounds, *table.shape)
    measures = MEASURES | (ORDERED if order else {})
    return Agreement(
        count=len(one),
        labels=labels,
        confusion={row: {col: int(table[i, j]) for j, col in enumerate(labels)} for i, row in enumerate(labels)},
        figures={name: _estimate(measure, table, tables) for name, measure in measures.items()},
    )


def compare_criteria(
    human: Mapping[str, Mapping[Place, str]], grade: Mapping[str, Mapping[Place, str]], *, seed: int = 0
) -> dict[str, Agreement]:
    """How the points of each criterion agree that both sides have, by its id; points are labels in their order.

    Raises InputError for a cell that is no number.
    """
    found = {}
    for name in sorted(human.keys() & grade.keys()):
        both = sorted(human[name].keys() & grade[name].keys())
        theirs, ours = ([_points(side[name][place], name) for place in both] for side in (human, grade))
        if both:
            order = sorted({*theirs, *ours})
            found[name] = compare_labels(*([f"{one:g}" for one in side] for side in (theirs, ours)),
                                         [f"{one:g}" for one in order], seed=seed)  # fmt: skip
    return found


def _points(cell: str, name: str) -> float:
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        message = f"The points {cell!r} of the criterion {name} are no number."
        raise InputError(message, hint="Leave the cell empty where there are none.") from None


def _estimate(measure: Callable[[Codes], float], table: Codes, tables: Codes) -> Estimate:
    low, high = np.percentile([measure(one) for one in tables], (2.5, 97.5))
    return Estimate(value=measure(table), low=float(low), high=float(high))


def coverage_curve(confidence: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float]]:
    """The accuracy (second) among the surest share (first) of the grades, for each share from one grade to all.

    Grades of the same confidence come in together, so that their order doesn't matter.
    """
    order = np.argsort(-np.asarray(confidence), kind="stable")
    sure, good = np.asarray(confidence)[order], np.asarray(right, float)[order]
    shares = np.arange(1, len(order) + 1)
    ends = np.append(sure[1:] != sure[:-1], True) if len(order) else np.zeros(0, bool)
    return [
        (float(n / len(order)), float(a)) for n, a in zip(shares[ends], (np.cumsum(good) / shares)[ends], strict=True)
    ]
