"""How the scorer is fitted, on a few answers made up for it."""

from __future__ import annotations

import numpy as np
import pytest

from eduapp.grading import fitted, own, readers
from models.grading import train
from models.grading.held_out import named, split

WORDS = ("gap", "wire", "path", "light", "heat", "ice", "river", "sand")
LABELS = ("correct", "contradictory", "incorrect")


def rows() -> list[dict[str, object]]:
    """Answers to eight questions: right with the question's word, against it with "not", and else wrong."""
    found = []
    for place, word in enumerate(WORDS):
        other = WORDS[place - 1]
        for number in range(15):
            label = LABELS[number % 3]
            said = {"correct": f"the {word} is there", "contradictory": f"no {word} is there", "incorrect": other}[
                label
            ]
            found.append(
                {"question": f"What is there beside case {place}?", "reference_answers": [f"There is a {word}."],
                 "answer": f"{said} {number}", "label": label, "corpus": "sciEntsBank", "module": "AB"[place % 2],
                 "question_id": f"{place}"}
            )  # fmt: skip
    return found


@pytest.fixture(scope="module")
def read() -> train.Read:
    return train.prepare(rows())


def test_a_fitted_scorer_tells_right_from_wrong_and_weighs_what_the_starter_adds(read: train.Read) -> None:
    told = {int(name): np.eye(3)[label] for name, label in zip(read.names, read.labels, strict=True)}
    model = train.fit(read, 0, train.Beside("starter-1", told))
    one = rows()[0]
    found = fitted.guess(str(one["question"]), one["reference_answers"], ["the gap is there 99"], model)[0]  # type: ignore[arg-type]
    assert str(found.label) == "correct"
    new, met = model.blends["starter-1"]
    assert new.weights.shape == met.weights.shape == (3 + len(readers.LABELS), 3)
    start = np.zeros((3, 3), np.float32)
    assert fitted.blended(new, start, np.eye(3)).argmax(1).tolist() == [0, 1, 2]


def test_without_readings_there_is_no_blend(read: train.Read) -> None:
    assert train.fit(read, 0).blends == {}


def test_of_two_tables_the_one_that_tells_more_counts_more() -> None:
    rng = np.random.default_rng(0)
    labels = np.arange(300) % 3
    telling, noise = (np.log(own.softmax(part * np.eye(3)[labels] + rng.normal(size=(300, 3)))) for part in (2, 0))
    ours, theirs = train.pooled(telling, noise, labels)
    assert ours > 0.5 > 0.2 > theirs
    assert train.pooled(noise, telling, labels) == (theirs, ours)
    assert train.pooled(noise[:0], noise[:0], labels[:0]) == (1.0, 0.0)


def test_parts_are_held_out_by_module_question_and_answer() -> None:
    data = rows()
    parts = split(data)
    assert sum(map(len, parts.values())) == len(data) and len({named(one) for one in data}) == len(data)
    for name in ("modules", "questions"):
        asked = {one["question"] for one in parts[name]}
        assert not asked & {one["question"] for other in parts if other != name for one in parts[other]}
