"""The contracts of this room on one page: what a proposer gets and gives, what a check answers, what a model offers."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from eduapp.domain.item import Bloom, Check, Item, ItemKind, Numeric
from eduapp.domain.knowledge import Fact, FactKind, Term, Understanding
from eduapp.domain.rubric import Criterion
from eduapp.domain.source import Document, Passage
from eduapp.llm.base import Completer
from eduapp.questions.words import contains


@dataclass(frozen=True, eq=False)
class Context:
    """What a generation knows of its text, built once by `context.build`. Mappings keep reading order.

    Keys are ids, kinds, and phrases in the normal form of `words.normal`; `rarity` is by word root, and `links` names
    for a term those that are tied to it by a definition. `definitions` are the facts that say what a term means,
    `aliases` other names for a phrase, `people` the names that are a person's. `central` says how much the text is
    about a term (0 to 1), `made_up` are its sentences that tell of a made-up case, `company` the roots of the words
    that stand in sentences with a central term, and in how many. `grade` is the school year that the items are for (0:
    none was stated), `language` the code of the language that they are in.
    """

    document: Document
    understanding: Understanding
    facts: Mapping[str, Fact]
    definitions: tuple[Fact, ...]
    facts_by_kind: Mapping[FactKind, tuple[Fact, ...]]
    facts_by_subject: Mapping[str, tuple[Fact, ...]]
    facts_by_passage: Mapping[str, tuple[Fact, ...]]
    terms: Mapping[str, Term]
    passages: Mapping[str, Passage]
    sentences: Mapping[str, tuple[str, ...]]
    rarity: Mapping[str, float]
    links: Mapping[str, frozenset[str]] = field(default_factory=dict)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    people: frozenset[str] = frozenset()
    central: Mapping[str, float] = field(default_factory=dict)
    made_up: frozenset[str] = frozenset()
    company: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    grade: int = 0
    language: str = "en"

    def mentions(self, phrase: str) -> int:
        """How many sentences of the text name a phrase."""
        return sum(contains(s, phrase) for passage in self.sentences.values() for s in passage)

    def weight(self, root: str) -> float:
        """How much a word root tells about where in the text it stands; a root that the text lacks tells most."""
        return self.rarity.get(root, self.rarity.get("", 1.0))


@dataclass(frozen=True, slots=True)
class Distractor:
    """A wrong option, why it is wrong, and the fact that says so (if there is one)."""

    text: str
    feedback: str = ""
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a rule makes of a fact: the words of a question, before it has choices, an id and a history.

    `answer` is the key in words; of a kind that has several parts to its key, whatever names them best in an id.
    `accepted` are further right answers of a text entry. `rights` are the right options of multiple response,
    `distractors` the wrong options of an item with choices, and of a matching item the choices that match no premise.
    `ordered` says that the options are numbers or years and stand in their order. `premises` are the rows of a matching
    item, each with its match; `steps` the things to be ordered, in their right order. `rubric` says what earns points
    in an extended text, `key_points` what a model answer says. `terms` are what the item is about, by default the
    fact's subject; `backing` are other facts that the item leans on. `prior` is the rule's own standing between 0 and
    1: the share of its items that read well; `spare` says that it may only fill a seat that would stay empty.
    """

    rule: str
    kind: ItemKind
    level: Bloom
    stem: str
    answer: str
    fact: Fact
    accepted: tuple[str, ...] = ()
    distractors: tuple[Distractor, ...] = ()
    ordered: bool = False
    rights: tuple[str, ...] = ()
    premises: tuple[tuple[str, str], ...] = ()
    steps: tuple[str, ...] = ()
    numeric: Numeric | None = None
    rubric: tuple[Criterion, ...] = ()
    key_points: tuple[str, ...] = ()
    correction: str = ""
    rationale: str = ""
    terms: tuple[str, ...] = ()
    backing: tuple[Fact, ...] = ()
    prior: float = 0.5
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why no draft could be made. Expected, so returned and counted, not raised."""

    reason: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item without checks, with what selection needs to know about it."""

    item: Item
    proposer: str
    rule: str
    prior: float
    ordered: bool = False
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate after the bench of checks; its item carries them."""

    candidate: Candidate
    item: Item
    score: float


class Proposer(Protocol):
    """Makes candidates from facts. `name` is its version too, such as "syntactic.v1"."""

    name: str

    def propose(self, context: Context, rng: random.Random) -> Iterator[Candidate]:
        """Candidates in no particular order; the same for the same context and state of `rng`."""


CheckFn = Callable[[Item, Context], Check]
"""A pure function: whether one thing holds of an item, with the evidence for it."""

Progress = Callable[[str, int, int], None]
"""Called with a stage's name, how much of it is done, and how much there is."""

Model = Completer
"""The part of `eduapp.llm`'s runtime that questions need; tests have a scripted one."""
