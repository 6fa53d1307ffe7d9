"""By which word a text calls somebody with a long name."""

from __future__ import annotations

import pytest

from eduapp.crosswords.clue_items import accepted
from eduapp.crosswords.clues import make_clues
from eduapp.crosswords.keywords import choose
from eduapp.crosswords.surnames import last_name
from tests.crosswords.course import context, read

FOUNDED = "Mustafa Kemal Atatürk was the officer who defended Gallipoli against the British fleet."
MOVED = "In 1923, Atatürk moved the capital of the republic to Ankara."
TEXT = (f"{FOUNDED} {MOVED} Crowds of villagers greeted the train in Ankara with drums and flags.",)


@pytest.mark.parametrize(
    ("name", "sentences", "found"),
    [
        ("Mustafa Kemal Atatürk", (FOUNDED, MOVED), "Atatürk"),
        ("Mustafa Kemal Atatürk", (FOUNDED,), ""),
        ("Theodore Roosevelt", ("Roosevelt won.", "Theodore Roosevelt ran.", "Eleanor Roosevelt wrote."), ""),
        (
            "Theodore Roosevelt",
            ("When Theodore Roosevelt ran, President Roosevelt won.", "Roosevelt won."),
            "Roosevelt",
        ),
        ("Theodore Roosevelt", ("Theodore Roosevelt ran.", "They met in Roosevelt.", "Roosevelt won."), ""),
        ("Peterloo Massacre", ("The Peterloo Massacre was in 1819.", "Massacre is the word."), ""),
        ("First Triumvirate", ("The First Triumvirate fell.", "Then the Triumvirate fell.", "Triumvirate it was."), ""),
        ("Catherine of Aragon", ("Catherine of Aragon wed.", "Aragon was rich."), ""),
        ("Voltaire", ("Voltaire wrote.",), ""),
    ],
)
def test_a_last_name_stands_for_one_person_or_for_nobody(name: str, sentences: tuple[str, ...], found: str) -> None:
    assert last_name(name, sentences) == found


def test_a_name_too_long_for_a_grid_goes_by_its_last_word() -> None:
    found = {keyword.display: keyword for keyword in choose(context(TEXT)).keywords}
    assert "Mustafa Kemal Atatürk" not in found
    assert "".join(found["Atatürk"].answer) == "ATATURK"
    assert accepted(found["Atatürk"]) == ("Atatürk", "Mustafa Kemal Atatürk", "Ataturk", "Mustafa Kemal Ataturk")


def test_the_whole_name_can_be_asked_for_and_excluded() -> None:
    whole = "Mustafa Kemal Atatürk"
    asked = choose(context(TEXT), include=[whole])
    assert asked.keywords[0].display == "Atatürk" and whole not in dict(asked.refused)
    assert dict(choose(context(TEXT), exclude=[whole]).refused)["Atatürk"] == "it is excluded"


def test_no_part_of_the_whole_name_is_in_a_clue_and_both_names_tell_of_it() -> None:
    made = make_clues(*read(TEXT), words=10)
    position = [clue.answer for clue in made.clues].index("Atatürk")
    texts = [made.clues[position].text, *(clue.text for clue in made.alternatives["Atatürk"])]
    assert not any(part in text for text in texts for part in ("Mustafa", "Kemal"))
    assert {clue.quote.text for clue in (made.clues[position], *made.alternatives["Atatürk"])} <= {FOUNDED, MOVED}
