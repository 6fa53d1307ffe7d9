"""Sources, sets, items and decisions in the library on disk."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from eduapp.domain.blueprint import Blueprint, Brief, Order, Seat
from eduapp.domain.crossword import Crossword, Entry
from eduapp.domain.item import Bloom, Item, ItemKind, edited
from eduapp.domain.item_set import Filling, ItemSet
from eduapp.domain.review import Decision, State, Verdict
from eduapp.errors import NotFoundError, ReviewError
from eduapp.store import UNFINISHED, Repository, open_repository
from eduapp.store.repository import newest
from tests.fakes import make_document, make_item, make_understanding

DOCUMENT = make_document(text="The nucleus holds the cell's DNA.\nThe membrane encloses the cell.")
SOURCE = DOCUMENT.source


def a_set(*numbers: int, set_id: str = "set-1", **changes: object) -> ItemSet:
    items = tuple(make_item(number, DOCUMENT) for number in numbers)
    return ItemSet(id=set_id, source=SOURCE.id, title="Cells", blueprint="quiz", items=items, **changes)


def approve(repository: Repository, item_id: str, **options: object):
    return repository.decide(item_id, Verdict.APPROVE, who="A. Teacher", **options)


@pytest.fixture
def filled(repository: Repository) -> Repository:
    """A repository with one source and a set of three."""
    repository.add_source(DOCUMENT)
    repository.finish_set(a_set(1, 2, 3, missing=("No cause.",), report={"chosen": {"cloze.v1": 3}}))
    return repository


def test_a_source_comes_back_as_it_went_in(repository: Repository) -> None:
    assert repository.add_source(DOCUMENT) == SOURCE
    assert repository.sources() == [SOURCE]
    assert repository.document(SOURCE.id) == DOCUMENT


def test_the_same_content_twice_is_one_source_under_its_first_name(repository: Repository) -> None:
    repository.add_source(DOCUMENT)
    again = DOCUMENT.model_copy(update={"source": SOURCE.model_copy(update={"name": "copy.txt"})})
    assert repository.add_source(again) == SOURCE
    assert repository.sources() == [SOURCE]


def test_a_document_read_anew_replaces_the_old_one_only_while_nothing_quotes_it(repository: Repository) -> None:
    repository.add_source(DOCUMENT)
    repository.save_understanding(make_understanding(DOCUMENT))
    better = DOCUMENT.model_copy(update={"passages": DOCUMENT.passages[:1]})
    repository.add_source(better)
    assert repository.document(SOURCE.id) == better
    assert repository.understanding(SOURCE.id, "fake-1") is None
    repository.finish_set(a_set(1))
    repository.add_source(DOCUMENT)
    assert repository.document(SOURCE.id) == better


def test_an_understanding_is_kept_for_its_pipeline_version(repository: Repository) -> None:
    repository.add_source(DOCUMENT)
    understanding = make_understanding(DOCUMENT)
    repository.save_understanding(understanding)
    repository.save_understanding(understanding.model_copy(update={"words": 99}))
    assert repository.understanding(SOURCE.id, "fake-1") == understanding
    assert repository.understanding(SOURCE.id, "fake-2") is None


def test_a_set_comes_back_as_it_went_in(filled: Repository) -> None:
    expected = a_set(1, 2, 3, missing=("No cause.",), report={"chosen": {"cloze.v1": 3}})
    assert filled.item_set("set-1") == expected
    assert filled.set_ids() == ["set-1"]


def test_each_item_is_saved_when_it_is_made(repository: Repository) -> None:
    repository.add_source(DOCUMENT)
    repository.start_set(a_set())
    repository.add_item("set-1", make_item(2, DOCUMENT))
    repository.add_item("set-1", make_item(1, DOCUMENT))
    so_far = repository.item_set("set-1")
    assert [item.stem[:10] for item in so_far.items] == ["Question 2", "Question 1"]
    assert so_far.missing == (UNFINISHED,)
    repository.finish_set(a_set(1, 2))
    assert repository.item_set("set-1") == a_set(1, 2)


def test_the_set_generated_last_is_last(filled: Repository) -> None:
    filled.finish_set(a_set(4, set_id="set-0"))
    assert filled.set_ids() == ["set-1", "set-0"]
    filled.finish_set(a_set(1, 2, 3))
    assert filled.set_ids() == ["set-0", "set-1"]


def test_a_set_made_again_keeps_what_a_person_has_touched(filled: Repository) -> None:
    first, second, third = filled.item_set("set-1").items
    approve(filled, first.id)
    filled.revise(edited(second, {"stem": "A better question?"}), "A. Teacher")
    filled.finish_set(a_set(4))
    kept = filled.item_set("set-1").items
    assert [item.id for item in kept] == [make_item(4, DOCUMENT).id, first.id, second.id]
    assert filled.item(third.id) == third


def test_an_item_made_again_is_the_same_item(filled: Repository) -> None:
    item = make_item(1, DOCUMENT)
    assert filled.add_item("set-1", item).revision == 1
    assert len(filled.history(item.id)) == 1


def test_an_untouched_draft_follows_what_is_made_anew(filled: Repository) -> None:
    new = make_item(1, DOCUMENT, rationale="A better reason.")
    assert filled.add_item("set-1", new) == new.model_copy(update={"revision": 2})
    assert [event.what for event in filled.history(new.id)] == ["proposed", "proposed again"]


def test_a_judged_item_stays_whatever_is_made_anew(filled: Repository) -> None:
    item = approve(filled, make_item(1, DOCUMENT).id)
    assert filled.add_item("set-1", make_item(1, DOCUMENT, rationale="Another reason.")) == item


def test_an_item_can_be_in_two_sets(filled: Repository) -> None:
    filled.finish_set(a_set(3, 4, set_id="set-2"))
    shared = make_item(3, DOCUMENT).id
    approve(filled, shared)
    states = [item.review.state for one in ("set-1", "set-2") for item in filled.item_set(one).items]
    assert states == [State.DRAFT, State.DRAFT, State.APPROVED, State.APPROVED, State.DRAFT]


def test_a_decision_is_kept_with_who_when_and_why(filled: Repository) -> None:
    item_id = make_item(1, DOCUMENT).id
    rejected = filled.decide(item_id, Verdict.REJECT, who="B. Head", why="too easy")
    assert rejected == filled.item(item_id)
    assert rejected.review.state is State.REJECTED
    (decision,) = rejected.review.decisions
    when = decision.when
    assert when.tzinfo is not None and when < datetime(2026, 3, 2, tzinfo=UTC)
    assert decision == Decision(
        item=item_id, revision=1, verdict=Verdict.REJECT, who="B. Head", when=when, why="too easy"
    )


def test_what_the_rules_forbid_is_not_recorded(filled: Repository) -> None:
    item_id = make_item(1, DOCUMENT).id
    with pytest.raises(ReviewError, match="needs a reason"):
        filled.decide(item_id, Verdict.REJECT, who="A. Teacher")
    with pytest.raises(ReviewError, match="can't be reopened"):
        filled.decide(item_id, Verdict.REOPEN, who="A. Teacher")
    assert filled.item(item_id).review.decisions == ()


def test_an_edit_is_a_new_revision_and_a_draft_again(filled: Repository) -> None:
    item = approve(filled, make_item(1, DOCUMENT).id)
    new = filled.revise(edited(item, {"stem": "What holds the DNA?", "rationale": "So it says."}), "B. Head")
    assert (new.revision, new.review.state, new.checks) == (2, State.DRAFT, ())
    assert new.review.decisions == item.review.decisions
    assert [(event.what, event.who, event.revision, event.why) for event in filled.history(item.id)] == [
        ("proposed", "cloze.v1", 1, ""),
        ("approved", "A. Teacher", 1, ""),
        ("edited", "B. Head", 2, "stem, rationale"),
    ]


def test_an_edit_or_a_decision_on_an_old_revision_is_refused(filled: Repository) -> None:
    item = make_item(1, DOCUMENT)
    filled.revise(edited(item, {"stem": "First?"}), "A. Teacher")
    with pytest.raises(ReviewError, match="edited meanwhile"):
        filled.revise(edited(item, {"stem": "Second?"}), "B. Head")
    with pytest.raises(ReviewError, match="edited meanwhile"):
        approve(filled, item.id, revision=1)
    assert filled.item(item.id).stem == "First?"


def test_drafts_are_approved_by_a_policy_that_is_named(filled: Repository) -> None:
    first, second, _ = filled.item_set("set-1").items
    filled.decide(first.id, Verdict.REJECT, who="A. Teacher", why="no")
    approved = filled.approve_drafts("set-1", lambda item: item.id != second.id, who="A. Teacher", policy="a rule")
    assert [item.review.decisions[-1].policy for item in approved] == ["a rule"]
    assert [i.review.state.value for i in filled.item_set("set-1").items] == ["rejected", "draft", "approved"]


def test_what_is_not_there(repository: Repository) -> None:
    for missing in (repository.document, repository.item_set, repository.item, repository.history):
        with pytest.raises(NotFoundError):
            missing("nothing")


def test_more_items_than_fit_into_one_query(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eduapp.store.items.PAGE", 2)
    repository.add_source(DOCUMENT)
    repository.finish_set(a_set(1, 2, 3, 4, 5))
    assert len(repository.approve_drafts("set-1", lambda item: True, who="A. Teacher", policy="all")) == 5
    assert len(repository.finish_set(a_set(6)).items) == 6


def test_two_who_share_a_library_agree(filled: Repository) -> None:
    other = open_repository(filled.engine.url.database.removesuffix("/library.db"))
    item_id = make_item(1, DOCUMENT).id
    approve(other, item_id)
    assert filled.item(item_id).review.state is State.APPROVED
    with pytest.raises(ReviewError, match="approved already"):
        approve(filled, item_id)
    assert other.item_set("set-1") == filled.item_set("set-1")
    other.close()


def test_of_many_who_decide_at_once_one_is_first(filled: Repository) -> None:
    item_id = make_item(1, DOCUMENT).id
    outcomes: list[str] = []

    def decide() -> None:
        try:
            approve(filled, item_id)
            outcomes.append("approved")
        except ReviewError:
            outcomes.append("too late")

    threads = [threading.Thread(target=decide) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["approved"] + ["too late"] * 4
    assert len(filled.item(item_id).review.decisions) == 1


# what was asked for, and what took another's place


SEATS = (Seat(level=Bloom.REMEMBER, kinds=(ItemKind.CHOICE,), count=3, points=1.5),)


def planned(*numbers: int, **changes: object) -> ItemSet:
    """A set with a plan of one seat, in which its items sit."""
    ids = tuple(make_item(number, DOCUMENT).id for number in numbers)
    fields = {"plan": Blueprint(name="quiz", seats=SEATS), "seats": (Filling(items=ids, why="No more."),)}
    brief = Brief(about="cells", objectives=("Name them",), grade=7, order=Order.EASY)
    return a_set(*numbers, language="en", brief=brief, **fields | changes)


def test_what_was_asked_for_comes_back_as_it_went_in(repository: Repository) -> None:
    repository.add_source(DOCUMENT)
    assert repository.finish_set(planned(1, 2, 3)) == planned(1, 2, 3) == repository.item_set("set-1")


def test_an_item_takes_the_place_of_another_in_set_and_seat(repository: Repository) -> None:
    repository.add_source(DOCUMENT)
    first, old, third = repository.finish_set(planned(1, 2, 3)).items
    new = repository.replace_item("set-1", old, make_item(4, DOCUMENT), who="A. Teacher", why="Too easy.")
    now = repository.item_set("set-1")
    assert [item.id for item in now.items] == [first.id, new.id, old.id, third.id]
    assert now.seats == (Filling(items=(first.id, new.id, third.id), why="No more."),)
    assert [event.what for event in repository.history(old.id)] == ["proposed", "rejected"]
    again = repository.finish_set(planned(1, 2, 3))
    assert (again.items, again.seats, again.replaced) == (now.items, now.seats, {old.id: new.id})


def test_what_was_decided_meanwhile_is_not_replaced(repository: Repository) -> None:
    repository.add_source(DOCUMENT)
    old = repository.finish_set(planned(1, 2)).items[0]
    repository.revise(edited(old, {"stem": "A better question?"}), "B. Head")
    with pytest.raises(ReviewError, match="edited meanwhile"):
        repository.replace_item("set-1", old, make_item(4, DOCUMENT), who="A. Teacher", why="Too easy.")
    assert repository.item_set("set-1").replaced == {}
    with pytest.raises(NotFoundError):
        repository.item(make_item(4, DOCUMENT).id)


def test_seats_follow_several_replacements() -> None:
    replaced = {"a": "b", "b": "c", "x": "y"}
    assert [newest(one, replaced) for one in ("a", "b", "c", "x", "z")] == ["c", "c", "c", "y", "z"]


# crosswords


def a_puzzle() -> ItemSet:
    """A set with two clues and their crossword."""
    words = {1: "nucleus", 2: "cell"}
    stem = "Clue {}".format
    items = tuple(
        make_item(n, DOCUMENT, kind="text_entry", choices=(), key=(word,), stem=stem(n)) for n, word in words.items()
    )
    crossing = {
        "rows": 4,
        "columns": 7,
        "entries": (
            entry(items[0], 1, "across", 0, 0),
            entry(items[1], 2, "down", 0, 2),
        ),
    }
    return ItemSet(id="set-1", source=SOURCE.id, title="Cells", items=items, crossword=Crossword(**crossing))


def entry(item: Item, number: int, direction: str, row: int, column: int) -> Entry:
    place = {"number": number, "direction": direction, "row": row, "column": column}
    return Entry(answer=tuple(item.answer.upper()), display=item.answer, clue=item.stem, item=item.id, **place)


def test_a_crossword_comes_back_as_it_went_in(repository: Repository) -> None:
    repository.add_source(DOCUMENT)
    made = a_puzzle()
    assert repository.finish_set(made) == made == repository.item_set("set-1")


def test_a_crossword_has_the_clues_as_they_were_edited(repository: Repository) -> None:
    repository.add_source(DOCUMENT)
    first = repository.finish_set(a_puzzle()).items[0]
    repository.revise(edited(first, {"stem": "It holds DNA"}), "A. Teacher")
    assert [e.clue for e in repository.item_set("set-1").crossword.entries] == ["It holds DNA", "Clue 2"]


def test_another_layout_takes_the_place_of_a_crossword_and_nothing_else(repository: Repository) -> None:
    repository.add_source(DOCUMENT)
    made = repository.finish_set(a_puzzle())
    approve(repository, made.items[0].id)
    repository.finish_set(a_set(3, set_id="set-2"))
    other = made.crossword.model_copy(update={"seed": 9})
    saved = repository.save_crossword("set-1", other)
    assert saved == repository.item_set("set-1") and saved.crossword == other
    assert saved.items[0].review.state is State.APPROVED
    assert repository.set_ids() == ["set-1", "set-2"]
    assert repository.item_set("set-2").crossword is None
    with pytest.raises(NotFoundError):
        repository.save_crossword("set-9", other)
