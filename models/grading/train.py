"""Train the scorer of answers from a file of graded ones.

    python -m models.grading.train DATA.jsonl.gz [--to scorer.npz] [--seed N] [--starter FILE.npz]

DATA has one answer a line with `question`, `reference_answers`, `answer` and `label` (correct, contradictory,
incorrect). It needs scikit-learn (`pip install 'eduapp[train]'`) and takes minutes on one core. `fit` is used by
`benchmarks.grading` too, on a part of the data.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import warnings
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from eduapp.grading import features, fitted, own
from models.grading.held_out import named

Array = NDArray[np.float32]
STARTER = Path(__file__).with_name("starter.npz")
"""What the starter made of answers, as `readings.py` writes it."""

FOLDS = 4
NETS, HIDDEN = 3, 32
LEAST_MET = 3
HEATS = np.geomspace(0.5, 2.5, 41)
FAVOURS = np.linspace(1.0, 2.0, 11)
POOL = np.linspace(0.0, 1.2, 25)
"""Factors that are tried where the starter's numbers are pooled with the features'."""

RIGHT = 0.8
"""The share of proposals that are to be right where the scorer calls itself sure."""


class Read(NamedTuple):
    """Graded answers made ready: features, marks, cues, labels' places, and the number of each one's question."""

    rows: Array
    marks: list[NDArray[np.uint16]]
    cues: list[NDArray[np.uint16]]
    labels: NDArray[np.int64]
    questions: NDArray[np.int64]
    names: NDArray[np.int64]

    def part(self, chosen: NDArray[np.int64]) -> Read:
        """Some of them."""
        marks, cues = ([one[i] for i in chosen] for one in (self.marks, self.cues))
        return Read(self.rows[chosen], marks, cues, self.labels[chosen], self.questions[chosen], self.names[chosen])


def load(path: Path) -> list[dict[str, Any]]:
    """The graded answers of a file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def prepare(data: Sequence[dict[str, Any]]) -> Read:
    """Reads every answer as the scorer does."""
    rows, marks, cues, labels, questions = [], [], [], [], []
    for one in data:
        asked = features.question(one["question"], tuple(one["reference_answers"]))
        said = features.answer_text(asked, one["answer"])
        rows.append(features.row(asked, said))
        marks.append(own.marks(said))
        cues.append(own.cues(asked, said))
        labels.append(fitted.LABELS.index(one["label"]))
        questions.append(own.name(asked))
    names = np.array([named(one) for one in data])
    return Read(np.array(rows, np.float32), marks, cues, np.array(labels), np.array(questions), names)


class Beside(NamedTuple):
    """What a reader beside the features made of answers that it was not trained on: numbers by the answer's name."""

    reader: str
    numbers: dict[int, Array]


def beside(path: Path) -> Beside:
    """The readings in a file of `readings.py`."""
    with np.load(path) as stored:
        names, numbers = stored["names"].astype(np.int64).tolist(), stored["numbers"].astype(np.float32)
        return Beside(str(stored["reader"]), dict(zip(names, numbers, strict=True)))


def fit(read: Read, seed: int, starter: Beside | None = None) -> fitted.Fitted:
    """Fits the scorer: the general part, each question's own, then temperature, favour and the limit of sureness.

    The last three are set on answers whose questions the general part has not seen, and on answers that the question's
    own part has not seen. So is the blend with what the starter made of answers, where that is given.
    """
    unseen = _held_out(read, seed)
    model = _general(read, seed)
    owned, is_owned = _own_held_out(read, unseen, seed)
    heat = (_heat(unseen, read.labels), _heat(owned[is_owned], read.labels[is_owned]))
    favour, sure = _decision(own.softmax(unseen / heat[0]), read.labels)
    model = model._replace(heat=heat, favour=favour, sure=sure, owns=_owns(read, unseen))
    if starter is None:
        return model
    both = ((unseen, np.ones(len(unseen), bool)), (owned, is_owned))
    new, met = (_blend(model, read, logits, used, starter, heat[at]) for at, (logits, used) in enumerate(both))
    return model._replace(blends={starter.reader: (new, met)})


def _blend(
    model: fitted.Fitted, read: Read, logits: Array, usable: NDArray[np.bool_], starter: Beside, heat: float
) -> fitted.Blend:
    """The layer's log-probabilities and the starter's, each by a factor: a pool of the highest likelihood.

    Two numbers are all that some thirty questions can bear: weights of each label's own did worse on new questions.
    """
    rows = np.flatnonzero(usable & np.array([name in starter.numbers for name in read.names.tolist()]))
    told = np.array([starter.numbers[name] for name in read.names[rows].tolist()])
    ours, theirs = pooled(np.log(own.softmax(logits[rows])) / heat, np.log(own.softmax(told)), read.labels[rows])
    weights = np.vstack([np.eye(3) * ours / heat, np.eye(3) * theirs])
    return fitted.Blend(weights, np.zeros(3), model.favour, model.sure)


def pooled(one: Array, other: Array, labels: NDArray[np.int64]) -> tuple[float, float]:
    """The factors of two tables of log-probabilities (answers × labels) of the highest likelihood; (1, 0) for none."""
    if not len(labels):
        return 1.0, 0.0
    at = np.arange(len(labels))
    pairs = [(a, b) for a in POOL for b in POOL]
    found = max(pairs, key=lambda pair: np.log(own.softmax(pair[0] * one + pair[1] * other))[at, labels].sum())
    return float(found[0]), float(found[1])


def _general(read: Read, seed: int) -> fitted.Fitted:
    from scipy.sparse import csr_array, hstack
    from sklearn.linear_model import LogisticRegression
    from sklearn.neural_network import MLPClassifier

    centre, scale = read.rows.mean(0), np.maximum(read.rows.std(0), 1e-6)
    scaled = np.clip((read.rows - centre) / scale, -fitted.SPREAD, fitted.SPREAD)
    table = hstack([csr_array(scaled), _sparse(read.cues)]).tocsr()
    linear = LogisticRegression(C=0.01, max_iter=500).fit(table, read.labels)
    weights = linear.coef_.T.astype(np.float32)
    width = scaled.shape[1]
    nets = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the networks stop early on purpose
        for number in range(NETS):
            net = MLPClassifier((HIDDEN,), alpha=5.0, max_iter=20, learning_rate_init=2e-3, random_state=seed + number)
            net.fit(scaled, read.labels)
            (first, second), (first_bias, second_bias) = net.coefs_, net.intercepts_
            nets.append(fitted.Net(*(part.astype(np.float32) for part in (first, first_bias, second, second_bias))))
    return fitted.Fitted(
        centre, scale, weights[:width], linear.intercept_.astype(np.float32), weights[width:], tuple(nets),
        (1.0, 1.0), np.ones(3, np.float32), 0.0, {},
    )  # fmt: skip


def _sparse(cues: list[NDArray[np.uint16]]) -> Any:
    """The cues as a sparse table (answers × bins), those of fewer than `LEAST_MET` answers left out."""
    from scipy.sparse import csr_array

    met = np.bincount(np.concatenate(cues), minlength=own.BINS)
    values = [fitted.CUE / np.sqrt(max(len(found), 1)) * (met[found] >= LEAST_MET) for found in cues]
    ends = np.cumsum([0, *map(len, cues)])
    return csr_array((np.concatenate(values), np.concatenate(cues), ends), shape=(len(cues), own.BINS))


def _held_out(read: Read, seed: int) -> Array:
    """Logits of each answer by a general part that has not seen its question."""
    from sklearn.model_selection import GroupKFold

    logits = np.zeros((len(read.labels), 3))
    for known, new in GroupKFold(FOLDS, shuffle=True, random_state=seed).split(read.rows, groups=read.questions):
        logits[new] = fitted.general(_general(read.part(known), seed), read.rows[new], [read.cues[i] for i in new])
    return logits


def _by_question(read: Read) -> list[NDArray[np.int64]]:
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for place, number in enumerate(read.questions):
        groups[int(number)].append(place)
    return [np.array(places) for _, places in sorted(groups.items())]


def _owns(read: Read, start: Array) -> dict[int, own.Own]:
    found = {}
    for places in _by_question(read):
        part = read.part(places)
        if learned := own.learn(part.marks, start[places], part.labels.tolist()):
            found[int(part.questions[0])] = learned
    return found


def _own_held_out(read: Read, start: Array, seed: int) -> tuple[Array, NDArray[np.bool_]]:
    """Logits of each answer by weights of its question that were learned without it, and where there are some."""
    logits, done = start.copy(), np.zeros(len(start), bool)
    rng = np.random.default_rng(seed)
    for places in _by_question(read):
        for left_out in np.array_split(rng.permutation(places), FOLDS):
            kept = np.setdiff1d(places, left_out)
            learned = own.learn([read.marks[i] for i in kept], start[kept], read.labels[kept].tolist())
            if learned is not None:
                logits[left_out] += np.array([own.logits(learned, read.marks[i]) for i in left_out])
                done[left_out] = True
    return logits, done


def _heat(logits: Array, labels: NDArray[np.int64]) -> float:
    """The temperature of the highest likelihood (Guo et al. 2017)."""
    if not len(labels):
        return 1.0
    at = np.arange(len(labels))
    return float(max(HEATS, key=lambda heat: np.log(own.softmax(logits / heat)[at, labels]).sum()))


def _decision(probabilities: Array, labels: NDArray[np.int64]) -> tuple[Array, float]:
    """The favour for the rare label with the best mean of weighted and macro F1, and the limit of sureness."""
    from sklearn.metrics import f1_score

    def worth(favour: float) -> float:
        chosen = (probabilities * [1, favour, 1]).argmax(1)
        return sum(f1_score(labels, chosen, average=how) for how in ("weighted", "macro"))

    favour = np.array([1.0, max(FAVOURS, key=worth), 1.0], np.float32)
    chosen = (probabilities * favour).argmax(1)
    confidence = probabilities[np.arange(len(labels)), chosen]
    order = np.argsort(-confidence)
    right = np.cumsum((chosen == labels)[order]) / np.arange(1, len(labels) + 1)
    enough = np.flatnonzero(right >= RIGHT)
    return favour, float(confidence[order[enough[-1]]]) if len(enough) else 1.0


def main(argv: list[str] | None = None) -> int:
    """Trains on the whole file and writes the scorer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--to", type=Path, default=Path(__file__).with_name("scorer.npz"))
    parser.add_argument("--starter", type=Path, default=STARTER, help="what the starter made of answers, if there")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(argv)
    starter = beside(options.starter) if options.starter.is_file() else None
    model = fit(prepare(load(options.data)), options.seed, starter)
    fitted.save(model, options.to)
    print(
        f"{options.to}: {options.to.stat().st_size / 1e6:.1f} MB, {len(model.owns)} questions with weights of their own"
    )
    print(f"heat {model.heat}, favour {model.favour.tolist()}, sure from {model.sure:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
