"""What the fitted scorer looks at: one row of numbers for a question, its reference answers and a pupil's answer.

The families follow those of the systems of SemEval-2013 task 7 (Dzikovska et al. 2013) and of Sultan et al. (2016):
overlap with the reference and with what is new in it over the question, weighted by rarity; alignment by word vectors;
order; negation, opposites, direction and labels; length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log1p

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel, LCSseq

from eduapp.grading import vectors
from eduapp.grading.words import FALLING, NEGATIONS, OPPOSITES, RISING, is_stop, mended, rarity, stem, tokens

Array = NDArray[np.float32]
Row = list[float]


@dataclass(frozen=True)
class Text:
    """A text taken apart: all its words, the stems that carry meaning with their vectors, and how much each tells."""

    words: tuple[str, ...]
    content: tuple[str, ...]
    stems: tuple[str, ...]
    weights: Array
    vectors: Array
    grams: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    sum: Array


@dataclass(frozen=True)
class Question:
    """A question with its reference answers, read once for all the answers to it."""

    asked: Text
    references: tuple[Text, ...]
    new: tuple[frozenset[str], ...]
    known: frozenset[str]
    heads: frozenset[str]
    about: tuple[float, ...]
    stems: frozenset[str]


def taken_apart(words: Sequence[str], heads: frozenset[str] = frozenset()) -> Text:
    """The text of these words; a word counts once. `heads` are words before the name of a thing ("bulb a")."""
    content: dict[str, str] = {}
    for before, word in zip(("", *words), words, strict=False):
        if not is_stop(word) or (len(word) == 1 and before in heads):
            content.setdefault(stem(word), word)
    known = vectors.load()
    stems = tuple(content)
    weights = np.array([rarity(word) for word in content.values()], np.float32)
    table = known.table[[known.rows.get(word, 0) for word in content.values()]]
    line = " ".join(stems)
    return Text(
        words=tuple(words),
        content=tuple(content.values()),
        stems=stems,
        weights=weights,
        vectors=table,
        grams=frozenset(line[i : i + 4] for i in range(max(len(line) - 3, 0))),
        pairs=frozenset(pairwise(words)),
        sum=_unit(weights @ table if stems else np.zeros(known.width, np.float32)),
    )


@lru_cache(maxsize=512)
def question(asked: str, references: tuple[str, ...]) -> Question:
    """A question read with its reference answers."""
    lines = [tokens(asked), *(tokens(reference) for reference in references)]
    heads = frozenset(
        before
        for words in lines
        for before, word in pairwise(words)
        if len(word) == 1 and word.isalpha() and word != "i" and not is_stop(before)
    )
    texts = [taken_apart(words, heads) for words in lines]
    asked_stems = frozenset(texts[0].stems)
    new = tuple(frozenset(text.stems) - asked_stems or frozenset(text.stems) for text in texts[1:])
    first = lines[1][:1] if len(lines) > 1 else ()
    sizes = [len(text.stems) for text in texts[1:]]
    about = (
        log1p(len(references)), log1p(float(np.mean(sizes))), log1p(max(sizes)), log1p(len(texts[0].stems)),
        log1p(float(np.mean([len(one) for one in new]))), float("why" in lines[0]), float("how" in lines[0]),
        float("explain" in lines[0]), float(first in (("yes",), ("no",))),
    )  # fmt: skip
    return Question(
        texts[0],
        tuple(texts[1:]),
        new,
        frozenset(w for line in lines for w in line),
        heads,
        about,
        frozenset(stem(w) for line in lines for w in line if not is_stop(w)),
    )


ABOUT = ("references", "mean_size", "most_size", "asked_size", "mean_new", "why", "how", "explain", "polar")
OF_REFERENCE = (
    "recall", "precision", "new_recall", "new_precision", "soft_recall", "soft_precision", "new_soft_recall",
    "new_soft_precision", "pairs", "grams_recall", "grams_precision", "order", "least", "middle", "second", "indel",
    "sum", "new_sum", "negation", "opposites", "rising", "lead", "labels_recall", "labels_precision", "numbers",
    "length_ratio", "extra_negation",
)  # fmt: skip
OF_ANSWER = (
    "length", "words", "asked_recall", "asked_precision", "asked_soft", "asked_sum", "alien", "soft_alien", "negations",
    "because", "empty", "unknown", "rising", "falling",
)  # fmt: skip
NAMES = (
    *(f"best_{name}" for name in OF_REFERENCE),
    *(f"most_{name}" for name in OF_REFERENCE[:9]),
    *(f"mean_{name}" for name in OF_REFERENCE[:9]),
    *(f"answer_{name}" for name in OF_ANSWER),
    *(f"question_{name}" for name in ABOUT),
)
"""The columns of a row, in order."""


def answer_text(asked: Question, answer: str) -> Text:
    """An answer to a question, its typing slips mended."""
    return taken_apart(mended(tokens(answer), asked.known, vectors.load().rows), asked.heads)


def row(asked: Question, said: Text) -> Row:
    """The numbers of an answer, in the order of `NAMES`."""
    of_references = _of_references(asked, said)
    best = max(of_references, key=_closeness)
    if len(of_references) == 1:
        most = mean = best[:9]
    else:
        part = np.array([one[:9] for one in of_references])
        most, mean = part.max(0).tolist(), part.mean(0).tolist()
    return [*best, *most, *mean, *_alone(asked, said), *asked.about]


def nearest(asked: Question, said: Text) -> int:
    """The place of the reference answer that an answer is nearest to, the first of several."""
    if len(asked.references) == 1:
        return 0
    found = [_closeness(one) for one in _of_references(asked, said)]
    return found.index(max(found))


def _of_references(asked: Question, said: Text) -> list[Row]:
    return [_beside(asked, reference, new, said) for reference, new in zip(asked.references, asked.new, strict=True)]


def _closeness(beside: Row) -> tuple[float, float]:
    return beside[4] + beside[5] + beside[6] + beside[7], beside[0]


def _beside(asked: Question, reference: Text, new: frozenset[str], said: Text) -> Row:
    """An answer beside one reference answer."""
    if not said.stems or not reference.stems:
        return [0.0] * len(OF_REFERENCE)
    exact, soft = _alignment(reference, said)
    is_new = np.fromiter((one in new for one in reference.stems), np.float32)
    asked_stems = set(asked.asked.stems)
    is_fresh = np.fromiter((one not in asked_stems for one in said.stems), np.float32)
    wanted, offered = reference.weights, said.weights
    found, kept = exact.max(1), exact.max(0)
    near, close = soft.max(1), soft.max(0)
    ranked = np.sort(near[is_new > 0])
    fresh = offered * is_fresh
    return [
        _share(found, wanted), _share(kept, offered), _share(found, wanted * is_new), _share(kept, fresh),
        _share(near, wanted), _share(close, offered), _share(near, wanted * is_new), _share(close, fresh),
        len(reference.pairs & said.pairs) / max(len(reference.pairs), 1),
        _part(reference.grams, said.grams), _part(said.grams, reference.grams),
        LCSseq.normalized_similarity(reference.stems, said.stems),
        float(ranked[0]), float(ranked[len(ranked) // 2]), float(ranked[min(1, len(ranked) - 1)]),
        Indel.normalized_similarity(reference.stems, said.stems),
        float(reference.sum @ said.sum),
        float(_unit((wanted * is_new) @ reference.vectors) @ _unit(fresh @ said.vectors)),
        *_against(reference, said),
        log1p(len(said.stems)) - log1p(len(reference.stems)),
        float(_negations(said.words) > _negations(reference.words)),
    ]  # fmt: skip


def _alignment(reference: Text, said: Text) -> tuple[Array, Array]:
    """Which stems are the same, and how near the words' vectors are; both reference × answer, from 0 to 1."""
    exact = np.zeros((len(reference.stems), len(said.stems)), np.float32)
    places = {one: place for place, one in enumerate(said.stems)}
    for place, one in enumerate(reference.stems):
        if one in places:
            exact[place, places[one]] = 1.0
    soft = reference.vectors @ said.vectors.T
    return exact, np.maximum(np.maximum(soft, exact), 0.0)


def soft_overlap(reference: Text, said: Text) -> tuple[float, float]:
    """How much of a reference an answer has, and of the answer the reference, by weight and nearness; 0 to 1."""
    _, soft = _alignment(reference, said)
    return _share(soft.max(1), reference.weights), _share(soft.max(0), said.weights)


def _against(reference: Text, said: Text) -> Row:
    """Signs that an answer says the opposite: negation, opposites, direction, first word, labels, numbers."""
    here, there = set(said.words), set(reference.words)
    turned = sum(1 for word in here - there if not OPPOSITES.get(word, frozenset()).isdisjoint(there - here))
    directions = [direction(text.words) for text in (said, reference)]
    return [
        float(abs(_negations(said.words) % 2 - _negations(reference.words) % 2)),
        float(turned),
        float(directions[0] * directions[1]),
        _lead(said.words) * _lead(reference.words),
        *_both_ways(_labels(reference), _labels(said)),
        _part(_numbers(reference.words), _numbers(said.words)),
    ]


def _alone(asked: Question, said: Text) -> Row:
    """An answer by itself and beside its question."""
    rising, falling = (sum(word in way for word in said.words) for way in (RISING, FALLING))
    negations = _negations(said.words)
    if not said.stems:
        alone = [0.0] * 8
    else:
        exact, soft = _alignment(asked.asked, said) if asked.asked.stems else (np.zeros((1, len(said.stems))),) * 2
        references = frozenset().union(*(reference.stems for reference in asked.references))
        strange = np.fromiter((one not in references for one in said.stems), np.float32) * (1 - exact.max(0))
        table = np.vstack([reference.vectors for reference in asked.references])
        near = (table @ said.vectors.T).max(0) if len(table) else np.zeros(len(said.stems))
        weights = said.weights
        alone = [
            log1p(len(said.stems)), log1p(len(said.words)),
            exact.sum() / len(exact), _share(exact.max(0), weights), _share(soft.max(0), weights),
            float(asked.asked.sum @ said.sum), _share(strange, weights),
            _share(strange * (1 - np.clip(near, 0, 1)), weights),
        ]  # fmt: skip
    unknown = 1 - np.abs(said.vectors).sum(1).astype(bool).mean() if said.stems else 0.0
    more = [min(negations, 2), "because" in said.words, not said.stems, unknown, min(rising, 2), min(falling, 2)]
    return [*map(float, alone), *map(float, more)]


def _share(part: Array, weights: Array) -> float:
    total = weights.sum()
    return float((part * weights).sum() / total) if total > 0 else 0.0


def _part(whole: frozenset[str] | set[str], other: frozenset[str] | set[str]) -> float:
    return len(whole & other) / len(whole) if whole else 0.0


def _both_ways(one: set[str], other: set[str]) -> tuple[float, float]:
    if not one or not other:
        return 0.5, 0.5
    return _part(one, other), _part(other, one)


def _unit(vector: Array) -> Array:
    length = float(vector @ vector) ** 0.5
    return vector / length if length else vector


def _negations(words: Sequence[str]) -> int:
    return sum(word in NEGATIONS for word in words)


def direction(words: Sequence[str]) -> int:
    """Whether the words speak of more and rising (1), less and falling (-1), or neither (0)."""
    balance = sum((word in RISING) - (word in FALLING) for word in words)
    return (balance > 0) - (balance < 0)


def _lead(words: Sequence[str]) -> float:
    first = words[0] if words else ""
    return {"yes": 1.0, "yeah": 1.0, "no": -1.0}.get(first, 0.0)


def _labels(text: Text) -> set[str]:
    return {word for word in text.content if len(word) == 1 and word.isalpha()}


def _numbers(words: Sequence[str]) -> set[str]:
    return {word for word in words if word[0].isdigit()}
