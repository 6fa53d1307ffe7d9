from __future__ import annotations

import pytest

from eduapp.domain.knowledge import FactKind, Term
from eduapp.questions.context import build
from eduapp.questions.kinds import sort_of
from eduapp.questions.people import named_person, people
from tests.questions.maker import Course, cells


def test_facts_can_be_looked_up(course, context):
    fact = course.facts[0]
    assert context.facts[fact.id].subject == "diffusion"
    assert fact.id in [f.id for f in context.facts_by_passage["p0001"]]
    assert [f.id for f in context.facts_by_subject["diffusion"]] == [fact.id]
    assert len(context.facts_by_kind[FactKind.CAUSE]) == 4
    assert context.terms["osmosis"].text == "osmosis"
    assert len(context.sentences["p0001"]) == 3


def test_rare_words_weigh_more(context):
    assert context.weight("osmosis") > context.weight("cell")
    assert context.weight("zebra") >= context.weight("osmosis")


def test_a_fact_without_its_passage_is_left_out(course):
    document = course.document()
    known = build(document.model_copy(update={"passages": document.passages[:1]}), course.understanding())
    assert len(known.facts) == 3


def test_capitals_of_the_start_of_a_sentence_go():
    course = Course()
    fact = course.define("Rust", "the slow burning of iron in wet air")
    course.write("No one likes rust on a knife.")
    course.found = [(fact.model_copy(update={"object": "The slow burning of iron"}), 1)]
    tidy = course.context().facts[fact.id]
    assert (tidy.subject, tidy.object) == ("rust", "the slow burning of iron")


def test_a_name_keeps_its_capital():
    course = Course()
    fact = course.define("Crete", "the island on which the Minoans lived", proper="yes")
    course.write("Ships sailed to Crete every spring.")
    assert course.context().facts[fact.id].subject == "Crete"


def test_the_article_is_found_in_the_quote():
    course = Course()
    fact = course.note(FactKind.NAMING, "Such a layer is called an “aquifer”.", "aquifer", "Such a layer", "called")
    assert course.context().facts[fact.id].slots["article"] == "an"


@pytest.mark.parametrize(
    ("sentence", "copula"),
    [("James Watt, a maker of instruments, was asked to repair a model.", "was"),
     ("James Watt, a maker of instruments, is often called the inventor.", "is")],
)  # fmt: skip
def test_the_tense_of_an_apposition_follows_its_sentence(sentence, copula):
    course = Course()
    fact = course.note(
        FactKind.DEFINITION, sentence, "James Watt", "a maker of instruments",
        via="apposition", proper="yes", copula="is",
    )  # fmt: skip
    assert course.context().facts[fact.id].slots["copula"] == copula


def test_two_names_for_one_thing():
    course = cells()
    course.note(FactKind.NAMING, "Nucleic acid, or NA, is long.", "Nucleic acid", "NA", "also called")
    context = course.context()
    assert context.aliases["na"] == ("Nucleic acid",)
    assert "na" in context.links["nucleic acid"]
    assert all(fact.subject != "Nucleic acid" for fact in context.definitions)


def test_an_event_names_the_person_alone():
    course = Course()
    who = "the American biologist Lynn Margulis"
    fact = course.event(who, "proposed", "an old origin", "1967", f"did {who} propose one", person="", proper="no")
    tidy = course.context().facts[fact.id]
    assert (tidy.subject, tidy.slots["person"]) == ("Lynn Margulis", "yes")


@pytest.mark.parametrize(
    ("phrase", "name"),
    [("the physician Jan Ingenhousz", "Jan Ingenhousz"), ("Dr. Ada Lovelace", "Ada Lovelace"),
     ("the city of Rome", ""), ("the treaty", ""), ("Emperor Wu of Han", "Emperor Wu of Han")],
)  # fmt: skip
def test_named_person(phrase, name):
    assert named_person(phrase) == name


def test_people_are_told_by_what_stands_beside_their_names():
    names = ("Franz Boas", "Lake Erie", "Ruth Benedict", "Great Wall")
    terms = [Term(text=name, key=name.lower(), proper=True) for name in names]
    text = "The anthropologist Franz Boas sailed Lake Erie. Ruth Benedict wrote that the Great Wall is long."
    assert people(terms, [], text) == {"franz boa", "ruth benedict"}


def test_sorts_of_names():
    course = Course()
    city = course.define("Xianyang", "the capital of the Qin dynasty", proper="yes")
    course.event("Robert Hooke", "saw", "tiny boxes of cork", "1665", "did Robert Hooke see tiny boxes of cork")
    context = course.context()
    assert sort_of("Robert Hooke", None, context) == "person"
    assert sort_of("Xianyang", city, context) == "place"
    assert sort_of("Treaty of Nanjing", None, context) == "document"
    assert sort_of("Zhoukoudian", None, context) == ""
