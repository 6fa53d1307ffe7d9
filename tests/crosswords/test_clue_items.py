"""Clues as items: what they carry, and how they are checked when a person has changed them."""

from __future__ import annotations

import pytest

from eduapp.crosswords.clue_items import checked, clue_item
from eduapp.crosswords.clues import make_clues
from eduapp.domain.item import BLANK, Bloom, Item, ItemKind, edited
from tests.crosswords.course import context, read
from tests.fakes import make_item


def clue_items() -> dict[str, Item]:
    """The clues of the course text as items, by answer."""
    made = make_clues(*read())
    pairs = zip(made.clues, made.keywords, strict=True)
    return {clue.answer: clue_item(clue, keyword, "src-test") for clue, keyword in pairs}


def test_a_clue_is_a_text_entry_with_its_evidence() -> None:
    item = clue_items()["Robert Hooke"]
    assert (item.kind, item.level, item.key) == (ItemKind.TEXT_ENTRY, Bloom.REMEMBER, ("Robert Hooke",))
    assert item.rationale == item.evidence[0].text and "Robert Hooke" in item.rationale
    assert item.passed and item.facts and item.terms == ("Robert Hooke",)
    assert item.provenance.proposer == "clues.rules.v1" and item.provenance.template


def test_clues_are_told_from_other_items() -> None:
    assert clue_items()["vacuole"].is_clue and not make_item().is_clue


def test_a_clue_that_nobody_changed_is_found_as_it_was() -> None:
    for item in clue_items().values():
        again = checked(item, context())
        assert again.passed and [c.name for c in again.checks] == [c.name for c in item.checks]


@pytest.mark.parametrize(
    ("answer", "stem", "failed"),
    [
        ("vacuole", "Bag of sap that keeps a plant cell firm", ""),
        ("vacuole", f"A(n) {BLANK} is a large bag of sap that keeps a plant cell firm.", ""),
        ("vacuole", "Bag of vacuoles that keeps a plant cell firm", "no-leak"),
        ("vacuole", "Bag of honey that keeps a plant cell firm", "true"),
        ("vacuole", "Large bags of sap that keep a plant cell firm", "number"),
        ("vacuole", "Bag", "length"),
        ("vacuole", "Large bag of sap that keeps this cell firm", "alone"),
    ],
)
def test_an_edited_clue_is_judged_by_its_own_words(answer: str, stem: str, failed: str) -> None:
    item = checked(edited(clue_items()[answer], {"stem": stem}), context())
    assert [check.name for check in item.checks if not check.passed] == ([failed] if failed else [])


@pytest.mark.parametrize(
    ("key", "said"), [("mitochondrion", "it is not in the text"), ("organelle of 1838", "it has more than letters")]
)
def test_an_answer_that_can_not_be_used_is_told(key: str, said: str) -> None:
    item = checked(edited(clue_items()["vacuole"], {"key": (key,)}), context())
    assert [(check.name, check.passed) for check in item.checks] == [("answer", False)]
    assert said in item.checks[0].detail
