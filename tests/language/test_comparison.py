"""Comparisons: two things, and what is said of each."""

from __future__ import annotations

import pytest

from eduapp.domain.knowledge import FactKind
from tests.language.facts_reader import read

FOUND = [
    ("Mercury is smaller than Earth.", "Mercury", "Earth", "than", {"first": "is smaller than Earth"}),
    ("A large object has greater momentum than a small object.", "A large object", "a small object", "than",
     {"quality": "greater momentum"}),
    ("Frogs live in water and on land, whereas toads live mostly on land.", "Frogs", "toads", "whereas",
     {"first": "live in water and on land", "second": "live mostly on land"}),
    ("The cellular division of somatic cells is known as mitosis, while the cellular division of sex cells is known "
     "as meiosis.", "The cellular division of somatic cells", "the cellular division of sex cells", "while",
     {"first": "is known as mitosis", "second": "is known as meiosis"}),
    ("Like all insects, bees have six legs.", "bees", "all insects", "like",
     {"first": "have six legs", "likeness": "yes"}),
    ("Unlike investor-owned businesses, cooperatives are organized solely to meet the needs of their members.",
     "cooperatives", "investor-owned businesses", "unlike", {}),
    ("Both bees and ants live in colonies.", "bees", "ants", "both",
     {"first": "live in colonies", "second": "live in colonies", "likeness": "yes"}),
    ("Sorcery is similar to witchcraft.", "Sorcery", "witchcraft", "similar to", {"likeness": "yes"}),
    ("Business markets are different from consumer markets.", "Business markets", "consumer markets",
     "different from", {}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "one", "other", "marker", "slots"), FOUND, ids=[case[3] for case in FOUND])
def test_two_things_and_what_is_said_of_them(text: str, one: str, other: str, marker: str, slots: dict) -> None:
    [fact] = read(text, FactKind.COMPARISON)
    assert (fact.subject, fact.object, fact.slots["marker"]) == (one, other, marker)
    assert slots.items() <= fact.slots.items()
    assert slots.get("likeness", "") == fact.slots.get("likeness", "")


def test_a_contrast_across_two_sentences_quotes_both() -> None:
    text = "Intrinsic rewards come from within a person. By contrast, extrinsic rewards come from outside a person."
    [fact] = read(text, FactKind.COMPARISON)
    assert fact.quote.text == text
    assert (fact.subject, fact.slots["first"]) == ("Intrinsic rewards", "come from within a person")
    assert (fact.object, fact.slots["second"]) == ("extrinsic rewards", "come from outside a person")


@pytest.mark.parametrize(
    "text",
    [
        "The vast majority of American firms have fewer than 20 employees.",
        "Elasticities are often lower in the short run than in the long run.",
        "It is larger than the other planet.",
        "Protective tariffs make imported products less attractive to buyers than domestic products.",
        "While some employees are taking a day off, employees covering for absences are pushed to do more.",
        "Financial managers are more than number crunchers.",
        "The estimates differ from study to study and from country to country.",
        "Both state and federal governments regulate the securities markets.",
    ],
)
def test_amounts_times_and_mixed_up_halves_are_no_comparisons(text: str) -> None:
    assert read(text, FactKind.COMPARISON) == []
