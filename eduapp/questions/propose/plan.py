"""What a language model is asked for: which facts, at which level, as which kind of item, and with which answer.

Nothing here is decided by the model. It is given sentences of the course, and what it may do with them.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from eduapp.domain.item import Bloom, ItemKind
from eduapp.domain.knowledge import Fact, FactKind
from eduapp.llm.catalog import parameters_of
from eduapp.questions.askable import is_askable, is_specific
from eduapp.questions.context import defines
from eduapp.questions.contracts import Context, Model
from eduapp.questions.propose.definition import picks_out
from eduapp.questions.propose.event import year_of
from eduapp.questions.propose.faithful import gives_orders
from eduapp.questions.propose.reason import reason
from eduapp.questions.wording import answers, is_clause, last_name, plain_sentence
from eduapp.questions.words import WORD, lemma, normal, tokens

CAPABLE = 1_000_000_000
"""From how many parameters a model may make up a case, a task or a rubric; a smaller one only words a fact."""

MOST_VOCABULARY, SHORT_ANSWER, MOST_FACTS = 60, 4, 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question that a fact could have: its answer, how it begins, its level, and what else is right."""

    answer: str
    begin: str
    level: Bloom
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """An item that a capable model is asked for. `wanted` is its answer, except for an extended text.

    The first of the `facts` is what the item is about.
    """

    level: Bloom
    kind: ItemKind
    facts: tuple[Fact, ...]
    wanted: Wanted | None = None


def is_capable(model: Model) -> bool:
    """Whether a model is large enough for the upper levels."""
    return parameters_of(model.name) >= CAPABLE


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
    text = plain_sentence(fact.statement)
    whole = [
        wanted.answer,
        fact.statement[fact.subject_span.start : fact.subject_span.end],
        fact.slots.get("cause", ""),
    ]
    found = (re.search(re.escape(words), text, re.IGNORECASE) for words in whole if words)
    return next((match.group() for match in found if match), wanted.answer)


def vocabulary(fact: Fact, answer: str) -> list[str]:
    """The words that a question about the fact may use: the sentence's and their base forms, without the answer's."""
    barred = {*tokens(answer)}
    text = plain_sentence(fact.statement)
    words = [*WORD.findall(text), *WORD.findall(fact.slots.get("inverted", ""))]
    words += [word.lower() for word in words[:1]] + [lemma(word) for word in words if word.islower()]
    return [word for word in dict.fromkeys(words) if word.casefold() not in barred][:MOST_VOCABULARY]


def worth_asking(context: Context) -> list[Fact]:
    """The facts that can be asked about and whose sentence tells something, instead of giving orders to its reader."""
    return [fact for fact in context.facts.values() if is_askable(fact) and not gives_orders(fact.quote.text)]


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


def briefs(context: Context, levels: Collection[Bloom], calls: int) -> list[Brief]:
    """At most `calls` items to ask a capable model for, a level and kind after the other in turn."""
    facts = worth_asking(context)
    rows = [make(facts, level, kind) for (level, kind), make in MAKERS.items() if level in levels]
    turns = itertools.chain.from_iterable(itertools.zip_longest(*rows))
    return list(itertools.islice((brief for brief in turns if brief is not None), calls))


def _recalled(facts: Sequence[Fact], level: Bloom, kind: ItemKind) -> Iterator[Brief]:
    """Questions with a given answer, short where it is to be written."""
    for fact in spread(facts):
        wanted = what_to_ask(fact)
        short = wanted is not None and len(tokens(wanted.answer)) <= SHORT_ANSWER
        if wanted and wanted.level is level and (short or kind is ItemKind.CHOICE):
            yield Brief(level, kind, (fact,), wanted)


def _judged(facts: Sequence[Fact], level: Bloom, kind: ItemKind) -> Iterator[Brief]:
    """Statements that are true, and every second one false."""
    whole = [f for f in facts if f.kind in (FactKind.CAUSE, FactKind.PURPOSE, FactKind.CONDITION) or defines(f)]
    for number, fact in enumerate(whole):
        yield Brief(level, kind, (fact,), Wanted("True" if number % 2 else "False", "", level))


def _recognized(facts: Sequence[Fact], level: Bloom, kind: ItemKind) -> Iterator[Brief]:
    """A case of the model's own, in which a notion of the text is to be recognized."""
    for fact in facts:
        if is_notion(fact):
            yield Brief(level, kind, (fact,), Wanted(fact.subject, "", level, answers(fact)))


def _explained(facts: Sequence[Fact], level: Bloom, kind: ItemKind) -> Iterator[Brief]:
    """A case of the model's own, which one of the causes in the text explains."""
    for fact in facts:
        if fact.kind is FactKind.CAUSE and reason(fact):
            yield Brief(level, kind, (fact,), Wanted(reason(fact), "", level))


def _written(facts: Sequence[Fact], level: Bloom, kind: ItemKind) -> Iterator[Brief]:
    """A task over several facts that stand near one another, for each of its leading facts."""
    led = [fact for fact in facts if LEADS[level](fact)]
    for fact in sorted(led, key=lambda f: (-f.confidence, f.id)):
        near = [f for f in facts if f.id != fact.id and _belong_together(fact, f)]
        group = list({f.quote.text: f for f in (fact, *near)}.values())[:MOST_FACTS]
        if len(group) > 1:
            yield Brief(level, kind, tuple(group))


def is_notion(fact: Fact) -> bool:
    """Whether a fact defines something that new cases can be found for: no name, and told well enough."""
    return defines(fact) and fact.slots.get("proper") != "yes" and not is_clause(fact) and is_specific(fact.object)


def _belong_together(one: Fact, other: Fact) -> bool:
    return one.quote.passage == other.quote.passage or normal(one.subject) == normal(other.subject)


_LINKING = (FactKind.CAUSE, FactKind.COMPARISON, FactKind.SEQUENCE, FactKind.PROCESS, FactKind.PART_OF)

LEADS: Mapping[Bloom, Callable[[Fact], bool]] = {
    Bloom.APPLY: lambda fact: is_notion(fact) or fact.kind in (FactKind.CONDITION, FactKind.CAUSE),
    Bloom.ANALYZE: lambda fact: fact.kind in _LINKING,
    Bloom.EVALUATE: lambda fact: fact.kind in (FactKind.CAUSE, FactKind.PURPOSE, FactKind.COMPARISON) or defines(fact),
    Bloom.CREATE: lambda fact: True,
}
"""What sort of fact a written task of a level is about."""

Maker = Callable[[Sequence[Fact], Bloom, ItemKind], Iterator[Brief]]

MAKERS: Mapping[tuple[Bloom, ItemKind], Maker] = {
    (Bloom.REMEMBER, ItemKind.CHOICE): _recalled,
    (Bloom.UNDERSTAND, ItemKind.CHOICE): _recalled,
    (Bloom.APPLY, ItemKind.CHOICE): _recognized,
    (Bloom.ANALYZE, ItemKind.EXTENDED_TEXT): _written,
    (Bloom.EVALUATE, ItemKind.EXTENDED_TEXT): _written,
    (Bloom.CREATE, ItemKind.EXTENDED_TEXT): _written,
    (Bloom.REMEMBER, ItemKind.TEXT_ENTRY): _recalled,
    (Bloom.UNDERSTAND, ItemKind.TRUE_FALSE): _judged,
    (Bloom.APPLY, ItemKind.EXTENDED_TEXT): _written,
    (Bloom.ANALYZE, ItemKind.CHOICE): _explained,
}
"""What a capable model is asked for, in the order in which it gets its turns."""
