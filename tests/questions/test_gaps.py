"""Gaps at what a thing is called, at a person and at a year of a statement, on a text of our own."""

from __future__ import annotations

import random
from functools import lru_cache

from eduapp.domain.item import BLANK
from eduapp.domain.source import Document, Locator, Passage, Source
from eduapp.language import understand
from eduapp.questions.context import build
from eduapp.questions.contracts import Context
from eduapp.questions.propose.cloze import ClozeProposer
from eduapp.questions.propose.syntactic import SyntacticProposer

TEXT = (
    "The geologist Irma Soltan mapped the lakes of Vardia in 1871. Soltan measured the depth of every lake in Vardia, "
    "and she found salt in three of them. In 1880, Soltan published a map of the salt lakes.",
    "Soltan proposed that the salt lakes of Vardia had once been a sea. Soltan opened the first school of geology in "
    "Vardia in 1885. Soltan’s death in 1902 ended the survey of the salt lakes.",
    "The salt of a dry lake is gathered with a wooden tool called a sarpa. The deepest layer of clay under a salt lake "
    "in Vardia is known as the mirror bed. The guard of the lakes was called the Ravna (“old watch”).",
)


@lru_cache(maxsize=1)
def lakes() -> Context:
    source = Source(id="src-lakes", name="lakes.txt", media_type="text/plain", sha256="0" * 64)
    passages = tuple(Passage(id=f"p{n}", text=text, locator=Locator(paragraph=n)) for n, text in enumerate(TEXT, 1))
    document = Document(source=source, title="Salt in Vardia", passages=passages)
    return build(document, understand(document))


def gaps(rule: str) -> dict[str, str]:
    found = ClozeProposer().propose(lakes(), random.Random(0))
    return {one.item.stem: one.item.answer for one in found if one.rule == rule}


def test_what_a_thing_is_called_is_a_gap_where_the_sentence_says_enough_of_it() -> None:
    stem = f"The deepest layer of clay under a salt lake in Vardia is known as the {BLANK}."
    assert gaps("cloze.term").get(stem) == "mirror bed"


def test_a_person_is_a_gap_where_a_year_or_a_name_says_which_deed_is_meant() -> None:
    found = gaps("cloze.person")
    assert found[f"{BLANK} opened the first school of geology in Vardia in 1885."] == "Soltan"
    assert not any("salt in three" in stem for stem in found)


def test_a_year_is_a_spare_gap() -> None:
    made = [one for one in ClozeProposer().propose(lakes(), random.Random(0)) if one.item.answer == "1885"]
    assert any(one.item.stem == f"Soltan opened the first school of geology in Vardia in {BLANK}." for one in made)


def test_a_word_that_is_said_of_something_is_not_asked_for_its_meaning() -> None:
    rules = {one.rule for one in SyntacticProposer().propose(lakes(), random.Random(0))}
    assert "naming.means" not in rules
