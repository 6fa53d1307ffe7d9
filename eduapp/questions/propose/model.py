"""The model proposer: the language model words the question, the fact gives sentence and key.

The model never decides what is true: it sees one sentence, and the words of it that are the answer. A reply that can't
be used costs one candidate and is counted.
"""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from eduapp.domain.item import Bloom, ItemKind, Provenance
from eduapp.domain.knowledge import Fact, FactKind
from eduapp.errors import ModelError
from eduapp.llm.base import Ask, Cancel, Cancelled, Outcome
from eduapp.llm.prompts import Failure, Prompt, prompt
from eduapp.questions.askable import is_askable, is_specific
from eduapp.questions.context import defines
from eduapp.questions.contracts import Candidate, Context, Distractor, Draft, Model, Progress, Refusal
from eduapp.questions.distractors import phrases_for, terms_for
from eduapp.questions.drafts import candidate
from eduapp.questions.numbers import years_for
from eduapp.questions.propose.definition import picks_out
from eduapp.questions.propose.event import year_of
from eduapp.questions.propose.faithful import faults
from eduapp.questions.propose.reason import reason
from eduapp.questions.wording import answers, is_clause, last_name, plain_sentence
from eduapp.questions.words import WORD, lemma, tokens

TEMPLATE = ("question", 1)
MOST_VOCABULARY = 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question that a fact could have: its answer, how it begins, its level, and what else is right."""

    answer: str
    begin: str
    level: Bloom
    accepted: tuple[str, ...] = ()


class ModelProposer:
    """Asks at most `calls` times. `usage` counts calls, malformed replies, unfaithful questions and tokens."""

    name = "model.v1"

    def __init__(
        self,
        model: Model,
        *,
        calls: int,
        template: Prompt | None = None,
        progress: Progress | None = None,
        cancelled: Cancel | None = None,
    ) -> None:
        self.model = model
        self.calls = calls
        self.tell = progress or (lambda *_: None)
        self.cancelled = cancelled
        self.template = template or prompt(*TEMPLATE)
        self.usage: Counter[str] = Counter(calls=0, malformed=0, unfaithful=0, tokens=0)

    def propose(self, context: Context, rng: random.Random) -> Iterator[Candidate]:
        """Candidates for the facts that a question can be worded for, spread over kinds and passages."""
        seed = rng.getrandbits(31)
        provenance = Provenance(
            proposer=self.name,
            template=self.template.id,
            template_hash=self.template.hash,
            model=self.model.name,
            model_hash=self.model.hash,
            seed=seed,
        )
        facts = spread(list(filter(is_askable, context.facts.values())))[: self.calls]
        worded = self._worded([(fact, what_to_ask(fact)) for fact in facts], seed)
        for fact, wanted, stem in worded:
            for draft in _drafts(fact, wanted, stem, context, random.Random(f"{seed}:{fact.id}")):
                yield candidate(draft, context, provenance)

    def _worded(self, asked: Sequence[tuple[Fact, Wanted]], seed: int) -> Iterator[tuple[Fact, Wanted, str]]:
        """The facts that the model worded a question for that can be used, with the question."""
        asks = [self._ask(fact, wanted, seed) for fact, wanted in asked]
        ended = itertools.count(1)
        outcomes = self.model.complete_many(
            asks, cancelled=self.cancelled, on_done=lambda *_: self.tell("model", next(ended), len(asks))
        )
        for (fact, wanted), outcome in zip(asked, outcomes, strict=True):
            stem = self._usable(fact, wanted, outcome)
            if not isinstance(stem, Refusal):
                yield fact, wanted, stem

    def _ask(self, fact: Fact, wanted: Wanted, seed: int) -> Ask:
        shown = shown_answer(fact, wanted)
        ask = self.template.ask(
            passage=plain_sentence(fact.quote.text),
            answer=shown,
            begin=wanted.begin,
            vocabulary=vocabulary(fact, shown),
        )
        return replace(ask, options=ask.options | {"seed": seed})

    def _usable(self, fact: Fact, wanted: Wanted, outcome: Outcome) -> str | Refusal:
        if isinstance(outcome, Cancelled):
            return Refusal(outcome.message)
        self.usage["calls"] += 1
        if isinstance(outcome, ModelError):
            self.usage["malformed"] += 1
            return Refusal(outcome.message)
        self.usage["tokens"] += outcome.tokens_out
        parsed = self.template.parse(outcome.text)
        if isinstance(parsed, Failure):
            self.usage["malformed"] += 1
            return Refusal(parsed.reason)
        stem = str(parsed[self.template.reply])
        if fault := faults(stem, fact, wanted.begin, wanted.answer):
            self.usage["unfaithful"] += 1
            return Refusal(fault)
        return stem


def what_to_ask(fact: Fact) -> Wanted | None:
    """The answer that a question about this fact would have; None where the model should not be asked."""
    if defines(fact) and (is_clause(fact) or is_specific(fact.object)):
        if not is_clause(fact) and not picks_out(fact.object):
            return None
        return Wanted(fact.subject, _opening(fact), Bloom.REMEMBER, answers(fact))
    if fact.kind is FactKind.EVENT and year_of(fact):
        return Wanted(year_of(fact), "In which year", Bloom.REMEMBER)
    if fact.kind in (FactKind.EVENT, FactKind.ROLE) and fact.slots.get("person") == fact.slots.get("proper") == "yes":
        return Wanted(fact.subject, "Who", Bloom.REMEMBER, last_name(fact.subject))
    if fact.kind is FactKind.CAUSE and reason(fact):
        return Wanted(reason(fact), "Why", Bloom.UNDERSTAND)
    if fact.kind is FactKind.PURPOSE and fact.object.startswith("to "):
        return Wanted(fact.object, "Why", Bloom.UNDERSTAND)
    return None


def _opening(fact: Fact) -> str:
    """How a question begins whose answer is what a fact defines: it asks who, or for a name or a term."""
    proper = fact.slots.get("proper") == "yes"
    if proper and fact.slots.get("person") == "yes":
        return "Who"
    return "What is the name of" if proper else "What is the term for"


def shown_answer(fact: Fact, wanted: Wanted) -> str:
    """The answer as the sentence has it."""
    text = plain_sentence(fact.quote.text)
    whole = [
        wanted.answer,
        fact.quote.text[fact.subject_span.start : fact.subject_span.end],
        fact.slots.get("cause", ""),
    ]
    found = (re.search(re.escape(words), text, re.IGNORECASE) for words in whole if words)
    return next((match.group() for match in found if match), wanted.answer)


def vocabulary(fact: Fact, answer: str) -> list[str]:
    """The words that a question about the fact may use: the sentence's and their base forms, without the answer's."""
    barred = {*tokens(answer)}
    text = plain_sentence(fact.quote.text)
    words = [*WORD.findall(text), *WORD.findall(fact.slots.get("inverted", ""))]
    words += [word.lower() for word in words[:1]] + [lemma(word) for word in words if word.islower()]
    return [word for word in dict.fromkeys(words) if word.casefold() not in barred][:MOST_VOCABULARY]


def spread(facts: Sequence[Fact]) -> list[Fact]:
    """The facts worth a call, each passage's and each kind's best before anyone's second best."""
    worth = sorted((f for f in facts if what_to_ask(f)), key=lambda f: (-f.confidence, f.id))
    passages: Counter[str] = Counter()
    kinds: Counter[FactKind] = Counter()
    turns = []
    for fact in worth:
        turns.append((passages[fact.quote.passage] + kinds[fact.kind] / 4, fact.id, fact))
        passages[fact.quote.passage] += 1
        kinds[fact.kind] += 1
    return [fact for _, _, fact in sorted(turns, key=lambda turn: turn[:2])]


def _drafts(fact: Fact, wanted: Wanted, stem: str, context: Context, rng: random.Random) -> Iterator[Draft]:
    if len(tokens(wanted.answer)) <= 4 and wanted.level is Bloom.REMEMBER:
        yield Draft(
            "model.entry", ItemKind.TEXT_ENTRY, wanted.level, stem, wanted.answer, fact, accepted=wanted.accepted
        )
    wrong, ordered = _wrong(fact, wanted, stem, context, rng)
    if not isinstance(wrong, Refusal):
        yield Draft(
            "model.choice", ItemKind.CHOICE, wanted.level, stem, wanted.answer, fact, distractors=wrong, ordered=ordered
        )


def _wrong(
    fact: Fact, wanted: Wanted, stem: str, context: Context, rng: random.Random
) -> tuple[tuple[Distractor, ...] | Refusal, bool]:
    if fact.kind is FactKind.EVENT and wanted.answer == year_of(fact):
        return years_for(fact, wanted.answer, context, rng), True
    if fact.kind is FactKind.CAUSE:
        return phrases_for(fact, context, rng, reason, lambda f: f.slots.get("effect") or f.subject), False
    if fact.kind is FactKind.PURPOSE:
        return phrases_for(fact, context, rng, lambda f: f.object, lambda f: f.slots.get("clause") or f.subject), False
    return terms_for(fact, stem, context, rng), False
