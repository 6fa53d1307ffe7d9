"""Points by criterion: which key points an answer shows, and in which of its words."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from eduapp.domain.key import Key
from eduapp.domain.response import Earned, Label, Layer, Score
from eduapp.domain.rubric import Criterion
from eduapp.grading import features
from eduapp.grading.words import NEGATIONS, OPPOSITES, stem, tokens

FULL, HALF = 0.7, 0.45
"""The shares of a key point that earn a criterion's points, and half of them."""

NEAR = 0.45
"""The cosine from which another word is taken for a key point's."""

SHOWN = 0.34
"""The share of the nearest reference answer from which the words that an answer has of it are named as right."""

SURE = 0.65
LONGEST = 12
"""Words that are quoted back to a pupil at most."""

_CLAUSE = re.compile(r"[^.!?;\n]+[.!?;\n]*")
_RAW_WORD = re.compile(r"[\w'’]+")


class Shown(NamedTuple):
    """How much of a key point an answer shows, 0 to 1, in which of its words, and whether it says the opposite."""

    share: float
    evidence: str
    against: bool


def score(key: Key, answer: str) -> Score:
    """The points that an answer earns by the key's rubric, each with the words that earned them.

    A criterion earns by the key point that is shown best, since key points may be alternatives; where others are not
    shown, the score is unsure. A criterion without key points asks for the pupil's own thought, which is left to a
    person. `confidence` grows with the distance from the limits; it is no calibrated probability.
    """
    shown = [show(key, criterion, answer) for criterion in key.rubric]
    both = list(zip(key.rubric, shown, strict=True))
    earned = tuple(_earned(criterion, points) for criterion, points in both)
    notes = [note for criterion, points in both if (note := _note(criterion, points))]
    confidence = min((max(_best(points).share, 1 - _best(points).share) for points in shown if points), default=0.5)
    got, of = sum(one.points for one in earned), sum(one.of for one in earned)
    return Score(
        label=_label(got, of, any(_best(points).against for points in shown if points)), points=got, of=of,
        confidence=min(confidence, 0.5) if notes else confidence, layer=Layer.RUBRIC,
        unsure=bool(notes) or confidence < SURE, criteria=earned, note=" ".join(notes),
    )  # fmt: skip


def _note(criterion: Criterion, points: list[Shown]) -> str:
    if not points:
        return f"Read {criterion.id} yourself: there is nothing to compare the answer with."
    if _best(points).against:
        return f"{criterion.id} may be contradicted."
    met = sum(_share(one) == 1 for one in points)
    return f"{criterion.id}: {met} of {len(points)} key points." if 0 < met < len(points) else ""


def _label(points: float, of: float, against: bool) -> Label:
    if points >= of:
        return Label.CORRECT
    if points > 0:
        return Label.PARTLY
    return Label.CONTRADICTORY if against else Label.INCORRECT


def _earned(criterion: Criterion, points: list[Shown]) -> Earned:
    share = _share(_best(points)) if points else 0.0
    earns = max(step for step in criterion.steps if step <= share * criterion.points)
    evidence = dict.fromkeys(one.evidence for one in points if earns and _share(one) and one.evidence)
    return Earned(criterion=criterion.id, points=earns, of=criterion.points, evidence=tuple(evidence))


def _share(shown: Shown) -> float:
    """The share of a criterion's points that a key point earns."""
    return 0.0 if shown.against else 1.0 if shown.share >= FULL else 0.5 if shown.share >= HALF else 0.0


def _best(points: list[Shown]) -> Shown:
    return max(points, key=lambda one: (round(one.share, 6), not one.against, -len(one.evidence)))


def show(key: Key, criterion: Criterion, answer: str) -> list[Shown]:
    """How an answer shows each key point of a criterion, in the clause that shows it best or in several together."""
    if not criterion.key_points:
        return []
    asked = features.question(key.stem, criterion.key_points)
    clauses = _CLAUSE.findall(answer)
    windows = [*clauses, answer] if len(clauses) > 1 else [answer]
    return [
        _best([_beside(asked, point, new, window) for window in windows])
        for point, new in zip(asked.references, asked.new, strict=True)
    ]


def nearest(key: Key, answer: str) -> Shown | None:
    """How an answer shows the reference answer that it is nearest to; None if nothing can be compared."""
    whole = Criterion(id="answer", text=key.stem, key_points=key.key)
    shown = show(key, whole, answer)
    if not shown:
        return None
    best = _best(shown)
    return best._replace(evidence=_tight(key, best.evidence))


def _tight(key: Key, evidence: str) -> str:
    """The stretch of at most `LONGEST` words with the most that the key has beyond the question, cut to those words."""
    places = [match.span() for match in _RAW_WORD.finditer(evidence)]
    asked = features.question(key.stem, key.key)
    telling = frozenset().union(*asked.new)
    hits = [any(stem(word) in telling for word in _mended(asked, evidence[a:b])) for a, b in places]
    starts = range(max(len(places) - LONGEST, 0) + 1)
    start = max(starts, key=lambda at: (sum(hits[at : at + LONGEST]), -at))
    kept = [place for place in range(start, min(start + LONGEST, len(places))) if hits[place]]
    return evidence[places[kept[0]][0] : places[kept[-1]][1]] if kept else ""


def nearest_reference(key: Key, answer: str) -> str:
    """The reference answer that an answer shows most of, the first of several."""
    shown = show(key, Criterion(id="answer", text=key.stem, key_points=key.key), answer)
    return max(zip(key.key, shown, strict=True), key=lambda pair: round(pair[1].share, 6))[0]


def _beside(asked: features.Question, point: features.Text, new: frozenset[str], window: str) -> Shown:
    said = features.answer_text(asked, window)
    if not said.stems or not point.stems:
        return Shown(0.0, "", False)
    near = _nearness(point, said)
    telling = point.weights * [one in new for one in point.stems]
    share = min(float((near.max(1) * telling).sum() / telling.sum()), 1.0)
    used = {said.stems[place] for place in near.argmax(1)[near.max(1) > 0]}
    negated = (sum(w in NEGATIONS for w in said.words) - sum(w in NEGATIONS for w in point.words)) % 2 == 1
    turned = any(OPPOSITES.get(word, frozenset()) & (set(point.words) - set(said.words)) for word in said.content)
    return Shown(share, _span(asked, window, used), share >= HALF and (negated or turned))


def _nearness(point: features.Text, said: features.Text) -> features.Array:
    same = np.array([[one == other for other in said.stems] for one in point.stems], np.float32)
    alike = point.vectors @ said.vectors.T
    opposed = np.array([[o in OPPOSITES.get(w, ()) for o in said.content] for w in point.content], bool)
    return np.maximum(same, np.where((alike >= NEAR) & ~opposed, alike, 0))


def _span(asked: features.Question, window: str, used: set[str]) -> str:
    """The words of the window from the first to the last that were used, as they stand in it."""
    places = [
        match.span()
        for match in _RAW_WORD.finditer(window)
        if any(stem(word) in used for word in _mended(asked, match.group()))
    ]
    return window[places[0][0] : places[-1][1]] if places else ""


def _mended(asked: features.Question, raw: str) -> tuple[str, ...]:
    return features.answer_text(asked, raw).content or tokens(raw)
