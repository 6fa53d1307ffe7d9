"""The records that the steps of clue making pass on: a sentence, a keyword, a draft, a clue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from eduapp.crosswords.forms import key, words
from eduapp.domain.item import Check
from eduapp.domain.knowledge import Fact, Term
from eduapp.domain.source import Quote

Style = Literal["definite", "bare", "copular", "free"]
STYLES: tuple[Style, ...] = ("definite", "bare", "copular", "free")

LONGEST = 90
"""The most characters of a clue that is printed beside a grid."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage: tokens `first` to `stop` of its tree where there is one, characters `start` to `end`."""

    passage: str
    start: int
    end: int
    text: str
    stems: frozenset[str]
    key: str
    first: int = 0
    stop: int = 0


@dataclass(frozen=True, slots=True)
class Keyword:
    """A term that can stand in a grid: how it is written, its letters in cells, and the facts about it.

    `facts` are those whose subject it is, then those whose sentence names it. `weight` ranks it, higher is more
    central; `passages` are the ids of those that name it. `person` and `proper` say what kind of thing it is, where
    the text shows it. A name that is too long for a grid is displayed by its last word; its whole is the term's text.
    """

    display: str
    answer: tuple[str, ...]
    stem: str
    term: Term
    facts: tuple[Fact, ...] = ()
    weight: float = 0.0
    passages: tuple[str, ...] = ()
    enumeration: str = ""
    person: bool = False
    proper: bool = False
    plural: bool = False

    def parts(self) -> list[str]:
        """The words of the answer."""
        return words(self.display)

    def stems(self) -> tuple[str, ...]:
        """Its stem, and that of the whole name where the answer is a last name."""
        return tuple(dict.fromkeys((self.stem, key(self.term.text))))


@dataclass(frozen=True, slots=True)
class Draft:
    """A worded clue before it is checked. `said` is the stretch of the quote that it takes its words from.

    `prior` between 0 and 1 is the standing of the rule that made it; `head` the noun that a noun phrase is about.
    """

    text: str
    style: Style
    tier: int
    quote: Quote
    rule: str
    said: str
    fact: str = ""
    head: str = ""
    plural: bool | None = None
    prior: float = 0.5
    proposer: str = "rules.v1"


@dataclass(frozen=True, slots=True)
class Clue:
    """A clue that passed every check, and the sentence that makes it true.

    `answer` is the answer as it is written, `fact` the id of the fact it was made from, or an empty string, and `rule`
    the name of the rule that worded it.
    """

    text: str
    style: Style
    tier: int
    answer: str
    fact: str
    quote: Quote
    rule: str
    proposer: str
    checks: tuple[Check, ...]
    enumeration: str
