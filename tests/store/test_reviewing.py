"""Undo, deciding at the same time, and finding one's way through many items."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from eduapp.domain.blueprint import Blueprint, Seat
from eduapp.domain.item import Bloom, Check, Item, ItemKind, edited
from eduapp.domain.item_set import Filling, ItemSet
from eduapp.domain.queue import Filters
from eduapp.domain.review import State, Verdict
from eduapp.errors import ReviewError
from eduapp.store import Repository, open_repository
from eduapp.store.engine import open_engine, transaction
from eduapp.store.migrations import STEPS, migrate
from tests.fakes import make_document, make_item

DOCUMENT = make_document()
WHO = "A. Teacher"


def item_of(number: int, **changes: object) -> Item:
    return make_item(number, DOCUMENT, **changes)


@pytest.fixture
def filled(repository: Repository) -> Repository:
    """A repository with a set of six: two levels, one that failed a check."""
    repository.add_source(DOCUMENT)
    items = tuple(
        item_of(number, level=Bloom.APPLY if number % 2 else Bloom.REMEMBER, passed=number != 4)
        for number in range(1, 7)
    )
    repository.finish_set(ItemSet(id="set-1", source=DOCUMENT.source.id, title="Cells", items=items))
    return repository


def ids(*numbers: int) -> list[str]:
    return [item_of(number).id for number in numbers]


# undo


def test_an_undo_is_one_more_decision(filled: Repository) -> None:
    (one,) = ids(1)
    filled.decide(one, Verdict.REJECT, who=WHO, why="too easy")
    undone = filled.undo(one, who="B. Head")
    assert undone == filled.item(one)
    assert undone.review.state is State.DRAFT
    assert [decision.verdict for decision in undone.review.decisions] == [Verdict.REJECT, Verdict.UNDO]
    assert [(event.what, event.who, event.why) for event in filled.history(one)[1:]] == [
        ("rejected", WHO, "too easy"),
        ("undone", "B. Head", "Takes back: rejected by A. Teacher."),
    ]


def test_an_edit_is_undone_with_the_state_that_was_before_it(filled: Repository) -> None:
    (one,) = ids(1)
    approved = filled.decide(one, Verdict.APPROVE, who=WHO)
    filled.revise(edited(approved, {"stem": "What holds the DNA?"}), "B. Head")
    undone = filled.undo(one, who=WHO)
    assert undone == filled.item(one)
    assert (undone.revision, undone.stem, undone.checks) == (3, approved.stem, approved.checks)
    assert undone.review.state is State.APPROVED
    assert [event.what for event in filled.history(one)] == ["proposed", "approved", "edited", "undone"]
    assert filled.undo(one, who=WHO).review.state is State.DRAFT
    with pytest.raises(ReviewError, match="nothing to undo"):
        filled.undo(one, who=WHO)


def test_edits_are_undone_one_after_the_other(filled: Repository) -> None:
    item = filled.item(ids(1)[0])
    stems = [item.stem]
    for stem in ("First?", "Second?", "Third?"):
        item = filled.revise(edited(item, {"stem": stem}), WHO)
        stems.append(stem)
    for stem in reversed(stems[:-1]):
        item = filled.undo(item.id, who=WHO)
        assert (item.stem, item.review.state) == (stem, State.DRAFT)
    item = filled.revise(edited(item, {"stem": "Fourth?"}), WHO)
    assert filled.undo(item.id, who=WHO).stem == stems[0]
    with pytest.raises(ReviewError, match="nothing to undo"):
        filled.undo(item.id, who=WHO)


def test_an_item_comes_back_into_its_place(filled: Repository) -> None:
    seat = Seat(level=Bloom.APPLY, kinds=(ItemKind.CHOICE,), count=2)
    old, kept = item_of(1), item_of(2)
    plan = Blueprint(name="two", title="Two", seats=(seat,))
    filled.finish_set(
        ItemSet(id="set-2", source=DOCUMENT.source.id, title="Cells", items=(old, kept), plan=plan,
                seats=(Filling(items=(old.id, kept.id)),))
    )  # fmt: skip
    before = filled.item_set("set-2")
    new = item_of(9)
    filled.replace_item("set-2", filled.item(old.id), new, who=WHO, why=f"Replaced by {new.id}.")
    assert filled.item_set("set-2").seats == (Filling(items=(new.id, kept.id)),)
    assert filled.undo(old.id, who=WHO).review.state is State.DRAFT
    after = filled.item_set("set-2")
    assert [item.id for item in after.items] == [old.id, kept.id]
    assert (after.seats, after.replaced) == (before.seats, {})
    assert filled.item(new.id).review.state is State.DRAFT


def test_a_judged_replacement_stays_in_the_set_when_the_old_item_comes_back(filled: Repository) -> None:
    new = item_of(9)
    filled.replace_item("set-1", filled.item(ids(1)[0]), new, who=WHO, why=f"Replaced by {new.id}.")
    filled.decide(new.id, Verdict.APPROVE, who=WHO)
    filled.undo(ids(1)[0], who=WHO)
    assert [item.id for item in filled.item_set("set-1").items] == ids(9, 1, 2, 3, 4, 5, 6)


# two at once


def test_who_decides_on_what_another_has_decided_is_told(filled: Repository) -> None:
    seen = filled.item(ids(1)[0])
    filled.decide(seen.id, Verdict.APPROVE, who="B. Head", revision=1, seen=0)
    for late in (
        lambda: filled.decide(seen.id, Verdict.REJECT, who=WHO, why="no", revision=1, seen=0),
        lambda: filled.revise(edited(seen, {"stem": "Other?"}), WHO, seen=0),
        lambda: filled.undo(seen.id, who=WHO, revision=1, seen=0),
        lambda: filled.replace_item("set-1", seen, item_of(9), who=WHO, why="other"),
    ):
        with pytest.raises(ReviewError, match=f"{seen.id} was approved meanwhile, by B. Head at"):
            late()
    assert filled.item(seen.id).review.state is State.APPROVED


def test_who_decides_on_what_another_has_edited_is_told(filled: Repository) -> None:
    seen = filled.item(ids(1)[0])
    filled.revise(edited(seen, {"stem": "Other?"}), "B. Head", seen=0)
    with pytest.raises(ReviewError, match="edited meanwhile by B"):
        filled.decide(seen.id, Verdict.APPROVE, who=WHO, revision=1, seen=0)


def test_of_an_edit_and_a_verdict_at_once_one_wins(filled: Repository) -> None:
    for number in range(1, 7):
        seen = filled.item(ids(number)[0])
        told: list[str] = []

        def attempt(action, told: list[str] = told) -> None:
            try:
                action()
                told.append("won")
            except ReviewError as error:
                told.append(error.message)

        threads = [
            threading.Thread(target=attempt, args=(action,))
            for action in (
                lambda seen=seen: filled.revise(edited(seen, {"stem": "Other?"}), WHO, seen=0),
                lambda seen=seen: filled.decide(seen.id, Verdict.APPROVE, who="B. Head", revision=1, seen=0),
            )
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted("won" if one == "won" else "meanwhile" for one in told) == ["meanwhile", "won"], told


# finding one's way


def test_a_queue_is_filtered_and_paged_in_the_order_of_the_set(filled: Repository) -> None:
    def found(**filters: object) -> list[str]:
        return [line.item for line in filled.queue("set-1", Filters.model_validate(filters)).lines]

    filled.decide(ids(2)[0], Verdict.APPROVE, who=WHO)
    assert found() == ids(1, 2, 3, 4, 5, 6)
    assert found(state="draft") == ids(1, 3, 4, 5, 6)
    assert found(level="apply", state="draft") == ids(1, 3, 5)
    assert found(check="failed") == found(check="key supported") == ids(4)
    assert found(check="passed") == ids(1, 2, 3, 5, 6)
    assert found(kind="order") == found(source="src-other") == found(check="key") == []
    assert found(words="question 3 NUCLEUS") == ids(3)
    assert found(words="%") == []
    page = filled.queue("set-1", Filters(), start=2, limit=2)
    assert (page.total, page.start, [line.item for line in page.lines]) == (6, 2, ids(3, 4))
    (line,) = filled.queue("set-1", Filters(check="failed")).lines
    assert (line.failed, line.checked, line.state, line.revision) == (("key supported",), 2, State.DRAFT, 1)
    assert len(filled.queue("", Filters()).lines) == 6


def test_the_next_item_is_one_that_passes_the_filters(filled: Repository) -> None:
    drafts = Filters(state=State.DRAFT)
    one, two, three, *_, last = ids(1, 2, 3, 4, 5, 6)
    filled.decide(two, Verdict.APPROVE, who=WHO)
    assert filled.beside("set-1", drafts, one) == three
    assert filled.beside("set-1", drafts, two) == three
    assert filled.beside("set-1", drafts, two, back=True) == one
    assert filled.beside("set-1", drafts, last) == one
    assert filled.beside("set-1", drafts, one, back=True) == last
    assert filled.beside("set-1", drafts, "item-unknown") == one
    assert filled.beside("set-1", Filters(kind=ItemKind.ORDER), one) == ""
    assert filled.beside("", drafts, two)
    assert [filled.place("set-1", drafts, item) for item in (one, two, three, "item-unknown")] == [0, 1, 1, 0]


def test_a_tally_counts_levels_kinds_states_and_failed_checks(filled: Repository) -> None:
    filled.decide(ids(1)[0], Verdict.REJECT, who=WHO, why="no")
    tally = filled.tally("set-1", Filters())
    assert tally.total == 6
    assert dict(tally.by("level")) == {"apply": 3, "remember": 3}
    assert dict(tally.by("state")) == {"draft": 5, "rejected": 1}
    assert tally.failed == {"key supported": 1}
    assert filled.tally("set-1", Filters(state=State.REJECTED)).total == 1
    assert filled.tally("set-9", Filters()).total == 0


def test_sets_in_short(filled: Repository) -> None:
    filled.decide(ids(1)[0], Verdict.REJECT, who=WHO, why="no")
    (line,) = filled.set_lines()
    assert (line.id, line.title, line.items, line.missing) == ("set-1", "Cells", 6, 0)
    assert line.states == {State.DRAFT: 5, State.REJECTED: 1}


def test_the_standing_follows_edits_and_undos(filled: Repository) -> None:
    item = filled.item(ids(4)[0])
    changed = edited(item, {"stem": "Ribosomes?", "level": "create"}).model_copy(
        update={"checks": (Check(name="level", passed=True),)}
    )
    filled.revise(changed, WHO, seen=0)
    (line,) = filled.queue("set-1", Filters(words="ribosomes")).lines
    assert (line.level, line.failed, line.revision) == (Bloom.CREATE, (), 2)
    filled.undo(item.id, who=WHO)
    (line,) = filled.queue("set-1", Filters(check="failed")).lines
    assert (line.item, line.stem, line.revision, line.decisions) == (item.id, item.stem, 3, 1)


def test_an_older_library_gets_its_standings(tmp_path: Path) -> None:
    source = DOCUMENT.source.id
    engine = open_engine(str(tmp_path))
    migrate(engine, STEPS[:6])
    items = [item_of(number, passed=number != 2) for number in range(1, 5)]
    with transaction(engine, writes=True) as connection:
        connection.execute(
            text("INSERT INTO sources VALUES (:id, 'cells.txt', 'text/plain', '00', 33, '2026-01-01T00:00:00', :body)"),
            {"id": source, "body": DOCUMENT.model_dump_json()},
        )
        for item in items:
            body = item.model_dump_json(exclude={"answer", "review", "revision"})
            connection.execute(text("INSERT INTO items VALUES (:id, :source)"), {"id": item.id, "source": source})
            revision = text("INSERT INTO revisions VALUES (:id, 1, '2026-01-01T00:00:00', '', :body)")
            connection.execute(revision, {"id": item.id, "body": body})
        for number, verdict in ((1, "approve"), (3, "reject"), (3, "approve"), (4, "approve"), (4, "reopen")):
            add = """INSERT INTO decisions VALUES (:id, (SELECT count(*) + 1 FROM decisions WHERE item = :id), 1,
                     :verdict, 'A. Teacher', '2026-01-01T00:00:00', 'x', '')"""
            connection.execute(text(add), {"id": items[number - 1].id, "verdict": verdict})
    engine.dispose()
    repository = open_repository(str(tmp_path))
    migrated = {line.item: line for line in repository.queue("", Filters()).lines}
    assert [migrated[item.id].state.value for item in items] == ["approved", "draft", "approved", "draft"]
    assert [migrated[item.id].failed for item in items] == [(), ("key supported",), (), ()]
    with transaction(repository.engine) as connection:
        by_migration = sorted(connection.execute(text("SELECT * FROM standings")))
    for item in items:  # the next decision writes the same row as the migration, but for what it decided
        repository.decide(item.id, Verdict.REJECT, who=WHO, why="x")
        repository.undo(item.id, who=WHO)
    with transaction(repository.engine) as connection:
        by_code = sorted(connection.execute(text("SELECT * FROM standings")))
    for before, after in zip(by_migration, by_code, strict=True):
        assert {**before._mapping, "decisions": 0} == {**after._mapping, "decisions": 0}
    repository.close()
