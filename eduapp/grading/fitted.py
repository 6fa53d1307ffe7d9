"""The fitted scorer: a logistic regression and small networks over features, trained by `models/grading/train.py`.

It needs numpy alone. Where answers to the very question were graded before, their weights are added (`own`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from eduapp.domain.response import Label
from eduapp.errors import NotFoundError
from eduapp.grading import features, own, vectors
from eduapp.grading.address import without_address
from eduapp.grading.readers import Case, Reader
from eduapp.resources import model_dir

Array = NDArray[np.float32]
LABELS = (Label.CORRECT, Label.CONTRADICTORY, Label.INCORRECT)
"""In the order of the columns of logits and probabilities."""

SPREAD = 4.0
"""A feature counts for at most so many standard deviations."""


CUE = 5.0
"""How much stems count beside features."""


class Net(NamedTuple):
    """A network with one hidden layer of rectified units."""

    first: Array
    first_bias: Array
    second: Array
    second_bias: Array


class Blend(NamedTuple):
    """How the logits of the fitted layer and the numbers of readers beside it become logits together.

    `weights` (numbers × labels) stand first for the layer's own logits; `favour` and `sure` as in Fitted.
    """

    weights: Array
    constant: Array
    favour: Array
    sure: float


class Fitted(NamedTuple):
    """Everything that was fitted.

    `heat` divides the logits for questions never met and for those with weights of their own; `favour` multiplies the
    probabilities when the label is chosen; `sure` is the least confidence of a proposal that isn't called unsure.
    `blends` are by the names of the readers beside the features, for questions never met and for those met.
    """

    centre: Array
    scale: Array
    linear: Array
    constant: Array
    cues: Array
    nets: tuple[Net, ...]
    heat: tuple[float, float]
    favour: Array
    sure: float
    owns: dict[int, own.Own]
    blends: Mapping[str, tuple[Blend, Blend]] = MappingProxyType({})


class Guess(NamedTuple):
    """The label of an answer, the probability of each label in the order of `LABELS`, and whether it is unsure."""

    label: Label
    probabilities: tuple[float, ...]
    unsure: bool

    @property
    def confidence(self) -> float:
        """The probability of the label."""
        return self.probabilities[LABELS.index(self.label)]


def general(model: Fitted, rows: Array, cues: Sequence[NDArray[np.uint16]]) -> Array:
    """Logits (answers × labels) that need no graded answers: half the regression's, half the networks' on average.

    The regression has weights for the features (`rows`) and for the stems (`cues`), the networks see features alone.
    """
    scaled = np.clip((rows - model.centre) / model.scale, -SPREAD, SPREAD)
    of_cues = np.array([CUE * model.cues[found].sum(0) / np.sqrt(max(len(found), 1)) for found in cues])
    linear = np.log(own.softmax(scaled @ model.linear + model.constant + of_cues))
    parts = []
    for net in model.nets:
        hidden = np.maximum(scaled @ net.first + net.first_bias, 0)
        parts.append(np.log(own.softmax(hidden @ net.second + net.second_bias)))
    return np.maximum((linear + np.mean(parts, axis=0)) / 2, -8.0)


def guess(
    asked: str, references: Sequence[str], answers: Sequence[str], model: Fitted | None = None,
    readers: Sequence[Reader] = (),
) -> list[Guess]:  # fmt: skip
    """A guess for each answer to a question with at least one reference answer.

    An answer is read without sentences that speak to the marker, and without regard to the other answers. `readers`
    read it too, if the scorer was fitted with readers of their names.
    """
    model = model or load()
    question = features.question(asked, tuple(references))
    known = model.owns.get(own.name(question))
    texts = [without_address(answer, question.stems).text for answer in answers]
    said = [features.answer_text(question, text) for text in texts]
    if not said:
        return []
    rows = np.array([features.row(question, one) for one in said], np.float32)
    logits = general(model, rows, [own.cues(question, one) for one in said])
    if known is not None:
        logits = logits + np.array([own.logits(known, own.marks(one)) for one in said])
    blends = model.blends.get("+".join(reader.name for reader in readers))
    if blends is None:
        found = own.softmax(logits / model.heat[known is not None])
        return [_chosen(one, model.favour, model.sure) for one in found]
    blend = blends[known is not None]
    cases = [Case(asked, references, text, question, one) for text, one in zip(texts, said, strict=True)]
    read = np.hstack([reader.read(cases) for reader in readers])
    return [_chosen(one, blend.favour, blend.sure) for one in blended(blend, logits, read)]


def blended(blend: Blend, logits: Array, read: Array) -> Array:
    """The probabilities (answers × labels) of the layer's logits and the readers' numbers together."""
    return own.softmax(np.hstack([_levelled(logits), read]) @ blend.weights + blend.constant)


def _levelled(logits: Array) -> Array:
    return np.log(own.softmax(logits))


def _chosen(probabilities: Array, favour: Array, sure: float) -> Guess:
    label = int(np.argmax(probabilities * favour))
    return Guess(LABELS[label], tuple(map(float, probabilities)), bool(probabilities[label] < sure))


@lru_cache(maxsize=1)
def load() -> Fitted:
    """The scorer that is shipped. Raises NotFoundError if it is missing from the installation."""
    path = model_dir() / vectors.FOLDER / "scorer.npz"
    if not path.is_file():
        raise NotFoundError("The fitted scorer is missing from this installation.", hint="Install eduapp again.")
    return read(path)


def read(path: Path) -> Fitted:
    """A scorer as `save` wrote it."""
    with np.load(path) as stored:
        data = {name: stored[name] for name in stored.files}
    ends = np.cumsum(data["own_sizes"])
    owns = {}
    for number, end, size, unit, constant in zip(
        data["own_names"], ends, data["own_sizes"], data["own_units"], data["own_constants"], strict=True
    ):
        part = slice(end - size, end)
        weights = data["own_weights"][part].astype(np.float32) * unit
        owns[int(number)] = own.Own(data["own_marks"][part], weights, constant)
    nets = zip(*(data[name] for name in ("first", "first_bias", "second", "second_bias")), strict=True)
    return Fitted(
        data["centre"], data["scale"], data["linear"], data["constant"],
        data["cues"].astype(np.float32), tuple(Net(*net) for net in nets),
        (float(data["heat"][0]), float(data["heat"][1])), data["favour"], float(data["sure"]), owns,
        _blends(data),
    )  # fmt: skip


BLEND = "blend"


def _blends(data: dict[str, Any]) -> dict[str, tuple[Blend, Blend]]:
    """The blends of a file, in which each is one table: weights, then a row each for constant, favour and limit."""
    found = {}
    for name in (one.removeprefix(f"{BLEND}_") for one in data if one.startswith(f"{BLEND}_")):
        both = [Blend(one[:-3], one[-3], one[-2], float(one[-1][0])) for one in data[f"{BLEND}_{name}"]]
        found[name] = (both[0], both[1])
    return found


def _table(blend: Blend) -> Array:
    rows = [*blend.weights, blend.constant, blend.favour, np.full(len(LABELS), blend.sure)]
    return np.array(rows, np.float32)


def save(model: Fitted, path: Path) -> None:
    """Write a scorer; the weights of single questions are kept in 8 bits."""
    owns = [model.owns[number] for number in sorted(model.owns)]
    units = [max(float(np.abs(one.weights).max()), 1e-6) / 127 for one in owns]
    packed = [np.round(one.weights / unit).astype(np.int8) for one, unit in zip(owns, units, strict=True)]
    more = {f"{BLEND}_{name}": np.array([_table(one) for one in both]) for name, both in model.blends.items()}
    np.savez_compressed(
        path, **more,
        centre=model.centre, scale=model.scale, linear=model.linear, constant=model.constant,
        cues=model.cues.astype(np.float16),
        **{name: np.array([getattr(net, name) for net in model.nets], np.float32) for name in Net._fields},
        heat=np.array(model.heat), favour=model.favour, sure=np.array(model.sure),
        own_names=np.array(sorted(model.owns), np.uint32),
        own_sizes=np.array([len(one.marks) for one in owns], np.int64),
        own_units=np.array(units, np.float32), own_constants=np.array([one.constant for one in owns], np.float32),
        own_marks=np.concatenate([np.zeros(0, np.uint16), *(one.marks for one in owns)]).astype(np.uint16),
        own_weights=np.concatenate([np.zeros((0, len(LABELS)), np.int8), *packed]),
    )  # fmt: skip
