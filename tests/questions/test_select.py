from __future__ import annotations

import random

from eduapp.domain.blueprint import Blueprint, Seat
from eduapp.domain.item import Bloom, ItemKind
from eduapp.questions.checks import run_checks
from eduapp.questions.contracts import Judged
from eduapp.questions.propose.syntactic import SyntacticProposer
from eduapp.questions.select import select


def judged(context):
    found = {c.item.id: c for c in SyntacticProposer().propose(context, random.Random(0))}
    return [Judged(c, run_checks(c.item, context), c.prior) for c in found.values()]


def blueprint(*seats: Seat) -> Blueprint:
    return Blueprint(name="test", seats=seats)


QUIZ = blueprint(
    Seat(level=Bloom.REMEMBER, kinds=(ItemKind.CHOICE,), count=3),
    Seat(level=Bloom.REMEMBER, kinds=(ItemKind.TEXT_ENTRY,), count=2, points=2),
    Seat(level=Bloom.UNDERSTAND, kinds=(ItemKind.CHOICE, ItemKind.TRUE_FALSE), count=2),
)


def test_seats_are_filled_as_asked(context):
    items = [j.item for j in select(judged(context), QUIZ, context).chosen]
    assert sum(i.kind is ItemKind.CHOICE and i.level is Bloom.REMEMBER for i in items) == 3
    assert [i.points for i in items if i.kind is ItemKind.TEXT_ENTRY] == [2, 2]
    assert sum(i.level is Bloom.UNDERSTAND for i in items) == 2


def test_no_fact_key_or_stem_comes_twice(context):
    items = [j.item for j in select(judged(context), QUIZ, context).chosen]
    facts = [fact for item in items for fact in item.facts]
    answers = [item.answer for item in items if item.kind is not ItemKind.TRUE_FALSE]
    assert len(facts) == len(set(facts))
    assert len(answers) == len(set(answers))
    assert all(item.checks[-1].name == "not-duplicate" for item in items)


def test_items_stand_in_course_order(context):
    places = [
        (j.item.evidence[0].passage, j.item.evidence[0].start) for j in select(judged(context), QUIZ, context).chosen
    ]
    assert places == sorted(places)


def test_items_are_spread_over_passages(context):
    chosen = select(judged(context), QUIZ, context).chosen
    assert len({j.item.evidence[0].passage for j in chosen}) == 4


def test_a_failed_check_bars_an_item(context):
    only = [j for j in judged(context) if j.candidate.rule == "cause.why"]
    failed = [Judged(j.candidate, _failing(j.item), 1.0) for j in only]
    seat = Seat(level=Bloom.UNDERSTAND, kinds=(ItemKind.CHOICE,), count=2)
    selection = select(failed, blueprint(seat), context)
    assert selection.chosen == []
    assert selection.missing[0].startswith("2 of 2 seats for understand (choice) stayed empty: of ")
    assert "most often one-key" in selection.missing[0]


def test_an_empty_seat_says_why(context):
    seat = Seat(level=Bloom.CREATE, kinds=(ItemKind.TEXT_ENTRY,), count=1)
    assert select(judged(context), blueprint(seat), context).missing == [
        "1 of 1 seats for create (text entry) stayed empty: the text has no fact that such an item could be made from."
    ]


def test_seats_beyond_the_facts_stay_empty(context):
    seat = Seat(level=Bloom.REMEMBER, kinds=(ItemKind.TEXT_ENTRY,), count=50)
    selection = select(judged(context), blueprint(seat), context)
    assert 5 <= len(selection.chosen) < 50
    assert "would repeat what is asked already" in selection.missing[0]


def _failing(item):
    checks = tuple(c.model_copy(update={"passed": c.name != "one-key"}) for c in item.checks)
    return item.model_copy(update={"checks": checks})
