"""What a set covers of its blueprint and its text."""

from __future__ import annotations

from datetime import UTC, datetime

from eduapp.domain.blueprint import Blueprint, Brief, Seat
from eduapp.domain.item import Bloom, ItemKind
from eduapp.domain.item_set import ItemSet
from eduapp.domain.knowledge import Understanding
from eduapp.domain.review import Decision, Review, State, Verdict
from eduapp.questions import generate
from eduapp.questions.coverage import Coverage, coverage
from tests.questions.maker import cells

COURSE = cells()
DOCUMENT, UNDERSTANDING = COURSE.document(), COURSE.understanding()
SEATS = (
    Seat(level=Bloom.REMEMBER, kinds=(ItemKind.CHOICE, ItemKind.TEXT_ENTRY), count=4),
    Seat(level=Bloom.UNDERSTAND, kinds=(ItemKind.CHOICE,), count=1),
    Seat(level=Bloom.CREATE, kinds=(ItemKind.MATCH,), count=2),
)
MADE = generate(
    DOCUMENT,
    UNDERSTANDING,
    Blueprint(name="test", seats=SEATS),
    brief=Brief(objectives=("Define osmosis", "List the planets")),
)
PLAIN = generate(DOCUMENT, UNDERSTANDING, Blueprint(name="test", seats=SEATS))


def decided(made: ItemSet, *states: State) -> ItemSet:
    """The set with its first items in these states."""
    items = list(made.items)
    for number, state in enumerate(states):
        item = items[number]
        verdict = Verdict.APPROVE if state is State.APPROVED else Verdict.REJECT
        decision = Decision(item=item.id, revision=1, verdict=verdict, who="A.", when=datetime.now(UTC), why="no")
        items[number] = item.model_copy(update={"review": Review(state=state, decisions=(decision,))})
    return made.model_copy(update={"items": tuple(items)})


def covered(made: ItemSet = PLAIN) -> Coverage:
    return coverage(made, DOCUMENT, UNDERSTANDING)


def test_levels_and_seats_say_what_was_asked_and_what_is_there() -> None:
    found = covered()
    assert (found.asked, found.filled, found.draft, found.approved) == (7, 5, 5, 0)
    assert [(row.level, row.asked, row.filled) for row in found.levels] == [
        (Bloom.REMEMBER, 4, 4),
        (Bloom.UNDERSTAND, 1, 1),
        (Bloom.CREATE, 2, 0),
    ]
    assert [(row.asked, row.filled, row.missing) for row in found.seats] == [(4, 4, 0), (1, 1, 0), (2, 0, 2)]
    assert found.seats[2].why.startswith("2 of 2 seats for create (match) stayed empty: ")
    assert sum(sum(row.kinds.values()) for row in found.levels) == found.filled


def test_decisions_count_and_a_rejected_item_is_missing() -> None:
    found = covered(decided(PLAIN, State.APPROVED, State.REJECTED))
    assert (found.filled, found.approved, found.draft, found.rejected) == (4, 1, 3, 1)
    assert sum(row.missing for row in found.seats) == 3
    assert [row.why for row in found.seats if "rejected" in row.why] == ["1 of its items was rejected."]


def test_passages_and_terms_say_what_is_asked_about_them_or_why_nothing_is() -> None:
    found = covered()
    assert [row.name for row in found.passages] == ["p0001, p. 1", "p0002, p. 2", "p0003, p. 3", "p0004, p. 4"]
    for row in (*found.passages, *found.terms):
        assert bool(row.filled) == bool(row.levels) == (not row.why)
    missing = {row.name: row.why for row in found.terms if row.why}
    assert missing and set(missing.values()) <= {
        "The one fact about this term was not chosen.",
        "None of the 2 facts about this term was chosen.",
    }


def test_objectives_are_those_asked_for() -> None:
    found = coverage(MADE, DOCUMENT, UNDERSTANDING)
    define, years = found.objectives
    assert (define.name, define.asked, define.filled) == ("Define osmosis", True, 1)
    assert (years.filled, years.facts) == (0, 0)
    assert years.why == "There is no fact for this objective that could be asked for."
    assert covered().objectives == ()


def test_a_set_from_before_plans_is_covered_too() -> None:
    old = PLAIN.model_copy(update={"plan": None, "seats": ()})
    found = covered(old)
    assert (found.asked, found.filled, found.seats) == (5, 5, ())
    assert [row.asked for row in found.levels] == [0, 0]


def test_a_text_of_which_nothing_was_understood() -> None:
    empty = ItemSet(id="set-1", source=DOCUMENT.source.id, title="Cells")
    found = coverage(empty, DOCUMENT, Understanding(source=DOCUMENT.source.id))
    assert {row.why for row in found.passages} == {"There is no fact of this passage that could be asked for."}


def test_it_shows_itself_and_comes_back_from_json() -> None:
    found = covered()
    shown = found._repr_html_()
    for part in ("5 of 7 seats filled", "Levels and kinds", "Passages", "<td>p0001, p. 1</td>"):
        assert part in shown
    assert Coverage.model_validate_json(found.model_dump_json()) == found
    assert [title for title, _, _ in found.tables()] == ["Levels and kinds", "Seats", "Passages", "Terms"]
    for _, heads, rows in found.tables():
        assert {len(row) for row in rows} == {len(heads)}
