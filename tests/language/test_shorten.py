"""Sentences without what they can do without."""

import pytest

from eduapp.domain.source import Passage
from eduapp.language import pipeline
from eduapp.language.shorten import shortened
from eduapp.language.tree import Tree


def forms(text: str) -> list[str]:
    """All shorter forms of a sentence, the longest first."""
    [(_, doc)] = pipeline.parse([Passage(id="p1", text=text)])
    tree = Tree(doc)
    return [shorter.text for shorter in shortened(tree, 0, len(tree.word))]


@pytest.mark.parametrize(
    ("text", "short"),
    [
        (
            "In August 1947, merchants founded the Coast Convention, which called on the government to lower taxes.",
            "In August 1947, merchants founded the Coast Convention.",
        ),
        (
            "By the sixth century, however, the two empires had expanded to the coast of the sea.",
            "By the sixth century the two empires had expanded to the coast of the sea.",
        ),
        (
            "Although it fell in 1866, the Confederation prepared the unification of the German states.",
            "The Confederation prepared the unification of the German states.",
        ),
    ],
)
def test_what_only_adds_is_left_out(text, short):
    assert short in forms(text)


@pytest.mark.parametrize(
    "text",
    [
        "Prices rise when demand grows, unless sellers bring more goods to the market.",
        "Farmers may plant fewer trees because the soil has lost its water.",
        "The plan seemed to work, but the dam broke in the first winter of the war.",
    ],
)
def test_what_changes_the_claim_stays(text):
    assert forms(text) == []


def test_a_list_is_not_cut_in_two():
    text = "Troops of other nations, including Australia, New Zealand, and Korea, assisted the army in the long war."
    assert all("Australia" in form or "New Zealand" not in form for form in forms(text))
