"""What a text is about: central terms, made-up cases, names met once, and what a sentence brings to mind."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import pytest

from eduapp.domain.source import Document, Locator, Passage, Source
from eduapp.language import understand
from eduapp.questions.context import build
from eduapp.questions.contracts import Context
from eduapp.questions.gist import CENTRAL, about, comes_to_mind, is_met_once, made_up, made_up_from, weight_of
from eduapp.questions.words import content

PASSAGES = (
    "A tariff is a tax on goods that come from another country. Tariffs raise the price of imported goods. "
    "Governments levy tariffs to protect domestic producers. A tariff lowers the quantity of imports.",
    "A quota is a limit on the quantity of a good that may be imported. Quotas raise the price of imported goods too. "
    "Holders of import licenses gain from a quota. A quota brings the government no revenue.",
    "Suppose that Marta sells umbrellas in a small town. The umbrellas cost twenty dollars. Marta then raises her "
    "price. Her customers buy fewer umbrellas.",
    "The economist Arvid Holm measured the loss from a tariff on sugar. Producers of sugar gained from the tariff. "
    "Consumers of sugar lost more than the producers gained. The loss of efficiency is called a deadweight loss.",
    "Countries trade because each has a comparative advantage. Comparative advantage is the ability to produce a good "
    "at a lower opportunity cost. Free trade lets countries use their comparative advantage. Tariffs and quotas limit "
    "free trade. Trade agreements lower tariffs.",
    "Critics of free trade point to lost jobs. Economists answer that trade creates other jobs. Tariffs protect jobs "
    "at a high cost. A quota costs consumers as much as a tariff does. Free trade raises the income of a country.",
    "Domestic producers ask for tariffs when imports rise. Imports rise when domestic prices are high. Tariffs on "
    "steel raised the price of cars. Car makers lost sales. Free trade in steel lowered the price again.",
    "Tariffs were the main income of some states. Income taxes took the place of tariffs. Free trade grew after "
    "the war. Quotas on cloth lasted longer than tariffs on cloth. Poor countries gained from free trade in "
    "cloth. Cloth became "
    "cheaper. Ports grew with trade. Ships became larger. Freight became cheaper. Wages rose in ports.",
)


@lru_cache(maxsize=1)
def trade() -> Context:
    source = Source(id="src-trade", name="trade.txt", media_type="text/plain", sha256="0" * 64)
    passages = tuple(
        Passage(id=f"p{number:04}", text=text, locator=Locator(paragraph=number))
        for number, text in enumerate(PASSAGES, start=1)
    )
    document = Document(source=source, title="Tariffs and Free Trade", passages=passages)
    return build(document, understand(document))


def test_title_and_definitions_are_central_and_examples_are_not() -> None:
    central = trade().central
    assert central["tariff"] >= CENTRAL
    assert central["quota"] >= CENTRAL
    assert central.get("umbrella", 0.0) == 0.0


def test_a_sentence_on_what_the_text_is_about_weighs_more_than_one_on_an_aside() -> None:
    context = trade()
    assert about("Tariffs raise the price of imported goods.", context) > 0.7
    assert about("The customers of the shop were annoyed.", context) < 0.3
    assert weight_of("tariffs", context) == pytest.approx(context.central["tariff"])


def test_a_name_in_one_passage_is_met_once() -> None:
    assert is_met_once("Arvid Holm", trade())
    assert not is_met_once("tariff", trade())


def test_a_short_text_is_about_all_that_it_says(context: Context) -> None:
    assert context.central == {}
    assert about("Cell walls are stiff.", context) == pytest.approx(0.9)
    assert comes_to_mind("cell", "A cell has a nucleus.", context)


def test_a_made_up_case_lasts_to_the_end_of_its_passage() -> None:
    context = trade()
    assert "The umbrellas cost twenty dollars." in context.made_up
    assert "A quota brings the government no revenue." not in context.made_up
    assert not [fact for fact in context.facts.values() if "Marta" in fact.statement]


@pytest.mark.parametrize(
    "begins",
    ["Suppose a firm has two plants.", "Let’s say that you buy a bicycle.", "For example, imagine a frozen lake.",
     "Consider a car on a hill.", "If you drop a ball, it falls."],
)  # fmt: skip
def test_a_made_up_case_begins_so(begins: str) -> None:
    assert made_up_from(["Demand is a schedule.", begins, "It has a price."]) == 1


@pytest.mark.parametrize(
    "begins", ["Consumers consider the price.", "If prices rise, demand falls.", "Many firms suppose so."]
)
def test_and_not_so(begins: str) -> None:
    assert made_up({"p1": ("Demand is a schedule.", begins)}) == frozenset()


def test_a_term_comes_to_mind_by_the_words_that_go_with_it_alone() -> None:
    quota, tariff = content("license price holder"), content("price revenue")
    company = {"quota": dict.fromkeys(quota, 2), "tariff": dict.fromkeys(tariff, 3)}
    context = replace(trade(), company=company)
    assert comes_to_mind("quota", "Holders of a license gain from a quota.", context)
    assert not comes_to_mind("quota", "A quota raises the price.", context)
