"""Which statements are worth a class's judgement."""

from __future__ import annotations

import pytest

from eduapp.questions.propose.teachable import is_teachable, is_topical
from tests.questions.test_gist import trade


@pytest.mark.parametrize(
    "text",
    [
        "Tariffs raise the price of imported goods.",
        "A quota brings the government no revenue.",
        "Free trade lowers prices because countries use their comparative advantage.",
        "A tariff can be measured by the loss of efficiency.",
        "When imports rise, domestic producers ask for tariffs.",
        "The number of tariffs has fallen since the war.",
        "By the end of the war, governments had lowered the tariff on cloth.",
        "The two main forms of free trade lower tariffs.",
    ],
)
def test_a_claim_about_the_topic_is(text: str) -> None:
    assert is_teachable(text, trade())


@pytest.mark.parametrize(
    "text",
    [
        "Tariffs are important for many countries.",
        "Tariffs play an important role in trade.",
        "Tariffs have effects on prices in many ways.",
        "Many producers ask for tariffs.",
        "Producers can ask for a tariff.",
        "The tax by which countries use tariffs to protect their producers.",
        "A tariff may lower the income of a country.",
        "As a consequence, a tariff lowers the quantity of imports.",
        "As the case of steel demonstrates, tariffs cost jobs.",
        "A government should levy tariffs.",
        "The two tariffs lowered the quantity of imports.",
        "Free trade opens a window on other cultures.",
        "Free trade and income are closely linked.",
        "In some countries, producers ask for tariffs.",
        "Over the last century, various tariffs were levied on cloth.",
        "Tariffs are a deep part of the history of trade.",
        "The cheapest imports come first, and the dearest tariffs are last.",
        "Governments had responded by raising the tariff on cloth.",
        "The two tariffs come to rest after free trade.",
        "Tariffs are not always a burden on consumers.",
        "Governments lowered the tariff on cloth in response.",
    ],
)
def test_what_nobody_denies_or_what_leans_is_not(text: str) -> None:
    assert not is_teachable(text, trade())


def test_an_aside_is_not() -> None:
    assert not is_teachable("Umbrellas keep out the rain.", trade())
    assert not is_teachable("Arvid Holm studied tariffs for a decade.", trade())


def test_a_further_sentence_has_to_open_with_its_topic() -> None:
    assert is_topical("Tariffs on steel raised the price of cars.", trade())
    assert is_topical("In many sectors, tariffs protect domestic producers.", trade())
    assert not is_topical("Car makers lost sales.", trade())
    assert not is_topical("After a year, tariffs were gone.", trade())
