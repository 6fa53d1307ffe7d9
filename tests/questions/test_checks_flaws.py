"""The published item-writing flaws, and for each check an item that it alone refuses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eduapp.domain.item import Bloom
from eduapp.questions.checks import CHECKS, run_checks
from eduapp.questions.checks.flaws import FLAWS
from tests.questions import test_checks as plain
from tests.questions import test_checks_kinds as kinds
from tests.questions.maker import cells, heart
from tests.questions.test_checks import (
    CAUSES,
    CONTEXT,
    FALSE,
    FOOD,
    STEM,
    TERMS,
    TRUE,
    WHY,
    choice_item,
    entry,
    statement,
)

TERM = "Which term fits this description: the net movement of particles from a crowded region to a less crowded one?"


def why(stem=WHY, key=FOOD, wrong=CAUSES, **changes):
    return choice_item(stem, key, wrong, "large cells", level=Bloom.UNDERSTAND, **changes)


def years(wrong, key="1665", stem="In which year did Robert Hooke describe the tiny boxes in a slice of cork?"):
    return choice_item(stem, key, wrong, "Robert Hooke")


BOXES = "the tiny boxes in a slice of cork"
LEAVES = (
    "the thin membrane in a slice of bread",
    "the green nucleus in a drop of sap",
    "the bag of sap in a slice of leaf",
)
SHORT = ("because sap draws in the waste", "because dough rises in the air", "because yeast is in the plants")
OPPOSED = ("because chlorophyll increases the light", "because chlorophyll decreases the light", CAUSES[0])
MEETING = ("because food enters a leaf", "because waste goes only through the surface", CAUSES[0])
FLAWED = [
    ("plausible-choices", choice_item(wrong=("osmosis", "mitosis", "jazz"))),
    ("no-all-or-none", choice_item(wrong=("osmosis", "mitosis", "any of these"))),
    ("no-all-or-none", why(wrong=(*CAUSES[:2], "all of the above"))),
    ("no-all-or-none", why(wrong=(*CAUSES[:2], "None of these"))),
    ("no-combined-choices", choice_item(wrong=("osmosis", "mitosis", "A and B"))),
    ("no-combined-choices", choice_item(wrong=("osmosis", "mitosis", "B and C"))),
    ("no-combined-choices", choice_item(wrong=("osmosis", "mitosis", "osmosis and mitosis"))),
    ("no-combined-choices", choice_item(wrong=("osmosis", "mitosis", "1, 2 and 3 only"))),
    ("no-gratuitous-stem", choice_item(f"Snow fell on Monday. {STEM}")),
    ("no-statement-list", why(wrong=(*CAUSES[:2], "True, because they are large cells"))),
    ("no-statement-list", choice_item(wrong=("osmosis", "mitosis", "no"))),
    ("no-convergence", why(wrong=MEETING)),
    ("no-logical-cue", why(wrong=OPPOSED)),
    ("no-logical-cue", choice_item(wrong=("more light", "less light", "mitosis"))),
    ("no-absolute-terms", why(wrong=(*CAUSES[:2], "because chlorophyll always reflects light"))),
    ("no-absolute-terms", statement(f"Diffusion is never {FALSE[13:]}", true=False, correction=TRUE)),
    ("no-vague-terms", why(wrong=(*CAUSES[:2], "because chlorophyll usually reflects light"))),
    ("no-negative-stem", choice_item("Which of these is not a term for the net movement of particles?")),
    ("no-negative-stem", choice_item("What is the term for net movement of particles, EXCEPT in water?")),
    ("no-negative-stem", statement("Diffusion is not the division of a nucleus into two.", true=True)),
    ("numbers-in-order", years(("1690", "1675", "1701"))),
    ("longest-not-key", why(wrong=SHORT)),
    ("focused-stem", choice_item("Which of these is true?")),
    ("focused-stem", choice_item("What about particles and regions?")),
    ("focused-stem", choice_item("Which statement of the text is right?")),
    ("no-grammar-cue", choice_item("What were described by Robert Hooke in 1665?", BOXES, LEAVES, "Robert Hooke")),
    ("no-grammar-cue", choice_item("Particles go to a less crowded region, which is called an what?")),
    ("no-grammar-cue", entry("For particles to go to a less crowded region, which word fits after an?")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "item"), FLAWED, ids=[f"{name}-{i}" for i, (name, _) in enumerate(FLAWED)])
def test_flawed_items_fail(name, item):
    check = plain.found(item, name)
    assert not check.passed
    assert check.detail.endswith((".", "”"))


def test_the_nineteen_flaws_have_their_checks():
    assert len(FLAWS) == 19
    assert set(FLAWS.values()) <= set(CHECKS)


def test_a_number_of_the_stem_is_no_cue_when_others_fit_it_too():
    assert plain.found(
        choice_item("What is the net movement of particles from a crowded region?"), "no-grammar-cue"
    ).passed
    plural = choice_item("What are the bags of sap in which plants keep water?", "vacuoles", ("leaf", "pore", "cell"))
    assert not plain.found(plural, "no-grammar-cue").passed


def test_years_may_fall_or_rise():
    assert plain.found(years(("1675", "1690", "1701")), "numbers-in-order").passed
    assert plain.found(years(("1655", "1600", "1590")), "numbers-in-order").passed


@pytest.mark.parametrize("word", ["always", "usually"])
def test_an_absolute_or_vague_term_of_the_text_is_no_flaw(word):
    course = cells()
    course.write(f"Chlorophyll {word} reflects light.")
    item = why(wrong=(*CAUSES[:2], f"because chlorophyll {word} reflects light"))
    passed = {check.name: check.passed for check in run_checks(item, course.context()).checks}
    assert passed["no-absolute-terms"] and passed["no-vague-terms"]


def _known_elsewhere():
    course = cells().passage()
    course.define("seepage", "the net movement of particles from a crowded region to a less crowded one")
    return "no-true-distractor", choice_item(TERM, wrong=("seepage", *TERMS[2:])), course.context()


def _tied_elsewhere():
    course = heart().passage()
    course.define("vein", "a vessel that carries blood away from the heart", article="a")
    return "one-match", kinds.match(), course.context()


def _beside():
    course = heart().passage()
    steps = ("the cook boils the water", "meanwhile the baker warms the oven", "the cook salts the soup")
    text = " ".join(f"{step.capitalize()}." for step in steps)
    fact = course.note(kinds.PROCESS.kind, text, "water", "soup", "steps")
    return "one-order", kinds.order(steps, fact=fact, stem="Put these steps of the kitchen in order."), course.context()


ALONE = [
    *((name, item, CONTEXT) for name, item in (*plain.BAD, *FLAWED)),
    *((name, item, kinds.CONTEXT) for name, item in kinds.BAD),
    ("readable", plain.GOOD["choice"], replace(CONTEXT, grade=1)),
    ("in-language", plain.GOOD["choice"], replace(CONTEXT, language="it")),
    ("one-key", choice_item(wrong=("osmosis", "nucleus division", "division nucleus")), CONTEXT),
    ("rubric-tied", kinds.prompt(rubric=(*kinds.RUBRIC, kinds.FAR)), kinds.CONTEXT),
    _known_elsewhere(),
    _tied_elsewhere(),
    _beside(),
]  # fmt: skip


@pytest.mark.parametrize("name", CHECKS)
def test_every_check_has_an_item_that_it_alone_fails(name):
    failed = [plain.failing(item, context) for wanted, item, context in ALONE if wanted == name]
    assert {name} in failed
