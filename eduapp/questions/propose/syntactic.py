"""The syntactic proposer: a table of rules for each kind of fact.

A released version of the table is never changed; a new one gets a new name.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from eduapp.domain.item import Provenance
from eduapp.domain.knowledge import Fact, FactKind
from eduapp.questions.askable import is_askable
from eduapp.questions.contracts import Candidate, Context, Draft, Refusal
from eduapp.questions.drafts import candidate
from eduapp.questions.propose import definition, event, naming, parts, reason, role

Rule = Callable[[Fact, Context, random.Random], Draft | Refusal]

RULES_V1: Mapping[FactKind, tuple[Rule, ...]] = {
    FactKind.DEFINITION: definition.RULES,
    FactKind.NAMING: naming.RULES,
    FactKind.EVENT: event.RULES,
    FactKind.CAUSE: reason.RULES_CAUSE,
    FactKind.PURPOSE: reason.RULES_PURPOSE,
    FactKind.PART_OF: parts.RULES_PARTS,
    FactKind.QUANTITY: parts.RULES_QUANTITY,
    FactKind.SEQUENCE: parts.RULES_SEQUENCE,
    FactKind.ROLE: role.RULES,
}


class SyntacticProposer:
    """Every rule on every fact. `refusals` counts why rules made nothing."""

    name = "syntactic.v1"

    def __init__(self, rules: Mapping[FactKind, tuple[Rule, ...]] = RULES_V1) -> None:
        self.rules = rules
        self.refusals: Counter[str] = Counter()

    def propose(self, context: Context, rng: random.Random) -> Iterator[Candidate]:
        """Candidates fact by fact; each has chance of its own, so that one fact more changes no other's items."""
        base = rng.getrandbits(32)
        provenance = Provenance(proposer=self.name, template="", seed=base)
        for fact in filter(is_askable, context.facts.values()):
            for rule in self.rules.get(fact.kind, ()):
                draft = rule(fact, context, random.Random(f"{base}:{fact.id}:{rule.__name__}"))
                if isinstance(draft, Refusal):
                    self.refusals[draft.reason] += 1
                else:
                    yield candidate(draft, context, provenance)
