"""What the parse says of a clause: its subject and verb, its voice and time, and whether it is whole."""

from __future__ import annotations

import pytest

from eduapp.questions.propose.upper_claims import relates, says_of_a_kind
from eduapp.questions.propose.upper_clauses import read, read_all


@pytest.mark.parametrize(
    ("text", "subject", "verb"),
    [
        ("food enters only through the surface", "food", "enter"),
        ("prices increase", "prices", "increase"),
        ("The weavers closed the gates of Ghent at dawn.", "The weavers", "close"),
        ("In 1378, the Weavers Guild banned foreign cloth from the market.", "the Weavers Guild", "ban"),
    ],
)
def test_subject_and_verb_of_a_whole_clause(text, subject, verb):
    clause = read(text)
    assert clause.is_whole and (clause.subject, clause.verb) == (subject, verb)


def test_a_phrase_is_no_clause():
    assert not read("the opening of the Suez Canal to ships of all nations in the world").is_whole
    assert not read("the opening of the Suez Canal to ships of all nations in the world").may_be_whole


def test_voice_time_and_denial():
    assert read("The gates were closed by the weavers").is_passive
    closed = read("The weavers closed the gates")
    assert closed.is_past and closed.has_object and not closed.is_passive and not closed.is_present
    assert read("The weavers did not close the gates").is_negated
    assert read("Rivers can carry sand").is_modal and read("Rivers carry sand into the sea").is_present


def test_a_state_is_told_from_what_happens():
    assert read("The metric system is convenient").is_state
    assert read("The area of a floor has an uncertainty").is_state
    assert not read("The harvest of plums failed").is_state


def test_one_known_thing_is_particular():
    assert read("the rod was rubbed with silk").is_particular
    assert not read("the signing of the treaty ended the war").is_particular
    assert not read("the Weavers Guild banned foreign cloth").is_particular


def test_a_plural_at_the_start_is_no_name():
    assert not read("Audiences like short films in the evening").is_named
    assert read("the Weavers Guild banned foreign cloth").is_named


def test_many_are_read_as_one_by_one():
    texts = ["Rivers carry sand", "Glaciers carry stones"]
    read_all(texts)
    assert [read(text).subject for text in texts] == ["Rivers", "Glaciers"]


def test_words_without_a_clause_bear_on_nothing():
    told = "The opening of the Suez Canal to ships of all nations in the world."
    assert not relates(told) and not says_of_a_kind(told)
    assert relates("Salt marshes often help coastal towns to survive heavy storms.")
