"""Layouts: no rule is ever broken, no word is lost, the same list gives the same grid, pins stay."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eduapp.crosswords import Page, Reason, Word, lay_out, lay_out_anew, layouts, pinned
from eduapp.crosswords.layout import search_layouts
from eduapp.crosswords.letters import cells
from eduapp.domain.crossword import broken_rules
from eduapp.errors import InputError

TERMS = (
    "Central Asia, caravel, joint stock company, factory, Sikhism, Sufi, naturalism, realism, romanticism, pogrom, "
    "anarchism, labor union, social democrat, penal labor, real wages, Taylorism, debt bondage, mercantilism, "
    "trade union, demographic transition"
).split(", ")

WORDS = [Word(term=term, clue=f"Clue of {term}", item=f"it-{n}") for n, term in enumerate(TERMS)]

ALPHABETS = ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abc", "ΑΒΓΔΕς", "АБВГД", "éèæœßñ", "שלום", "漢字仮名", "क्षत्रिय", "x-1 y")


@st.composite
def lists(draw: st.DrawFn) -> list[Word]:
    """Words of one alphabet or two: of one letter too, twice too, with nothing in common too."""
    letters = "".join(draw(st.lists(st.sampled_from(ALPHABETS), min_size=1, max_size=2)))
    words = st.text(alphabet=sorted(set(letters)), min_size=1, max_size=12)
    return [Word(term=term) for term in draw(st.lists(words, min_size=1, max_size=14))]


@settings(max_examples=300)
@given(words=lists(), side=st.integers(4, 25), seed=st.integers(0, 99))
def test_no_layout_breaks_a_rule_or_loses_a_word(words, side, seed):
    page = Page(rows=side, columns=side)
    try:
        made = list(layouts(words, page=page, seed=seed, steps=30))
    except InputError:
        assert not any(2 <= len(cells(word.term)) <= side for word in words)
        return
    for crossword in made:
        assert list(broken_rules(crossword)) == []
        assert crossword.rows <= side and crossword.columns <= side
        placed = [entry.display for entry in crossword.entries] + [left.display for left in crossword.unplaced]
        assert sorted(placed) == sorted(word.term for word in words)
    assert len(made[0].unplaced) >= len(made[-1].unplaced)


@settings(max_examples=60)
@given(seed=st.integers(0, 10_000), data=st.data())
def test_pinned_entries_keep_their_places_to_one_another(seed, data):
    before = lay_out(WORDS[:9], seed=seed % 7, steps=20)
    labels = data.draw(st.lists(st.sampled_from([entry.label for entry in before.entries]), max_size=3, unique=True))
    try:
        after = lay_out_anew(pinned(before, labels), seed=seed, steps=60)
    except InputError as error:
        assert "can't be joined" in error.message
        return
    was = {e.display: (e.direction, e.row, e.column) for e in before.entries if e.label in labels}
    now = {e.display: (e.direction, e.row, e.column) for e in after.entries if e.pinned}
    assert set(was) == set(now)
    moves = {(now[word][1] - was[word][1], now[word][2] - was[word][2]) for word in was}
    assert len(moves) <= 1 and all(now[word][0] == was[word][0] for word in was)


def test_the_same_list_gives_the_same_grid():
    assert lay_out(WORDS, seed=3, steps=200) == lay_out(WORDS, seed=3, steps=200)
    assert lay_out(WORDS, seed=3, steps=200).entries != lay_out(WORDS, seed=4, steps=200).entries


def test_a_course_list_is_placed_whole_and_well_crossed():
    made = lay_out(WORDS, steps=1500)
    assert made.words == len(WORDS) and made.unplaced == ()
    assert made.crossings > len(WORDS)
    assert made.density > 0.3
    first = made.entries[0]
    [word] = [word for word in WORDS if word.term == first.display]
    assert (first.clue, first.item) == (word.clue, word.item)


def test_each_layout_is_better_than_those_before():
    ranks = [layout.rank() for layout in search_layouts([cells(term) for term in TERMS], 25, 25, 1, 500)]
    assert len(ranks) > 3
    assert ranks == sorted(set(ranks), reverse=True)


def test_each_word_left_out_has_its_reason():
    terms = ["caravel", "Caravels", "CARAVEL", "x", "zz", "incomprehensibilities", "factory"]
    made = lay_out([Word(term=term) for term in terms], page=Page(rows=9, columns=9), steps=50)
    assert {left.display: left.reason for left in made.unplaced} == {
        "Caravels": Reason.SAME_STEM,
        "CARAVEL": Reason.TWICE,
        "x": Reason.ONE_LETTER,
        "zz": Reason.NO_COMMON_LETTER,
        "incomprehensibilities": Reason.TOO_LONG,
    }


def test_words_that_find_no_room_are_told():
    made = lay_out(
        [Word(term=term) for term in ("stone", "notes", "onset", "tones")], page=Page(rows=5, columns=5), steps=99
    )
    assert made.unplaced and {left.reason for left in made.unplaced} == {Reason.NO_ROOM}


def test_forms_of_one_word_are_told_by_the_stem_given():
    made = lay_out([Word(term="mouse", stem="mouse"), Word(term="mice", stem="mouse"), Word(term="cheese")], steps=20)
    assert [left.display for left in made.unplaced] == ["mice"]
    assert made.unplaced[0].reason == Reason.SAME_STEM


def test_accents_fall_away_or_stay():
    words = [Word(term="élan"), Word(term="Einheit")]
    assert lay_out(words, steps=5).words == 2
    kept = lay_out(words, steps=5, accents=True)
    assert kept.words == 2 and any("É" in entry.answer for entry in kept.entries)


@pytest.mark.parametrize("words", [[], [Word(term="a")], [Word(term="—")]])
def test_a_list_without_a_word_is_a_sentence(words):
    with pytest.raises(InputError, match="None of the words"):
        lay_out(words)


def test_a_word_alone_is_a_grid():
    made = lay_out([Word(term="caravel")])
    assert made.words == 1 and {made.rows, made.columns} == {1, 7}


def test_a_word_is_dropped_and_the_others_laid_out_anew():
    before = lay_out(WORDS[:8], steps=50)
    after = lay_out_anew(before, seed=1, drop=["factory"], steps=50)
    assert {entry.display for entry in after.entries} == {word.term for word in WORDS[:8]} - {"factory"}
    assert {entry.item for entry in after.entries} <= {word.item for word in WORDS}
    with pytest.raises(InputError, match="no word 'steam'"):
        lay_out_anew(before, seed=1, drop=["steam"])


def test_words_left_out_get_another_chance_but_for_repeats():
    words = [*WORDS[:6], Word(term="caravels"), Word(term="steam engine", clue="Watt’s")]
    cramped = lay_out(words, page=Page(rows=17, columns=6), steps=50)
    roomy = lay_out_anew(cramped, seed=1, steps=200)
    assert [left.display for left in roomy.unplaced] == ["caravels"]
    assert {entry.display: entry.clue for entry in roomy.entries}["steam engine"] == "Watt’s"


def test_pins_that_cannot_stay_are_a_sentence():
    before = lay_out(WORDS[:8], steps=50)
    with pytest.raises(InputError, match="no entry '99 across'"):
        pinned(before, ["99 across"])
    all_pinned = pinned(before, [entry.label for entry in before.entries])
    with pytest.raises(InputError, match="don't fit on the page"):
        lay_out_anew(all_pinned, seed=1, page=Page(rows=4, columns=4))
    assert lay_out_anew(all_pinned, seed=1, steps=5).cells() == before.cells()


def test_pins_without_a_common_word_cannot_be_joined():
    before = lay_out([Word(term="ab"), Word(term="bc"), Word(term="cd")], steps=50)
    ends = [entry.label for entry in before.entries if entry.display != "bc"]
    with pytest.raises(InputError, match="can't be joined"):
        lay_out_anew(pinned(before, ends), seed=1, drop=["bc"], steps=50)
