"""Clues from plain sentences that define: what they take, and what they leave alone."""

from __future__ import annotations

import pytest

from eduapp.crosswords.clues import clue_candidates
from eduapp.crosswords.definitions import plainly_said
from eduapp.crosswords.keywords import Choice, choose
from tests.crosswords.course import choice, context


def said(term: str, *paragraphs: str) -> list[str]:
    """What the plain sentences of a text say that a term is."""
    about = context(paragraphs)
    keyword = next(k for k in choice(paragraphs).keywords if k.display.casefold() == term)
    return [tree.span(phrase.start, phrase.stop) for tree, phrase, _, _ in plainly_said(keyword, about)]


@pytest.mark.parametrize(
    ("term", "sentence", "phrase"),
    [
        (
            "throughput",
            "Throughput is the number of parcels a sorting belt can carry in an hour.",
            "the number of parcels a sorting belt can carry in an hour",
        ),
        (
            "drought",
            "A spell of dry weather that lasts for a whole season (some three months) is called a drought.",
            "A spell of dry weather that lasts for a whole season (some three months)",
        ),
        (
            "sediment",
            "The loose sand and mud that a river leaves behind in its delta is known as sediment.",
            "The loose sand and mud that a river leaves behind in its delta",
        ),
        (
            "sorting",
            "Sorting is heavy manual work in which parcels are put into bags.",
            "heavy manual work in which parcels are put into bags",
        ),
        (
            "fuselage",
            "The fuselage is the hollow body of an aircraft from nose to tail.",
            "the hollow body of an aircraft from nose to tail",
        ),
        (
            "throughput",
            "Throughput (also called flow) is the number of parcels a sorting belt can carry in an hour.",
            "the number of parcels a sorting belt can carry in an hour",
        ),
    ],
)
def test_a_plain_sentence_says_what_a_thing_is(term, sentence, phrase):
    assert phrase in said(term, sentence)


@pytest.mark.parametrize(
    ("term", "sentence"),
    [
        ("throughput", "Throughput is the main concern of every manager who runs a sorting belt."),
        ("throughput", "Throughput is not the number of parcels that a sorting belt can carry."),
        ("throughput", "Throughput is the number of parcels on this belt when it runs at night."),
        ("throughput", "Throughput is the result of careful planning, and managers measure it every hour."),
        ("drought", "In the village that the valley feeds, the drought is called a curse."),
    ],
)
def test_what_says_little_or_leans_on_the_page_is_left_alone(term, sentence):
    assert said(term, sentence, f"Everybody feared the {term} of that year, since {term} cost the firm money.") == []


def test_brackets_are_left_out_of_the_clue():
    text = ("A spell of dry weather that lasts for a whole season (some three months) is called a drought.",)
    keyword = next(k for k in choice(text).keywords if k.display == "drought")
    texts = {clue.text for clue in clue_candidates(keyword, context(text))}
    assert "Spell of dry weather that lasts for a whole season" in texts
    assert not any("(some" in text for text in texts)
    styles = {clue.style for clue in clue_candidates(keyword, context(text))}
    assert {"definite", "bare", "copular"} <= styles


def test_a_study_may_be_asked_for_by_a_singular():
    text = ("Hydraulics is the study of how liquids press and flow through narrow pipes.",)
    keyword = next(k for k in choice(text).keywords if k.display.casefold() == "hydraulics")
    assert any(clue.style == "bare" for clue in clue_candidates(keyword, context(text), style="bare"))


def test_a_whole_definition_may_share_words_with_another():
    text = (
        "Velocity is the rate of change of displacement.",
        "Acceleration is the rate of change of velocity.",
    )
    chosen: Choice = choice(text)
    keyword = next(k for k in chosen.keywords if k.display.casefold() == "velocity")
    clues = clue_candidates(keyword, context(text), others=chosen.keywords)
    assert any(clue.text == "The rate of change of displacement" for clue in clues)


def test_a_definition_that_is_too_long_loses_what_it_is_for():
    text = (
        "Cartography is the application of careful surveying and drawing skills and knowledge to produce and improve "
        "accurate regional maps.",
    )
    keyword = next(k for k in choice(text).keywords if k.display.casefold() == "cartography")
    clues = clue_candidates(keyword, context(text), style="noun-phrase")
    assert clues and all(len(clue.text) <= 90 and " to produce" not in clue.text for clue in clues)


def test_a_remark_between_commas_explains_a_common_word():
    text = ("Shipping, the carriage of goods by sea from port to port, is a trade that needs patience.",)
    keyword = next(k for k in choice(text).keywords if k.display.casefold() == "shipping")
    found = [clue.text for clue in clue_candidates(keyword, context(text))]
    assert "The carriage of goods by sea from port to port" in found


def test_a_word_read_as_two_subjects_is_still_one():
    text = ("Torque is a quantity with a direction and has the sign of the turn that it causes in a wheel.",)
    keyword = next(k for k in choose(context(text), include=["torque"]).keywords if k.display == "torque")
    assert not keyword.plural
