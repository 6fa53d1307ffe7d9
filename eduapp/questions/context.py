"""Builds what every proposer and check of one generation looks things up in."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

from eduapp.domain.knowledge import Fact, FactKind, Understanding
from eduapp.domain.source import Document
from eduapp.questions import gist
from eduapp.questions.contracts import Context
from eduapp.questions.people import named_person, people
from eduapp.questions.tidy import tidied
from eduapp.questions.words import contains, content, normal, sentences

K = TypeVar("K", bound=Hashable)


def defines(fact: Fact) -> bool:
    """Whether a fact says what its subject means, rather than what else it is called."""
    return fact.kind in (FactKind.DEFINITION, FactKind.NAMING) and not is_alias(fact)


def is_alias(fact: Fact) -> bool:
    """Whether a fact gives a second name for one thing: subject and object are the two names."""
    return fact.kind is FactKind.NAMING and fact.relation == "also called"


def build(document: Document, understanding: Understanding) -> Context:
    """The context of a document. Facts whose passage the document lacks are left out."""
    passages = {passage.id: passage for passage in document.passages}
    text = " ".join(passage.text for passage in document.passages)
    facts = [tidied(fact, text) for fact in understanding.facts if fact.quote.passage in passages]
    known = people(understanding.terms, facts, text)
    facts = [_with_person_named(fact, known) for fact in facts]
    split = {passage.id: sentences(passage.text) for passage in document.passages}
    made = gist.made_up(split)
    facts = [fact for fact in facts if defines(fact) or not _is_made_up(fact, made)]
    examples = gist.of_examples(understanding.terms, split, made)
    meant, size = list(filter(defines, facts)), sum(map(len, split.values()))
    central = gist.centrality(document, understanding, meant, examples, size)
    central = {**central, **gist.of_people(known - examples, split, central)}
    return Context(
        document=document,
        understanding=understanding,
        facts={fact.id: fact for fact in facts},
        definitions=tuple(meant),
        facts_by_kind=_grouped(facts, lambda fact: fact.kind),
        facts_by_subject=_grouped(facts, lambda fact: normal(fact.subject)),
        facts_by_passage=_grouped(facts, lambda fact: fact.quote.passage),
        terms={normal(term.text): term for term in reversed(understanding.terms)},
        passages=passages,
        sentences=split,
        rarity=_rarity(split.values()),
        links=_links(facts),
        aliases=_aliases(facts),
        people=known,
        central=central,
        company=gist.company(central, understanding.terms, split),
        made_up=made,
    )


def _is_made_up(fact: Fact, made: frozenset[str]) -> bool:
    """Whether the sentence of a fact, the last one of its quote, tells of a made-up case."""
    return bool(made) and not made.isdisjoint(sentences(fact.quote.text)[-1:])


def _with_person_named(fact: Fact, known: frozenset[str]) -> Fact:
    """The fact of an event or deed with the person alone as its subject: not "the biologist Lynn Margulis"."""
    name = named_person(fact.subject, known) if fact.kind in (FactKind.EVENT, FactKind.ROLE) else ""
    if not name or " and " in fact.subject:
        return fact
    return fact.model_copy(update={"subject": name, "slots": {**fact.slots, "person": "yes", "proper": "yes"}})


def _grouped(facts: Iterable[Fact], key: Callable[[Fact], K]) -> dict[K, tuple[Fact, ...]]:
    groups: defaultdict[K, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[key(fact)].append(fact)
    return {name: tuple(group) for name, group in groups.items()}


def _rarity(passages: Iterable[tuple[str, ...]]) -> Mapping[str, float]:
    """Inverse sentence frequency of each root; the empty root stands for words that the text lacks."""
    found = [content(sentence) for passage in passages for sentence in passage]
    counts = Counter(root for sentence in found for root in sentence)
    total = len(found) + 1
    return {"": math.log(total + 1), **{root: math.log(1 + total / n) for root, n in counts.items()}}


def _links(facts: Iterable[Fact]) -> dict[str, frozenset[str]]:
    """Which defined terms are tied by a definition that mentions the other: never each other's distractors."""
    facts = list(facts)
    defining = [fact for fact in facts if defines(fact)]
    linked: defaultdict[str, set[str]] = defaultdict(set)
    names = {normal(fact.subject): fact.subject for fact in defining}
    for fact in defining:
        own = normal(fact.subject)
        for other, phrase in names.items():
            if other != own and contains(fact.object, phrase):
                linked[own].add(other)
                linked[other].add(own)
    for name, others in _aliases(facts).items():
        linked[name].update(map(normal, others))
    return {name: frozenset(others) for name, others in linked.items()}


def _aliases(facts: Iterable[Fact]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for fact in filter(is_alias, facts):
        found[normal(fact.subject)][fact.object] = None
        found[normal(fact.object)][fact.subject] = None
    return {name: tuple(others) for name, others in found.items()}
