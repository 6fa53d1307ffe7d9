"""Each fact rule on real sentences: what it must find, and what it must leave alone."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from eduapp.domain.knowledge import Fact
from eduapp.domain.source import Passage
from eduapp.language import common_words, facts, pipeline
from eduapp.language.facts.clause import main_clause
from eduapp.language.tree import Tree


def facts_of(text: str) -> list[Fact]:
    passage = Passage(id="p0001", text=text)
    [(_, doc)] = pipeline.parse([passage])
    return list(facts.extract(Tree(doc, common_words([text])), passage, "src-test"))


FOUND = {
    "copular": [
        ("A gene is a section of DNA that carries the instructions for making a protein.",
         "gene", "a section of DNA that carries the instructions for making a protein"),
        ("Caste is a system of social inequality based on an individual’s circumstances of birth.",
         "Caste", "a system of social inequality based on an individual’s circumstances of birth"),
        ("A peasant is a farmer with a small plot of land, and peasants often pay rent.",
         "peasant", "a farmer with a small plot of land"),
    ],
    "apposition": [
        ("James Hargreaves, a weaver who lived near Blackburn, built a frame with eight spindles.",
         "James Hargreaves", "a weaver who lived near Blackburn"),
        ("It obtains this energy by respiration, the process in which cells release energy from glucose.",
         "respiration", "the process in which cells release energy from glucose"),
    ],
    "relative": [
        ("Sellers may offer a warranty, which is a promise to repair the good for a certain time.",
         "warranty", "a promise to repair the good for a certain time"),
    ],
    "refer": [
        ("Inequality refers to the unequal distribution of resources.",
         "Inequality", "the unequal distribution of resources"),
    ],
    "called": [
        ("The traders moved along a network of trade routes called the Silk Road.",
         "Silk Road", "a network of trade routes"),
        ("Many marriages end in a cycle of divorce and remarriage called serial monogamy.",
         "serial monogamy", "a cycle of divorce and remarriage"),
    ],
    "is_called": [
        ("A system of exchanging goods without using money is known as barter.",
         "barter", "A system of exchanging goods without using money"),
        ("Someone who studies music from a global perspective is called an ethnomusicologist.",
         "ethnomusicologist", "Someone who studies music from a global perspective"),
    ],
    "summed": [
        ("Glucose is split into two smaller molecules in the cytoplasm, a step called glycolysis.",
         "glycolysis", "Glucose is split into two smaller molecules in the cytoplasm"),
    ],
    "also_known_as": [
        ("Shifting cultivation, also known as swidden farming, needs much land.",
         "Shifting cultivation", "swidden farming"),
    ],
    "abbreviation": [
        ("The signal goes to the central processing unit (CPU) of the machine.",
         "central processing unit", "CPU"),
    ],
    "title": [
        ("The theory was attacked by French sociologist Emile Durkheim in two long essays.",
         "Emile Durkheim", "French sociologist"),
    ],
    "place": [
        ("The Phoenicians founded the city of Carthage on the coast of Africa.", "Carthage", "city"),
    ],
    "dated": [
        ("In 1932, Carl Anderson discovered the positron in cosmic rays.", "Carl Anderson", "In 1932"),
        ("Parliament banned the slave trade in 1807.", "Parliament", "in 1807"),
    ],
    "because": [
        ("Weight can change because gravity is different on every planet.",
         "Weight", "because gravity is different on every planet"),
    ],
    "causing": [
        ("Friction causes the loss of some useful energy.", "Friction", "the loss of some useful energy"),
    ],
    "purpose": [
        ("Physicists use variables to represent unknown quantities.", "Physicists", "to represent unknown quantities"),
    ],
}  # fmt: skip

CASES = [(rule, *case) for rule, cases in FOUND.items() for case in cases]


@pytest.mark.parametrize(("rule", "text", "subject", "said"), CASES, ids=[f"{c[0]}-{c[2]}" for c in CASES])
def test_a_rule_finds_its_fact(rule: str, text: str, subject: str, said: str) -> None:
    found = {(f.rule.split(".")[0], f.subject, f.object) for f in facts_of(text)}
    assert (rule, subject, said) in found


@pytest.mark.parametrize(
    "text",
    [
        "This is a process that takes several days.",
        "It is the largest river in the region.",
        "The main reason is a lack of money among the peasants.",
        "The result was a disaster for the people of the town.",
        "What is the process by which plants make sugar?",
        "He was a student there for many years.",
        "Whales are not fish that live in cold water.",
        "The rivers Nile, Tigris, and Euphrates flooded every year.",
        "Another important goal was a reform of the courts and the schools.",
        "They were building factories of their own along the coast.",
        "As shown in the figure above, this approach is called scaffolding.",
    ],
)
def test_sentences_that_need_their_page_give_no_definition(text: str) -> None:
    assert [f for f in facts_of(text) if f.kind in ("definition", "naming")] == []


def test_spans_are_words_of_the_quote() -> None:
    text = "Plants are green. Osmosis is the movement of water through a partially permeable membrane."
    [fact] = facts_of(text)
    assert fact.quote.text == text[18:]
    assert text[fact.quote.start : fact.quote.end] == fact.quote.text
    assert fact.quote.text[fact.subject_span.start : fact.subject_span.end] == fact.subject
    assert fact.quote.text[fact.object_span.start : fact.object_span.end] == fact.object


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("In 1932, Carl Anderson discovered the positron in cosmic rays.",
         "did Carl Anderson discover the positron in cosmic rays"),
        ("The Bastille was stormed by a Paris crowd in 1789.", "was the Bastille stormed by a Paris crowd"),
    ],
)  # fmt: skip
def test_an_event_can_be_asked_about(text: str, question: str) -> None:
    [event] = [f for f in facts_of(text) if f.kind == "event"]
    assert event.slots["inverted"] == question


@pytest.mark.parametrize(
    "text",
    [
        "In 1952, American engineers had built a larger machine in Chicago.",
        "In 1890, employers used their profits to purchase land in the hills.",
        "However, Ficino argued, the human soul existed at the centre because it joined two worlds.",
        "In 301, Diocletian issued an edict to address the problems.",
    ],
)
def test_a_clause_that_belongs_to_its_page_is_no_event_or_cause(text: str) -> None:
    assert not [f for f in facts_of(text) if f.kind in ("event", "cause", "purpose")]


@pytest.mark.parametrize(
    ("text", "subject", "said"),
    [
        ("Acceleration is the rate at which velocity changes.", "Acceleration", "the rate at which velocity changes"),
        ("Friction, for instance, is the force that opposes the sliding of two surfaces.",
         "Friction", "the force that opposes the sliding of two surfaces"),
        ("The ball falls at a low constant speed, which is known as terminal velocity.",
         "terminal velocity", "a low constant speed"),
    ],
)  # fmt: skip
def test_textbook_definitions_that_the_parser_gets_wrong(text: str, subject: str, said: str) -> None:
    assert (subject, said) in {(f.subject, f.object) for f in facts_of(text)}


@pytest.mark.parametrize(
    "text",
    [
        "In 1945, Josip Broz Tito was named prime minister of Yugoslavia.",
        "Created in 1992 in Rio de Janeiro, Brazil, the convention convenes every year in a member state.",
        "As meat became more common in the human diet, the size of human teeth decreased.",
        "During mitosis, the DNA material forms structures known as chromosomes.",
    ],
)
def test_appointments_fronted_phrases_and_verbs_are_no_definitions(text: str) -> None:
    assert not [f for f in facts_of(text) if f.kind in ("definition", "naming")]


def test_a_change_between_two_years_is_not_dated_by_the_first() -> None:
    assert not [
        f
        for f in facts_of("The number of jobs rose from 71 million in 1970 to 150 million in 2021.")
        if f.kind == "event"
    ]


def test_parts_are_listed_one_by_one() -> None:
    [fact] = [f for f in facts_of("Chloroplasts contain thylakoids, a fluid and their own DNA.") if f.kind == "part_of"]
    assert fact.slots["parts"] == "thylakoids; a fluid; their own DNA"


def test_ids_come_from_content() -> None:
    text = "A gene is a section of DNA that carries the instructions for making a protein."
    assert [f.id for f in facts_of(text)] == [f.id for f in facts_of(text)]


def test_a_clause_that_a_conjunction_opens_is_not_asked_about() -> None:
    doc = Doc(
        pipeline.load().vocab,
        words=["Although", "Rome", "attacked", "Carthage", "twice", "."],
        heads=[2, 2, 2, 2, 2, 2],
        deps=["mark", "nsubj", "ROOT", "obj", "advmod", "punct"],
        pos=["SCONJ", "PROPN", "VERB", "PROPN", "ADV", "PUNCT"],
        tags=["IN", "NNP", "VBD", "NNP", "RB", "."],
        lemmas=["although", "Rome", "attack", "Carthage", "twice", "."],
    )
    assert main_clause(Tree(doc), 2) is None
    doc[0].dep_ = "dep"
    assert main_clause(Tree(doc), 2) is not None
