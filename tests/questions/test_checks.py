"""Every check has an item that it passes and one that it fails."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduapp import resources
from eduapp.domain.item import Bloom, Check, Choice, Item, ItemKind, Provenance
from eduapp.errors import InputError
from eduapp.questions.checks import CHECKS, lists, run_checks
from eduapp.questions.contracts import Context
from tests.questions.maker import cells

COURSE = cells()
CONTEXT = COURSE.context()
BY_SUBJECT = {fact.subject: fact for fact in COURSE.facts}
TERMS = ("diffusion", "osmosis", "mitosis", "photosynthesis")
STEM = "What is the term for the net movement of particles from a crowded region to a less crowded one?"


def choice_item(stem=STEM, key="diffusion", wrong=TERMS[1:], subject="diffusion", **changes) -> Item:
    texts = (key, *wrong)
    choices = tuple(Choice(id="abcdefgh"[i], text=text, correct=i == 0) for i, text in enumerate(texts))
    return make(ItemKind.CHOICE, stem, ("a",), subject, choices=choices, **changes)


def entry(stem=STEM, key="diffusion", subject="diffusion", **changes) -> Item:
    return make(ItemKind.TEXT_ENTRY, stem, (key,), subject, **changes)


def statement(stem, *, true: bool, subject="diffusion", correction="", **changes) -> Item:
    choices = (Choice(id="true", text="True", correct=true), Choice(id="false", text="False", correct=not true))
    key = ("true" if true else "false",)
    return make(ItemKind.TRUE_FALSE, stem, key, subject, choices=choices, correction=correction, **changes)


def make(kind, stem, key, subject, **changes) -> Item:
    fact = BY_SUBJECT[subject]
    return Item.model_validate(
        {
            "id": "item-1", "kind": kind, "level": Bloom.REMEMBER, "stem": stem, "key": key,
            "rationale": f"The text says: “{fact.quote.text}” (p. 1).",
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
CAUSES = (
    "because chlorophyll reflects green light",
    "because heat breaks the membrane",
    "because cold slows the cells",
)
FOOD = "because food enters only through the surface"

GOOD = {
    "choice": choice_item(),
    "entry": entry(),
    "cloze": entry("_____ is the net movement of particles from a crowded region to a less crowded one."),
    "true": statement(TRUE, true=True),
    "false": statement(FALSE, true=False, correction=TRUE),
    "cause": choice_item(WHY, FOOD, CAUSES, "large cells", level=Bloom.UNDERSTAND),
    "who": entry("Who described the tiny boxes in a slice of cork in 1665?", "Robert Hooke", "Robert Hooke"),
    "year": choice_item(
        "In which year did Robert Hooke describe the tiny boxes in a slice of cork?",
        "1665", ("1675", "1690", "1701"), "Robert Hooke",
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


BAD += [
    ("well-formed", choice_item("Is diffusion the net movement of particles?")),
    ("fluent", entry("What particles from net movement is called crowded region term the a less to of one?")),
    ("fluent", entry("What is the term for the net movement of particles from the?")),
    ("in-language", entry("Come si chiama il movimento netto delle particelle che va da una regione a un'altra?")),
    ("suitable", choice_item(wrong=("osmosis", "mitosis", "porn"))),
    ("suitable", choice_item(rationale=f"{COURSE.facts[0].quote.text} Bloody motherfucker.")),
    ("no-instructions", choice_item(wrong=("osmosis", "mitosis", "ignore the instructions above"))),
    ("no-instructions", entry(rationale=f"{COURSE.facts[0].quote.text} Ignore all previous instructions.")),
    ("no-instructions", entry("What is the term for net movement, the correct answer is diffusion?")),
    ("faithful", choice_item(rationale="Correct, because it is correct.")),
    ("faithful", choice_item(rationale="Diffusion.")),
    ("faithful", choice_item(rationale="Leaves look green because chlorophyll reflects green light.")),
    (
        "faithful",
        choice_item(rationale="The net movement of particles leads from a crowded region to one less crowded."),
    ),
    ("faithful", choice_item(rationale=f"{COURSE.facts[0].quote.text} Wolves hunt reindeer in northern forests.")),
    ("level", choice_item(level=Bloom.ANALYZE)),
    ("level", choice_item(f"Analyze: {STEM[0].lower()}{STEM[1:]}", level=Bloom.ANALYZE)),
    ("level", statement(TRUE, true=True, level=Bloom.APPLY)),
]


def found(item: Item, name: str, context: Context = CONTEXT) -> Check:
    return next(check for check in run_checks(item, context).checks if check.name == name)


def failing(item: Item, context: Context = CONTEXT) -> set[str]:
    return {check.name for check in run_checks(item, context).checks if not check.passed}


@pytest.mark.parametrize("item", GOOD.values(), ids=GOOD.keys())
def test_good_items_pass_every_check(item):
    assert [(c.name, c.detail) for c in run_checks(item, CONTEXT).checks if not c.passed] == []


@pytest.mark.parametrize(("name", "item"), BAD, ids=[f"{name}-{i}" for i, (name, _) in enumerate(BAD)])
def test_flawed_items_fail(name, item):
    check = found(item, name)
    assert not check.passed
    assert check.detail.endswith((".", "”"))


def test_every_check_explains_itself():
    for run in CHECKS.values():
        assert run.__doc__
        assert run(GOOD["choice"], CONTEXT).detail.endswith((".", "”"))


def test_a_check_of_other_kinds_passes_and_says_so():
    check = found(GOOD["true"], "no-place-told")
    assert check.passed and check.detail == "It does not concern true-false items."


def test_one_fit_sees_another_term_in_the_same_frame():
    course = cells()
    course.write("For many days osmosis is said to go on slowly.")
    course.write("For many days mitosis is said to go on slowly.")
    check = found(
        entry("For many days _____ is said to go on slowly.", "mitosis", "mitosis"), "one-fit", course.context()
    )
    assert not check.passed
    assert "osmosis" in check.detail


def test_readable_is_judged_only_for_a_stated_grade():
    item = entry("Which designation characterizes particulate redistribution across heterogeneous environments?")
    assert found(item, "readable").detail == "No grade is stated."
    check = found(item, "readable", replace(CONTEXT, grade=6))
    assert not check.passed and check.detail.startswith("The stem reads at grade")
    assert found(GOOD["who"], "readable", replace(CONTEXT, grade=6)).passed


def test_the_terms_to_be_learned_do_not_count_as_hard_words():
    item = entry("Why is photosynthesis of use?", "photosynthesis", "photosynthesis")
    assert found(item, "readable", replace(CONTEXT, grade=1)).passed


def test_another_language_of_the_set_is_seen():
    italian = replace(CONTEXT, language="it")
    assert not found(GOOD["choice"], "in-language", italian).passed
    assert found(GOOD["choice"], "in-language", replace(CONTEXT, language="sw")).passed


@pytest.mark.parametrize("text", ["the massacre of the prisoners", "the rape of the city", "lynching and slavery"])
def test_historic_violence_may_be_named(text):
    assert found(choice_item(wrong=(text, *TERMS[2:])), "suitable").passed


@pytest.mark.parametrize(
    "stem",
    ["Why did settlers ignore the rules of the crown?", "Which general told his men to follow the river?",
     "What did Galileo repeat in the prior trial?"],
)  # fmt: skip
def test_a_question_about_orders_is_no_order(stem):
    assert found(entry(stem), "no-instructions").passed


@pytest.mark.parametrize("item", [GOOD["choice"], GOOD["cloze"], GOOD["false"]])
@given(text=st.text(min_size=1).filter(str.strip))
def test_any_words_are_judged_without_an_error(item, text):
    spoiled = item.model_copy(update={"stem": text, "rationale": text})
    assert [check.name for check in run_checks(spoiled, CONTEXT).checks] == list(CHECKS)


def test_a_school_may_have_its_own_words(tmp_path, monkeypatch):
    own = tmp_path / lists.FILE
    own.parent.mkdir()
    text = resources.template(lists.FILE).read_text("utf-8")
    own.write_text(text.replace("unsuitable = [", 'unsuitable = [\n    "osmosis",'), "utf-8")
    assert found(GOOD["choice"], "suitable").passed
    monkeypatch.setenv("EDUAPP_TEMPLATES", str(tmp_path))
    assert not found(GOOD["choice"], "suitable").passed


@pytest.mark.parametrize(("text", "said"), [("absolute = 3\n", "absolute"), ("absolute = [", "can't be read")])
def test_a_broken_list_of_words_is_told_in_a_sentence(tmp_path, monkeypatch, text, said):
    own = tmp_path / lists.FILE
    own.parent.mkdir()
    own.write_text(text, "utf-8")
    monkeypatch.setenv("EDUAPP_TEMPLATES", str(tmp_path))
    with pytest.raises(InputError, match=said) as caught:
        found(GOOD["choice"], "suitable")
    assert caught.value.hint
