"""Measures of agreement, beside scikit-learn's and beside values worked out by hand."""

from __future__ import annotations

import random

import pytest

from eduapp.errors import InputError
from eduapp.grading.agreement import MEASURES, compare_labels

HUMAN = ["0", "1", "2", "2", "1", "0", "2", "1", "0", "2"]
GRADE = ["0", "1", "2", "1", "1", "0", "2", "0", "0", "0"]


def test_values_by_hand() -> None:
    found = compare_labels(HUMAN, GRADE, ("0", "1", "2"))
    assert found.count == 10 and found.confusion["2"] == {"0": 1, "1": 1, "2": 2}
    values = {name: round(one.value, 4) for name, one in found.figures.items()}
    assert values == {
        "accuracy": 0.7, "macro F1": 0.6944, "weighted F1": 0.6917, "kappa": 0.5588,
        "quadratic weighted kappa": 0.589, "mean absolute error": 0.4,
    }  # fmt: skip
    assert all(one.low <= one.value <= one.high for one in found.figures.values())


def test_values_are_those_of_scikit_learn() -> None:
    from sklearn import metrics as theirs

    rng = random.Random(1)
    human = [rng.choice("abcd") for _ in range(200)]
    grade = [one if rng.random() < 0.6 else rng.choice("abc") for one in human]
    found = {name: one.value for name, one in compare_labels(human, grade, "abcd", rounds=2).figures.items()}
    assert found["accuracy"] == pytest.approx(theirs.accuracy_score(human, grade))
    assert found["macro F1"] == pytest.approx(theirs.f1_score(human, grade, average="macro"))
    assert found["weighted F1"] == pytest.approx(theirs.f1_score(human, grade, average="weighted"))
    assert found["kappa"] == pytest.approx(theirs.cohen_kappa_score(human, grade))
    assert found["quadratic weighted kappa"] == pytest.approx(
        theirs.cohen_kappa_score(human, grade, weights="quadratic")
    )


def test_one_label_alone_is_full_compare_labels() -> None:
    assert compare_labels(["a", "a"], ["a", "a"]).figures["kappa"].value == 1


def test_labels_without_an_order_have_no_distance() -> None:
    assert set(compare_labels(["a", "b"], ["a", "a"]).figures) == set(MEASURES)


def test_the_same_seed_gives_the_same_interval() -> None:
    assert compare_labels(HUMAN, GRADE, seed=3) == compare_labels(HUMAN, GRADE, seed=3)


@pytest.mark.parametrize(
    ("human", "grade", "order", "problem"),
    [
        ([], [], (), "nothing to compare"),
        (["a"], [], (), "1 human labels and 0 grades"),
        (["x"], ["a"], ("a",), "'x' has no place"),
    ],
)
def test_what_cannot_be_compared(human: list[str], grade: list[str], order: tuple[str, ...], problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        compare_labels(human, grade, order)
