"""The candidates for a set: proposed, judged by the bench of checks, and scored."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from eduapp.domain.blueprint import Seat
from eduapp.domain.item import Check, Item
from eduapp.questions.checks import run_checks
from eduapp.questions.contracts import Candidate, Context, Judged, Model, Progress, Proposer
from eduapp.questions.propose.cloze import ClozeProposer
from eduapp.questions.propose.grouped import GroupedProposer
from eduapp.questions.propose.structured import StructuredProposer
from eduapp.questions.propose.syntactic import SyntacticProposer
from eduapp.questions.scope import Scope
from eduapp.questions.scoring import difficulty, score, standing

CALLS_PER_SEAT, MOST_CALLS = 2, 24
"""How often the model may be asked: at a second a call a whole set stays under half a minute."""

Stop = Callable[[], bool]


@dataclass(frozen=True)
class Pool:
    """All candidates for one set. `outside` are the items that are not about what was asked for, which weren't checked.

    `proposed` counts the candidates of each proposer, `usage` is what the model did.
    """

    judged: list[Judged] = field(default_factory=list)
    outside: list[Item] = field(default_factory=list)
    proposed: dict[str, int] = field(default_factory=dict)
    usage: dict[str, int] = field(default_factory=dict)

    def with_checks(self, found: Mapping[str, Check]) -> Pool:
        """The pool with one more check on the items of these ids."""
        judged = [
            replace(one, item=one.item.model_copy(update={"checks": (*one.item.checks, found[one.item.id])}))
            if one.item.id in found
            else one
            for one in self.judged
        ]
        return replace(self, judged=judged)


def gather(
    context: Context,
    scope: Scope,
    seats: Sequence[Seat],
    *,
    model: Model | None,
    seed: int,
    tell: Progress,
    stop: Stop,
    facts: frozenset[str] | None = None,
    wanted: Callable[[Item], bool] = lambda _: True,
) -> Pool:
    """Candidates for these seats, those that are `wanted`; the same for the same input, seed and model.

    The model is asked about these `facts` alone, by default those that fit the scope; the rules make of the whole text
    what they can, since that costs nothing. When `stop` answers yes, no more are proposed, and those that there are
    get judged.
    """
    asked = scope.facts() if facts is None else facts
    proposers = _proposers(model, seats, tell, stop)
    found = _proposed(proposers, context, asked, seed, tell, stop)
    candidates = [one for one in found if wanted(one.item)]
    weights = {one.item.id: scope.weight(one.item) for one in candidates}
    inside = [one for one in candidates if weights[one.item.id] > 0]
    checked = _checked(inside, context, scope, tell)
    trust = standing((item for _, item in checked), proposers)
    return Pool(
        judged=[Judged(one, item, score(one, context, trust, weights[item.id])) for one, item in checked],
        outside=[one.item for one in candidates if weights[one.item.id] == 0],
        proposed={p.name: sum(one.proposer == p.name for one in inside) for p in proposers},
        usage=dict(next((proposer.usage for proposer in proposers if hasattr(proposer, "usage")), Counter())),
    )


def _proposers(model: Model | None, seats: Sequence[Seat], tell: Progress, stop: Stop) -> list[Proposer]:
    proposers: list[Proposer] = [SyntacticProposer(), ClozeProposer(), GroupedProposer(), StructuredProposer()]
    if model is not None:
        from eduapp.questions.propose.model import ModelProposer

        calls = min(MOST_CALLS, CALLS_PER_SEAT * sum(seat.count for seat in seats))
        levels = frozenset(seat.level for seat in seats)
        proposers.append(ModelProposer(model, calls=calls, levels=levels, progress=tell, cancelled=stop))
    return proposers


def _proposed(
    proposers: Sequence[Proposer], context: Context, asked: frozenset[str], seed: int, tell: Progress, stop: Stop
) -> list[Candidate]:
    """Each item once: the first proposer to word it so keeps it."""
    found: dict[str, Candidate] = {}
    for number, proposer in enumerate(proposers):
        tell("propose", number, len(proposers))
        shown = _narrowed(context, asked) if hasattr(proposer, "usage") else context
        for candidate in proposer.propose(shown, random.Random(f"{seed}:{proposer.name}")):
            found.setdefault(candidate.item.id, candidate)
            if stop():
                return list(found.values())
    tell("propose", len(proposers), len(proposers))
    return list(found.values())


def _narrowed(context: Context, asked: frozenset[str]) -> Context:
    """The context with the facts that a model is to be asked about."""
    return replace(context, facts={name: fact for name, fact in context.facts.items() if name in asked})


def _checked(
    candidates: Sequence[Candidate], context: Context, scope: Scope, tell: Progress
) -> list[tuple[Candidate, Item]]:
    checked = []
    for number, candidate in enumerate(candidates, start=1):
        item = run_checks(scope.with_objective(candidate.item), context)
        checked.append((candidate, item.model_copy(update={"difficulty": difficulty(item, context)})))
        if number % 50 == 0 or number == len(candidates):
            tell("check", number, len(candidates))
    return checked
