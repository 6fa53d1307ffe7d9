"""Subjects and descriptions that a fact must not cut in two."""

import pytest

from eduapp.domain.knowledge import FactKind
from tests.language.facts_reader import read


def test_a_subject_keeps_the_nouns_that_a_wrong_arc_cuts_off() -> None:
    text = (
        "Sahelanthropus also has a very large brow ridge (the large bone above the eyes), and the location of the "
        "foramen magnum, the opening at the base of the skull where the spinal column enters the skull, suggests "
        "that its head was not held over its spine."
    )
    assert [fact.subject for fact in read(text, FactKind.DEFINITION)] == ["foramen magnum"]


def test_an_abbreviation_says_where_a_name_ends() -> None:
    [named] = [
        fact
        for fact in read("The ratio of net profit to equity is called return on equity (ROE).", FactKind.NAMING)
        if fact.relation == "called"
    ]
    assert named.subject == "return on equity"


def test_a_hyphenated_term_is_defined_whole() -> None:
    [fact] = read("Decision-making is the process of choosing among alternatives.", FactKind.DEFINITION)
    assert (fact.subject, fact.object) == ("Decision-making", "the process of choosing among alternatives")


@pytest.mark.parametrize(
    "text",
    [
        "Shamans are specialists who work with clients to address very specific and individual needs by sacred acts.",
        "As production increases, the total cost is the sum of the two.",
        "At the bottom of society were serfs and enslaved people, who were commoners that had been sold into slavery.",
        "Foundational to medical anthropology is an understanding of health that includes social experiences.",
        "The above equation is a law of motion that engineers use for bridges.",
        "Some policies support people: the welfare program TANF, the earned income tax credit, SNAP, and Medicaid.",
        "In this case, the force is the weight of the object that hangs from the spring.",
        "Drawing districts for one party is a practice known as gerrymandering.",
    ],
)
def test_what_is_cut_or_says_nothing_is_no_fact(text: str) -> None:
    assert read(text, FactKind.DEFINITION) == read(text, FactKind.NAMING) == []


def test_a_list_in_a_subject_is_not_cut_at_its_and() -> None:
    text = "The set of attitudes, values, and standards of behavior that marks a firm is called corporate culture."
    assert all(fact.object.startswith("The set") for fact in read(text, FactKind.NAMING))


def test_an_aim_is_not_cut_between_its_verbs() -> None:
    text = "Operational objectives are designed to help guide and control the implementation of tactical plans."
    assert all(fact.object.endswith("tactical plans") for fact in read(text, FactKind.PURPOSE))


def test_a_between_is_not_cut_from_its_other_side() -> None:
    text = (
        "Physics describes the relationship between the speed of an object, the distance that it covers, and the time."
    )
    assert not [fact for fact in read(text, FactKind.ROLE) if fact.object.endswith("object")]
