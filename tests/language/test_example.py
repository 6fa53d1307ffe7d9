"""Examples: a general term and what the text gives as examples of it."""

from __future__ import annotations

import pytest

from eduapp.domain.knowledge import FactKind
from tests.language.facts_reader import read

FOUND = [
    ("Renewable resources, such as wind, water, and sunlight, never run out.", "Renewable resources",
     ("wind", "water", "sunlight")),
    ("Exporting is not limited to huge corporations such as Caterpillar or Intel.", "huge corporations",
     ("Caterpillar", "Intel")),
    ("Small objects, such as atoms and molecules, cannot be adequately explained by classical physics.",
     "Small objects", ("atoms", "molecules")),
    ("The book speaks of many forms of energy, such as heat and light.", "forms of energy", ("heat", "light")),
    ("Examples of reptiles include snakes, lizards, and turtles.", "reptiles", ("snakes", "lizards", "turtles")),
    ("Politics is part of organizations, including schools and workplaces.", "organizations",
     ("schools", "workplaces")),
    ("Henna art is an example of body painting.", "body painting", ("Henna art",)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "term", "members"), FOUND, ids=[case[1] for case in FOUND])
def test_a_term_and_its_examples(text: str, term: str, members: tuple[str, ...]) -> None:
    facts = read(text, FactKind.EXAMPLE)
    assert (term, members) in {(fact.subject, fact.members) for fact in facts}


@pytest.mark.parametrize(
    "text",
    [
        "They can also be relics from ancient times, such as weapons, tools, and drawings.",
        "This is an example of it.",
        "Fans may think of athletes such as National Basketball Association (NBA) star Kobe Bryant.",
        "Many things such as this are common.",
        "Power is defined by a legal role in society, such as prime minister or president.",
        "The state owns utilities such as gas and water companies.",
    ],
)
def test_a_cut_list_or_an_empty_term_gives_no_example(text: str) -> None:
    assert read(text, FactKind.EXAMPLE) == []


def test_what_follows_the_last_member_is_no_member() -> None:
    text = "In dry regions such as the Sahara and the Arabian Deserts, Bedouin groups herd camels, hardy animals."
    assert [fact.members for fact in read(text, FactKind.EXAMPLE)] == [("the Sahara", "the Arabian Deserts")]
