"""What a course text teaches: its terms, and facts that each carry the words they came from."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator

from eduapp.domain import show
from eduapp.domain.base import Model
from eduapp.domain.source import Locator, Quote


class FactKind(StrEnum):
    """What a fact says of its subject."""

    DEFINITION = "definition"
    NAMING = "naming"
    PART_OF = "part_of"
    PURPOSE = "purpose"
    CAUSE = "cause"
    SEQUENCE = "sequence"
    QUANTITY = "quantity"
    EVENT = "event"
    ROLE = "role"
    COMPARISON = "comparison"
    CONDITION = "condition"
    EXAMPLE = "example"
    LIST = "list"
    PROCESS = "process"


class Span(Model):
    """A stretch of a quote, in characters from the quote's start."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Term(Model):
    """A word or phrase that the course teaches.

    `text` is its usual form in the text, `key` its form for comparing (lower-case lemmas), `salience` ranks it
    within its document (higher is more central), `count` how often it occurs, `passages` where. `aliases` are other
    forms that the text ties to it ("CPI").
    """

    text: str
    key: str
    salience: float = 0.0
    count: int = 1
    proper: bool = False
    plural: bool = False
    head: str = ""
    passages: tuple[str, ...] = ()
    locator: Locator = Locator()
    aliases: tuple[str, ...] = ()


class Fact(Model):
    """One thing that the text says: a subject, what is said of it, and the sentence that says it.

    `quote` is the sentence, word for word. Where the sentence points back ("It is …"), the quote begins with the
    sentence that it points to, and `resolved` is the sentence with the words put in which it stands for. `statement`
    is what a question may restate: the resolved sentence if there is one, or else the quote.

    `subject` and `object` are phrases of the statement, ready to be used in a question (articles and case tidied);
    `subject_span` and `object_span` say where they stand in the statement. `members` are the parts of a list or the
    steps of a process, in the text's order, which for a process is the order of time. `slots` holds what else the rule
    `rule` learned about the sentence (verb, tense, time, number), by names that the rule documents.
    """

    id: str
    kind: FactKind
    rule: str
    subject: str
    subject_key: str
    relation: str
    object: str
    quote: Quote
    subject_span: Span
    object_span: Span
    resolved: str = ""
    members: tuple[str, ...] = ()
    slots: dict[str, str] = Field(default_factory=dict)
    confidence: float = Field(default=1.0, ge=0, le=1)

    @property
    def statement(self) -> str:
        """The sentence as it can stand alone."""
        return self.resolved or self.quote.text

    @model_validator(mode="after")
    def _spans_lie_in_the_statement(self) -> Fact:
        for span in (self.subject_span, self.object_span):
            if not span.start < span.end <= len(self.statement):
                raise ValueError(f"span {span.start}:{span.end} is not within the statement of fact {self.id}")
        return self


class Understanding(Model):
    """What was understood of one document: terms by falling salience, facts in reading order."""

    source: str
    terms: tuple[Term, ...] = ()
    facts: tuple[Fact, ...] = ()
    sentences: int = 0
    words: int = 0
    pipeline: str = ""

    def _repr_html_(self) -> str:
        return show.understanding(self)
