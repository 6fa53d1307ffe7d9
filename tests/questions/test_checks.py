"""Every check has an item that it passes and one that it fails."""

from __future__ import annotations

import pytest

from eduapp.domain.item import Bloom, Choice, Item, ItemKind, Provenance
from eduapp.questions.checks import CHECKS, run_checks
from tests.questions.maker import cells

COURSE = cells()
CONTEXT = COURSE.context()
BY_SUBJECT = {fact.subject: fact for fact in COURSE.facts}
TERMS = ("diffusion", "osmosis", "mitosis", "photosynthesis")
STEM = "What is the term for the net movement of particles from a crowded region to a less crowded one?"


def choice_item(stem=STEM, key="diffusion", wrong=TERMS[1:], subject="diffusion", **changes) -> Item:
    texts = (key, *wrong)
    choices = tuple(Choice(id="abcd"[i], text=text, correct=i == 0) for i, text in enumerate(texts))
    return make(ItemKind.CHOICE, stem, ("a",), subject, choices=choices, **changes)


def entry(stem=STEM, key="diffusion", subject="diffusion", **changes) -> Item:
    return make(ItemKind.TEXT_ENTRY, stem, (key,), subject, **changes)


def statement(stem, *, true: bool, subject="diffusion", correction="") -> Item:
    choices = (Choice(id="true", text="True", correct=true), Choice(id="false", text="False", correct=not true))
    key = ("true" if true else "false",)
    return make(ItemKind.TRUE_FALSE, stem, key, subject, choices=choices, correction=correction)


def make(kind, stem, key, subject, **changes) -> Item:
    fact = BY_SUBJECT[subject]
    return Item.model_validate(
        {
            "id": "item-1", "kind": kind, "level": Bloom.REMEMBER, "stem": stem, "key": key, "rationale": "r",
            "evidence": (fact.quote,), "facts": (fact.id,), "terms": (fact.subject,),
            "provenance": Provenance(proposer="test", template="test"),
        } | changes
    )  # fmt: skip


def moved(subject="diffusion"):
    quote = BY_SUBJECT[subject].quote
    return quote.model_copy(update={"start": quote.start + 1, "end": quote.end + 1})


TRUE = "Diffusion is the net movement of particles from a crowded region to a less crowded one."
FALSE = "Diffusion is the division of a nucleus into two with the same chromosomes."
WHY = "Why do large cells starve?"
CAUSES = ("because chlorophyll reflects green light", "because heat breaks the walls", "because cold slows growth")
FOOD = "because food enters only through the surface"

GOOD = {
    "choice": choice_item(),
    "entry": entry(),
    "cloze": entry("_____ is the net movement of particles from a crowded region to a less crowded one."),
    "true": statement(TRUE, true=True),
    "false": statement(FALSE, true=False, correction=TRUE),
    "cause": choice_item(WHY, FOOD, CAUSES, "large cells"),
    "who": entry("Who described the tiny boxes in a slice of cork in 1665?", "Robert Hooke", "Robert Hooke"),
    "year": choice_item(
        "In which year did Robert Hooke describe the tiny boxes in a slice of cork?",
        "1665", ("1655", "1675", "1690"), "Robert Hooke",
    ),
}  # fmt: skip

BAD = [
    ("quote-verbatim", choice_item(evidence=(moved(),))),
    ("key-in-quote", entry(key="effusion")),
    ("key-in-quote", statement("Diffusion is the net loss of energy in hot bodies.", true=True)),
    ("key-in-quote", statement(FALSE, true=False, correction=FALSE)),
    ("key-in-quote", statement(FALSE, true=False)),
    ("key-in-quote", statement("Diffusion is a movement of particles.", true=False, correction=TRUE)),
    ("key-not-in-stem", entry("What is the diffusion of particles called?")),
    ("key-not-in-stem", entry("What do particles that diffuse take part in?")),
    ("key-not-in-stem", choice_item(key="net movement")),
    ("key-not-in-stem", choice_item("Why do large cells in food starve?", FOOD, CAUSES, "large cells")),
    ("one-key", choice_item(wrong=("Diffusions", "osmosis", "mitosis"))),
    ("one-key", choice_item(wrong=("osmosis", "mitosis", "the mitosis"))),
    ("no-true-distractor", choice_item(wrong=("region", "osmosis", "mitosis"))),
    ("no-true-distractor", choice_item("What is the passage of water through a membrane?", subject="diffusion")),
    ("parallel-choices", choice_item(wrong=("the slow passage of water through walls", "osmosis", "mitosis"))),
    ("parallel-choices", choice_item(WHY, FOOD, ("heat", *CAUSES[:2]), "large cells")),
    ("parallel-choices", choice_item(WHY, FOOD, ("of great heat in a dry summer month", *CAUSES[:2]), "large cells")),
    ("parallel-choices", choice_item(wrong=("1665", "osmosis", "mitosis"))),
    ("well-formed", choice_item("Name the term.")),
    ("well-formed", choice_item("what is the term for the net movement of particles?")),
    ("well-formed", entry("_____ is the movement of _____ from a crowded region.")),
    ("well-formed", choice_item("_____ is the net movement of particles?")),
    ("well-formed", entry("Particles move from a crowded region to a free one.")),
    ("well-formed", entry("What is the term for the net movement (of particles?")),
    ("well-formed", entry("An _____ is the net movement of particles.")),
    ("well-formed", entry("Which movement is it?  Is it net movement? Of what particles is it?")),
    ("well-formed", statement("Is diffusion the net movement of particles?", true=True)),
    ("well-formed", entry("What " + "very " * 50 + "long?")),
    ("stands-alone", entry("It is the net movement of which tiny particles?")),
    ("stands-alone", entry("What is shown in Figure 3 about particles?")),
    ("stands-alone", entry("What is the term for the movement described above?")),
    ("stands-alone", entry("What do they call the net movement of particles?")),
    ("stands-alone", entry("What did the king call the net movement of particles?")),
    ("stands-alone", entry("As we saw, what is the net movement called?")),
    ("stands-alone", choice_item(wrong=("this process", "osmosis", "mitosis"))),
    ("language", entry("What is the the term for net movement of particles?")),
    ("language", entry("What is  the term for net movement of particles?")),
    ("language", entry("What is the term[3] for net movement of particles?")),
    ("answerable", entry("Who described the tiny boxes in cork in 1665?", "Matthias Schleiden", "Robert Hooke")),
    ("answerable", choice_item("What is the passage of water through a membrane that holds back molecules?")),
    ("answerable", statement(FALSE, true=True)),
    ("answerable", statement(TRUE, true=False, correction=FALSE)),
    ("one-fit", entry("_____ is a word.")),
]  # fmt: skip


def found(item: Item, name: str):
    return next(check for check in run_checks(item, CONTEXT).checks if check.name == name)


@pytest.mark.parametrize("item", GOOD.values(), ids=GOOD.keys())
def test_good_items_pass_every_check(item):
    assert [(c.name, c.detail) for c in run_checks(item, CONTEXT).checks if not c.passed] == []


@pytest.mark.parametrize(("name", "item"), BAD, ids=[f"{name}-{i}" for i, (name, _) in enumerate(BAD)])
def test_flawed_items_fail(name, item):
    check = found(item, name)
    assert not check.passed
    assert check.detail.endswith((".", "”"))


def test_every_check_has_an_item_that_fails_it():
    assert {name for name, _ in BAD} == set(CHECKS)


def test_every_check_explains_itself():
    for run in CHECKS.values():
        assert run.__doc__
        assert run(GOOD["choice"], CONTEXT).detail.endswith((".", "”"))


def test_one_fit_sees_another_term_in_the_same_frame():
    course = cells()
    course.write("For many days osmosis is said to go on slowly.")
    course.write("For many days mitosis is said to go on slowly.")
    item = entry("For many days _____ is said to go on slowly.", "mitosis", "mitosis")
    check = next(c for c in run_checks(item, course.context()).checks if c.name == "one-fit")
    assert not check.passed
    assert "osmosis" in check.detail
