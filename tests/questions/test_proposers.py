"""Whole stems and keys of each rule, as they are printed."""

from __future__ import annotations

import random

import pytest

from eduapp.domain.item import ItemKind
from eduapp.domain.knowledge import FactKind, Term
from eduapp.questions.propose.cloze import ClozeProposer, is_telling
from eduapp.questions.propose.syntactic import RULES_V2, SyntacticProposer
from tests.questions.maker import Course, cells

RIBOSOME = "a tiny particle that joins amino acids into proteins"


def made(course: Course, proposer=SyntacticProposer, seed=0):
    return list(proposer().propose(course.context(), random.Random(seed)))


def worded(course: Course, rule: str, seeds=range(12), proposer=SyntacticProposer) -> dict[str, str]:
    """Stem and key of a rule's candidates under several seeds."""
    return {c.item.stem: c.item.answer for seed in seeds for c in made(course, proposer, seed) if c.rule == rule}


def only(fact_of) -> Course:
    course = cells()
    course.passage()
    fact_of(course)
    return course


@pytest.mark.parametrize(
    ("rule", "stem", "key"),
    [
        ("definition.name-it", f"What is the term for {RIBOSOME}?", "ribosome"),
        ("definition.which-term", f"Which of these is {RIBOSOME}?", "ribosome"),
        ("definition.describes", "Which of these best describes a ribosome?", RIBOSOME),
        ("definition.true", "A vacuole is a large bag of sap that keeps a plant cell firm.", "True"),
        ("event.when", "In which year did Robert Hooke describe the tiny boxes in a slice of cork?", "1665"),
        ("event.year", "In which year did Robert Hooke describe the tiny boxes in a slice of cork?", "1665"),
        ("event.who", "In 1838, who concluded that every plant is made of cells?", "Matthias Schleiden"),
        ("event.name-who", "In 1838, who concluded that every plant is made of cells?", "Matthias Schleiden"),
        ("event.true", "In 1855, Rudolf Virchow argued that living cells arise only from older cells.", "True"),
        ("cause.why", "Why do large cells starve?", "because food enters only through the surface"),
        ("cause.true", "Leaves look green because chlorophyll reflects green light.", "True"),
        ("purpose.why", "For what purpose do plants open their pores?", "to let carbon dioxide in"),
        ("purpose.true", "Plants open their pores to let carbon dioxide in.", "True"),
    ],
)  # fmt: skip
def test_rules_word_it_like_this(rule, stem, key):
    course = cells()
    course.define("chloroplast", "a green body that turns sunlight into sugar", article="a")
    course.define("flagellum", "a whip of protein that drives a bacterium forward", article="a")
    assert worded(course, rule)[stem] == key


def test_a_false_statement_has_another_term_s_definition_and_its_correction():
    course = cells()
    said = {f.object for f in course.facts if f.kind is FactKind.DEFINITION}
    found = [c.item for seed in range(12) for c in made(course, seed=seed) if c.rule == "definition.false"]
    vacuole = next(item for item in found if item.stem.startswith("A vacuole is "))
    assert vacuole.correction == "A vacuole is a large bag of sap that keeps a plant cell firm."
    assert vacuole.stem.removeprefix("A vacuole is ").removesuffix(".") in said
    assert len(vacuole.evidence) == 2


def named(course, name, phrase, **slots):
    course.define(name, phrase, proper="yes", copula="was", **slots)
    course.write(f"Much has been written about {name}.")


def test_people_are_asked_for_by_who():
    course = only(lambda c: named(c, "Qin Shi Huang", "the first emperor of unified China", person="yes"))
    assert worded(course, "definition.name-it")["Who was the first emperor of unified China?"] == "Qin Shi Huang"


def test_names_of_places_are_asked_for_as_names():
    course = only(lambda c: named(c, "Xianyang", "the capital of the Qin dynasty"))
    assert worded(course, "definition.name-it")["What was the name of the capital of the Qin dynasty?"] == "Xianyang"


def test_a_name_that_comes_but_once_is_not_asked_for():
    course = only(lambda c: c.define("Xianyang", "the capital of the Qin dynasty", proper="yes"))
    assert "Xianyang" not in worded(course, "definition.name-it").values()


def test_one_of_many_is_not_asked_for_by_name():
    course = only(lambda c: named(c, "Voltaire", "a French writer of plays and letters", person="yes"))
    assert "Voltaire" not in worded(course, "definition.name-it").values()


@pytest.mark.parametrize(
    ("relation", "stem"),
    [("consists of", "What does an atom consist of?"), ("is divided into", "What is an atom divided into?")],
)
def test_parts(relation, stem):
    course = cells()
    for subject, parts in [("atom", "a nucleus and electrons"), ("year", "four seasons of weather"),
                           ("flower", "petals and a stalk"), ("poem", "verses and a refrain")]:  # fmt: skip
        article = "an" if subject[0] == "a" else "a"
        sentence = f"{article.title()} {subject} {relation} {parts}."
        verb = {"consists of": "does {} consist of", "is divided into": "is {} divided into"}[relation]
        course.note(
            FactKind.PART_OF, sentence, subject, parts, relation, article=article, number="singular",
            inverted=verb.format(f"{article} {subject}"), predicate=f"{relation} {parts}",
        )  # fmt: skip
    assert worded(course, "parts.what")[stem] == "a nucleus and electrons"


def test_quantities():
    def write(course):
        course.note(
            FactKind.QUANTITY, "A human body cell holds 46 chromosomes.", "human body cell", "46 chromosomes",
            value="46", unit="chromosomes", how="how many", inverted="does a human body cell hold",
        )  # fmt: skip

    course = only(write)
    stem = "How many chromosomes does a human body cell hold?"
    assert worded(course, "quantity.how-many")[stem] == "46 chromosomes"
    assert worded(course, "quantity.number")[stem] == "46"


def test_sequence():
    def write(course):
        course.note(
            FactKind.SEQUENCE,
            "The chromosomes line up before the nucleus divides.",
            "chromosomes",
            "the nucleus divides",
            "before",
            connector="before",
            first="the chromosomes line up",
            second="the nucleus divides",
        )

    assert "The chromosomes line up before the nucleus divides." in worded(only(write), "sequence.true")


def test_second_names():
    def write(course):
        course.note(
            FactKind.NAMING, "Deoxyribonucleic acid (DNA) is coiled.", "Deoxyribonucleic acid", "DNA", "also called"
        )
        course.note(FactKind.NAMING, "The voice box, or larynx, is hollow.", "voice box", "larynx", "also called")

    course = only(write)
    assert not worded(course, "naming.stands-for")
    course.write("In DNA there are four letters.")
    assert worded(course, "naming.stands-for")["What does DNA stand for?"] == "Deoxyribonucleic acid"
    assert worded(course, "naming.other-name")["What is another name for “larynx”?"] == "voice box"
    assert not [c for c in made(course) if c.rule.startswith("definition") and "larynx" in c.item.stem]


@pytest.mark.parametrize(
    ("rule", "stem", "key"),
    [
        ("cloze.term", "_____ is the passage of water through a membrane that holds back larger molecules.", "osmosis"),
        ("cloze.term", "A(n) _____ is a tiny particle that joins amino acids into proteins.", "ribosome"),
        ("cloze.person", "_____ concluded that every plant is made of cells in 1838.", "Matthias Schleiden"),
        ("cloze.year", "Matthias Schleiden concluded that every plant is made of cells in _____.", "1838"),
    ],
)
def test_clozes(rule, stem, key):
    assert worded(cells(), rule, proposer=ClozeProposer)[stem] == key


def test_a_cloze_whose_word_stands_twice_is_not_made():
    course = only(lambda c: c.define("budding", "the growth that budding animals show on their side"))
    assert "budding" not in worded(course, "cloze.term", proposer=ClozeProposer).values()


def test_missing_slots_make_no_item_and_no_error():
    course = Course()
    for kind in FactKind:
        course.note(kind, f"A thing of kind {kind.value} stands here.", "thing", "here", "does")
    assert all(c.item.kind is ItemKind.TRUE_FALSE or c.item.key for c in made(course))


def test_each_kind_of_fact_has_rules_and_each_rule_a_name_of_its_own():
    assert set(RULES_V2) == set(FactKind)
    for rules in RULES_V2.values():
        assert len({rule.__name__ for rule in rules}) == len(rules)
        assert all(rule.__doc__ or rule.__name__ for rule in rules)


def test_one_fact_more_changes_no_other_items():
    before = {c.item.id for c in made(cells()) if c.item.kind is ItemKind.TEXT_ENTRY}
    after = {c.item.id for c in made(only(lambda c: c.define("budding", "the growth of a child on its parent’s side")))}
    assert before <= after


def test_what_something_led_to():
    course = cells()
    for cause, result in [
        ("cheap steam power", "the growth of mill towns"),
        ("long drought", "the loss of a harvest"),
        ("heavy taxation", "the revolt of many farmers"),
        ("deep mining", "a need for better pumps"),
    ]:
        course.note(
            FactKind.CAUSE,
            f"{cause.capitalize()} led to {result}.",
            cause,
            result,
            "led to",
            effect=result,
            connector="led to",
            clause=f"{cause} led to {result}",
            inverted=f"did {cause} lead to {result}",
            predicate=f"led to {result}",
        )
    assert worded(course, "cause.outcome")["What did cheap steam power lead to?"] == "the growth of mill towns"
    assert "Long drought led to the loss of a harvest." in worded(course, "cause.led-to")
    assert not worded(course, "cause.why").keys() & {"Why did cheap steam power lead to the growth of mill towns?"}


def test_what_is_told_by_when_it_occurs():
    def write(course):
        course.note(
            FactKind.DEFINITION,
            "Irony arises when the audience knows more than a character.",
            "irony",
            "when the audience knows more than a character",
            "occurs",
            number="singular",
            via="occurs_when",
        )

    course = only(write)
    stem = "What is it called when the audience knows more than a character?"
    assert worded(course, "definition.name-it")[stem] == "irony"
    assert not worded(course, "definition.true").keys() & {"Irony is when the audience knows more than a character."}


def test_deeds():
    course = only(lambda c: c.deed("Marie Curie", "isolated pure radium from tons of waste ore in Paris"))
    course.write("Curie was born in Warsaw.")
    assert worded(course, "role.who")["Who isolated pure radium from tons of waste ore in Paris?"] == "Marie Curie"
    assert worded(course, "role.name-who")["Who isolated pure radium from tons of waste ore in Paris?"] == "Marie Curie"


def test_what_many_may_have_done_is_not_asked():
    course = only(lambda c: c.deed("Herodotus", "wrote a sweeping history of wide geographic scope"))
    assert not [c for c in made(course) if c.rule.startswith("role")]


def test_an_open_question_needs_a_description_that_fits_one_name():
    course = only(lambda c: c.define("sati", "an act of ritual suicide"))
    assert "sati" not in worded(course, "definition.name-it").values()


def tells_of(course, subject, predicate, inverted, **slots):
    """ "Plants make sugar." with the slots of a role."""
    clause = f"{subject} {predicate}"
    given = {
        "clause": clause,
        "predicate": predicate,
        "inverted": inverted,
        "number": "plural",
        "proper": "no",
        **slots,
    }
    return course.note(FactKind.ROLE, f"{clause[0].upper()}{clause[1:]}.", subject, predicate.split(" ", 1)[1], **given)


def doing() -> Course:
    course = cells()
    course.passage()
    for subject, verb, rest in [
        ("chloroplasts", "turn", "sunlight and water into sugar"),
        ("root hairs", "draw", "minerals out of damp soil"),
        ("bacteria", "break", "dead leaves into simple salts"),
    ]:
        tells_of(course, subject, f"{verb} {rest}", f"do {subject} {verb} {rest}")
        course.write(f"There is more to say of {subject}.")
    return course


def test_how_and_what_for():
    course = doing()
    tells_of(course, "echoes", "are found by timing a pulse of sound", "are echoes found by timing a pulse of sound")
    tells_of(course, "stains", "are used to show the parts of cells", "are stains used to show the parts of cells")
    for name, means in (("fevers", "by drinking bitter bark tea"), ("leaks", "by filling the pipes with dye")):
        tells_of(course, name, f"are stopped {means}", f"are {name} stopped {means}")
    for name, use in (("clamps", "to hold a vessel shut"), ("lamps", "to warm the glass plate")):
        tells_of(course, name, f"are used {use}", f"are {name} used {use}")
    assert worded(course, "claim.how")["How are echoes found?"] == "by timing a pulse of sound"
    assert worded(course, "claim.used-for")["What are stains used for?"] == "to show the parts of cells"


def test_an_ing_form_before_a_noun_is_no_means():
    course = doing()
    tells_of(course, "seeds", "are carried off by burrowing rodents", "are seeds carried off by burrowing rodents")
    assert not worded(course, "claim.how")


def condition(course, given, follows, marker="if"):
    sentence = f"{marker.title()} {given}, {follows}."
    slots = {"condition": given, "consequence": follows, "marker": marker}
    return course.note(FactKind.CONDITION, sentence, given, follows, marker, **slots)


def weather() -> Course:
    course = cells()
    course.passage()
    condition(course, "warm air rises over a hill", "vapour condenses into clouds", "when")
    condition(course, "a river floods its valley", "fine mud settles on fields")
    condition(course, "winter frost splits bare rock", "loose stones slide downhill")
    return course


def test_conditions():
    made_of = worded(weather(), "condition.what-follows")
    assert made_of["What happens when warm air rises over a hill?"] == "vapour condenses into clouds"
    assert "If a river floods its valley, fine mud settles on fields." in worded(weather(), "condition.true")
    false = [c.item for seed in range(9) for c in made(weather(), seed=seed) if c.rule == "condition.false"]
    assert all(item.correction.split(",")[0] == item.stem.split(",")[0] != item.correction for item in false)
    assert len({item.stem for item in false}) > 1


def test_comparisons():
    course = doing()
    for first, second, one, other in [
        ("arteries", "veins", "carry blood away under pressure", "return it slowly"),
        ("conifers", "oaks", "keep their needles in winter", "shed their leaves"),
    ]:
        course.note(
            FactKind.COMPARISON, f"{first.title()} {one}, whereas {second} {other}.", first, second, "whereas",
            first=one, second=other, marker="whereas", number="plural", proper="no",
        )  # fmt: skip
    stem = "According to the text, what is true of arteries as opposed to veins?"
    assert worded(course, "comparison.apart")[stem] == "carry blood away under pressure"
    assert "Arteries carry blood away under pressure, while veins return it slowly." in worded(
        course, "comparison.true"
    )


def test_steps():
    def write(course):
        steps = ("Water is heated", "Tea leaves are added", "The tea stands for a while", "The pot is warmed again",
                 "Milk is poured in")  # fmt: skip
        fact = course.note(FactKind.PROCESS, f"{'. '.join(steps)}.", "water", steps[-1], "first", name="making tea")
        course.found[-1] = (fact.model_copy(update={"members": steps}), len(course.passages))

    course = only(write)
    assert worded(course, "process.first")["Which of these is the first step of making tea?"] == "Water is heated."
    stem = "Which of these steps comes right after this one: Tea leaves are added?"
    assert worded(course, "process.next")[stem] == "The tea stands for a while."


def listed(course, kind, sentence, subject, members, **slots):
    fact = course.note(kind, sentence, subject, members[0], "such as", **slots)
    course.found[-1] = (fact.model_copy(update={"members": members}), len(course.passages))


def groups() -> Course:
    course = cells()
    course.passage()
    listed(course, FactKind.EXAMPLE, "Flightless birds such as ostriches and penguins run or swim.", "Flightless birds",
           ("ostriches", "penguins"))  # fmt: skip
    listed(course, FactKind.EXAMPLE, "Root vegetables such as carrots and turnips store well.", "Root vegetables",
           ("carrots", "turnips"))  # fmt: skip
    listed(course, FactKind.EXAMPLE, "Wind instruments such as trumpets and clarinets need breath.",
           "Wind instruments", ("trumpets", "clarinets"))  # fmt: skip
    listed(course, FactKind.EXAMPLE, "Board games such as checkers and dominoes are old.", "Board games",
           ("checkers", "dominoes"))  # fmt: skip
    listed(course, FactKind.LIST, "There are three kinds of muscle: cardiac, skeletal, and smooth.", "kinds of muscle",
           ("cardiac", "skeletal", "smooth"), count="three", heading="kinds of muscle", whole="yes")  # fmt: skip
    return course


def test_examples_and_lists():
    assert worded(groups(), "example.which")["Which of these is an example of a flightless bird?"] in (
        "ostriches",
        "penguins",
    )
    assert worded(groups(), "example.class")["What are carrots and turnips examples of?"] == "root vegetables"
    stem = "The three kinds of muscle are cardiac, skeletal and _____."
    assert worded(groups(), "list.missing")[stem] == "smooth"


def test_a_member_that_a_sentence_ties_to_another_group_is_no_wrong_option():
    course = groups()
    course.write("Some say that trumpets were flightless birds in an old tale.")
    options = {choice.text for c in made(course) if "flightless bird" in c.item.stem for choice in c.item.choices}
    assert options
    assert "trumpets" not in options


def test_what_happened_because_of_something():
    assert (
        worded(cells(), "cause.effect")["What happens because chlorophyll reflects green light?"] == "leaves look green"
    )


def test_a_gap_at_a_term_in_a_sentence_without_a_fact():
    course = only(lambda c: None)
    course.write("A salted slug loses its water by osmosis and dies when the membrane of its cells gives way.")
    course.write("The passage of water by osmosis through a membrane keeps plant cells firm in wet soil.")
    stem = "The passage of water by _____ through a membrane keeps plant cells firm in wet soil."
    assert worded(course, "cloze.sentence", proposer=ClozeProposer)[stem] == "osmosis"


@pytest.mark.parametrize(
    "stem",
    [
        "The strong _____ field of the large magnet near the coil pulls every iron nail across the table.",
        "Heat, light and _____ reach the surface of every planet around the young star in one day.",
        "The _____’s surface is covered by deep craters that were made by falling rocks of great size.",
        "It grows by _____ alone.",
    ],
)
def test_gaps_that_other_words_fit(stem):
    assert not is_telling(stem, Term(text="sound", key="sound"))


def test_every_item_tells_the_hash_of_the_module_that_made_it():
    hashes = {(c.rule.split(".")[0], c.item.provenance.template_hash) for c in made(cells())}
    assert all(digest.startswith("sha256:") and len(digest) == 71 for _, digest in hashes)
    assert len({digest for _, digest in hashes}) > 2
    assert hashes == {(c.rule.split(".")[0], c.item.provenance.template_hash) for c in made(cells())}


def test_what_does_something_is_not_asked():
    course = only(lambda c: c.deed("ribosome", "joins amino acids into long chains", person="no", article="a"))
    assert not [c for c in made(course) if c.rule.startswith("role")]
