"""Lists: a heading and its members."""

from __future__ import annotations

import pytest

from eduapp.domain.knowledge import FactKind
from eduapp.language import pipeline
from eduapp.language.facts.members import listed, texts
from eduapp.language.tree import Tree
from tests.language.facts_reader import read

FOUND = [
    ("There are three types of rock: igneous, sedimentary, and metamorphic.", "types of rock",
     ("igneous", "sedimentary", "metamorphic"), {"count": "three", "whole": "yes"}),
    ("The three states of matter are solid, liquid, and gas.", "states of matter", ("solid", "liquid", "gas"),
     {"whole": "yes"}),
    ("Citrus fruits include oranges, lemons, and limes.", "Citrus fruits", ("oranges", "lemons", "limes"), {}),
    ("A flower has four parts: sepals, petals, stamens, and carpels.", "parts of a flower",
     ("sepals", "petals", "stamens", "carpels"), {"count": "four"}),
    ("Many mobile devices—laptops, tablets, and cell phones—need new security provisions.", "mobile devices",
     ("laptops", "tablets", "cell phones"), {}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "heading", "members", "slots"), FOUND, ids=[case[1] for case in FOUND])
def test_a_heading_and_its_members(text: str, heading: str, members: tuple[str, ...], slots: dict) -> None:
    [fact] = read(text, FactKind.LIST)
    assert (fact.slots["heading"], fact.members) == (heading, members)
    assert slots.items() <= fact.slots.items()


def test_what_itself_has_the_parts_needs_no_heading() -> None:
    [fact] = read("Bread consists of flour, water, yeast, and salt.", FactKind.LIST)
    assert (fact.subject, fact.members) == ("Bread", ("flour", "water", "yeast", "salt"))
    assert "heading" not in fact.slots


def test_advantages_that_are_counted_up_are_a_list_of_clauses() -> None:
    [fact] = read(
        "Price skimming has three important advantages. First, a high initial price can show what buyers are willing "
        "to pay. Second, a high price can be lowered. Third, a high introductory price can create an image of quality.",
        FactKind.LIST,
    )
    assert fact.slots["heading"] == "advantages of price skimming"
    assert len(fact.members) == 3
    assert fact.members[1] == "a high price can be lowered"
    assert fact.quote.text.startswith("Price skimming has")


@pytest.mark.parametrize(
    "text",
    [
        "There are four types of rock: igneous, sedimentary, and metamorphic.",
        "Common examples are patents, copyrights, trademarks, and goodwill.",
        "Indians and Anthropologists: Vine Deloria, Jr., and the Critique of Anthropology.",
        "The two temperature scales are the Celsius and Kelvin scales.",
        "These are red, large, and heavy.",
        "Legal rights include the freedom of religion, speech, and assembly.",
    ],
)
def test_a_wrong_count_a_bare_heading_and_shared_words_give_no_list(text: str) -> None:
    assert read(text, FactKind.LIST) == []


def test_a_list_is_cut_at_commas_and_the_last_conjunction() -> None:
    tree = Tree(pipeline.load()("Firms need research and development, marketing, and sales."))
    assert texts(tree, listed(tree, 2, 10, closed=True)) == ("research and development", "marketing", "sales")
    assert listed(tree, 2, 7, closed=True) == []
