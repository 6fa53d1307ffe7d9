"""Whole crosswords: made, laid out anew, and made ready to leave."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial

import pytest

from eduapp.crosswords.grid import Reason, lay_out_anew
from eduapp.crosswords.puzzles import DROPPED, NOT_APPROVED, REJECTED, RESERVE, Plan, make, ready, reroll
from eduapp.domain.crossword import Crossword
from eduapp.domain.item import Item
from eduapp.domain.item_set import ItemSet
from eduapp.domain.review import Review, State
from eduapp.errors import InputError
from tests.crosswords.course import COURSE, document, read
from tests.fakes import make_understanding

FOUR = Plan(words=4)


@pytest.fixture(autouse=True)
def quick_search(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A search that is short, since these grids are small."""
    monkeypatch.setattr("eduapp.crosswords.puzzles.lay_out_anew", partial(lay_out_anew, steps=100))
    yield


@lru_cache(maxsize=4)
def made(plan: Plan = FOUR) -> ItemSet:
    """The crossword of the course text."""
    return make(*read(), plan)


def displays(words: tuple) -> list[str]:
    return sorted(word.display for word in words)


def why(crossword: Crossword) -> dict[str, str]:
    return {word.display: word.reason for word in crossword.unplaced}


def with_items(item_set: ItemSet, answer: str, **changes: object) -> ItemSet:
    """The set with the item of that answer changed."""
    items = tuple(i.model_copy(update=changes) if i.answer == answer else i for i in item_set.items)
    return item_set.model_copy(update={"items": items})


def first_words(count: int) -> list[str]:
    return [item.answer for item in made().items[:count]]


def test_a_crossword_has_the_words_that_were_asked_for_and_some_in_reserve() -> None:
    found = made()
    assert found.crossword.words == 4 and len(found.items) == 6
    assert displays(found.crossword.entries) == sorted(first_words(4))
    assert set(why(found.crossword).values()) == {RESERVE}
    by_id = {item.id: item for item in found.items}
    for word in (*found.crossword.entries, *found.crossword.unplaced):
        assert (by_id[word.item].stem, by_id[word.item].answer) == (word.clue, word.display)
    assert (found.blueprint, found.missing, found.model) == ("crossword", (), "")


def test_the_same_plan_gives_the_same_crossword() -> None:
    assert make(*read(), FOUR) == made()
    assert make(*read(), Plan(words=4, seed=1)).id != made().id


def test_each_item_is_handed_out_when_it_is_made() -> None:
    handed: list[Item] = []
    assert make(*read(), FOUR, on_item=handed.append).items == tuple(handed)


def test_too_few_clues_are_refused_and_nothing_is_handed_out() -> None:
    handed: list[Item] = []
    with pytest.raises(InputError, match="gives only 2 clues ") as caught:
        make(*read(COURSE[1:2]), FOUR, on_item=handed.append)
    assert "longer text" in caught.value.hint and handed == []
    empty = document("It rained.")
    with pytest.raises(InputError, match="gives no clue for"):
        make(empty, make_understanding(empty).model_copy(update={"facts": (), "terms": ()}), FOUR)


def test_a_text_with_fewer_words_than_asked_for_says_so() -> None:
    found = make(*read(), Plan(words=18, include=("mitosis",)))
    count = found.crossword.words
    assert found.missing == (
        f"The crossword has {count} of the 18 words asked for: the text gives no more clues.",
        "“mitosis” was left out: it is not in the text.",
    )


@pytest.mark.parametrize(
    ("plan", "message"),
    [(Plan(words=2), "3 to 60 words, not 2"), (Plan(page="a3"), "no paper 'a3'"), (Plan(style="odd"), "no style")],
)
def test_a_plan_that_cannot_be(plan: Plan, message: str) -> None:
    with pytest.raises(InputError, match=message):
        make(*read(), plan)


def test_a_word_without_place_makes_room_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eduapp.crosswords.puzzles._word", _spelled_apart(first_words(1)[0]))
    found = make(*read(), FOUR)
    assert displays(found.crossword.entries) == sorted(first_words(5)[1:])
    assert why(found.crossword)[first_words(1)[0]] == Reason.NO_COMMON_LETTER


def _spelled_apart(display: str):
    from eduapp.crosswords.puzzles import _word

    def word(item: Item, accents: bool):
        plain = _word(item, accents)
        return plain.model_copy(update={"answer": tuple("ЖЩЮ")}) if item.answer == display else plain

    return word


# anew


def test_another_seed_keeps_the_words_and_a_pin_its_place() -> None:
    found = made(Plan(words=6))
    entry = found.crossword.entries[0]
    again = reroll(found, seed=5, pin=[f" {entry.label.upper()} "])
    assert displays(again.entries) == displays(found.crossword.entries) and again.seed == 5
    assert [(e.display, e.direction) for e in again.entries if e.pinned] == [(entry.display, entry.direction)]
    assert reroll(found, seed=5, pin=[entry.label]) == again


def test_two_pins_keep_their_places_to_one_another() -> None:
    found = made(Plan(words=6))
    one, other = found.crossword.across()[0], found.crossword.down()[0]
    again = {e.display: e for e in reroll(found, seed=2, pin=[one.label, other.label]).entries}
    moved = [(again[e.display].row - e.row, again[e.display].column - e.column) for e in (one, other)]
    assert moved[0] == moved[1]


def test_a_dropped_word_stays_away_and_one_in_reserve_takes_its_place() -> None:
    gone = first_words(1)[0]
    again = reroll(made(), seed=1, drop=[gone.upper()])
    assert displays(again.entries) == sorted(first_words(5)[1:]) and why(again)[gone] == DROPPED
    later = reroll(made().model_copy(update={"crossword": again}), seed=2)
    assert gone not in displays(later.entries) and why(later)[gone] == DROPPED


def test_a_rejected_clue_leaves_the_grid_and_may_come_back() -> None:
    gone = first_words(1)[0]
    rejected = with_items(made(), gone, review=Review(state=State.REJECTED))
    again = reroll(rejected, seed=1)
    assert again.words == 4 and why(again)[gone] == REJECTED
    back = reroll(made().model_copy(update={"crossword": again}), seed=1)
    assert gone in displays(back.entries)


def test_an_answer_that_was_changed_is_spelled_anew() -> None:
    old = first_words(1)[0]
    changed = with_items(made(), old, key=("Élan vital",), stem="Force of life")
    [entry] = [e for e in reroll(changed, seed=1).entries if e.display == "Élan vital"]
    assert ("".join(entry.answer), entry.enumeration, entry.clue) == ("ELANVITAL", "(4, 5)", "Force of life")


def test_two_clues_with_one_answer_are_not_both_in_the_grid() -> None:
    one, other = first_words(2)
    again = reroll(with_items(made(), one, key=(other,)), seed=1)
    assert displays(again.entries).count(other) == 1
    assert Reason.TWICE in [word.reason for word in again.unplaced]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"pin": ["99 down"]}, "no entry '99 down'"),
        ({"drop": ["mitosis"]}, "no word 'mitosis' to drop"),
        ({"drop": [item.answer for item in make(*read(), FOUR).items]}, "No word is left"),
        ({"page": "a3"}, "no paper"),
    ],
)
def test_what_cannot_be_done_is_told(options: dict, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        reroll(made(), seed=1, **options)
    assert caught.value.hint


def test_a_set_without_crossword_has_none_to_lay_out() -> None:
    with pytest.raises(InputError, match="has no crossword"):
        reroll(made().model_copy(update={"crossword": None}), seed=1)


# ready to leave


def test_a_crossword_whose_clues_all_leave_stays_as_it_is() -> None:
    assert ready(made(), made().items) is made().crossword


def test_a_clue_that_is_not_approved_leaves_its_word_out() -> None:
    gone = first_words(1)[0]
    items = [item for item in made().items if item.answer != gone]
    left = ready(made(), items)
    assert displays(left.entries) == sorted(first_words(5)[1:]) and why(left)[gone] == NOT_APPROVED
    assert ready(made(), items) == left


def test_a_pin_that_cannot_be_kept_is_given_up() -> None:
    found = made(Plan(words=6))
    across, down = found.crossword.across(), found.crossword.down()
    pinned = reroll(found, seed=found.seed, pin=[e.label for e in (*across, *down)])
    apart = [pinned.entries[0], next(e for e in pinned.entries if not set(e.cells()) & set(pinned.entries[0].cells()))]
    kept = [item for item in found.items if item.id in {e.item for e in apart}]
    left = ready(found.model_copy(update={"crossword": pinned}), kept)
    assert left.words >= 1 and {e.item for e in left.entries} <= {item.id for item in kept}


def test_one_word_alone_is_left_where_only_one_is_approved() -> None:
    assert displays(ready(made(), made().items[:1]).entries) == first_words(1)
