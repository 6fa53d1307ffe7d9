"""What a sentence ties together, and sentences that must be left alone."""

from __future__ import annotations

import pytest

from eduapp.questions.propose.upper_relations import (
    actor_of,
    aim_of,
    cause_of,
    condition_of,
    event_of,
    finding_of,
    measure_of,
    way_of,
)


@pytest.mark.parametrize(
    ("said", "cause", "effect", "clause"),
    [
        ("Large cells starve because food enters only through the surface.",
         "food enters only through the surface", "Large cells starve", True),
        ("The harvest failed because of a late frost in the valley.",
         "a late frost in the valley", "The harvest failed", True),
        ("Due to a late frost in the valley, the harvest of plums failed.",
         "a late frost in the valley", "the harvest of plums failed", True),
        ("Because the price of bread, meat, and beer rose, the weavers went hungry in winter.",
         "the price of bread, meat, and beer rose", "the weavers went hungry in winter", True),
        ("Outer electrons are loosely bound, so little energy moves them through the metal.",
         "Outer electrons are loosely bound", "little energy moves them through the metal", True),
        ("Long droughts can lead to higher prices for bread.",
         "Long droughts", "higher prices for bread", False),
        ("The loss of the harbor resulted in poverty among the weavers.",
         "The loss of the harbor", "poverty among the weavers", False),
        ("Poverty among the weavers stemmed from the loss of the harbor.",
         "the loss of the harbor", "Poverty among the weavers", False),
        ("The new canal allowed farmers to sell their milk in town.",
         "The new canal", "allowed farmers to sell their milk in town", False),
    ],
)  # fmt: skip
def test_a_cause_and_its_effect_are_told_apart(said, cause, effect, clause):
    link = cause_of(said)
    assert link is not None
    assert (link.first, link.second, link.clause) == (cause, effect, clause)


@pytest.mark.parametrize(
    "said",
    [
        "Gardeners name the causes of wilting and the cures for it.",
        "A rise of the river that comes as a result of snow is a spring flood.",
        "A debt triggered by failed harvests can ruin a village for years.",
        "The two rivers meet because the valley between them sank.",
        "Bread became dear because rain spoiled the grain and because armies took it.",
        "The town did not fall because of the siege.",
        "The weavers say that bread is dear because armies took the grain.",
        "Since the gates were closed in winter, the weavers sold less cloth.",
        "A fine loom is one whose beams allow weavers to pull hard on the cloth.",
    ],
)
def test_what_is_no_plain_cause_is_left_alone(said):
    assert cause_of(said) is None


@pytest.mark.parametrize(
    ("said", "deed", "aim"),
    [
        ("The weavers closed the gates in order to keep foreign cloth out.",
         "The weavers closed the gates", "keep foreign cloth out"),
        ("To keep foreign cloth out, the weavers closed all gates of the town.",
         "the weavers closed all gates of the town", "keep foreign cloth out"),
        ("Gardeners use salt to draw water out of slugs.", "Gardeners use salt", "draw water out of slugs"),
    ],
)  # fmt: skip
def test_what_is_done_is_told_from_what_it_is_for(said, deed, aim):
    link = aim_of(said)
    assert link is not None and (link.first, link.second) == (deed, aim)


@pytest.mark.parametrize(
    "said",
    [
        "The term is used to describe weak leaves of old plants.",
        "Iron can be used to make tools, copper can be used to make pots.",
        "The guild tried to use its money to buy the mayor.",
        "The water pump is like the battery, which uses acid to drive the current.",
        "If a couple date for a year, they use a frame to order their hopes.",
        "In 1378, a league was formed to press the mayor to lower the taxes.",
    ],
)
def test_what_has_no_plain_aim_is_left_alone(said):
    assert aim_of(said) is None


def test_a_condition_is_told_from_what_follows():
    link = condition_of("If a plant cell loses much water, the vacuole of that cell shrinks.")
    assert link is not None
    assert (link.first, link.second) == ("a plant cell loses much water", "the vacuole of that cell shrinks")
    assert condition_of("When adding sugar to the pot, the syrup thickens at once.") is None
    assert condition_of("If the queen sends a rider to the tower, the rider is turned into a stone.") is None


def test_a_measure_is_what_people_decided_over_others():
    assert measure_of("In 1378, the Weavers Guild banned foreign cloth from the market.") == "banned"
    assert measure_of("The soldiers attacked the gates of Ghent at dawn.") == ""
    assert event_of("The soldiers attacked the gates of Ghent at dawn.") == "attacked"
    assert actor_of("The soldiers attacked the gates of Ghent at dawn.") == "The soldiers"


@pytest.mark.parametrize(
    "said",
    [
        "The war destroyed half of the looms in Ghent.",
        "Unlike the bakers, the weavers expelled their debtors.",
        "The troubles of the guild were not limited to money.",
        "The weavers were forced to sell their looms to the town.",
        "The eastward advance of the guild conquered no market.",
    ],
)
def test_what_nobody_did_is_no_event(said):
    assert event_of(said) == ""


def test_those_who_live_in_a_way_are_named():
    assert way_of("The weavers worked in small houses beside the river.") == "The weavers"
    assert way_of("Ghent abolished the slave trade in its markets.") == ""
    assert way_of("Trade had a great effect on practices of the guild.") == ""


def test_a_finding_is_told_from_those_who_report_it():
    assert finding_of("Research shows that many gardeners water their plants too often.") == (
        "many gardeners water their plants too often"
    )
    assert finding_of("Gardeners know that plants need less water in winter.") == ""
