"""Sentences with a gap: which parts of a sentence stand by themselves, and where an answer is no word of its own."""

from __future__ import annotations

import pytest

from eduapp.crosswords.clue_checks import Case, run_checks
from eduapp.crosswords.clue_context import Context
from eduapp.crosswords.clue_form import alone_problem, left_out, met_before, whole_problem
from eduapp.crosswords.clues import clue_candidates, make_clues
from eduapp.crosswords.compounds import part_of
from eduapp.crosswords.gaps import doings
from eduapp.crosswords.keywords import choose, other_forms
from eduapp.crosswords.sentences import fact_gaps, sentence_gaps
from eduapp.domain.item import BLANK
from tests.crosswords.course import context, read


def gaps(sentence: str, answer: str) -> list[str]:
    """The gap sentences that a sentence gives for an answer."""
    found, keyword = asked(sentence, answer)
    return [draft.text for draft in sentence_gaps(keyword, found)]


def asked(text: str, answer: str) -> tuple[Context, object]:
    """The context of a text, and an answer that is asked for."""
    found = context((text,))
    return found, next(k for k in choose(found, include=[answer]).keywords if k.display == answer)


def test_a_tie_to_the_sentence_before_and_a_remark_at_the_end_go() -> None:
    found = gaps(
        "However, the ships of Spain carried the silver of Peru to Seville, which made the city rich.", "silver"
    )
    assert f"The ships of Spain carried the {BLANK} of Peru to Seville." in found
    assert not any(text.startswith("However") for text in found)


def test_what_holds_in_a_situation_is_not_said_of_all() -> None:
    found = gaps("In this situation, the price of copper is low in Peru.", "copper")
    assert not any(text.startswith("The price") for text in found)


def test_brackets_that_belong_to_the_next_noun_never_go() -> None:
    assert gaps("The (average) weight of a llama in Peru is higher than that of an alpaca.", "llama") == []


def test_a_noun_that_opens_with_a_verb_form_is_whole() -> None:
    found = gaps("James Hargreaves, a weaver, built the spinning jenny in about 1764.", "spinning jenny")
    assert f"James Hargreaves, a weaver, built the {BLANK} in about 1764." in found


def test_a_list_is_never_cut_in_its_midst() -> None:
    text = "Guilds are bodies of weavers, masons, bakers, smiths, and so on."
    about, keyword = asked(text, "guilds")
    clues = clue_candidates(keyword, about)
    assert not any(clue.text.rstrip(".").endswith("masons") for clue in clues)


def test_a_condition_never_goes() -> None:
    found = gaps("If the harvest fails, most farmers in Peru grow quinoa on steep slopes.", "quinoa")
    assert all(text.startswith("If") for text in found)


def test_brackets_go_and_an_article_tells_nothing() -> None:
    found = gaps("Traders in Mali carried the salt (in slabs) across the desert on an ox.", "ox")
    assert found and all("(in slabs)" not in text and f"a(n) {BLANK}" in text for text in found)


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("The traders of Brazil sailed from Rio de Janeiro to Lisbon in 1820.", "Janeiro"),
        ("Latin American farmers sell coffee to Europe and Asia every year.", "Latin"),
        ("Farmers in Peru grow quinoa and sell quinoa to Europe.", "quinoa"),
        ("Consider how farmers in Peru grow quinoa.", "quinoa"),
        ("Row A shows x = 3 for the quinoa of Peru.", "quinoa"),
    ],
)
def test_no_gap_in_a_piece_of_a_name_twice_or_where_nothing_is_stated(sentence: str, answer: str) -> None:
    found = context((sentence,))
    keywords = [k for k in choose(found, include=[answer]).keywords if k.display == answer]
    assert [draft.text for keyword in keywords for draft in sentence_gaps(keyword, found)] == []


def test_a_thing_is_told_by_what_it_does() -> None:
    text = (
        "Photosynthesis is the process by which plants make sugar. "
        "Photosynthesis turns carbon dioxide into sugar in the leaves of plants."
    )
    found, keyword = asked(text, "photosynthesis")
    drafts = list(doings(keyword, found))
    assert "It turns carbon dioxide into sugar" in [draft.text for draft in drafts]
    assert all(draft.style == "free" and draft.tier == 2 for draft in drafts)


def test_a_compound_whose_definition_repeats_its_head_is_asked_for_by_its_first_word() -> None:
    text = (
        "Kinetic energy is the energy of motion. A body that falls gains kinetic energy on its way down.",
        "Potential energy is the energy that a body has by its place. A raised hammer stores potential energy.",
        "Copper is a soft red metal that carries electric current well. Miners in Chile dig copper from open pits.",
    )
    clues = {clue.answer: clue for clue in make_clues(*read(text)).clues}
    assert clues["kinetic"].text == f"{BLANK} energy is the energy of motion."
    assert all(check.passed for check in clues["kinetic"].checks)


def test_a_word_that_every_text_has_is_no_part_worth_asking_for() -> None:
    found, keyword = asked("The long run is the period in which all inputs of a firm vary.", "long run")
    assert part_of(keyword, found) is None


def test_a_plural_is_asked_for_where_the_text_has_it() -> None:
    text = "A variable cost changes. Firms in Chile cut variable costs. Few owners watch variable costs."
    found, keyword = asked(text, "variable cost")
    assert [form.display for form in other_forms(keyword, found)] == ["variable costs"]


def test_a_fact_gives_its_statement_with_a_gap() -> None:
    text = "Photosynthesis is the process by which green plants make sugar."
    _, keyword = asked(text, "photosynthesis")
    assert f"{BLANK} is the process by which green plants make sugar." in [d.text for d in fact_gaps(keyword)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"In {BLANK}, the gene appears to be related to vocalizations.", "the gene"),
        (f"The details are generally credited to a mandarin named {BLANK}.", "The details"),
        (f"The boiling point of water is shown on {BLANK} scales.", ""),
        (f"{BLANK} sets soon after the sun.", ""),
    ],
)
def test_a_noun_that_the_page_introduced_is_seen(text: str, found: str) -> None:
    assert (f"“{found.lower()}”" in met_before(text).lower()) is bool(found) and bool(met_before(text)) is bool(found)


def test_that_points_outside_where_it_goes_with_a_noun() -> None:
    assert alone_problem(f"{BLANK} are allocated a portion of that total catch.", "en")
    assert not alone_problem(f"{BLANK} is a fish that lives in rivers.", "en")


def test_what_the_checks_judge_is_a_sentence_of_its_own() -> None:
    found, keyword = asked("In 1532, the ships of Spain carried the silver of Peru to Seville.", "silver")
    drafts = list(sentence_gaps(keyword, found))
    assert any(all(check.passed for check in run_checks(Case(draft, keyword, found))) for draft in drafts)


@pytest.mark.parametrize(
    "text",
    [
        f"The {BLANK} were unable to defeat the Romans, however.",
        f"Nearly all the industrialized nations had been granted {BLANK}, enclaves.",
        f"Violence had failed in the {BLANK} of 1857, and middle-class Indians.",
    ],
)
def test_what_is_tied_or_cut_off_is_not_whole(text: str) -> None:
    assert whole_problem(text)


def test_a_calling_is_not_asked_for_as_a_thing() -> None:
    found, keyword = asked("A typist can type more pages per hour with an electric typewriter.", "typist")
    assert list(doings(keyword, found)) == []


@pytest.mark.parametrize(
    ("text", "rest", "needed"),
    [
        ("_____ let weavers settle in Lima.", " if they paid a toll.", "if"),
        ("Some plagues in _____ were the plague of Athens.", " (typhus), the plague of 165, and the Black Death.",
         "the plague of 165, and the"),
        ("_____ are bodies of weavers, masons.", ", bakers, and smiths.", "bakers, and sm"),
        ("_____ built a mill.", ", which burned down.", ""),
    ],
)  # fmt: skip
def test_what_a_clue_cannot_do_without(text, rest, needed) -> None:
    assert left_out(text, rest) == needed


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"The price of tin is not the cause of their {BLANK}.", alone_problem),
        (f"The {BLANK} between two mills is no exception.", alone_problem),
        (f"Both tribes were forced to give up {BLANK} rights.", alone_problem),
    ],
)
def test_what_points_outside_the_clue(text, problem) -> None:
    assert problem(text, "en")


def test_a_clue_is_a_whole_sentence() -> None:
    assert whole_problem(f"Presents a(n) {BLANK} demand curve.")
    assert whole_problem(f"For beta decay, however, a neutron becomes a(n) {BLANK}.")


def test_what_ranks_keeps_what_it_ranks_among() -> None:
    text = "Ada Moreau, who is the second woman to win the Grand Prize in Chemistry, taught in Lima for thirty years."
    about, keyword = asked(text, "Ada Moreau")
    assert not any(clue.text.endswith("Prize") for clue in clue_candidates(keyword, about))
