"""Which items a set may hold, by what was asked beside its blueprint: a topic, objectives, places, a language."""

from __future__ import annotations

from collections.abc import Iterator

from eduapp.domain.blueprint import Brief
from eduapp.domain.item import Item
from eduapp.domain.places import passages_at
from eduapp.domain.source import Document
from eduapp.errors import InputError
from eduapp.language.tongues import KNOWN, PARSED, detect
from eduapp.questions.contracts import Context
from eduapp.questions.focus import Objective, Searcher, best_objective, stated_objectives

LEAST = 0.5
"""The weight from which an item is about a topic."""

TERMS_NAMED = 5
"""How many terms of a text are named to someone who asked for what it lacks."""

NAMES = {"en": "English", "it": "Italian", "fr": "French", "de": "German", "es": "Spanish", "pt": "Portuguese",
         "nl": "Dutch"}  # fmt: skip


class Scope:
    """What a text has of what a brief asks for.

    `passages` are the ids of those that items may come from, None for all. Raises InputError for unknown places.
    `objectives` are those of the brief, or else those that the text states itself; the latter bar no item.
    """

    def __init__(self, context: Context, brief: Brief) -> None:
        self.context, self.brief = context, brief
        self.passages = passages_at(context.document, brief.places) if brief.places else None
        stated = () if brief.objectives else stated_objectives(context)
        searcher = Searcher(context) if brief.about or brief.objectives or stated else None
        self.about = searcher.topic(brief.about) if searcher and brief.about else None
        self.objectives: tuple[Objective, ...] = ()
        if searcher:
            self.objectives = tuple(map(searcher.objective, brief.objectives or stated))

    @property
    def is_empty(self) -> bool:
        """Whether the text has nothing that was asked for."""
        if self.about and not self.about.is_found:
            return True
        return bool(self.brief.objectives) and not any(one.topic.is_found for one in self.objectives)

    def problems(self) -> Iterator[str]:
        """A sentence for each thing that was asked for and isn't in the text."""
        if self.about and not self.about.is_found:
            terms = [term.text for term in self.context.understanding.terms[:TERMS_NAMED]]
            instead = f" Its main terms are {', '.join(terms)}." if terms else ""
            yield f"The text has nothing about “{self.brief.about}”.{instead}"
        for one in self.objectives if self.brief.objectives else ():
            if not one.topic.is_found:
                yield f"The text has nothing for the objective “{one.text}”."

    def weight(self, item: Item) -> float:
        """How much an item is what was asked for: 0 if it may not be in the set, 1 if nothing else could be better."""
        weight = 1.0
        if self.passages is not None and not all(quote.passage in self.passages for quote in item.evidence):
            return 0.0
        if self.about:
            weight = self.about.weight(item, self.context)
            if weight < LEAST:
                return 0.0
        if not self.brief.objectives:
            return weight
        served = best_objective(item, self.objectives, self.context)
        if served is None:
            return 0.0
        return weight * (1.0 if served.level in (None, item.level) else 0.8)

    def facts(self) -> frozenset[str]:
        """The ids of the facts that fit what was asked for; all if nothing was."""
        known = frozenset(self.context.facts)
        if self.passages is not None:
            known &= {name for name, fact in self.context.facts.items() if fact.quote.passage in self.passages}
        if self.about:
            known &= {fact for fact, weight in self.about.facts.items() if weight >= LEAST}
        if self.brief.objectives:
            known &= {fact for one in self.objectives for fact in one.topic.facts}
        return known

    def with_objective(self, item: Item) -> Item:
        """The item with the objective that it serves, if there is one."""
        served = best_objective(item, self.objectives, self.context)
        return item.model_copy(update={"objective": served.text}) if served else item


def language_of(document: Document, brief: Brief) -> str:
    """The language that a set of a document is in: the one asked for, or else told from the text.

    Raises InputError for a code that isn't known.
    """
    asked = brief.language.strip().casefold()
    if not asked:
        return detect(" ".join(passage.text for passage in document.passages))
    if asked not in KNOWN:
        raise InputError(f"There is no language {brief.language!r}.", hint=f"Known are: {', '.join(KNOWN)}.")
    return asked


def speaks(language: str) -> bool:
    """Whether questions can be made of a text in that language."""
    return language == PARSED


def not_spoken(language: str) -> str:
    """Why a text in that language gives no items, and the way out."""
    name = NAMES.get(language, language)
    return (
        f"The text is in {name}, and questions are made of English texts only. "
        "If it is in English after all, say so with --language en."
    )
