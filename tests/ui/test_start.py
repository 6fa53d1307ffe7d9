"""Where a teacher begins."""

from __future__ import annotations

from eduapp.domain.crossword import Crossword, Entry
from eduapp.domain.item_set import ItemSet
from eduapp.library import Library
from tests.fakes import make_item
from tests.ui.conftest import Page, shown


def button(test, label: str):
    return next(one for one in test.button if one.label.startswith(label))


def test_an_empty_library_says_how_to_begin_and_offers_a_sample(page: Page, lib: Library, started: list[str]) -> None:
    test = page("start")
    assert "Drop a course file here" in shown(test)
    button(test, "Try it with a sample text").click()
    test.run()
    assert [job.title for job in lib.jobs(only_open=True)] == ["biology.pdf"] and started == [lib.where]


def test_a_new_text_leads_to_questions(page: Page, source: str, gone: list) -> None:
    test = page("start")
    button(test, "Make questions from it").click()
    test.run()
    assert gone == [("generate", {"source": source})]


def test_sets_say_what_waits(page: Page, lib: Library, source: str) -> None:
    made = lib.generate(source, count=3, model="none")
    lib.decide(made.items[0], "approve")
    said = shown(page("start"))
    assert "3 questions" in said and "1 approved" in said and "2 to decide on" in said


def test_a_crossword_is_counted_in_words(page: Page, lib: Library, source: str) -> None:
    item = make_item(1, lib.document(source))
    placed = {"row": 0, "column": 0, "number": 1, "direction": "across"}
    entry = Entry(item=item.id, answer=tuple("CELL"), display="cell", clue="A unit of life", **placed)
    crossword = Crossword(entries=(entry,), rows=1, columns=4)
    named = {"source": source, "title": "Cells", "blueprint": "crossword", "crossword": crossword}
    lib._store.finish_set(ItemSet(id="set-1", items=(item, make_item(2, lib.document(source))), **named))
    said = shown(page("start"))
    assert "Crossword" in said and "1 word<" in said and "2 clues to decide on" in said
    assert "2 questions" not in said
