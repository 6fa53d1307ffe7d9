from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduapp.domain.knowledge import FactKind, Term
from eduapp.questions import context as contexts
from eduapp.questions.contracts import Refusal
from eduapp.questions.distractors import definitions_for, is_of_one_form, is_sibling, phrases_for, terms_for
from tests.questions.maker import Course, cells


def texts(wrong):
    assert not isinstance(wrong, Refusal), wrong
    return {d.text for d in wrong}


def test_terms_come_from_the_course_with_their_own_facts(course, context):
    fact = course.facts[0]
    wrong = terms_for(fact, "What is the term for the net movement of particles?", context, random.Random(0))
    assert len(wrong) == 3
    assert texts(wrong) <= {f.subject for f in course.facts}
    assert all(d.feedback.endswith((" (p. 1).", " (p. 2).")) for d in wrong)


def test_a_synonym_an_abbreviation_and_a_part_of_the_key_are_none():
    course = cells()
    gdp = course.define("gross national product", "the value of all that a whole nation makes in a year")
    for near in ("GNP", "national product", "gross national products"):
        course.define(near, "the sum of everything that was sold to others within twelve months")
    for seed in range(10):
        wrong = terms_for(gdp, "What is it?", course.context(), random.Random(seed))
        assert isinstance(wrong, Refusal) or not texts(wrong) & {"GNP", "national product", "gross national products"}


def test_a_term_that_is_true_as_well_is_none():
    course = cells()
    fact = course.define("budding", "the growth of a new animal out of its parent’s side")
    course.define("gemmation", "the growth of a new animal on its parent’s side")
    stem = "What is the term for the growth of a new animal out of its parent’s side?"
    assert "gemmation" not in texts(terms_for(fact, stem, course.context(), random.Random(0)))


def test_a_term_tied_to_the_key_by_a_definition_is_none():
    course = cells()
    fact = course.define("flow", "the steady motion of a liquid through pipes")
    course.define("eddy", "a round flow behind a stone in the water", article="an")
    assert "eddy" not in texts(terms_for(fact, "What is steady motion?", course.context(), random.Random(0)))


@pytest.mark.parametrize("seed", range(5))
def test_a_person_stands_beside_people(course, context, seed):
    fact = next(f for f in course.facts if f.subject == "Lynn Margulis")
    wrong = terms_for(fact, "Who proposed a bacterial origin?", context, random.Random(seed))
    assert texts(wrong) == {"Robert Hooke", "Matthias Schleiden", "Rudolf Virchow"}


def test_number_agrees():
    course = cells()
    fact = course.define("spores", "the tiny bodies by which ferns spread on the wind", number="plural")
    assert isinstance(terms_for(fact, "What are they?", course.context(), random.Random(0)), Refusal)


def test_too_few_good_ones_are_refused():
    course = Course()
    fact = course.define("diffusion", "the net movement of particles into free space")
    course.define("osmosis", "the passage of water through a thin membrane")
    assert isinstance(terms_for(fact, "What moves?", course.context(), random.Random(0)), Refusal)


def test_definitions_of_other_terms_share_the_form(course, context):
    wrong = definitions_for(course.facts[1], context, random.Random(0))
    assert all(text.startswith("the ") for text in texts(wrong))
    assert all(d.feedback.startswith("That describes ") for d in wrong)


def test_phrases_of_the_same_kind(course, context):
    fact = next(f for f in course.facts if f.kind is FactKind.PURPOSE)
    wrong = phrases_for(fact, context, random.Random(0), lambda f: f.object, lambda f: f.slots["clause"])
    assert isinstance(wrong, Refusal) or fact.object not in texts(wrong)


def test_the_same_chance_gives_the_same(course, context):
    stem = "What is the term for the net movement of particles?"
    first, again = (terms_for(course.facts[0], stem, context, random.Random(7)) for _ in range(2))
    assert first == again


# options that nothing defines


def with_terms(course, *terms):
    """The course's context with further terms that its text uses and doesn't define."""
    understood = course.understanding()
    return contexts.build(course.document(), understood.model_copy(update={"terms": (*understood.terms, *terms)}))


def term(text, salience=0.3, count=3, **about):
    return Term(text=text, key=text.lower(), salience=salience, count=count, **about)


def heat():
    course = Course()
    fact = course.define("radiation", "the passage of heat through empty space by waves")
    course.passage()
    course.write("Heat is carried by conduction, convection, and radiation.")
    course.write("Conduction passes warmth along a solid body.")
    course.write("Evaporation cools a wet surface.")
    return course, fact


def test_what_a_sentence_lists_beside_the_key_comes_first():
    course, fact = heat()
    found = with_terms(
        course, term("conduction"), term("convection"), term("evaporation", 0.9), term("saturation", 0.9)
    )
    for seed in range(5):
        wrong = terms_for(fact, "What is the passage through empty space by waves called?", found, random.Random(seed))
        assert [d.text for d in wrong][:2] in (["conduction", "convection"], ["convection", "conduction"])


def test_why_an_undefined_term_is_wrong_is_told_by_its_own_sentence():
    course, fact = heat()
    found = with_terms(course, term("conduction"), term("convection"), term("evaporation", 0.9))
    wrong = terms_for(fact, "What is the passage through empty space by waves called?", found, random.Random(0))
    why = {d.text: d.feedback for d in wrong}
    assert why["conduction"] == "The text says of conduction: “Conduction passes warmth along a solid body.” (p. 2)."
    said = "“Heat is carried by conduction, convection, and radiation.” (p. 2)."
    assert why["convection"] == f"The text speaks of convection where it says: {said}"


def listed(course, kind, sentence, subject, members):
    fact = course.note(kind, sentence, subject, members[0])
    course.found[-1] = (fact.model_copy(update={"members": tuple(members)}), len(course.passages))
    return course


def test_the_members_of_a_list_stand_beside_one_another_and_not_beside_their_class():
    course = Course()
    member = course.define("granite", "the rock that forms where magma cools slowly far below")
    whole = course.define("rock", "the hard matter that the crust of the earth is made of")
    members = ["granite", "basalt", "marble", "slate"]
    listed(course, FactKind.LIST, "The map shows rock of four sorts: granite, basalt, marble, slate.", "rock", members)
    found = course.context()
    wrong = terms_for(member, "What forms where magma cools slowly far below?", found, random.Random(0))
    assert texts(wrong) == {"basalt", "marble", "slate"}
    assert isinstance(terms_for(whole, "What is the crust made of?", found, random.Random(0)), Refusal)


def test_the_other_side_of_a_comparison_stands_beside_the_key():
    course, fact = heat()
    course.note(FactKind.COMPARISON, "Unlike radiation, convection needs a fluid.", "convection", "radiation")
    found = with_terms(course, term("conduction"), term("evaporation", 0.9), term("convection", 0.01, 1))
    wrong = terms_for(fact, "What is the passage through empty space by waves called?", found, random.Random(0))
    assert "convection" in texts(wrong)


def test_two_names_joined_by_or_are_no_siblings():
    course = Course()
    fact = course.define("sodium chloride", "the white mineral that seas leave behind when they dry")
    course.write("Cooks use sodium chloride or table salt.")
    for name in ("table salt", "lime stone", "iron ore", "river sand"):
        course.write(f"Merchants sold much {name} in the harbour towns.")
    found = with_terms(course, *(term(name) for name in ("table salt", "lime stone", "iron ore", "river sand")))
    wrong = terms_for(fact, "What do seas leave behind when they dry?", found, random.Random(0))
    assert texts(wrong) == {"lime stone", "iron ore", "river sand"}


def test_a_term_takes_the_number_of_the_key_where_the_text_has_it():
    course = Course()
    fact = course.define("leptons", "the light particles which the strong force never binds", number="plural")
    course.write("Each proton is heavy, but protons do not decay.")
    course.write("A neutron has no charge, and neutrons need no field.")
    course.write("The gluon has no mass. Pions live for a moment.")
    found = with_terms(course, *(term(name) for name in ("proton", "neutron", "gluon")), term("pions", plural=True))
    wrong = terms_for(fact, "Which particles does the strong force never bind?", found, random.Random(0))
    assert texts(wrong) == {"protons", "neutrons", "pions"}, "the text never speaks of gluons"


def test_people_do_not_stand_beside_things():
    course = Course()
    fact = course.define("tariff", "the duty that a state lays on goods from abroad", article="a")
    course.write("The merchant who pays is rarely the one who loses.")
    names = ("merchant", "ledger", "quota", "subsidy")
    for name in names[1:]:
        course.write(f"The {name} came later in that country.")
    found = with_terms(course, *map(term, names))
    wrong = terms_for(fact, "What does a state lay on goods from abroad?", found, random.Random(0))
    assert texts(wrong) == {"ledger", "quota", "subsidy"}


def test_a_wide_definition_wants_options_that_the_text_defines():
    course = Course()
    fact = course.define("hadrons", "particles that feel a force", number="plural")
    course.write("Neutrons are small. Protons are small. Pions are small.")
    found = with_terms(course, *(term(name, plural=True) for name in ("neutrons", "protons", "pions")))
    assert isinstance(terms_for(fact, "What feels a force?", found, random.Random(0)), Refusal)


def test_more_than_three_are_given_to_who_asks_for_more(course, context):
    fact = course.facts[0]
    stem = "What is the term for the net movement of particles?"
    assert len(terms_for(fact, stem, context, random.Random(0), most=5)) in (4, 5)
    assert len(terms_for(fact, stem, context, random.Random(0))) == 3


@given(st.integers(0, 10_000), st.integers(0, 6))
def test_no_distractor_is_the_key_or_another_one(seed, number):
    course = cells()
    fact = course.facts[number]
    wrong = terms_for(fact, "Which of these is meant?", course.context(), random.Random(seed))
    if not isinstance(wrong, Refusal):
        assert len({fact.subject, *texts(wrong)}) == 4


def test_a_capital_is_only_given_where_the_text_writes_the_key_without_it():
    names = ("stroke", "fever", "rickets", "scurvy")
    for subject, spelled in (("Broca’s aphasia", set()), ("Aphasia", {name.capitalize() for name in names})):
        course = Course()
        fact = course.define(subject, "the loss of speech that follows an injury of the left side")
        course.write("Some say that aphasia passes.")
        for name in names:
            course.write(f"The {name} was treated by rest and by warm baths.")
        found = with_terms(course, *(term(name) for name in names))
        wrong = terms_for(fact, "What follows an injury of the left side?", found, random.Random(0))
        assert (set() if isinstance(wrong, Refusal) else texts(wrong)) <= spelled
        assert isinstance(wrong, Refusal) is not bool(spelled)


def test_loose_phrases_are_no_terms():
    course, fact = heat()
    found = with_terms(course, term("conduction"), term("convection"), term("similar pattern", 0.9))
    stem = "What is the passage through empty space by waves called?"
    assert isinstance(terms_for(fact, stem, found, random.Random(0)), Refusal)


def test_what_the_text_calls_a_kind_of_the_other_is_none():
    course = Course()
    fact = course.define("carbon dating", "the measuring of how much of an isotope is left in bone")
    course.write("Carbon dating is one form of radioactive dating.")
    course.write("Radioactive dating or radiometric dating needs an unstable nucleus.")
    names = ("radioactive dating", "radiometric dating", "relative dating", "fossil dating", "magnetic dating")
    for name in names[2:]:
        course.write(f"Few places allowed {name} with any success.")
    found = with_terms(course, *map(term, names))
    for seed in range(5):
        wrong = texts(terms_for(fact, "What measures what is left in bone?", found, random.Random(seed)))
        assert "radioactive dating" not in wrong


def test_two_names_of_one_thing_are_not_both_offered():
    course = Course()
    fact = course.define("tree counting", "the reading of rings in old timber year by year")
    course.passage()
    course.write("Radioactive dating or radiometric dating needs an unstable nucleus.")
    names = ("radioactive dating", "radiometric dating", "relative dating", "fossil dating")
    for name in names[2:]:
        course.write(f"Few places allowed {name} with any success.")
    found = with_terms(course, *map(term, names))
    for seed in range(5):
        wrong = texts(terms_for(fact, "What is read in old timber?", found, random.Random(seed)))
        assert len(wrong & set(names[:2])) == 1


def test_terms_from_beside_the_key_come_before_those_of_other_chapters():
    course = Course()
    fact = course.define("scree", "the broken rock that wind and rain leave at the foot of a cliff")
    near, far = ("moraine", "boulder", "gravel"), ("sonnet", "stanza", "ballad")
    for name in near:
        course.write(f"The {name} was carried down into the valley.")
    for _ in range(60):
        course.passage().write("Nothing of note was said here.")
    for name in far:
        course.write(f"The {name} was read aloud at the court.")
    places = {name: ("p0001" if name in near else "p0061",) for name in (*near, *far)}
    found = with_terms(course, *(term(name, 0.4 if name in near else 0.9, passages=places[name]) for name in places))
    for seed in range(5):
        assert texts(terms_for(fact, "What lies at the foot of a cliff?", found, random.Random(seed))) == set(near)


def test_a_thing_that_nothing_defines_does_not_stand_beside_a_doing():
    course = Course()
    fact = course.define("unemployment", "the state of those who look for work and find none")
    names = ("bicycle", "furnace", "kettle")
    for name in names:
        course.write(f"The {name} was made in the town.")
    found = with_terms(course, *(term(name, 0.9) for name in names))
    assert isinstance(terms_for(fact, "Who finds no work?", found, random.Random(0)), Refusal)


def _of_heads(one: str, other: str, **slots: str):
    course = cells()
    first = course.define("Orsk", f"a {one} that the old chronicle names first of all", proper="yes", **slots)
    second = course.define("Tarn", f"a {other} known from one letter of a far northern trader", proper="yes", **slots)
    return first, second, course.context()


@pytest.mark.parametrize(("one", "other"), [("city", "town"), ("treaty", "law"), ("war", "battle")])
def test_names_of_one_sort_may_be_swapped(one, other):
    assert is_sibling(*_of_heads(one, other))


@pytest.mark.parametrize(
    ("one", "other"), [("city", "treaty"), ("war", "company"), ("ship", "river"), ("city", "wonder")]
)
def test_names_of_two_sorts_or_of_none_may_not(one, other):
    assert not is_sibling(*_of_heads(one, other))


def test_common_nouns_of_two_known_sorts_may_not_be_swapped():
    course = cells()
    device = course.define("sextant", "a device for the angle between a star and the horizon", article="a")
    change = course.define("tacking", "a movement against the wind in a line of sharp turns")
    other = course.define("log line", "an instrument for the speed of a vessel under way", article="a")
    context = course.context()
    assert not is_sibling(device, change, context)
    assert is_sibling(device, other, context)


def test_terms_of_one_form_share_an_ending_a_last_word_or_are_people():
    context = cells().context()
    assert is_of_one_form("income tax", "payroll tax", context)
    assert is_of_one_form("evaporation", "condensation", context)
    assert is_of_one_form("workers", "employers", context)
    assert not is_of_one_form("workers", "evaporation", context)
    assert not is_of_one_form("fieldwork", "racial category", context)


def test_no_animal_stands_beside_a_doctrine():
    course = cells()
    fact = course.define("vitalism", "the belief that a force of its own moves whatever lives")
    course.define("dove", "a small grey bird that feeds on seeds", article="a")
    wrong = terms_for(fact, "What is the belief in a force of its own?", course.context(), random.Random(0))
    assert isinstance(wrong, Refusal) or "dove" not in {one.text for one in wrong}
