"""Ordering items: the events of a chapter by their years, and the steps of a process."""

from __future__ import annotations

import random
from collections.abc import Iterator

from eduapp.domain.item import Bloom, ItemKind
from eduapp.domain.knowledge import Fact, FactKind
from eduapp.questions.askable import is_askable
from eduapp.questions.contracts import Context, Draft
from eduapp.questions.numbers import value_of
from eduapp.questions.propose.matching import Row, dated_events
from eduapp.questions.propose.process import name_of, steps_of
from eduapp.questions.wording import says
from eduapp.questions.words import content, overlap, sentence

FEWEST, MOST = 4, 5
"""Events in a timeline."""

FEWEST_STEPS, MOST_STEPS = 3, 7
ALIKE = 0.6


def timelines(context: Context, rng: random.Random) -> Iterator[Draft]:
    """Events of different years, from the earliest to the latest, in groups that share none."""
    left = [row for row in dated_events(context) if value_of(row.match) is not None]
    while len(chosen := _of_different_years(left)) >= FEWEST:
        line = sorted(chosen, key=lambda row: value_of(row.match) or 0.0)
        yield _timeline(line)
        used = {row.fact.id for row in line}
        left = [row for row in left if row.fact.id not in used]


def _of_different_years(rows: list[Row]) -> list[Row]:
    chosen: list[Row] = []
    for row in rows:
        fresh = all(
            row.match != other.match and overlap(content(row.text), content(other.text)) < ALIKE for other in chosen
        )
        if fresh and len(chosen) < MOST:
            chosen.append(row)
    return chosen


def _timeline(line: list[Row]) -> Draft:
    told = (f"{row.match}: {row.text.rstrip('.')} ({row.fact.quote.locator.label()})" for row in line)
    return Draft(
        "order.timeline",
        ItemKind.ORDER,
        Bloom.REMEMBER,
        "Put these events in order, from the earliest to the latest.",
        " → ".join(row.text for row in line),
        line[0].fact,
        steps=tuple(sentence(row.text) for row in line),
        rationale=f"{'; '.join(told)}.",
        terms=tuple(dict.fromkeys(row.fact.subject for row in line)),
        backing=tuple(row.fact for row in line[1:]),
        prior=0.7,
    )


def processes(context: Context, rng: random.Random) -> Iterator[Draft]:
    """The steps of each process that the text tells step by step."""
    for fact in filter(is_askable, context.facts_by_kind.get(FactKind.PROCESS, ())):
        steps = steps_of(fact)
        if FEWEST_STEPS <= len(steps) <= MOST_STEPS:
            yield Draft(
                "order.process",
                ItemKind.ORDER,
                Bloom.UNDERSTAND,
                _stem(fact),
                " → ".join(steps),
                fact,
                steps=steps,
                rationale=says(fact),
                prior=0.7,
            )


def _stem(fact: Fact) -> str:
    name = name_of(fact)
    return f"Put these steps {f'of {name} ' if name else ''}in order, from the first to the last."
