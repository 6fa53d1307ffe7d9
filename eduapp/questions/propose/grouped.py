"""The grouped proposer: items over several facts, which the pupil matches, orders, picks out or judges, and numbers."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from eduapp.questions.contracts import Candidate, Context, Draft
from eduapp.questions.drafts import candidate
from eduapp.questions.propose.judged import judgements
from eduapp.questions.propose.matching import FORMS, matches
from eduapp.questions.propose.numeric import amounts
from eduapp.questions.propose.ordering import processes, timelines
from eduapp.questions.propose.several import deeds, members
from eduapp.questions.propose.syntactic import provenance_of

Maker = Callable[[Context, random.Random], Iterator[Draft]]

MAKERS: tuple[Maker, ...] = (timelines, processes, members, deeds, amounts, judgements)


class GroupedProposer:
    """Every form of matching, ordering, multiple response and number that the facts of a text fill."""

    name = "grouped.v1"

    def propose(self, context: Context, rng: random.Random) -> Iterator[Candidate]:
        """Candidates form by form, each form with chance of its own."""
        base = rng.getrandbits(32)
        for form in FORMS:
            provenance = provenance_of(self.name, matches, seed=base)
            for draft in matches(form, context, random.Random(f"{base}:{form.rule}")):
                yield candidate(draft, context, provenance)
        for make in MAKERS:
            provenance = provenance_of(self.name, make, seed=base)
            for draft in make(context, random.Random(f"{base}:{make.__name__}")):
                yield candidate(draft, context, provenance)
