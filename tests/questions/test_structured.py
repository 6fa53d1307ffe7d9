"""Each wording of each form, on facts that it fits; facts that it must leave alone; whole items as they are printed."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from pydantic import ValidationError
from rapidfuzz import fuzz

from eduapp.domain.blueprint import Blueprint, Seat
from eduapp.domain.item import Bloom, ItemKind, Provenance
from eduapp.domain.knowledge import FactKind, Term
from eduapp.errors import InputError, NotFoundError
from eduapp.questions import context as contexts
from eduapp.questions.checks import run_checks
from eduapp.questions.contracts import Judged, Refusal
from eduapp.questions.drafts import candidate
from eduapp.questions.level import judge
from eduapp.questions.likeness import repeats
from eduapp.questions.propose.structured import FINDERS, StructuredProposer, drafted
from eduapp.questions.propose.upper_forms import Form, load, rendered
from eduapp.questions.propose.upper_statements import named
from eduapp.questions.select import AT_MOST, LEANT_ON, SHOWN_BY, select
from tests.questions.maker import Course

FORMS = load("upper", 3)
WORDINGS = [(name, wording) for name, form in FORMS.forms.items() for wording in range(len(form.stems))]


def general() -> Course:
    """Definitions, causes, purposes, conditions, comparisons, lists and statements about how things are."""
    course = Course()
    course.define("osmosis", "the passage of water through a membrane that holds back larger molecules")
    course.define("active transport", "the passage of particles through a membrane that costs the cell energy")
    course.define("vacuole", "a large bag of sap that keeps a plant cell firm", article="a")
    course.define("membrane", "a thin double skin that decides what enters a cell", article="a")
    course.define("symbiosis", "a relationship in which two species live close together")
    course.passage()
    course.cause("large cells starve", "food enters only through the surface", "do large cells starve")
    condition(course, "a plant cell loses much water", "the vacuole of that cell shrinks")
    course.passage()
    contrast(course, "plant cells", "animal cells", "plant cells keep their shape in heavy rain", "animal cells burst")
    course.write("Long droughts lead to higher prices for bread in poor regions.")
    course.write("Gardeners use salt to draw the water out of garden slugs.")
    course.write("Large schools help coastal towns to attract workers from abroad.")
    course.write("Salt marshes often help coastal communities to survive heavy storms.")
    course.write("Research shows that salt marshes protect the trade of coastal towns better than walls.")
    course.passage()
    several(course, FactKind.LIST, "causes of wilting", ("drought", "frost", "root rot"), "are",
            whole="yes", heading="causes of wilting")  # fmt: skip
    steps = ("the seed takes up water", "the skin of the seed breaks", "the root grows into the soil")
    several(course, FactKind.PROCESS, "the sprouting of a seed", steps, "first", name="the sprouting of a seed")
    return course


def marshes() -> Course:
    """What a text says about two central terms that it connects, in sentences that no fact was found in."""
    course = Course()
    for sentence in (
        "Salt marshes protect coastal towns against heavy storms.",
        "Salt marshes filter dirty river water before it reaches the sea.",
        "Salt marshes give young fish a safe place to grow.",
        "However, salt marshes disappear where farmers drain wet land for wheat.",
        "Coastal towns lose many houses in winter floods.",
        "For example, coastal towns in Denmark lost nine hundred houses in one night.",
        "Peat marshes increase the humidity of the air more than dry meadows do.",
    ):
        course.write(sentence)
    return course.passage()


def guilds() -> Course:
    """What happened to a body of people in the past."""
    course = Course()
    for sentence in (
        "In 1350, the Weavers Guild opened a school for the sons of poor families in Ghent.",
        "The Weavers Guild banned foreign cloth from the markets of Ghent in 1378.",
        "The Weavers Guild lost its right to elect the mayor of Ghent after a failed revolt.",
        "The weavers of Ghent attacked the houses of rich cloth merchants at night.",
        "The weavers of Ghent worked in damp cellars with their wives and children.",
        "Because of the new looms, the weavers of Ghent earned less money than their fathers.",
        "The failed revolt led to bitter poverty among the weavers of Ghent.",
    ):
        course.write(sentence)
    return course


def function(course: Course, subject: str, predicate: str):
    verb, _, rest = predicate.partition(" ")
    fact = course.note(FactKind.ROLE, f"{subject.capitalize()} {predicate}.", subject, rest, verb,
                       clause=f"{subject} {predicate}", predicate=predicate, proper="no", number="plural")  # fmt: skip
    return remake(course, fact, rule="function.v2")


def condition(course: Course, met: str, follows: str):
    return course.note(FactKind.CONDITION, f"If {met}, {follows}.", met, follows, "if",
                       condition=met, consequence=follows, marker="if")  # fmt: skip


def contrast(course: Course, one: str, other: str, said: str, said_too: str):
    return course.note(FactKind.COMPARISON, f"{said.capitalize()}, whereas {said_too}.", one.capitalize(), other,
                       "whereas", marker="whereas")  # fmt: skip


def several(course: Course, kind: FactKind, subject: str, members: tuple[str, ...], relation: str, **slots: str):
    whole = f"{', '.join(members[:-1])} and {members[-1]}"
    sentence = f"{subject.capitalize()} {relation} {whole}."
    fact = course.note(kind, sentence, subject, whole, relation, **slots)
    return remake(course, fact, members=members)


def remake(course: Course, fact, **changes):
    """The fact just noted with other fields."""
    _, number = course.found.pop()
    course.found.append((fact.model_copy(update=changes), number))
    return course.found[-1][0]


def context_of(course: Course, *terms: Term):
    """The course's context, in which every term is one that the text comes back to."""
    understanding = course.understanding()
    known = tuple(term.model_copy(update={"count": 3}) for term in understanding.terms)
    return contexts.build(course.document(), understanding.model_copy(update={"terms": (*terms, *known)}))


def term(text: str, **fields) -> Term:
    return Term(text=text, key=text.lower(), salience=1.0, count=5, **fields)


WET = (term("salt marshes", plural=True), term("coastal towns", plural=True), term("peat marshes", plural=True))
GARDEN = (*WET[:2], *(term(text, plural=True) for text in ("long droughts", "garden slugs", "plant cells", "schools")))
GUILD = (term("Weavers Guild", proper=True), term("Ghent", proper=True), term("weavers", plural=True))


def materials(course: Course, *terms: Term) -> dict[str, list]:
    context, found = context_of(course, *terms), {}
    for finder in FINDERS:
        for material in finder(context):
            found.setdefault(material.kind, []).append(material)
    return found


@pytest.fixture(scope="module")
def filled():
    """Context and material by kind, of all courses."""
    courses = ((general(), GARDEN), (marshes(), WET), (guilds(), GUILD))
    by_kind = {}
    for course, terms in courses:
        context = context_of(course, *terms)
        for kind, found in materials(course, *terms).items():
            by_kind.setdefault(kind, (context, found[0]))
    return by_kind


# every wording


def test_there_is_material_for_every_form(filled):
    assert {form.needs for form in FORMS.forms.values()} == set(filled)


@pytest.mark.parametrize(("name", "wording"), WORDINGS)
def test_a_wording_makes_an_item_of_its_level(name, wording, filled):
    form = FORMS.forms[name]
    context, material = filled[form.needs]
    draft = drafted(name, form, wording, material, context)
    assert not isinstance(draft, Refusal), draft
    shown = [draft.stem, draft.rationale, *draft.key_points, *(criterion.text for criterion in draft.rubric)]
    assert 2 <= len(draft.rubric) <= 4 and not [text for text in shown if "{" in text]
    item = run_checks(candidate(draft, context, Provenance(proposer="test", template="")).item, context)
    assert judge(item).level is form.level
    assert [(check.name, check.detail) for check in item.checks if not check.passed] == []


def candidates_of(context):
    return list(StructuredProposer().propose(context, random.Random(0)))


@pytest.mark.parametrize("name", FORMS.forms)
def test_the_wordings_of_a_form_are_not_alike(name):
    stems = FORMS.forms[name].stems
    alike = [fuzz.token_sort_ratio(a, b) for i, a in enumerate(stems) for b in stems[i + 1 :]]
    assert max(alike, default=0) < 85


# what is left alone


@pytest.mark.parametrize(
    ("kinds", "note"),
    [
        pytest.param(("notion",), lambda c: c.define("Chartist", "a member of a movement that asked for the vote",
                     article="a", proper="yes"), id="a name has no parts to take apart"),
        pytest.param(("notion",), lambda c: c.define("glue", "a substance"), id="a class alone sets nothing apart"),
        pytest.param(("notion",), lambda c: c.define("wilting", "the moment when the plant in the figure hangs down"),
                     id="a definition that points at a picture"),
        pytest.param(("narrowed",), lambda c: c.define("fever", "a state that makes the body fight germs"),
                     id="a state is nobody's definition of fever"),
        pytest.param(("cause-clause",), lambda c: c.cause("this happened", "they had gone", "did this happen"),
                     id="a cause that nobody can know"),
        pytest.param(("general-cause",), lambda c: c.cause("bakers grew rich", "a war made bread dear",
                     "did bakers grow rich"), id="what is past predicts nothing"),
        pytest.param(("purpose",), lambda c: c.purpose("the term wilting is used", "to describe weak leaves",
                     "is the term wilting used"), id="what a word is for"),
        pytest.param(("condition",), lambda c: condition(c, "it rains", "they grow"), id="a condition without nouns"),
        pytest.param(("claim",), lambda c: function(c, "the company", "charges a fee for every card payment"),
                     id="one company of its page"),
        pytest.param(("claim", "bearing"), lambda c: function(c, "the gate", "keeps storms and strangers out of town"),
                     id="one known thing"),
        pytest.param(("claim",), lambda c: function(c, "reeds", "do not grow on the dry shores of salt lakes"),
                     id="what is not so"),
        pytest.param(("claim",), lambda c: function(c, "reeds", "include the grass and the rush of lake shores"),
                     id="what belongs to a kind"),
        pytest.param(("general-cause", "cause"), lambda c: c.cause("reeds are useful", "reeds hold the wet soil",
                     "are reeds useful"), id="how something is can not be brought about"),
        pytest.param(("general-cause",), lambda c: c.note(FactKind.CAUSE, "Long droughts allow reeds to spread inland.",
                     "reeds to spread inland", "long droughts", "allow"), id="what lets something happen"),
        pytest.param(("claim",), lambda c: function(c, "botanists", "study the way in which leaves lose water"),
                     id="what those do who study it"),
        pytest.param(("hedge",), lambda c: function(c, "reeds", "are often called the grass of the lake shore"),
                     id="how often something is called so"),
        pytest.param(("hedge",), lambda c: function(c, "reeds", "grow along every shore in warm wet summers"),
                     id="nothing limits the claim"),
        pytest.param(("members",), lambda c: several(c, FactKind.LIST, "causes of rust", ("rain", "salt", "air"),
                     "include", heading="causes of rust"), id="a list that may go on"),
        pytest.param(("members",), lambda c: several(c, FactKind.LIST, "parts of a leaf", ("blade", "stalk", "vein"),
                     "are", whole="yes", heading="parts of a leaf"), id="parts are not to be weighed"),
        pytest.param(("process",), lambda c: several(c, FactKind.PROCESS, "pea", ("it wets", "it breaks", "it ends"),
                     "first"), id="steps of nothing that has a name"),
        pytest.param(("contrast",), lambda c: contrast(c, "plants", "it", "plants grow slowly", "it grows fast"),
                     id="a comparison with a pronoun"),
    ],
)  # fmt: skip
def test_what_a_form_can_not_use_gives_nothing(kinds, note):
    course = Course()
    note(course)
    assert not materials(course).keys() & set(kinds)


def test_two_notions_of_different_kinds_are_no_pair():
    course = Course()
    course.define("vacuole", "a large bag of sap that keeps a plant cell firm", article="a")
    course.passage()
    course.define("drought", "a long time without rain that leaves the soil dry", article="a")
    assert "pair" not in materials(course)


def test_one_statement_is_no_topic():
    course = Course()
    course.write("Salt marshes protect coastal towns against heavy storms.")
    assert not materials(course, *WET).keys() & {"topic", "past-topic"}


def test_a_term_that_the_text_does_not_come_back_to_is_no_topic():
    once = [one.model_copy(update={"count": 1}) for one in WET]
    assert not materials(marshes(), *once).keys() & {"topic", "turn"}


def test_a_text_with_nothing_to_use_gives_no_items():
    course = Course()
    course.write("Look at the figure. What do you see?")
    proposer = StructuredProposer()
    assert list(proposer.propose(course.context(), random.Random(0))) == [] and not proposer.refusals


# whole items


def made(course: Course, rule: str, seed: int = 0, terms: tuple[Term, ...] = ()):
    found = StructuredProposer().propose(context_of(course, *terms), random.Random(seed))
    return [one.item for one in found if one.rule == rule]


def test_a_definition_that_is_too_wide_is_printed_like_this():
    course = Course()
    course.define("vacuole", "a large bag of sap that keeps a plant cell firm", article="a")
    item = next(i for seed in range(9) for i in made(course, "notion.too-wide", seed) if i.stem.startswith("A pupil"))
    assert item.stem == (
        "A pupil defines “vacuole” as “a large bag of sap” and says no more. "
        "Judge whether that is enough, and show with a case of your own what goes wrong if it is left at that."
    )
    assert (item.kind, item.level) == (ItemKind.EXTENDED_TEXT, Bloom.EVALUATE)
    assert [criterion.text for criterion in item.rubric] == [
        "Comes to the verdict that the definition is too wide.",
        "Says what is missing: “that keeps a plant cell firm”.",
        "Names a case that the short definition lets in and the full one does not.",
    ]
    assert [criterion.key_points for criterion in item.rubric] == [(), ("that keeps a plant cell firm",), ()]
    assert item.rubric[1].quote == item.evidence[0]
    assert item.key[0] == "A vacuole is a large bag of sap that keeps a plant cell firm."
    assert item.rationale == (
        "What is missing is what the text adds. The text says: "
        "“A vacuole is a large bag of sap that keeps a plant cell firm.” (p. 1)."
    )


def test_a_hedge_is_made_absolute():
    (item,) = made(general(), "hedge.judge", terms=GARDEN)
    assert "“Salt marshes always help coastal communities to survive heavy storms.”" in item.stem
    assert item.key[0] == "Salt marshes often help coastal communities to survive heavy storms."
    assert "“often”" in item.rubric[1].text and "“always”" in item.rubric[1].text


def test_a_condition_is_turned_around_to_be_judged():
    course = Course()
    course.define("plant cell", "a cell with a stiff wall around its membrane", article="a")
    condition(course, "a plant cell loses much water", "the whole leaf hangs down")
    (item,) = made(course, "condition.converse")
    assert "“Whenever the whole leaf hangs down, a plant cell loses much water.”" in item.stem


def test_a_pair_leans_on_both_definitions():
    item = made(general(), "pair.compare")[0]
    assert len(item.evidence) == 2 and item.terms == ("osmosis", "active transport")
    assert [criterion.quote for criterion in item.rubric[:2]] == list(item.evidence)


def test_a_point_after_an_initial_ends_no_sentence():
    course = Course()
    course.write("Much is told by the U.S. Weavers Guild of Ghent in its letters.")
    course.write("However, the weavers of Ghent sent no letters to the mayor of the town.")
    assert "turn" not in materials(course, *GUILD)


def test_no_likeness_is_asked_for_to_what_is_cruel():
    course = Course()
    course.write("The weavers of Ghent worked in damp cellars with their enslaved children.")
    assert "own-custom" not in materials(course, *GUILD)


def test_a_sentence_that_leans_on_another_is_shown_with_it():
    course = Course()
    course.write("In 1378, the Weavers Guild of Ghent sent a letter to the mayor.")
    course.write("They banned all foreign cloth from the town.")
    item = next(i for i in made(course, "measure.sides", terms=GUILD))
    assert item.stem.startswith(
        "“In 1378, the Weavers Guild of Ghent sent a letter to the mayor. They banned all foreign cloth from the town.”"
    )
    assert item.rubric[0].key_points == ("They banned all foreign cloth from the town.",)
    assert item.evidence[0].text == " ".join(course.passages[0].split())


def test_a_sentence_that_leans_on_one_which_leans_on_another_is_left_out():
    course = Course()
    course.write("They were tired of this quarrel with the Weavers Guild.")
    course.write("They banned all foreign cloth of the Weavers Guild from the town.")
    assert not materials(course, *GUILD).keys() & {"measure", "event"}


def test_a_turn_is_named_by_the_word_that_the_text_has():
    item, *_ = made(marshes(), "turn.relation", terms=WET)
    assert "“Salt marshes disappear where farmers drain wet land for wheat.”" in item.stem
    assert "However" not in item.stem
    assert item.rubric[0].text == (
        "Says that the second sentence gives a contrast to the first; the text joins them with “However”."
    )


@pytest.mark.parametrize(
    ("text", "fields", "name"),
    [
        ("salt marsh", {}, "salt marshes"),
        ("osmosis", {}, "osmosis"),
        ("water cycle", {}, "the water cycle"),
        ("Nile Delta", {"proper": True}, "the Nile Delta"),
        ("Wegener", {"proper": True}, "Wegener"),
        ("farmer", {}, ""),
    ],
)
def test_a_term_is_named_as_the_text_has_it(text, fields, name):
    course = Course()
    course.write("Salt marshes are small. The water cycle is slow, and osmosis is too. The farmer is old.")
    course.write("Wegener saw the Nile Delta. The Nile Delta is flat.")
    assert named(term(text, **fields), course.context()) == name


# in a set


def chosen_from(course: Course, terms: tuple[Term, ...]):
    """The prompts that are chosen where every upper level asks for four."""
    context = context_of(course, *terms)
    seats = tuple(Seat(level=level, kinds=(ItemKind.EXTENDED_TEXT,), count=4) for level in list(Bloom)[2:])
    judged = [Judged(one, run_checks(one.item, context), one.prior) for one in candidates_of(context)]
    return [one.item for one in select(judged, Blueprint(name="upper", seats=seats), context).chosen]


def test_few_prompts_of_a_set_lean_on_one_sentence_or_are_of_one_rule():
    items = chosen_from(marshes(), WET)
    about = Counter(item.evidence[0].start for item in items)
    shown = Counter(start for item in items for start in {quote.start for quote in item.evidence})
    rules = Counter(item.provenance.template for item in items)
    assert len(items) >= 5
    assert max(about.values()) <= LEANT_ON and max(shown.values()) <= SHOWN_BY
    assert all(rules[rule] <= most for rule, most in AT_MOST.items())


def test_one_sentence_is_worked_on_at_two_levels_but_not_twice_at_one():
    sides, *_ = made(guilds(), "measure.sides", terms=GUILD)
    letter = next(i for i in made(guilds(), "measure.letter", terms=GUILD) if i.evidence == sides.evidence)
    interests = next(i for i in made(guilds(), "measure.interests", terms=GUILD) if i.evidence == sides.evidence)
    assert repeats(sides, letter) == ""
    assert repeats(sides, interests.model_copy(update={"level": sides.level}))


def test_the_same_context_and_chance_give_the_same_items():
    once, again = [[c.item for c in candidates_of(context_of(general()))] for _ in range(2)]
    assert once == again and len({item.id for item in once}) == len(once)


def test_the_wordings_of_a_form_take_turns():
    openings = {item.stem.split()[0] for item in made(general(), "notion.decide")}
    assert len(openings) == len(FORMS.forms["notion.decide"].stems)


def test_an_item_says_which_file_of_forms_it_was_made_from():
    item = candidates_of(context_of(general()))[0].item
    assert item.provenance.template in FORMS.forms
    assert item.provenance.template_hash == FORMS.hash and FORMS.hash.startswith("sha256:")


def test_a_school_s_own_forms_come_first_and_a_broken_one_names_its_fault(tmp_path, monkeypatch):
    monkeypatch.setenv("EDUAPP_TEMPLATES", str(tmp_path))
    own = tmp_path / "questions"
    own.mkdir()
    (own / "upper.v3.yaml").write_text(
        "name: upper\nversion: 2\nabout: ours\nforms:\n  one.form:\n    level: apply\n    needs: notion\n    prior: 2\n"
        "    stems: ['x']\n    rubric: [{text: a}, {text: b}]\n    answer: ['x']\n    wants: x\n"
    )
    with pytest.raises(InputError, match="has a form that can't be used") as caught:
        load("upper", 3)
    assert caught.value.where == "forms.one.form.prior"
    (own / "upper.v3.yaml").write_text("- a list")
    with pytest.raises(InputError, match="has no forms"):
        load("upper", 3)
    (own / "upper.v3.yaml").write_text("a: [")
    with pytest.raises(InputError, match="is not YAML"):
        load("upper", 3)


def test_a_file_of_forms_that_is_not_there():
    with pytest.raises(NotFoundError):
        load("upper", 99)


def test_a_word_that_the_material_lacks_is_an_error_that_names_what_there_is():
    with pytest.raises(InputError, match="can't be filled") as caught:
        rendered("Explain {{ nothing }}.", {"said": "x"})
    assert "said" in caught.value.hint


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"text": "Says it.", "key": ["nothing"], "fact": 0}, "'nothing', which its material lacks"),
        ({"text": "Says it.", "key": ["said"], "fact": 7}, "names fact 7"),
    ],
)
def test_a_criterion_that_its_material_can_not_fill_is_an_error(asked, said, filled):
    context, material = filled["notion"]
    fields = FORMS.forms["notion.explain"].model_dump() | {"rubric": [asked, {"text": "Gives a case."}]}
    with pytest.raises(InputError, match=said):
        drafted("one.form", Form.model_validate(fields), 0, material, context)


def test_a_key_without_its_fact_is_no_form():
    fields = FORMS.forms["notion.explain"].model_dump() | {"rubric": [{"text": "Says it.", "key": ["said"]}]}
    with pytest.raises(ValidationError, match="names no fact"):
        Form.model_validate(fields)


def test_course_text_is_never_a_template():
    assert rendered("Explain {{ x }}.", {"x": "{{ 7 * 7 }}"}) == "Explain {{ 7 * 7 }}."
