"""The syntactic proposer: a table of rules for each kind of fact.

A released version of the table is never changed; a new one gets a new name.
"""

from __future__ import annotations

import hashlib
import inspect
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from eduapp.domain.item import ItemKind, Provenance
from eduapp.domain.knowledge import Fact, FactKind
from eduapp.questions.askable import is_askable
from eduapp.questions.contracts import Candidate, Context, Draft, Refusal
from eduapp.questions.drafts import candidate
from eduapp.questions.gist import about, is_in_passing
from eduapp.questions.propose import (
    claims,
    comparison,
    condition,
    definition,
    event,
    example,
    naming,
    parts,
    process,
    reason,
    role,
)
from eduapp.questions.propose.sentences import names_are_known
from eduapp.questions.propose.statements import reads_alone, takes_for_known
from eduapp.questions.propose.teachable import LEAST_ABOUT, is_teachable

Rule = Callable[[Fact, Context, random.Random], Draft | Refusal]

RULES_V2: Mapping[FactKind, tuple[Rule, ...]] = {
    FactKind.DEFINITION: definition.RULES,
    FactKind.NAMING: naming.RULES,
    FactKind.EVENT: event.RULES,
    FactKind.CAUSE: reason.RULES_CAUSE,
    FactKind.PURPOSE: (*reason.RULES_PURPOSE, claims.how_choice),
    FactKind.PART_OF: parts.RULES_PARTS,
    FactKind.QUANTITY: parts.RULES_QUANTITY,
    FactKind.SEQUENCE: parts.RULES_SEQUENCE,
    FactKind.ROLE: (*role.RULES, *claims.RULES),
    FactKind.COMPARISON: comparison.RULES,
    FactKind.CONDITION: condition.RULES,
    FactKind.EXAMPLE: example.RULES_EXAMPLE,
    FactKind.LIST: example.RULES_LIST,
    FactKind.PROCESS: process.RULES,
}


class SyntacticProposer:
    """Every rule on every fact. `refusals` counts why rules made nothing."""

    name = "syntactic.v2"

    def __init__(self, rules: Mapping[FactKind, tuple[Rule, ...]] = RULES_V2) -> None:
        self.rules = rules
        self.refusals: Counter[str] = Counter()

    def propose(self, context: Context, rng: random.Random) -> Iterator[Candidate]:
        """Candidates fact by fact; each has chance of its own, so that one fact more changes no other's items."""
        base = rng.getrandbits(32)
        for fact in filter(is_askable, context.facts.values()):
            for rule in self.rules.get(fact.kind, ()):
                draft = rule(fact, context, random.Random(f"{base}:{fact.id}:{rule.__name__}"))
                if isinstance(draft, Refusal):
                    self.refusals[draft.reason] += 1
                elif not _is_central(draft, context):
                    self.refusals["it is about nothing that the text is about"] += 1
                elif draft.kind is ItemKind.TRUE_FALSE and not _may_be_shown(draft, context):
                    self.refusals["the statement needs its page"] += 1
                else:
                    yield candidate(draft, context, provenance_of(self.name, rule, seed=base))


def _is_central(draft: Draft, context: Context) -> bool:
    """Whether what a question speaks of is what the text is about; what a term means is so by being defined."""
    if draft.fact.kind in (FactKind.DEFINITION, FactKind.NAMING):
        return True
    slots = draft.fact.slots
    who = draft.fact.kind in (FactKind.EVENT, FactKind.ROLE) and slots.get("person") == slots.get("proper") == "yes"
    if who and is_in_passing(draft.fact.subject, context):
        return False
    if draft.fact.kind is FactKind.EVENT and slots.get("proper") == "yes" and not matters_here(draft.fact, context):
        return False
    return about(f"{draft.stem} {draft.answer}", context) >= LEAST_ABOUT


def matters_here(fact: Fact, context: Context) -> bool:
    """Whether the name that an event is told of comes more than once in a text of some length."""
    return not context.central or context.mentions(fact.subject) > 1


def _may_be_shown(draft: Draft, context: Context) -> bool:
    """Whether a statement to be judged is understood alone, and is not about a name that comes but once."""
    text = draft.correction or draft.stem
    passing = draft.fact.kind in (FactKind.ROLE, FactKind.DEFINITION) and not names_are_known(f"so {text}", context)
    teachable = draft.fact.kind in (FactKind.DEFINITION, FactKind.NAMING) or is_teachable(text, context)
    return reads_alone(text, context) and not passing and teachable and not takes_for_known(text, context)


def provenance_of(proposer: str, rule: Callable[..., object], seed: int = 0) -> Provenance:
    """Who makes what: the hash is of the source of the module that the rule stands in, its template being code."""
    return Provenance(proposer=proposer, template="", template_hash=_hash_of(rule.__module__), seed=seed)


@cache
def _hash_of(module: str) -> str:
    source = inspect.getsource(sys.modules[module])
    return f"sha256:{hashlib.sha256(source.encode()).hexdigest()}"
