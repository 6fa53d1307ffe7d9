"""The page Crossword: made, looked at, laid out anew."""

from __future__ import annotations

import pytest

from eduapp.domain.item_set import ItemSet
from eduapp.library import Library
from tests.store.test_repository import DOCUMENT, a_puzzle
from tests.ui.conftest import Page, shown


@pytest.fixture
def puzzle(lib: Library) -> ItemSet:
    """A set with a crossword in the library."""
    made = a_puzzle()
    lib._store.add_source(DOCUMENT)
    return lib._store.finish_set(made)


def test_without_a_text_it_leads_to_the_library(page: Page, lib: Library) -> None:
    assert "no course text yet" in shown(page("crossword"))


def test_what_is_asked_for_is_handed_in(page: Page, lib: Library, source: str) -> None:
    test = page("crossword")
    test.number_input(key="crossword-words").set_value(9)
    test.selectbox(key="crossword-tier").select(2)
    test.text_input(key="crossword-include").set_value("nucleus, cell wall")
    test.button(key="crossword-make").click().run()
    assert not test.exception
    [job] = lib.jobs(only_open=True)
    asked = {"source": source, "words": 9, "style": "mixed", "tier": 2, "include": ["nucleus", "cell wall"]}
    assert job.asked == asked | {"exclude": [], "page": "a4", "seed": 0}


def test_the_grid_and_its_clues_are_shown(page: Page, lib: Library, puzzle: ItemSet) -> None:
    test = page("crossword")
    said = shown(test)
    assert puzzle.crossword is not None
    for entry in puzzle.crossword.entries:
        assert f"<sup>{entry.number}</sup>{entry.answer[0]}" in said
        assert entry.display in said
    test.toggle(key="crossword-solved").set_value(False).run()
    assert all(f"</sup>{entry.answer[0]}<" not in shown(test) for entry in puzzle.crossword.entries)


def test_the_clues_go_to_review(page: Page, lib: Library, puzzle: ItemSet, gone: list) -> None:
    page("crossword").button(key="crossword-review").click().run()
    assert gone == [("review", {"set": puzzle.id})]


def test_it_is_laid_out_anew_with_pins_and_drops(
    page: Page, lib: Library, puzzle: ItemSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict] = []

    def reroll(which: str, **options: object) -> ItemSet:
        asked.append(options)
        return puzzle

    test = page("crossword")
    assert puzzle.crossword is not None
    first, *_, last = puzzle.crossword.entries
    monkeypatch.setattr("eduapp.library.core.Library.reroll", lambda self, which, **options: reroll(which, **options))
    known = f"{puzzle.id}-{puzzle.crossword.seed}-{puzzle.crossword.words}"
    test.multiselect(key=f"pin-{known}").set_value([first.label])
    test.multiselect(key=f"drop-{known}").set_value([last.label]).run()
    test.button(key="crossword-reroll").click().run()
    assert asked == [{"seed": puzzle.crossword.seed + 1, "pin": [first.label], "drop": [last.display]}]
    assert "Laid out anew" in shown(test)


def test_a_layout_that_cannot_be_is_told(page: Page, lib: Library, puzzle: ItemSet) -> None:
    test = page("crossword")
    assert puzzle.crossword is not None
    known = f"{puzzle.id}-{puzzle.crossword.seed}-{puzzle.crossword.words}"
    test.multiselect(key=f"drop-{known}").set_value([entry.label for entry in puzzle.crossword.entries]).run()
    test.button(key="crossword-reroll").click().run()
    assert not test.exception and "✗ " in shown(test)
    assert lib.item_set(puzzle.id).crossword == puzzle.crossword
