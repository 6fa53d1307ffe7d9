"""From an understood document to a set of items: propose, check, select."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence

from eduapp.domain.blueprint import Blueprint, set_id
from eduapp.domain.item import Bloom, Item, ItemKind, ItemSet
from eduapp.domain.knowledge import Understanding
from eduapp.domain.source import Document
from eduapp.questions.checks import run_checks
from eduapp.questions.context import build
from eduapp.questions.contracts import Candidate, Context, Judged, Model, Progress, Proposer
from eduapp.questions.drafts import arrange
from eduapp.questions.propose.cloze import ClozeProposer
from eduapp.questions.propose.syntactic import SyntacticProposer
from eduapp.questions.select import Selection, select
from eduapp.questions.words import normal, tokens

CALLS_PER_SEAT, MOST_CALLS = 2, 24
"""How often the model may be asked: at a second a call a whole set stays under half a minute."""


def generate(
    document: Document,
    understanding: Understanding,
    blueprint: Blueprint,
    *,
    model: Model | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    on_item: Callable[[Item], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ItemSet:
    """The items for a blueprint, in course order; the same for the same input, seed and model.

    `progress` is told of the stages "propose", "model", "check" and "select"; `on_item` gets each chosen item. When
    `cancelled` answers yes, no more candidates are made, and the set is chosen from those that there are.
    """
    context = build(document, understanding)
    tell, stop = progress or (lambda *_: None), cancelled or (lambda: False)
    proposers = _proposers(model, blueprint, tell, stop)
    candidates = _propose(proposers, context, seed, tell, stop)
    judged = _judge(candidates, context, tell, proposers)
    tell("select", 0, blueprint.count)
    selection = select(judged, blueprint, context)
    ordered = frozenset(j.item.id for j in selection.chosen if j.candidate.ordered)
    items = arrange([j.item for j in selection.chosen], ordered, seed)
    for number, item in enumerate(items, start=1):
        if on_item:
            on_item(item)
        tell("select", number, blueprint.count)
    return ItemSet(
        id=set_id(document.source.id, blueprint, model.hash if model else "", seed),
        source=document.source.id,
        title=document.title,
        blueprint=blueprint.name,
        model=model.name if model else "",
        seed=seed,
        items=tuple(items),
        missing=tuple(selection.missing),
        report=_report(proposers, judged, selection),
    )


def _proposers(model: Model | None, blueprint: Blueprint, tell: Progress, stop: Callable[[], bool]) -> list[Proposer]:
    proposers: list[Proposer] = [SyntacticProposer(), ClozeProposer()]
    if model is not None:
        from eduapp.questions.propose.model import ModelProposer

        calls = min(MOST_CALLS, CALLS_PER_SEAT * blueprint.count)
        proposers.append(ModelProposer(model, calls=calls, progress=tell, cancelled=stop))
    return proposers


def _propose(
    proposers: Sequence[Proposer], context: Context, seed: int, tell: Progress, stop: Callable[[], bool]
) -> list[Candidate]:
    """Each item once: the first proposer to word it so keeps it."""
    found: dict[str, Candidate] = {}
    for number, proposer in enumerate(proposers):
        tell("propose", number, len(proposers))
        for candidate in proposer.propose(context, random.Random(f"{seed}:{proposer.name}")):
            found.setdefault(candidate.item.id, candidate)
            if stop():
                return list(found.values())
    tell("propose", len(proposers), len(proposers))
    return list(found.values())


def _judge(
    candidates: Sequence[Candidate], context: Context, tell: Progress, proposers: Sequence[Proposer]
) -> list[Judged]:
    checked = []
    for number, candidate in enumerate(candidates, start=1):
        checked.append((candidate, run_checks(candidate.item, context)))
        if number % 50 == 0 or number == len(candidates):
            tell("check", number, len(candidates))
    standing = _standing([item for _, item in checked], proposers)
    return [
        Judged(
            candidate,
            item.model_copy(update={"difficulty": difficulty(item, context)}),
            _score(candidate, context, standing),
        )
        for candidate, item in checked
    ]


def _standing(items: Sequence[Item], proposers: Sequence[Proposer]) -> float:
    """The share of the model's calls that came to a passing item: one that words well is trusted with more seats."""
    calls = sum(getattr(proposer, "usage", {}).get("calls", 0) for proposer in proposers)
    return len({item.facts[0] for item in items if item.provenance.model and item.passed}) / max(calls, 1)


def _score(candidate: Candidate, context: Context, standing: float) -> float:
    """How much a candidate is wanted, 0 to 1: its rule's standing, its fact's confidence, its term's salience."""
    item = candidate.item
    confidence = min((context.facts[fact].confidence for fact in item.facts), default=1.0)
    prior = 0.2 + 0.7 * standing if item.provenance.model else candidate.prior
    salient = sum(normal(term) in context.terms for term in item.terms) / max(len(item.terms), 1)
    return prior * (0.5 + 0.3 * confidence + 0.2 * salient)


def difficulty(item: Item, context: Context) -> float:
    """A rough estimate, 0 (easy) to 1: recognizing is easier than recalling, recalling than explaining.

    0.3 for true/false, 0.4 for choice, 0.6 for text entry; 0.15 more above remembering; up to 0.1 more for a long stem;
    0.1 less for a term that the text keeps coming back to.
    """
    base = {ItemKind.TRUE_FALSE: 0.3, ItemKind.CHOICE: 0.4, ItemKind.TEXT_ENTRY: 0.6}[item.kind]
    base += 0.15 * (item.level is not Bloom.REMEMBER) + min(len(tokens(item.stem)), 40) / 400
    counts = [context.terms[normal(term)].count for term in item.terms if normal(term) in context.terms]
    return round(min(max(base - 0.1 * (max(counts, default=0) >= 5), 0.0), 1.0), 2)


def _report(proposers: Sequence[Proposer], judged: Sequence[Judged], selection: Selection) -> dict[str, dict[str, int]]:
    checks = [check for j in judged for check in j.item.checks]
    usage = next((proposer.usage for proposer in proposers if hasattr(proposer, "usage")), {})
    return {
        "candidates": {p.name: sum(j.candidate.proposer == p.name for j in judged) for p in proposers},
        "passed": dict(Counter(check.name for check in checks if check.passed)),
        "failed": dict(Counter(check.name for check in checks if not check.passed)),
        "chosen": {p.name: sum(j.candidate.proposer == p.name for j in selection.chosen) for p in proposers},
        "model": dict(usage),
    }
