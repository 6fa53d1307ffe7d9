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
        ("Gross domestic product (GDP) is the value of all final goods and services produced in a country.",
         "Gross domestic product", "the value of all final goods and services produced in a country"),
        ("Recall that a vector is a quantity that has magnitude and direction.",
         "vector", "a quantity that has magnitude and direction"),
        ("Broca’s area is a region of the brain associated with the production of speech.",
         "Broca’s area", "a region of the brain associated with the production of speech"),
        ("An equivalent resistor is a resistor that has the same resistance as a set of other resistors.",
         "equivalent resistor", "a resistor that has the same resistance as a set of other resistors"),
    ],
    "worded": [
        ("The term polyspecific refers to the interactions of multiple species.",
         "polyspecific", "the interactions of multiple species"),
        ("The term culture describes the beliefs and practices that people share.",
         "culture", "the beliefs and practices that people share"),
    ],
    "occurs_when": [
        ("A strike occurs when employees refuse to work.", "strike", "when employees refuse to work"),
        ("However, a surplus exists when quantity supplied exceeds quantity demanded.",
         "surplus", "when quantity supplied exceeds quantity demanded"),
    ],
    "define": [
        ("Culture can be defined as the beliefs and behaviors of a human group.",
         "Culture", "the beliefs and behaviors of a human group"),
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
        ("Currency markets operate under an open system called floating exchange rates.",
         "floating exchange rates", "an open system"),
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
        ("In the nineteenth century, Michael Faraday discovered the principle of electromagnetic induction.",
         "Michael Faraday", "In the nineteenth century"),
        ("In 1970, the Federal government created the Environmental Protection Agency (EPA) to watch over the air.",
         "the Federal government", "In 1970"),
        ("The law of superposition was first proposed in 1669 by the Danish scientist Nicolas Steno.",
         "The law of superposition", "in 1669"),
    ],
    "function": [
        ("Fireflies use bioluminescence to attract mates and as a defense mechanism.",
         "Fireflies", "bioluminescence to attract mates and as a defense mechanism"),
        ("The Richter scale, which measures the strength of earthquakes, uses a semi-log plot.",
         "Richter scale", "a semi-log plot"),
        ("The National Credit Union Administration (NCUA) supervises the credit unions of the country.",
         "National Credit Union Administration", "the credit unions of the country"),
        ("Recall that the strong nuclear force acts over a very short range.",
         "strong nuclear force", "over a very short range"),
    ],
    "deed": [
        ("British film theorist Laura Mulvey (1975) used the concept of the gaze to study film.",
         "British film theorist Laura Mulvey", "the concept of the gaze to study film"),
    ],
    "because": [
        ("Weight can change because gravity is different on every planet.",
         "Weight", "because gravity is different on every planet"),
    ],
    "causing": [
        ("Friction causes the loss of some useful energy.", "Friction", "the loss of some useful energy"),
    ],
    "purpose_to": [
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


def test_where_a_deed_was_done_stays_with_it() -> None:
    text = "In Western societies, pets are treated as members of the family."
    [fact] = [f for f in facts_of(text) if f.kind == "role"]
    assert fact.slots["clause"] == "in Western societies, pets are treated as members of the family"
    assert fact.slots["inverted"] == "are pets treated as members of the family in Western societies"
    assert fact.object == "as members of the family"


@pytest.mark.parametrize(
    "text",
    [
        "Bank runs no longer happen at insured banks.",
        "Channels serve a number of functions.",
        "Physical capital can affect productivity in two ways: more of it, or better machines.",
        "The resulting pressure pushes the walls of the vessel apart.",
        "The difference in charge plays a role in the spread of the radiation.",
        "Commercial aircraft provides a good example of the two effects.",
        "Researchers have discovered chiefdoms in Africa, Oceania, the Middle East, and Europe.",
        "Wages keep rising each year from W2 to W3 and W4.",
        "Jenkins argues that the earliest photographs show the strangeness of the land.",
        "A recession is a time in which output shrinks, business failures outnumber new firms, and people lose jobs.",
        "In the next phase, members of the group follow a common set of rules.",
        "Piercings are used for many of the same reasons in the ancient world.",
        "Services can be divided into consumer services, such as lawn care, or professional services.",
        "In 2019, 43.3 percent of children of same-sex couples were adopted by their families.",
        "Anthropologist Jane Hill found that middle-class, college-educated listeners were likely to laugh.",
        "Only the forces on the body are represented by vectors in the diagram.",
        "“Globalization took a heavy hit in Britain; will there be more?”",
        "The army crossed the river and burned the town on the hill.",
    ],
)
def test_clauses_that_need_their_page_or_are_cut_are_no_roles(text: str) -> None:
    assert [f.slots["clause"] for f in facts_of(text) if f.kind == "role"] == []


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("Black Americans have kept their own set of innovative features in speech.",
         "Black Americans have kept their own set of innovative features in speech"),
        ("The blood of Tibetans is rich in oxygen. Tibetans also compensate for low oxygen by breathing faster.",
         "Tibetans compensate for low oxygen by breathing faster"),
        ("Genetics has thus far largely confirmed the theory of human migration.",
         "genetics has largely confirmed the theory of human migration"),
        ("Water vapor is cooled at night and falls as dew on the cold ground.",
         "water vapor is cooled at night and falls as dew on the cold ground"),
    ],
)  # fmt: skip
def test_a_clause_reads_well_inside_a_sentence(text: str, clause: str) -> None:
    assert clause in {f.slots["clause"] for f in facts_of(text) if f.kind == "role"}
