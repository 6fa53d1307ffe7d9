"""The search as Python and, where it is built, as machine code: the same layouts, and a board that keeps its count."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eduapp.crosswords import board, layout, search
from eduapp.crosswords.board import UNIT

HERE = Path(layout.__file__).parent

WORDS = "CARAVEL FACTORY SUFI REALISM POGROM ANARCHISM SIKHISM TAYLORISM REALWAGES DEBTBONDAGE TRADEUNION".split()


def interpreted() -> ModuleType:
    """The module `search` from its Python source, on a `board` from its Python source."""
    known = sys.modules["eduapp.crosswords.board"]
    try:
        sys.modules["eduapp.crosswords.board"] = _from_source("board")
        return _from_source("search")
    finally:
        sys.modules["eduapp.crosswords.board"] = known


def _from_source(name: str) -> ModuleType:
    spec = spec_from_file_location(f"eduapp.crosswords.{name}", HERE / f"{name}.py")
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PLAIN = interpreted()
FORMS = [pytest.param(PLAIN.Search, id="interpreted")]
if layout.COMPILED:
    FORMS.append(pytest.param(search.Search, id="compiled"))


def made(form: type, words: list[str], rows: int, columns: int, seed: int, pins: layout.Places | None = None) -> Any:
    return layout.make_board(form, words, rows, columns, seed, pins)


def recorded(form: type, words: list[str], rows: int, columns: int, seed: int, pins: layout.Places) -> list[Any]:
    """All that can be told of a board after each of a few rounds of search."""
    told: list[Any] = []
    one = made(form, words, rows, columns, seed, pins)
    for steps, heat in ((0, UNIT), (20, UNIT), (30, UNIT // 3), (30, 0)):
        if steps == 0:
            one.begin(heat)
        one.anneal(steps, heat)
        told.append((one.cost, one.faults, one.placed, one.crossings, one.chance, list(one.way), list(one.start)))
        told.append((one.best_cost, one.best_left, one.best_faults, list(one.best_way), list(one.best_start)))
    return told


def lists() -> st.SearchStrategy[list[str]]:
    word = st.sampled_from(["ABCDEFGHIJ", "AB", "ΑΒΓ漢字"]).flatmap(
        lambda letters: st.text(letters, min_size=2, max_size=9)
    )
    return st.lists(word, min_size=2, max_size=14, unique=True)


@pytest.mark.skipif(not layout.COMPILED, reason="the search is not compiled here")
@settings(max_examples=60, deadline=None)
@given(words=lists(), rows=st.integers(9, 60), columns=st.integers(9, 60), seed=st.integers(), pin=st.booleans())
def test_both_forms_find_the_same_layouts(words, rows, columns, seed, pin):
    pins = {0: (1, 0, 2)} if pin else {}
    assert recorded(search.Search, words, rows, columns, seed, pins) == recorded(
        PLAIN.Search, words, rows, columns, seed, pins
    )


@pytest.mark.skipif(not layout.COMPILED, reason="the search is not compiled here")
def test_both_forms_are_what_they_say():
    assert not board.__file__.endswith(".py") and not search.__file__.endswith(".py")
    assert PLAIN.__file__.endswith(".py") and PLAIN.Board is not board.Board


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), pin=st.booleans())
def test_the_board_keeps_its_count(form, seed, pin):
    one = made(form, WORDS, 15, 18, seed, {3: (0, 4, 5)} if pin else {})
    one.begin(UNIT)
    for _ in range(10):
        one.anneal(5, UNIT // 2)
        check(one, WORDS)
    if pin:
        assert one.way[3] == 0 and one.pinned[3]


def check(one: Any, words: list[str]) -> None:
    """Compare what the board keeps with what its words' places give."""
    letters: dict[int, str] = {}
    covered = 0
    for word, spelled in enumerate(words):
        if one.way[word] >= 0:
            step = one.stride if one.way[word] else 1
            cells = [one.start[word] + i * step for i in range(len(spelled))]
            assert all(letters.setdefault(cell, letter) == letter for cell, letter in zip(cells, spelled, strict=True))
            covered += len(spelled)
    assert one.crossings == covered - len(letters)
    assert {cell for cell in range(one.size) if one.letter[cell]} == set(letters)
    rows = [cell // one.stride for cell in letters]
    columns = [cell % one.stride for cell in letters]
    assert (one.top, one.bottom, one.left, one.right) == (min(rows), max(rows), min(columns), max(columns))
    assert one.bottom - one.top < one.rows and one.right - one.left < one.columns
    assert [one.count[row] for row in range(64)] == [rows.count(row) for row in range(64)]
    assert one.groups() == 1 and one.exposed() == 0


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(4))
def test_the_best_place_is_the_best_of_all_legal_ones(form, seed):
    one = made(form, WORDS, 14, 14, seed, None)
    one.begin(UNIT)
    one.anneal(30, UNIT)
    for word, spelled in enumerate(WORDS):
        if one.way[word] < 0:
            continue
        one.remove(word)
        worth = {place: value for place in range(2 * one.size) if (value := worth_of(one, spelled, place)) is not None}
        place = one.best_place(word, 0)
        assert worth[place] == max(worth.values()) if worth else place == -1
        if worth:
            one.place(word, place // one.size, place % one.size)


def worth_of(one: Any, spelled: str, place: int) -> int | None:
    """What a place is worth by the rules, read from the letters on the board; None where a word may not go."""
    way, start = divmod(place, one.size)
    step, beside = (one.stride, 1) if way else (1, one.stride)
    cells = [start + i * step for i in range(len(spelled))]
    lines = {cell % one.stride if way else cell // one.stride for cell in cells}
    if len(lines) > 1 or not (one.stride < cells[0] and cells[-1] < one.size - one.stride) or one.placed == 0:
        return None
    if one.letter[cells[0] - step] or one.letter[cells[-1] + step]:
        return None
    crossed = 0
    for cell, letter in zip(cells, spelled, strict=True):
        if one.letter[cell]:
            if one.letter[cell] != number_of(letter) or one.cover[way * one.size + cell]:
                return None
            crossed += 1
        elif one.letter[cell - beside] or one.letter[cell + beside]:
            return None
    rows = [cell // one.stride for cell in (*cells, one.top * one.stride, one.bottom * one.stride)]
    columns = [cell % one.stride for cell in (*cells, one.left, one.right)]
    height, width = max(rows) - min(rows) + 1, max(columns) - min(columns) + 1
    if not crossed or height > one.rows or width > one.columns:
        return None
    grown = height * width - (one.bottom - one.top + 1) * (one.right - one.left + 1)
    return crossed * UNIT - grown * one.room_cost


def number_of(letter: str) -> int:
    return sorted(set("".join(WORDS))).index(letter) + 1


@pytest.mark.parametrize("form", FORMS)
def test_letters_left_side_by_side_are_seen(form):
    one = made(form, ["AB", "CA", "BD"], 4, 4, 1, {0: (0, 1, 0), 1: (1, 0, 0), 2: (1, 1, 1)})
    assert (one.crossings, one.exposed(), one.groups()) == (2, 0, 1)
    one.remove(0)
    assert (one.crossings, one.exposed(), one.groups()) == (0, 1, 2)


@pytest.mark.parametrize("form", FORMS)
def test_a_word_goes_where_it_crosses_most(form):
    one = made(form, ["STONE", "TO", "ENDS", "NOT"], 9, 9, 1, {0: (0, 4, 1)})
    place = one.best_place(2, 0)
    one.place(2, place // one.size, place % one.size)
    assert one.crossings == 1 and one.exposed() == 0
    assert one.best_place(1, 0) >= one.size, "TO stands in STONE across, so it can only go down"
