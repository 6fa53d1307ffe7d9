"""A language model as a judge of each criterion: reason before verdict, evidence verbatim, several samples, a vote.

It takes part only where a model is large enough for that. What it finds is weighed with what the layers without a model
found: where both agree the score is surer, where they don't a person looks first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from eduapp.domain.key import Key
from eduapp.domain.response import Earned, Label, Layer, Score
from eduapp.domain.rubric import Criterion
from eduapp.errors import ModelError
from eduapp.llm.base import Ask, Completer
from eduapp.llm.catalog import parameters_of
from eduapp.llm.prompts import Failure, Prompt, prompt

ABLE_FROM = 2.5e9
"""The parameters from which a model is let judge: smaller ones say yes to nearly everything."""

VOTES = 5
AGREED, ALONE = 0.6, 0.5
"""The share of votes that settles a criterion, and the confidence where the layers disagree."""

SHARES = {"all": 1.0, "part": 0.5, "none": 0.0, "against": 0.0}


@dataclass(frozen=True, slots=True)
class Vote:
    """One sample: what was said of a criterion, with words of the answer."""

    verdict: str
    evidence: str
    reason: str


def is_able(model: Completer) -> bool:
    """Whether a model is let judge, by its size as the catalogue or its name tells it; one of unknown size isn't."""
    return parameters_of(model.name.removeprefix("openai:").partition("@")[0]) >= ABLE_FROM


def judged(model: Completer, key: Key, answer: str, found: Score) -> Score:
    """The score with the model's votes weighed in; the score as it was where the model gave nothing that can be used.

    The exact layer's scores aren't judged. The same model, answer and key give the same votes.
    """
    if found.layer is Layer.EXACT or not answer.strip():
        return found
    criteria = key.rubric or (_whole(key),)
    try:
        votes = [_votes(model, key, criterion, answer) for criterion in criteria]
    except ModelError as error:
        return found.model_copy(update={"note": f"{found.note} The model could not judge: {error.message}".strip()})
    if not all(votes):
        note = "The model gave no reason with words of the answer, so it was not heard."
        return found.model_copy(update={"note": f"{found.note} {note}".strip()})
    return _weighed(criteria, votes, found)


def _whole(key: Key) -> Criterion:
    """A key without a rubric as one criterion: reference answers are alternatives."""
    return Criterion(id="answer", text="Says what a right answer says.", points=key.points, key_points=key.key)


def _votes(model: Completer, key: Key, criterion: Criterion, answer: str) -> list[Vote]:
    template = prompt("judge")
    asks = [_ask(template, key, criterion, answer, seed) for seed in range(VOTES)]
    replies = model.complete_many(asks)
    if errors := [one for one in replies if isinstance(one, ModelError)]:
        raise errors[0]
    read = (template.parse(one.text) for one in replies if not isinstance(one, ModelError))
    votes = (_borne_out(one, answer) for one in read if not isinstance(one, Failure))
    return [vote for vote in votes if vote is not None]


def _ask(template: Prompt, key: Key, criterion: Criterion, answer: str, seed: int) -> Ask:
    points = list(criterion.key_points)
    made = template.ask(question=key.stem, criterion=criterion.text, points=points, answer=answer)
    return Ask(made.text, {**made.options, "seed": seed}, spare=made.spare)


def _borne_out(reply: dict[str, str], answer: str) -> Vote | None:
    """The vote with its evidence as it stands in the answer; None if it isn't there. Only "none" may do without."""
    words = reply["evidence"].strip().strip("\"'“”").split()
    match = re.search(r"\s+".join(map(re.escape, words)), answer, re.IGNORECASE) if words else None
    if (words and not match) or (not words and reply["verdict"] != "none"):
        return None
    return Vote(reply["verdict"], match[0] if match else "", reply["reason"])


def _weighed(criteria: Sequence[Criterion], votes: Sequence[Sequence[Vote]], found: Score) -> Score:
    settled = [_settled(one) for one in votes]
    earned = tuple(
        Earned(
            criterion=criterion.id, points=_step(criterion, SHARES[verdict]), of=criterion.points,
            evidence=_evidence(cast, verdict),
        )
        for criterion, cast, (verdict, _) in zip(criteria, votes, settled, strict=True)
    )  # fmt: skip
    points, of = sum(one.points for one in earned), sum(one.of for one in earned)
    label = _label(points, of, [verdict for verdict, _ in settled])
    share = min(part for _, part in settled)
    same = label is found.label
    confidence = max(found.confidence, share) if same else min(ALONE, share)
    reasons = " ".join(f"{c.id}: {v[0].reason}" for c, v in zip(criteria, votes, strict=True))
    told = "" if same else f" Without the model it would be {found.label.value}."
    return found.model_copy(
        update={
            "label": label, "points": points, "of": of, "confidence": round(confidence, 4), "layer": Layer.MODEL,
            "unsure": not same or share < AGREED, "criteria": earned, "note": f"{found.note} {reasons}{told}".strip(),
        }
    )  # fmt: skip


def _settled(votes: Sequence[Vote]) -> tuple[str, float]:
    """The verdict of most votes, of a tie the one that earns less, and the share of votes for it."""
    counts = Counter(vote.verdict for vote in votes)
    verdict = max(counts, key=lambda one: (counts[one], -SHARES[one], one))
    return verdict, counts[verdict] / VOTES


def _step(criterion: Criterion, share: float) -> float:
    """The highest step of the criterion that a share of its points reaches."""
    return max(step for step in criterion.steps if step <= share * criterion.points)


def _evidence(votes: Sequence[Vote], verdict: str) -> tuple[str, ...]:
    if not SHARES[verdict]:
        return ()
    return tuple(dict.fromkeys(vote.evidence for vote in votes if vote.verdict == verdict and vote.evidence))[:2]


def _label(points: float, of: float, verdicts: Sequence[str]) -> Label:
    if points >= of:
        return Label.CORRECT
    if points > 0:
        return Label.PARTLY
    return Label.CONTRADICTORY if "against" in verdicts else Label.INCORRECT
