"""Which terms of a text become keywords, and why others don't."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from eduapp.crosswords.clue_context import build
from eduapp.crosswords.keywords import LONGEST, SHORTEST, choose, keywords
from eduapp.domain.knowledge import Understanding
from tests.crosswords.course import COURSE, ITALIAN, choice, context, document, read


def test_defined_terms_and_names_become_keywords() -> None:
    found = {keyword.display: keyword for keyword in choice().keywords}
    assert {"photosynthesis", "vacuole", "chloroplast", "Robert Hooke", "cellulose"} <= set(found)
    hooke = found["Robert Hooke"]
    assert hooke.person and hooke.proper and not hooke.plural
    assert (hooke.enumeration, "".join(hooke.answer)) == ("(6, 5)", "ROBERTHOOKE")
    assert hooke.passages == ("p0003",) and hooke.facts


def test_keywords_fit_a_grid_and_share_no_stem() -> None:
    found = choice().keywords
    assert all(SHORTEST <= len(keyword.answer) <= LONGEST for keyword in found)
    stems = [set(keyword.stem.split()) for keyword in found]
    assert all(not (a <= b or b <= a) for i, a in enumerate(stems) for b in stems[i + 1 :])


def test_the_plain_list_is_that_of_the_choice() -> None:
    made, understood = read()
    assert keywords(understood, made) == list(choice().keywords)


def test_what_is_asked_for_comes_first_and_what_is_excluded_stays_away() -> None:
    found = choose(context(), include=["Jena"], exclude=["vacuole", "Photosynthesis"])
    assert found.keywords[0].display == "Jena"
    assert not {"vacuole", "photosynthesis"} & {keyword.display for keyword in found.keywords}
    assert dict(found.refused)["vacuole"] == "it is excluded"


def test_what_is_asked_for_in_vain_has_its_reason() -> None:
    reasons = dict(choose(context(), include=["mitosis", "surface", "ab initio calculation"]).refused)
    assert reasons["mitosis"] == "it is not in the text"
    assert reasons["ab initio calculation"] == "it has 19 letters, more than 15"
    alone = context((*COURSE[:2], "It grew in Timbuktu."))
    assert "Timbuktu" in [keyword.display for keyword in choose(alone, include=["Timbuktu"]).keywords]


def test_one_stem_is_taken_once() -> None:
    text = ("Hooke was an English scientist. Robert Hooke was a member of the Royal Society in London.",)
    found = choose(context(text), include=["Hooke", "Robert Hooke"])
    assert [keyword.display for keyword in found.keywords if "Hooke" in keyword.display] == ["Hooke"]
    assert dict(found.refused)["Robert Hooke"] == "it has the same stem as “Hooke”"


def test_the_first_keywords_are_spread_over_the_text() -> None:
    first = choice().keywords[:5]
    assert len({keyword.passages[0] for keyword in first}) >= 4


def test_a_language_without_parser_gives_names_and_frequent_words() -> None:
    found = {keyword.display for keyword in choice(ITALIAN).keywords}
    assert {"Ingenhousz", "clorofilla", "fotosintesi"} <= found
    assert not {"la", "Nel", "della"} & found


def test_keywords_depend_on_nothing_but_text_and_seed() -> None:
    assert choose(context(), seed=3) == choose(context(), seed=3)


@settings(max_examples=25)
@given(st.lists(st.text(alphabet="abcdeé .-(“7", max_size=30), max_size=4))
def test_no_text_breaks_the_choice(paragraphs: list[str]) -> None:
    made = document(*paragraphs)
    found = choose(build(made, Understanding(source=made.source.id)))
    assert all(SHORTEST <= len(keyword.answer) <= LONGEST for keyword in found.keywords)


def test_an_abbreviation_keeps_its_capitals() -> None:
    text = ("GDP is the value of all goods that a country makes in a year. Changes in GDP show how a country fares.",)
    assert "gDP" not in {keyword.display for keyword in choice(text).keywords}


def test_two_names_are_no_answer() -> None:
    text = ("Norway and Iceland have large fishing fleets. Norway and Iceland sell their cod to Portugal and Spain.",)
    assert not any(" and " in keyword.display for keyword in choice(text).keywords)
