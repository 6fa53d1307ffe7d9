"""Causes and conditions that are read by their words."""

import pytest

from eduapp.domain.knowledge import FactKind
from tests.language.facts_reader import read


def test_a_reason_after_a_remark_is_found() -> None:
    text = "Preferred stock is more expensive than debt, however, because preferred dividends are not deductible."
    [fact] = read(text, FactKind.CAUSE)
    assert fact.slots["effect"] == "preferred stock is more expensive than debt"
    assert fact.slots["cause"] == "because preferred dividends are not deductible"
    assert fact.slots["inverted"] == "is preferred stock more expensive than debt"


def test_what_is_caused_to_happen_is_an_effect() -> None:
    [fact] = read("A rise in income causes the budget constraint to shift to the right.", FactKind.CAUSE)
    assert (fact.subject, fact.relation) == ("A rise in income", "causes")
    assert fact.object == "the budget constraint to shift to the right"


@pytest.mark.parametrize("linking", ["", "However, ", "In general, "])
def test_a_condition_may_follow_a_linking_word(linking: str) -> None:
    sentence = f"{linking}{'if' if linking else 'If'} national defense is provided, then it includes everyone."
    [fact] = read(sentence, FactKind.CONDITION)
    assert fact.slots["condition"] == "national defense is provided"
    assert fact.slots["consequence"] == "it includes everyone"


@pytest.mark.parametrize(
    "text",
    [
        "Good managers can predict when costly equipment needs repair or even replacement.",
        "Economists know that firms close because old markets shrink.",
        "The firm raises its price because the owner wants more profit.",
    ],
)
def test_what_is_known_or_said_or_of_the_page_is_no_condition_or_cause(text: str) -> None:
    assert read(text, FactKind.CONDITION) == read(text, FactKind.CAUSE) == []
