"""Each check passes a good clue and fails the fixture made for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eduapp.crosswords.clue_checks import CHECKS, Case, run_checks
from eduapp.crosswords.clue_form import alone_problem, whole_problem
from eduapp.crosswords.clue_records import Draft, Keyword
from eduapp.crosswords.telling import general_problem
from eduapp.domain.item import BLANK
from tests.crosswords.course import choice, context


def keyword(display: str) -> Keyword:
    """A keyword of the course text."""
    return next(k for k in choice().keywords if k.display == display)


def draft(text: str, answer: str, style: str = "definite", **given) -> Draft:
    """A draft whose quote is the first sentence that names the answer."""
    sentence = next(context().naming(answer))
    quote = context().quote(sentence)
    return Draft(text, style, 1, quote, "copular.v1", text, **given)  # type: ignore[arg-type]


def case(text: str, answer: str, style: str = "definite", **given) -> Case:
    """The same as the checks get it, beside the other keywords of the text."""
    return Case(draft(text, answer, style, **given), keyword(answer), context(), choice().keywords)


GOOD = [
    ("The process by which green plants make sugar", "photosynthesis", "definite"),
    ("Large bag of sap that keeps a plant cell firm", "vacuole", "bare"),
    ("A(n) _____ is a large bag of sap that keeps a plant cell firm.", "vacuole", "copular"),
    ("What keeps a plant cell firm", "vacuole", "free"),
    ("English scientist who described the tiny boxes in a slice of cork", "Robert Hooke", "bare"),
]
BAD = {
    "length": [("Sap", "vacuole", "bare"), ("Large bag of sap " * 6, "vacuole", "bare")],
    "verbatim": [],
    "no-leak": [
        ("The photosynthetic process of green plants", "photosynthesis", "definite"),
        ("The small body of chloroplasts in leaves", "chloroplast", "definite"),
        ("The wall of a cell, tough and rigid", "cellulose", "definite"),
        ("The scientist Hooke who described the tiny boxes", "Robert Hooke", "definite"),
    ],
    "number": [("The large bags of sap that keep a plant cell firm", "vacuole", "definite")],
    "kind": [
        ("What described the tiny boxes in a slice of cork", "Robert Hooke", "free"),
        ("The slice of cork with the tiny boxes", "Robert Hooke", "definite"),
    ],
    "true": [("The large bag of honey that keeps a plant cell firm", "vacuole", "definite")],
    "alone": [
        ("The large bag that keeps it firm", "vacuole", "definite"),
        ("This large bag of sap in a plant cell", "vacuole", "free"),
        ("The large bag of sap in Figure 2", "vacuole", "definite"),
    ],
    "whole": [
        ("The large bag of sap that keeps a plant cell firm and", "vacuole", "definite"),
        ("The large bag of “sap that keeps a plant cell firm", "vacuole", "definite"),
        ("Large bag of sap, which", "vacuole", "bare"),
    ],
    "telling": [("The kind of bag in a plant", "vacuole", "definite"), ("The large cell", "vacuole", "definite")],
    "one-answer": [("The small green body in the energy of sunlight", "vacuole", "definite")],
    "style": [("Large bag of sap that keeps a plant cell firm", "vacuole", "definite")],
}


@pytest.mark.parametrize(("text", "answer", "style"), GOOD)
def test_a_good_clue_passes_every_check(text: str, answer: str, style: str) -> None:
    found = run_checks(case(text, answer, style))
    assert [check.name for check in found] == list(CHECKS)
    assert [check for check in found if not check.passed] == []


@pytest.mark.parametrize(("name", "given"), [(name, given) for name, every in BAD.items() for given in every])
def test_each_check_fails_its_fixture(name: str, given: tuple[str, str, str]) -> None:
    text, answer, style = given
    plural = True if name == "number" else None
    found = CHECKS[name](case(text, answer, style, plural=plural))
    assert not found.passed and found.detail and found.name == name


def test_every_check_has_a_fixture() -> None:
    assert set(BAD) == set(CHECKS)


def test_a_quote_that_is_not_in_its_passage_fails() -> None:
    good = case(*GOOD[0])
    words = good.draft.quote.text.replace("green", "great")
    torn = replace(good.draft, quote=good.draft.quote.model_copy(update={"text": words}))
    assert not CHECKS["verbatim"](replace(good, draft=torn)).passed
    assert not CHECKS["verbatim"](replace(good, keyword=keyword("vacuole"))).passed


def test_a_denied_or_reported_fact_fails() -> None:
    good = case(*GOOD[0])
    for changed in ("Photosynthesis is not the process", "Some believe that photosynthesis is the process"):
        text = good.draft.quote.text.replace("Photosynthesis is the process", changed)
        end = good.draft.quote.start + len(text)
        quote = good.draft.quote.model_copy(update={"text": text, "end": end})
        assert not CHECKS["true"](replace(good, draft=replace(good.draft, quote=quote))).passed


def test_a_sentence_that_takes_its_word_back_fails() -> None:
    good = case(*GOOD[0])
    text = f"{good.draft.quote.text.rstrip('.')}, but only by day."
    quote = good.draft.quote.model_copy(update={"text": text, "end": good.draft.quote.start + len(text)})
    said = "make sugar from carbon dioxide and water"
    assert not CHECKS["true"](replace(good, draft=replace(good.draft, quote=quote, said=said))).passed


@pytest.mark.parametrize(
    "text", [f"If {BLANK} has several loaves every day, the last few tend to grow stale.",
             "Person who will compare the several loaves along the counter",
             f"{BLANK} would judge the demand for new loaves by the queue."]
)  # fmt: skip
def test_a_name_in_a_made_up_case_fails(text: str) -> None:
    good = case(*GOOD[0])
    named = replace(good, draft=replace(good.draft, text=text), keyword=replace(good.keyword, proper=True))
    assert CHECKS["alone"](named).detail.startswith("A name in a made-up case")
    assert not CHECKS["alone"](replace(named, keyword=good.keyword)).detail.startswith("A name")


def test_a_failed_check_is_the_last_one_run() -> None:
    found = run_checks(case(*BAD["no-leak"][0]))
    assert [check.passed for check in found] == [True, True, False]
    assert found[-1].name == "no-leak"


# clues that a reader found wanting, each for what it showed


@pytest.mark.parametrize(
    "text",
    [
        "The sunniest and driest parts of the continent",
        "Muslim traveler who praised the city’s beauty",
        f"The World Bank made similar efforts across {BLANK}.",
        f"{BLANK} was an excellent source of cotton for its textile mills.",
        f"{BLANK} was the man whose movement it had been his duty to crush.",
        f"The stupas of Sanchi and {BLANK} were renovated by him.",
        f"At Q2, the cost curve of the bakery is moved up to meet {BLANK}.",
        f"{BLANK} was $700, wages were $300, and the lease was $90.",
        f"Owners of the {BLANK} would receive a payment of PLocal a month.",
    ],
)
def test_what_only_the_page_explains_is_found(text: str) -> None:
    assert alone_problem(text, "en")


@pytest.mark.parametrize(
    "text",
    [
        "The German chancellor who declared",
        f"{BLANK} was an extraordinary deity demonstrating.",
        f"{BLANK} became a funnel through which much Allied aid.",
        f"In 1991, South Africa ended the policy of {BLANK}; in 1994.",
        f"A competitive firm can sell as large a quantity of {BLANK}.",
        f"The revolt spread to Agra, {BLANK}, and Lucknow.",
        f"The vehicle ({BLANK}) was used.",
        f"The lack of rain in the {BLANK} valley has led.",
        f"{BLANK} birds have hollow bones that make it possible.",
        f"With a heavy keel, by contrast, a gust of {BLANK} tips no boat.",
        f"Than forty thousand barrels were sent to {BLANK} every year.",
        f"{BLANK} fluid mechanics are a single, general theory.",
    ],
)
def test_what_is_cut_off_is_found(text: str) -> None:
    assert whole_problem(text)


@pytest.mark.parametrize(
    "text",
    [
        "The type of worldly knowledge and sophistication",
        "The person who lived in the fifth century BCE",
        "The eastern European country of Ukraine",
        "Powerful tool for getting things done",
    ],
)
def test_what_tells_too_little_is_found(text: str) -> None:
    assert general_problem(text)


@pytest.mark.parametrize(
    "text",
    [
        "The tendency of an object to keep its state of motion",
        "Speech in which a character who is alone on the stage speaks his thoughts aloud",
        "Kind of division that halves the number of chromosomes",
        f"{BLANK} returned to India from South Africa in 1915.",
        f"The skull of a(n) {BLANK} has a volume of about 1,400 cubic centimeters.",
        f"The treaty of 1648 led to a long peace in {BLANK}.",
    ],
)
def test_sound_clues_have_no_flaw_of_form(text: str) -> None:
    assert (alone_problem(text, "en"), whole_problem(text), general_problem(text)) == ("", "", "")
