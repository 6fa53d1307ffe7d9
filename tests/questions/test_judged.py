"""Statements to be judged, on a text that says several things of one topic."""

from __future__ import annotations

import random
from functools import lru_cache

import pytest

from eduapp.domain.item import ItemKind
from eduapp.domain.knowledge import FactKind
from eduapp.domain.source import Document, Locator, Passage, Source
from eduapp.language import understand
from eduapp.questions import answerer
from eduapp.questions.checks import run_checks
from eduapp.questions.context import build
from eduapp.questions.contracts import Context
from eduapp.questions.drafts import candidate
from eduapp.questions.propose.falsify import _opposed, falsified
from eduapp.questions.propose.judged import judgements
from eduapp.questions.propose.statements import reads_alone, says_who_they_are, shown, spare_statements, statements
from eduapp.questions.propose.syntactic import provenance_of
from tests.questions.maker import Course
from tests.questions.test_gist import trade

TEXT = """Glaciers are large bodies of ice that move slowly over land. Glaciers grow thicker when the winter snowfall is
higher than the summer melting. The surface of a glacier moves faster than the ice at its bed. Glaciers in warm regions
move more quickly than glaciers in polar regions. A glacier carries large amounts of rock toward the valley floor.
Moraines are ridges of rock that glaciers leave at their edges. The largest glaciers are found near the southern pole.
Meltwater at the bed of glaciers increases the speed of the ice. Glaciers cannot form where the summer melts all of the
winter snow. The ice of old glaciers is denser than fresh snow. In 1840, Louis Agassiz published a study of glaciers.
Last summer, the child touched the glacier and laughed. This ice is very old. Glaciers may grow in some valleys.
Rivers of meltwater grow stronger in the early summer. Glaciers with steep beds move faster than those with flat beds.
Most alpine glaciers have become smaller in the last century. Icebergs form where large glaciers reach the sea before
they melt. Dark rock on the ice increases the melting of alpine glaciers. Glaciers leave simple valleys with steep walls
behind them. Polar glaciers lose less ice in summer than alpine glaciers."""


@lru_cache(maxsize=1)
def context() -> Context:
    source = Source(id="src-ice", name="ice.txt", media_type="text/plain", sha256="0" * 64)
    text = " ".join(TEXT.split())
    passage = Passage(id="p0001", text=text, locator=Locator(page=1))
    document = Document(source=source, title="Glaciers", passages=(passage,))
    return build(document, understand(document))


def made():
    drafts = judgements(context(), random.Random(3))
    return [candidate(d, context(), provenance_of("test", judgements)) for d in drafts]


def test_statements_stand_alone():
    told = [shown(fact) for fact in statements(context())]
    assert "Meltwater at the bed of glaciers increases the speed of the ice." in told
    assert not [text for text in told if text.startswith(("This", "Last"))]


@pytest.mark.parametrize(
    "text",
    [
        "This process moves water out of the cell every day.",
        "In, two children push a third child in a wagon.",
        "For 2020, the top companies included a bank and a brewery.",
        "The person in the elevator cannot tell where she is going.",
        "By 1990, after decades of talks, it was down to less than five.",
    ],
)
def test_what_needs_its_page_does_not(text):
    assert not reads_alone(text, context())


def test_every_false_statement_is_said_nowhere_and_every_true_one_is():
    read = context().sentences["p0001"]
    for fact in statements(context()):
        assert answerer.agrees(shown(fact), read, context())
        false = falsified(fact, shown(fact), context(), random.Random(0))
        if false:
            assert not answerer.agrees(false.text, read, context())


def test_a_false_version_says_the_opposite():
    found = {shown(f): falsified(f, shown(f), context(), random.Random(0)) for f in statements(context())}
    versions = {text: false.text for text, false in found.items() if false}
    melting = "Meltwater at the bed of glaciers increases the speed of the ice."
    assert versions[melting] == melting.replace("increases", "decreases")
    denied = "Glaciers cannot form where the summer melts all of the winter snow."
    assert versions[denied] == "Glaciers can form where the summer melts all of the winter snow."
    assert "Glaciers may grow in some valleys." not in versions


def test_each_kind_of_item_is_made_and_passes():
    passed = [one.item for one in made() if run_checks(one.item, context()).passed]
    assert {item.kind for item in passed} >= {ItemKind.CHOICE, ItemKind.TRUE_FALSE}
    which = next(item for item in passed if item.kind is ItemKind.CHOICE)
    assert sum(choice.correct for choice in which.choices) == 1
    assert all(choice.feedback.startswith("The text says: “") for choice in which.choices)
    false = next(item for item in passed if item.key == ("false",))
    assert false.correction and false.correction != false.stem


def test_a_right_statement_marked_as_wrong_is_caught():
    item = next(one.item for one in made() if one.item.kind is ItemKind.CHOICE)
    right = next(shown(f) for f in statements(context()) if shown(f) not in [c.text for c in item.choices])
    wrong = next(c for c in item.choices if not c.correct)
    choices = tuple(c.model_copy(update={"text": right}) if c is wrong else c for c in item.choices)
    failed = {
        c.name for c in run_checks(item.model_copy(update={"choices": choices}), context()).checks if not c.passed
    }
    assert "no-true-distractor" in failed


def test_an_opposite_is_not_made_where_it_makes_no_sense():
    for text in (
        "Settlers named the town after the first mayor of the county.",
        "Electrons are much easier to remove from atoms and can be moved more easily.",
        "After two years of fighting, the rebels entered the capital of the island.",
    ):
        assert not [
            made
            for made in _opposed(text, context(), frozenset(text.lower().strip(".").split()))
            if made.how == "opposite"
        ], text


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("The wavelength λ is the distance between two crests.", "The wavelength is the distance between two crests."),
        ("The speed v is the distance in a given time.", "The speed is the distance in a given time."),
        ("The wave velocity v w is a speed.", "The wave velocity is a speed."),
        ("A vitamin C tablet is white.", "A vitamin C tablet is white."),
        ("The person I am is old.", "The person I am is old."),
        ("Some of it is lost.", "Some of it is lost."),
    ],
)
def test_a_statement_does_without_the_symbols_of_quantities(written: str, told: str) -> None:
    course = Course()
    fact = course.note(FactKind.ROLE, written, written.split()[1], written.split()[-1].rstrip("."))
    assert shown(fact) == told


def test_what_the_text_is_less_about_is_spare_and_stays_out_of_sets_of_statements() -> None:
    first, further = statements(trade()), spare_statements(trade())
    assert further
    assert not {shown(fact) for fact in first} & {shown(fact) for fact in further}
    drafts = list(judgements(trade(), random.Random(0)))
    texts = {shown(fact) for fact in further}
    assert {draft.spare for draft in drafts if (draft.correction or draft.stem) in texts} == {True}


@pytest.mark.parametrize(
    ("said", "stays"),
    [
        ("A glacier, also called an ice river, is a body of ice.", "A glacier, called an ice river, is a body of ice."),
        (
            "Glaciers, however, although they are slow, move rock.",
            "Glaciers, although they are slow, move rock.",
        ),
        ("Glaciers also carry large amounts of rock.", "Glaciers carry large amounts of rock."),
        ("Glaciers are, however, slow.", "Glaciers are slow."),
    ],
)
def test_what_is_left_out_leaves_its_commas_right(said: str, stays: str) -> None:
    assert shown(statements(context())[0].model_copy(update={"resolved": said})) == stays


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("The force of attraction between glaciers is the product of their masses.", True),
        ("The force is directly proportional to the product of their masses.", False),
        ("In their upper parts, glaciers gather snow.", True),
    ],
)
def test_their_comes_after_what_it_stands_for(text: str, stands: bool) -> None:
    assert says_who_they_are(text) is stands
