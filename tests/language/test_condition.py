"""Conditions: what holds in general is taken, a worked example and a story are not."""

from __future__ import annotations

import pytest

from eduapp.domain.knowledge import FactKind
from tests.language.facts_reader import read

FOUND = [
    ("When water freezes, it expands.", "water freezes", "it expands", "when"),
    ("When imports exceed exports, more money from trade flows out of the country than flows into it.",
     "imports exceed exports", "more money from trade flows out of the country than flows into it", "when"),
    ("If a business is making a profit in the short run, then it has an incentive to build new factories.",
     "a business is making a profit in the short run", "it has an incentive to build new factories", "if"),
    ("As cities and states grow, they exert pressure on farmers to produce ever higher yields.",
     "cities and states grow", "they exert pressure on farmers to produce ever higher yields", "as"),
    ("A natural monopoly arises when average costs are declining over the whole range of production.",
     "average costs are declining over the whole range of production", "a natural monopoly arises", "when"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "condition", "consequence", "marker"), FOUND, ids=[case[1] for case in FOUND])
def test_a_condition_and_what_follows_from_it(text: str, condition: str, consequence: str, marker: str) -> None:
    [fact] = read(text, FactKind.CONDITION)
    assert (fact.slots["condition"], fact.slots["consequence"], fact.slots["marker"]) == (
        condition, consequence, marker)  # fmt: skip
    assert fact.subject.lower() in fact.statement.lower()


@pytest.mark.parametrize(
    "text",
    [
        "If you heat a gas, the pressure of the gas rises.",
        "If a firm raised its prices, it would lose customers.",
        "If a baker sells 30 loaves a day, the revenue of the baker is 60 dollars.",
        "When the Romans arrived in Britain, they built roads.",
        "When this happens, the plant dies.",
        "Moral hazard refers to the case when people take more risks with insurance.",
        "When a nucleus is split, not only energy is released but a few neutrons as well.",
        "Prices may rise even if demand is falling.",
    ],
)
def test_stories_sums_and_page_talk_are_no_conditions(text: str) -> None:
    assert read(text, FactKind.CONDITION) == []
