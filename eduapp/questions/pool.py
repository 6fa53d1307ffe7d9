"""The candidates for a set: proposed, judged by the bench of checks, and scored."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
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

TOLD_EVERY = 50
"""So many candidates are checked between two words about it."""

Stop = Callable[[], bool]

Seen = Callable[[Callable[[], list[Judged]], bool], None]
"""Called now and then with a way to have what is judged by then, and whether it will be all for a while."""


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
    seen: Seen = lambda *_: None,
) -> Pool:
    """Candidates for these seats, those that are `wanted`; the same for the same input, seed and model.

    The model is asked about these `facts` alone, by default those that fit the scope; the rules make of the whole text
    what they can, since that costs nothing. When `stop` answers yes, no more are proposed, and those that there are
    get judged. What the rules make is judged before the model is asked; `seen` can have what is judged by then.
    """
    asked = scope.facts() if facts is None else facts
    proposers = _proposers(model, seats, tell, stop)
    bench = _Bench(context, scope, proposers, tell, seen)
    found: dict[str, Candidate] = {}
    for number, proposer in enumerate(proposers):
        if hasattr(proposer, "usage"):
            bench.judge(found, wanted)
            seen(bench.judged, True)
        tell("propose", number, len(proposers))
        shown = _narrowed(context, asked) if hasattr(proposer, "usage") else context
        if not _took_all(found, proposer.propose(shown, random.Random(f"{seed}:{proposer.name}")), stop):
            break
    else:
        tell("propose", len(proposers), len(proposers))
    bench.judge(found, wanted)
    return Pool(
        judged=bench.judged(),
        outside=bench.outside,
        proposed={p.name: sum(one.proposer == p.name for one, _ in bench.checked) for p in proposers},
        usage=dict(next((proposer.usage for proposer in proposers if hasattr(proposer, "usage")), Counter())),
    )


def _took_all(found: dict[str, Candidate], proposed: Iterable[Candidate], stop: Stop) -> bool:
    """Takes what is proposed, where nobody has worded the item so before; whether it came to the end."""
    for candidate in proposed:
        found.setdefault(candidate.item.id, candidate)
        if stop():
            return False
    return True


class _Bench:
    """Judges candidates, each once, and lets whoever looks on see what is judged by then."""

    def __init__(
        self, context: Context, scope: Scope, proposers: Sequence[Proposer], tell: Progress, seen: Seen
    ) -> None:
        self.context, self.scope, self.proposers = context, scope, proposers
        self.tell, self.seen = tell, seen
        self.checked: list[tuple[Candidate, Item]] = []
        self.outside: list[Item] = []
        self._weights: dict[str, float] = {}

    def judge(self, found: Mapping[str, Candidate], wanted: Callable[[Item], bool]) -> None:
        """Weigh and check those that are new and wanted."""
        fresh = [one for name, one in found.items() if name not in self._weights and wanted(one.item)]
        self._weights |= {one.item.id: self.scope.weight(one.item) for one in fresh}
        self.outside += [one.item for one in fresh if self._weights[one.item.id] == 0]
        inside = [one for one in fresh if self._weights[one.item.id] > 0]
        for number, candidate in enumerate(inside, start=1):
            item = run_checks(self.scope.with_objective(candidate.item), self.context)
            item = item.model_copy(update={"difficulty": difficulty(item, self.context)})
            self.checked.append((candidate, item))
            if number % TOLD_EVERY == 0 or number == len(inside):
                self.tell("check", number, len(inside))
                self.seen(self.judged, False)

    def judged(self) -> list[Judged]:
        """All that were checked so far, with their scores among each other."""
        trust = standing((item for _, item in self.checked), self.proposers)
        return [
            Judged(one, item, score(one, self.context, trust, self._weights[item.id])) for one, item in self.checked
        ]


def _proposers(model: Model | None, seats: Sequence[Seat], tell: Progress, stop: Stop) -> list[Proposer]:
    proposers: list[Proposer] = [SyntacticProposer(), ClozeProposer(), GroupedProposer(), StructuredProposer()]
    if model is not None:
        from eduapp.questions.propose.model import ModelProposer

        calls = min(MOST_CALLS, CALLS_PER_SEAT * sum(seat.count for seat in seats))
        levels = frozenset(seat.level for seat in seats)
        proposers.append(ModelProposer(model, calls=calls, levels=levels, progress=tell, cancelled=stop))
    return proposers


def _narrowed(context: Context, asked: frozenset[str]) -> Context:
    """The context with the facts that a model is to be asked about."""
    return replace(context, facts={name: fact for name, fact in context.facts.items() if name in asked})
