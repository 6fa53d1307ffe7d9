"""Sequences: which of two events comes first."""

from __future__ import annotations

import pytest

from eduapp.domain.knowledge import FactKind
from tests.language.facts_reader import read

FOUND = [
    ("After a firm has attracted enough job applicants, employment specialists begin the selection process.",
     "a firm has attracted enough job applicants", "employment specialists begin the selection process", "after"),
    ("Once power is generated, it must be transmitted to the consumer.",
     "power is generated", "power must be transmitted to the consumer", "after"),
    ("Paul Allen bought the Seattle Seahawks after founding Microsoft.",
     "founding Microsoft", "Paul Allen bought the Seattle Seahawks", "after"),
    ("Lightning is followed by thunder.", "lightning", "thunder", "followed by"),
    ("A firm checks the market price and then looks at its supply curve.",
     "a firm checks the market price", "it looks at its supply curve", "before"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "first", "second", "connector"), FOUND, ids=[case[1] for case in FOUND])
def test_what_comes_first(text: str, first: str, second: str, connector: str) -> None:
    [fact] = read(text, FactKind.SEQUENCE)
    assert (fact.slots["first"], fact.slots["second"], fact.slots["connector"]) == (first, second, connector)


@pytest.mark.parametrize(
    "text",
    [
        "After two years, the plant bears fruit.",
        "After 1945, Europe was divided.",
        "Total utility follows the expected pattern.",
        "The light is channeled by a slit and then passed through a grating.",
        "It was sold shortly after the war.",
    ],
)
def test_dates_lengths_of_time_and_patterns_are_no_sequences(text: str) -> None:
    assert read(text, FactKind.SEQUENCE) == []
