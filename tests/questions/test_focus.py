"""Topics, objectives and notes: what of a text fits them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduapp.domain.blueprint import Brief
from eduapp.domain.item import Bloom
from eduapp.domain.knowledge import FactKind, Understanding
from eduapp.domain.source import Document, Locator, Passage, Role
from eduapp.errors import InputError
from eduapp.questions.context import build
from eduapp.questions.contracts import Context
from eduapp.questions.focus import Searcher, best_objective, parsed_objective, stated_objectives
from eduapp.questions.scope import Scope, language_of, not_spoken, speaks
from tests.questions.maker import SOURCE, cells
from tests.questions.test_select import judged

CONTEXT = cells().context()


def subjects(text: str, context: Context = CONTEXT) -> set[str]:
    """The subjects of the facts that are about a topic."""
    return {context.facts[fact].subject for fact in Searcher(context).topic(text).facts}


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ("osmosis", {"osmosis"}),
        ("the division of the nucleus", {"mitosis"}),
        ("Robert Hooke", {"Robert Hooke"}),
        ("green leaves", {"leaves look"}),
        ("the Calvin cycle", set()),
        ("Henry VIII", set()),
        ("the", set()),
        ("something important about the topic", set()),
    ],
)
def test_a_topic_finds_its_facts_and_no_others(about: str, expected: set[str]) -> None:
    assert subjects(about) == expected


def test_a_topic_is_found_when_its_sentence_is_reworded() -> None:
    assert subjects("how green plants make sugar") == {"photosynthesis"}


def test_a_passage_with_two_sentences_about_a_topic_is_about_it() -> None:
    course = cells()
    course.passage()
    course.define("enzyme", "a protein that speeds up a reaction", article="an")
    course.cause("every enzyme stops working in heat", "its shape changes", "does every enzyme stop working in heat")
    course.purpose("cooks add lemon to fruit", "to keep it white", "do cooks add lemon to fruit")
    found = Searcher(course.context()).topic("enzymes")
    assert found.passages.keys() == {"p0005"}
    weights = {course.context().facts[fact].subject: weight for fact, weight in found.facts.items()}
    assert weights["enzyme"] == weights["every enzyme"] == 1.0 > weights["cooks"] > 0


def test_a_heading_tells_what_a_passage_is_about() -> None:
    document = cells().document()
    heading = Locator(page=1, heading=("Transport across membranes",))
    first = document.passages[0].model_copy(update={"locator": heading})
    document = document.model_copy(update={"passages": (first, *document.passages[1:])})
    context = build(document, cells().understanding())
    assert subjects("transport across membranes", context) == {"diffusion", "osmosis", "mitosis"}


def test_items_are_weighed_by_what_they_say() -> None:
    topic = Searcher(CONTEXT).topic("osmosis")
    weights = {one.item.answer: topic.weight(one.item, CONTEXT) for one in judged(CONTEXT) if one.item.choices}
    assert weights["osmosis"] == 1.0
    assert weights["1838"] == 0.0


@given(st.text(max_size=60))
def test_any_words_at_all_can_be_a_topic_an_objective_or_a_note(text: str) -> None:
    searcher = Searcher(CONTEXT)
    assert all(0 < weight <= 1 for weight in searcher.topic(text).facts.values())
    assert searcher.objective(text).text == text
    assert searcher.note(text).harder in (-1, 0, 1)


def test_a_text_without_a_passage_has_nothing() -> None:
    document = Document(source=SOURCE, title="Empty")
    assert not Searcher(build(document, Understanding(source=SOURCE.id))).topic("cells").is_found


# objectives


@pytest.mark.parametrize(
    ("text", "level", "rest"),
    [
        ("Explain how the Calvin cycle makes sugar", Bloom.UNDERSTAND, "how the Calvin cycle makes sugar"),
        ("Describe and distinguish classical physics from modern", Bloom.ANALYZE, "classical physics from modern"),
        ("Identify, compare, and evaluate two sources", Bloom.EVALUATE, "two sources"),
        ("define osmosis", Bloom.REMEMBER, "osmosis"),
        ("Design an experiment", Bloom.CREATE, "an experiment"),
        ("The causes of the war", None, "The causes of the war"),
        ("", None, ""),
    ],
)
def test_an_objective_begins_with_its_verbs(text: str, level: Bloom | None, rest: str) -> None:
    assert parsed_objective(text) == (level, rest)


def test_an_item_serves_the_objective_it_is_about_and_one_of_its_level_first() -> None:
    searcher = Searcher(CONTEXT)
    asked = ["Explain why leaves look green", "List why leaves look green", "Define osmosis"]
    objectives = [searcher.objective(text) for text in asked]
    why = next(j.item for j in judged(CONTEXT) if "look green" in j.item.stem and j.item.level is Bloom.UNDERSTAND)
    assert best_objective(why, objectives, CONTEXT).text == asked[0]
    year = next(j.item for j in judged(CONTEXT) if j.item.answer == "1838")
    assert best_objective(year, objectives, CONTEXT) is None


def test_objectives_that_a_text_states_itself_are_read_from_its_list() -> None:
    lines = [
        ("In this chapter you will be able to:", Role.PARAGRAPH),
        ("Explain how water passes a membrane", Role.LIST_ITEM),
        ("Compare diffusion and osmosis", Role.LIST_ITEM),
        ("a pencil and some paper", Role.LIST_ITEM),
        ("Cells are small.", Role.PARAGRAPH),
        ("Describe a cell", Role.LIST_ITEM),
    ]
    passages = tuple(Passage(id=f"p{n}", text=text, role=role) for n, (text, role) in enumerate(lines))
    document = Document(source=SOURCE, title="Cells", passages=passages)
    context = build(document, Understanding(source=SOURCE.id))
    assert stated_objectives(context) == ("Explain how water passes a membrane", "Compare diffusion and osmosis")
    assert stated_objectives(CONTEXT) == ()


# notes


@pytest.mark.parametrize(
    ("text", "kinds", "topic", "harder"),
    [
        ("make it about the causes", {FactKind.CAUSE}, None, 0),
        ("Please ask about osmosis instead", set(), {"osmosis"}, 0),
        ("the reason why leaves are green", {FactKind.CAUSE}, {"leaf", "green"}, 0),
        ("harder, please", set(), None, 1),
        ("an easier question about a date", {FactKind.EVENT}, None, -1),
        ("", set(), None, 0),
    ],
)
def test_a_note_names_kinds_of_fact_a_topic_and_how_hard(
    text: str, kinds: set[FactKind], topic: set[str] | None, harder: int
) -> None:
    note = Searcher(CONTEXT).note(text)
    assert (note.kinds, note.topic and note.topic.words, note.harder) == (kinds, topic, harder)


# what was asked for


def test_a_plain_brief_bars_nothing() -> None:
    scope = Scope(CONTEXT, Brief())
    assert not scope.is_empty and list(scope.problems()) == []
    assert {scope.weight(one.item) for one in judged(CONTEXT)} == {1.0}


def test_a_topic_and_objectives_bar_what_is_about_neither() -> None:
    scope = Scope(CONTEXT, Brief(about="osmosis", objectives=("Define osmosis", "List the planets")))
    kept = {one.item.terms[0] for one in judged(CONTEXT) if scope.weight(one.item) > 0}
    assert kept == {"osmosis"}
    assert list(scope.problems()) == ["The text has nothing for the objective “List the planets”."]
    assert not scope.is_empty
    assert Scope(CONTEXT, Brief(objectives=("List the planets",))).is_empty


def test_what_is_not_there_is_told_with_what_is() -> None:
    scope = Scope(CONTEXT, Brief(about="the Calvin cycle"))
    assert scope.is_empty
    assert list(scope.problems()) == [
        "The text has nothing about “the Calvin cycle”. "
        "Its main terms are diffusion, osmosis, mitosis, photosynthesis, respiration."
    ]


def test_a_language_is_asked_for_or_told_from_the_text() -> None:
    document = cells().document()
    german = "Die Zelle ist die kleinste Einheit des Lebens, und sie ist von einer Membran umgeben. " * 5
    other = document.model_copy(update={"passages": (Passage(id="p1", text=german),)})
    assert (language_of(document, Brief()), language_of(other, Brief())) == ("en", "de")
    assert language_of(other, Brief(language=" EN ")) == "en"
    assert speaks("en") and not speaks("de")
    assert not_spoken("de").startswith("The text is in German, ")
    with pytest.raises(InputError, match="no language 'tlh'") as caught:
        language_of(document, Brief(language="tlh"))
    assert "en" in caught.value.hint
