from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from eduapp.domain.blueprint import Blueprint, Order, Seat
from eduapp.domain.item import Bloom, Item, ItemKind
from eduapp.domain.rubric import Criterion, worth
from eduapp.questions.checks import run_checks
from eduapp.questions.contracts import Judged
from eduapp.questions.likeness import clash, gives_away, repeats
from eduapp.questions.points import scaled, with_points
from eduapp.questions.propose.syntactic import SyntacticProposer
from eduapp.questions.select import Seating, select
from eduapp.questions.vacancies import suits


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
        "The one seat for create (text entry) stayed empty: the text has no fact that such an item could be made from."
    ]


def test_seats_beyond_the_facts_stay_empty(context):
    seat = Seat(level=Bloom.REMEMBER, kinds=(ItemKind.TEXT_ENTRY,), count=50)
    selection = select(judged(context), blueprint(seat), context)
    assert 5 <= len(selection.chosen) < 50
    assert "would repeat what is asked already" in selection.missing[0]


def _failing(item):
    checks = tuple(c.model_copy(update={"passed": c.name != "one-key"}) for c in item.checks)
    return item.model_copy(update={"checks": checks})


ALL = blueprint(
    Seat(level=Bloom.REMEMBER, kinds=(ItemKind.CHOICE, ItemKind.TEXT_ENTRY, ItemKind.TRUE_FALSE), count=6),
    Seat(level=Bloom.UNDERSTAND, kinds=(ItemKind.CHOICE, ItemKind.TRUE_FALSE), count=4),
)


def test_each_seat_tells_what_fills_it(context):
    selection = select(judged(context), ALL, context)
    assert len(selection.fillings) == 2
    seated = [one for filling in selection.fillings for one in filling.items]
    assert sorted(seated) == sorted(j.item.id for j in selection.chosen)
    assert [bool(f.why) for f in selection.fillings] == [
        len(f.items) < s.count for f, s in zip(selection.fillings, ALL.seats, strict=True)
    ]


def test_kinds_take_turns_where_a_seat_allows_several(context):
    chosen = select(judged(context), ALL, context).chosen
    kinds = Counter(j.item.kind for j in chosen if j.item.level is Bloom.REMEMBER)
    assert len(kinds) == 3


def test_from_easy_to_hard(context):
    chosen = [j.item for j in select(judged(context), ALL, context, Order.EASY).chosen]
    order = [(list(Bloom).index(item.level), item.difficulty) for item in chosen]
    assert order == sorted(order)
    assert {i.id for i in chosen} == {j.item.id for j in select(judged(context), ALL, context).chosen}


def test_an_item_in_the_way_is_exchanged(context):
    """The only candidate of a seat is barred by an item of another seat, which has others to choose from."""
    found = judged(context)
    why = next(j for j in found if j.candidate.rule == "cause.why" and j.item.passed)
    same = Judged(why.candidate, why.item.model_copy(update={"id": "item-same", "level": Bloom.REMEMBER}), 2.0)
    others = [j for j in found if j.item.level is Bloom.REMEMBER and j.item.kind is ItemKind.CHOICE]
    seats = blueprint(
        Seat(level=Bloom.REMEMBER, kinds=(ItemKind.CHOICE,), count=1),
        Seat(level=Bloom.UNDERSTAND, kinds=(ItemKind.CHOICE,), count=1),
    )
    seating = Seating([same, why, *others], seats, context)
    seating.places[0].append(same)
    assert seating._best(1, seating.suiting[1], seating.taken) is None
    seating.exchange()
    assert [j.item.id for j in seating.places[1]] == [why.item.id]
    assert len(seating.places[0]) == 1 and seating.places[0][0] is not same


def test_what_lies_outside_is_told_apart_from_what_is_not_there(context):
    found = judged(context)
    seat = Seat(level=Bloom.UNDERSTAND, kinds=(ItemKind.CHOICE,), count=1)
    outside = [j.item for j in found if j.item.level is Bloom.UNDERSTAND and j.item.kind is ItemKind.CHOICE]
    (why,) = select([], blueprint(seat), context, outside=outside).missing
    assert f"the text gives {len(outside)} such items, but none that is about what was asked for" in why


# what two items of a set may not do


def test_near_duplicates_form_a_cluster_of_which_one_is_taken(context):
    one = next(j for j in judged(context) if j.item.kind is ItemKind.TEXT_ENTRY and j.item.passed)
    words = ("", " then", " now", " here")
    many = [
        Judged(one.candidate, _changed(one.item, number, stem=one.item.stem.replace("?", f"{word}?")), 0.5)
        for number, word in enumerate(words)
    ]
    seat = Seat(level=one.item.level, kinds=(ItemKind.TEXT_ENTRY,), count=4)
    assert len(select(many, blueprint(seat), context).chosen) == 1


def test_a_key_comes_once_whatever_the_kind(context):
    found = [j.item for j in judged(context)]
    by_key = {}
    for item in found:
        if item.kind is not ItemKind.TRUE_FALSE:
            by_key.setdefault(item.answer, []).append(item)
    one, other = next(items for items in by_key.values() if len({i.kind for i in items}) > 1)[:2]
    other = _changed(other, 1, stem="Something else entirely is asked here?", facts=("fact-x",), terms=("x",))
    assert repeats(one, other) == "the same key"


def test_long_keys_that_are_nearly_the_same(context):
    why = next(j.item for j in judged(context) if j.candidate.rule == "cause.why")
    key = next(c for c in why.choices if c.correct)
    reworded = tuple(c.model_copy(update={"text": f"{c.text} indeed"}) if c.id == key.id else c for c in why.choices)
    other = _changed(why, 1, stem="What makes this happen, as one could say?", choices=reworded, facts=("fact-x",))
    other = other.model_copy(update={"terms": ("x",)})
    assert repeats(why, other) == "the same key"


def test_an_upper_item_may_lean_on_what_a_lower_one_asks(context):
    lower = next(j.item for j in judged(context) if j.candidate.rule == "cause.why")
    upper = extended(lower, Bloom.ANALYZE, "Compare two reasons that gardeners might give for their work.")
    assert lower.facts == upper.facts
    assert clash(lower, upper) == ""
    again = _changed(upper, 2, stem="Which of the motives behind such habits weighs more, and by what standard?")
    assert clash(upper, again) == "the same fact"
    higher = again.model_copy(update={"level": Bloom.EVALUATE, "key": ("It is quite another answer.",)})
    assert clash(upper, higher) == ""


def test_a_key_in_another_stem_is_given_away_only_beside_its_question(context):
    osmosis = next(j.item for j in judged(context) if j.item.answer == "osmosis" and j.item.kind is ItemKind.TEXT_ENTRY)
    tells = _changed(osmosis, 1, stem="Osmosis is the passage of water through a membrane: why does it slow down?")
    mentions = _changed(osmosis, 2, stem="Besides osmosis, what else keeps roots alive in winter?")
    assert gives_away(tells, osmosis) and not gives_away(mentions, osmosis)


def test_a_statement_gives_away_what_it_states_only_if_it_is_true(context):
    found = [j.item for j in judged(context)]
    entry = next(item for item in found if item.answer == "osmosis" and item.kind is ItemKind.TEXT_ENTRY)
    claims = [item for item in found if item.kind is ItemKind.TRUE_FALSE and "osmosis" in item.stem.lower()]
    assert {item.answer for item in claims if gives_away(item, entry)} <= {"True"}


def test_a_rubric_is_scaled_to_the_points_of_its_seat(context):
    item = extended(judged(context)[0].item, Bloom.APPLY, "Describe a case of your own.", points=(1, 2, 1))
    assert [c.points for c in scaled(item.rubric, 6)] == [1.5, 3, 1.5]
    one = Judged(judged(context)[0].candidate, item, 0.5)
    assert with_points(one, None).item.points == 4
    assert with_points(one, 2).item.points == 2 == worth(with_points(one, 2).item.rubric)
    seat = Seat(level=Bloom.APPLY, kinds=(ItemKind.EXTENDED_TEXT,), points=1)
    assert not suits(item, seat) and suits(item, seat.model_copy(update={"points": 1.5}))


@given(st.lists(st.integers(1, 8), min_size=1, max_size=6), st.integers(6, 60))
def test_a_scaled_rubric_adds_up_and_leaves_no_criterion_without_points(parts, halves):
    rubric = tuple(Criterion(id=str(n), text="x", points=part / 2) for n, part in enumerate(parts))
    found = [c.points for c in scaled(rubric, halves / 2)]
    assert sum(found) == halves / 2 and min(found) >= 0.5
    assert all(points % 0.5 == 0 for points in found)
    ranked = sorted(zip(parts, found, strict=True))
    assert all(b >= a - 0.5 for (_, a), (_, b) in pairwise(ranked))


def _changed(item, number, **changes):
    return item.model_copy(update={"id": f"item-{number}", **changes})


def extended(item, level, stem, points=(2, 2)):
    """An extended-text item on the facts of another."""
    rubric = tuple(Criterion(id=str(n), text=f"Point {n}", points=p) for n, p in enumerate(points))
    data = item.model_dump(exclude={"answer", "choices", "key"})
    kind = {"kind": ItemKind.EXTENDED_TEXT, "rubric": rubric, "key": ("One key point, told in a sentence.",)}
    return Item.model_validate(data | kind | {"id": f"item-{level.value}", "level": level, "stem": stem})


def test_a_statement_is_judged_once_in_a_set_true_or_false(context):
    options = [
        "The root takes up water and minerals from the soil around it.",
        "The leaf stores no energy in the form of sugar by day or night.",
        "The stem carries water up to every leaf of the plant.",
    ]
    first = next(j.item for j in judged(context) if j.item.kind is ItemKind.CHOICE)
    choices = tuple(
        first.choices[0].model_copy(update={"id": "abc"[n], "text": text, "correct": n == 0})
        for n, text in enumerate(options)
    )
    choice = _changed(
        first, 1, stem="Which statement agrees with the text?", choices=choices, key=("a",), facts=("f1",)
    )
    other = next(j.item for j in judged(context) if j.item.kind is ItemKind.TRUE_FALSE)
    same = _changed(other, 2, stem="The leaf stores energy in the form of sugar by day and night.", facts=("f2",))
    another = _changed(other, 3, stem="Bees carry pollen from one flower to the next.", facts=("f3",))
    assert repeats(choice, same) == repeats(same, choice) == "the same statement"
    assert repeats(choice, another) == ""


def test_spare_items_fill_only_what_would_stay_empty(context):
    seat = Seat(level=Bloom.REMEMBER, kinds=(ItemKind.CHOICE,), count=2)
    found = [one for one in judged(context) if one.item.passed and suits(one.item, seat)]
    by_fact = list({one.item.facts[0]: one for one in found}.values())
    spare = [replace(one, candidate=replace(one.candidate, spare=True), score=1.0) for one in by_fact[:2]]
    [proper] = by_fact[2:3]
    chosen = select([*spare, proper], blueprint(seat), context).chosen
    assert proper.item.id in {one.item.id for one in chosen}
    assert sum(one.candidate.spare for one in chosen) == 1
    assert not any(one.candidate.spare for one in select([*spare, *by_fact[2:]], blueprint(seat), context).chosen)


def test_more_of_a_form_is_taken_only_where_a_seat_would_stay_empty(context):
    seat = Seat(level=Bloom.REMEMBER, kinds=(ItemKind.CHOICE,), count=3)
    found = [one for one in judged(context) if one.item.passed and suits(one.item, seat)]
    by_fact = list({one.item.facts[0]: one for one in found}.values())[:3]
    shorts = [replace(one, candidate=replace(one.candidate, rule="naming.stands-for")) for one in by_fact]
    assert len(select(shorts, blueprint(seat), context).chosen) == 2
