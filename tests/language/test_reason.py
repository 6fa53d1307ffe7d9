"""Causes and purposes: which half is the cause, and that both halves can be read alone."""

from __future__ import annotations

import pytest

from eduapp.domain.knowledge import FactKind
from tests.language.facts_reader import read

CLAUSES = [
    ("Metals conduct heat well because their electrons move freely.", "Metals conduct heat well",
     "because their electrons move freely"),
    ("Because accounting practices vary from country to country, financial managers must check each report.",
     "financial managers must check each report", "because accounting practices vary from country to country"),
    ("Since a merger combines two firms into one, it can reduce the extent of competition between firms.",
     "a merger can reduce the extent of competition between firms", "since it combines two firms into one"),
    ("As a result of consolidations, small banks are decreasing in number.",
     "small banks are decreasing in number", "as a result of consolidations"),
    ("Compensation for postal workers tends to increase most years due to cost-of-living increases.",
     "compensation for postal workers tends to increase most years", "due to cost-of-living increases"),
    ("Online processing is more expensive than batch processing, so companies must weigh the cost.",
     "companies must weigh the cost", "because online processing is more expensive than batch processing"),
    ("Sound needs a medium. As a result, sound cannot travel through empty space.",
     "sound cannot travel through empty space", "because sound needs a medium"),
    ("The reason the sky is blue is that air scatters short waves.",
     "the sky is blue", "because air scatters short waves"),
    ("Homework is not work because objects are not being moved over a distance.",
     "homework is not work", "because objects are not being moved over a distance"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "effect", "cause"), CLAUSES, ids=[case[1] for case in CLAUSES])
def test_an_effect_and_its_cause(text: str, effect: str, cause: str) -> None:
    [fact] = read(text, FactKind.CAUSE)
    assert (fact.slots["effect"].lower(), fact.slots["cause"].lower()) == (effect.lower(), cause)
    assert fact.slots["inverted"]
    assert fact.quote.text == text


def test_a_clause_can_be_asked_about_when_its_verb_is_a_form_of_be() -> None:
    [fact] = read("Trademarks are valuable because they make a product known.", FactKind.CAUSE)
    assert fact.slots["inverted"] == "are trademarks valuable"


@pytest.mark.parametrize(
    ("text", "effect", "cause", "turned"),
    [
        ("Sticky wages will lead to a flat supply curve.", "a flat supply curve", "sticky wages", ""),
        ("Friction causes the loss of some useful energy.", "the loss of some useful energy", "friction", ""),
        ("Tides are caused by the gravity of the moon.", "tides", "the gravity of the moon", "yes"),
        ("All sound resonances are due to constructive interference.", "all sound resonances",
         "constructive interference", "yes"),
    ],
)  # fmt: skip
def test_two_things_joined_by_a_verb(text: str, effect: str, cause: str, turned: str) -> None:
    [fact] = read(text, FactKind.CAUSE)
    assert (fact.slots["effect"], fact.slots["cause"].lower(), fact.slots.get("turned", "")) == (effect, cause, turned)


@pytest.mark.parametrize(
    "text",
    [
        "They left because they were hungry.",
        "Ficino argued that the soul is free because it is immortal.",
        "Prices rose partly because wages rose.",
        "Workers left because the firm cut their wages.",
        "The slope is 2 because the line rises 4 units.",
        "Breaking down total costs into fixed cost, marginal cost, average total cost, and average variable cost is "
        "useful because each statistic offers its own insights for the firm.",
        "Firm Beta cuts its output from 400 tons to 200 tons, so it does not need to buy any permits.",
    ],
)
def test_sayings_hedges_and_stories_are_no_causes(text: str) -> None:
    assert read(text, FactKind.CAUSE) == []


PURPOSES = [
    ("Physicists use variables to represent unknown quantities.", "to represent unknown quantities",
     "physicists use variables"),
    ("To reach macroeconomic goals, countries must often choose among conflicting alternatives.",
     "to reach macroeconomic goals", "countries must often choose among conflicting alternatives"),
    ("Plants open their leaves so that they can catch more light.", "so that they can catch more light",
     "plants open their leaves"),
    ("Small-business owners must make employee satisfaction a priority in order to retain good people.",
     "to retain good people", "small-business owners must make employee satisfaction a priority"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "aim", "deed"), PURPOSES, ids=[case[1] for case in PURPOSES])
def test_a_deed_and_its_aim(text: str, aim: str, deed: str) -> None:
    [fact] = read(text, FactKind.PURPOSE)
    assert (fact.slots["aim"], fact.slots["clause"]) == (aim, deed)


def test_a_purpose_may_be_named_by_its_noun() -> None:
    [fact] = read("The purpose of a fuse is to protect a circuit from too much current.", FactKind.PURPOSE)
    assert (fact.subject, fact.object) == ("a fuse", "to protect a circuit from too much current")
    assert fact.slots["noun"] == "purpose"
    assert "clause" not in fact.slots


@pytest.mark.parametrize(
    "text",
    [
        "To summarize the two views, Newton saw gravity as a pull between two objects.",
        "The form requires employers to report data on pay.",
        "Interest rates on bonds rise, so that similar bonds are paying a higher rate.",
        "Considerable effort is needed to do so in practice.",
    ],
)
def test_talk_about_the_text_and_duties_are_no_purposes(text: str) -> None:
    assert read(text, FactKind.PURPOSE) == []
