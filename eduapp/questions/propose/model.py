"""The model proposer: the language model words the question, facts give sentence, key and wrong choices.

A small model is shown one sentence and the words of it that are the answer. A capable one is given a brief for an item
of any level (see plan.py and composed.py). Neither decides what is true. A reply that can't be used costs one candidate
and is counted.
"""

from __future__ import annotations

import hashlib
import itertools
import random
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from eduapp.domain.item import Bloom, ItemKind, Provenance
from eduapp.domain.knowledge import Fact
from eduapp.errors import ModelError
from eduapp.llm.base import Ask, Cancel, Cancelled, Outcome
from eduapp.llm.prompts import Failure, Prompt, prompt, task_form
from eduapp.questions.contracts import Candidate, Context, Draft, Model, Progress, Refusal
from eduapp.questions.drafts import candidate
from eduapp.questions.exemplars import bank
from eduapp.questions.propose.composed import ask_for, draft_of, template_for, wrong_choices
from eduapp.questions.propose.faithful import FREE, agreeing, faults
from eduapp.questions.propose.plan import (
    SHORT_ANSWER,
    Wanted,
    briefs,
    is_capable,
    shown_answer,
    spread,
    vocabulary,
    what_to_ask,
    worth_asking,
)
from eduapp.questions.propose.reread import Question, given_back
from eduapp.questions.wording import plain_sentence
from eduapp.questions.words import tokens

WORDING, TASK = ("question", 1), "task-question"
SMALL, LARGE = "model.v1", "model.v2"


class ModelProposer:
    """Asks at most `calls` times, one item a call, for items of the `levels`; a small model knows the lower two alone.

    `capable` says whether the model may make up cases, tasks and rubrics, None leaving it to its size. `usage` counts
    calls, malformed replies, unfaithful ones, and tokens decoded and read.
    """

    def __init__(
        self,
        model: Model,
        *,
        calls: int,
        levels: Collection[Bloom] = frozenset(Bloom),
        capable: bool | None = None,
        progress: Progress | None = None,
        cancelled: Cancel | None = None,
    ) -> None:
        self.model = model
        self.calls = calls
        self.levels = levels
        self.capable = is_capable(model) if capable is None else capable
        self.name = LARGE if self.capable else SMALL
        self.tell = progress or (lambda *_: None)
        self.cancelled = cancelled
        self.usage: Counter[str] = Counter(calls=0, malformed=0, unfaithful=0, tokens=0, read=0)

    def propose(self, context: Context, rng: random.Random) -> Iterator[Candidate]:
        """Candidates for the facts that a question can be worded for, spread over kinds and passages."""
        seed = rng.getrandbits(31)
        return self._composed(context, seed) if self.capable else self._worded(context, seed)

    def _worded(self, context: Context, seed: int) -> Iterator[Candidate]:
        """Questions that keep to the words of one sentence, and that a model trained for it answers with the key."""
        template = task_form("question", self.model) or prompt(*WORDING)
        provenance = self._provenance(template.id, template.hash, seed)
        wanted = [(fact, ask) for fact in spread(worth_asking(context)) if (ask := what_to_ask(fact))]
        chosen = [(fact, ask) for fact, ask in wanted if ask.level in self.levels][: self.calls]
        asks = [_wording(template, fact, ask, seed) for fact, ask in chosen]
        worded, worded_of = [], {}
        for (fact, ask), outcome in zip(chosen, self._outcomes(asks), strict=True):
            reply = self._read(outcome, template)
            if isinstance(reply, Refusal):
                continue
            stem = agreeing(str(reply[template.reply]), fact.statement)
            if faults(stem, fact, _opening(ask, template), ask.answer, read_back=template.name == TASK):
                self.usage["unfaithful"] += 1
                continue
            worded.append(Question(stem, shown_answer(fact, ask), plain_sentence(fact.statement)))
            worded_of[worded[-1]] = (fact, ask)
        kept = given_back(worded, self.model, self.cancelled)
        self.usage["unanswered"] += len(worded) - len(kept)
        for question in kept:
            fact, ask = worded_of[question]
            for draft in _drafts(fact, ask, question.stem, context, random.Random(f"{seed}:{fact.id}")):
                yield candidate(draft, context, provenance)

    def _composed(self, context: Context, seed: int) -> Iterator[Candidate]:
        """Items of every kind and level that the model words, by briefs."""
        asked = [
            (brief, ask)
            for brief in briefs(context, self.levels, self.calls)
            if not isinstance(ask := ask_for(brief, context, seed), Refusal)
        ]
        for (brief, _), outcome in zip(asked, self._outcomes([ask for _, ask in asked]), strict=True):
            template = template_for(brief.kind)
            reply = self._read(outcome, template)
            if isinstance(reply, Refusal):
                continue
            rng = random.Random(f"{seed}:{brief.level}:{brief.facts[0].id}")
            draft = draft_of(brief, reply, context, rng, self.model)
            if isinstance(draft, Refusal):
                self.usage["unfaithful"] += 1
                continue
            shown = hashlib.sha256(f"{template.hash} {bank(brief.kind).hash}".encode()).hexdigest()
            yield candidate(draft, context, self._provenance(template.id, f"sha256:{shown}", seed))

    def _provenance(self, template: str, template_hash: str, seed: int) -> Provenance:
        return Provenance(
            proposer=self.name,
            template=template,
            template_hash=template_hash,
            model=self.model.name,
            model_hash=self.model.hash,
            seed=seed,
        )

    def _outcomes(self, asks: Sequence[Ask]) -> list[Outcome]:
        """What the model answers, all asked at once."""
        ended = itertools.count(1)
        return self.model.complete_many(
            asks, cancelled=self.cancelled, on_done=lambda *_: self.tell("model", next(ended), len(asks))
        )

    def _read(self, outcome: Outcome, template: Prompt) -> dict[str, Any] | Refusal:
        """The fields of a reply; a refusal for one that was never made or can't be read."""
        if isinstance(outcome, Cancelled):
            return Refusal(outcome.message)
        self.usage["calls"] += 1
        if isinstance(outcome, ModelError):
            self.usage["malformed"] += 1
            return Refusal(outcome.message)
        self.usage["tokens"] += outcome.tokens_out
        self.usage["read"] += outcome.tokens_in
        parsed = template.parse(outcome.text)
        if isinstance(parsed, Failure):
            self.usage["malformed"] += 1
            return Refusal(parsed.reason)
        return parsed


def _wording(template: Prompt, fact: Fact, wanted: Wanted, seed: int) -> Ask:
    shown = shown_answer(fact, wanted)
    ask = template.ask(
        passage=plain_sentence(fact.statement),
        answer=shown,
        begin=wanted.begin,
        vocabulary=vocabulary(fact, shown),
    )
    return replace(ask, options=ask.options | {"seed": seed})


def _opening(wanted: Wanted, template: Prompt) -> str:
    """How the question was to begin: a model that was trained for it asks for a term in more ways than one."""
    return FREE if template.name == TASK and wanted.begin.startswith(("What is the", "Who")) else wanted.begin


def _drafts(fact: Fact, wanted: Wanted, stem: str, context: Context, rng: random.Random) -> Iterator[Draft]:
    if len(tokens(wanted.answer)) <= SHORT_ANSWER and wanted.level is Bloom.REMEMBER:
        yield Draft(
            "model.entry", ItemKind.TEXT_ENTRY, wanted.level, stem, wanted.answer, fact, accepted=wanted.accepted
        )
    wrong, ordered = wrong_choices(fact, wanted, stem, context, rng)
    if not isinstance(wrong, Refusal):
        yield Draft(
            "model.choice", ItemKind.CHOICE, wanted.level, stem, wanted.answer, fact, distractors=wrong, ordered=ordered
        )
