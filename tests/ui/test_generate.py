"""The page that questions are asked for on."""

from __future__ import annotations

import pytest

from eduapp.domain.blueprint import Blueprint
from eduapp.domain.item import Bloom, ItemKind
from eduapp.domain.job import JobState
from eduapp.domain.source import Locator, Passage
from eduapp.errors import InputError
from eduapp.library import Library
from eduapp.library.sources import FITTING, _fitting
from eduapp.questions.blueprints import load_blueprint
from eduapp.ui.parts import extent, work
from tests.fakes import make_document
from tests.ui.conftest import Page, shown


def button(test, label: str):
    return next(one for one in test.button if one.label.startswith(label))


def test_without_a_text_it_leads_to_the_library(page: Page, gone: list) -> None:
    test = page("generate")
    assert "no course text yet" in shown(test)
    button(test, "Add a course file").click()
    test.run()
    assert gone == [("library", {})]


def test_what_is_asked_for_is_handed_in(page: Page, lib: Library, source: str) -> None:
    test = page("generate", source=source)
    test.selectbox(key="blueprint").select("exit-ticket").run()
    test.number_input(key="count-exit-ticket").set_value(3)
    test.text_input(key="about").set_value("the nucleus")
    test.text_area(key="objectives").set_value("Explain how it works.\n\nCompare the two.")
    test.number_input(key="seed").set_value(7)
    test.run()
    button(test, "Generate 3 questions").click()
    test.run()
    [job] = lib.jobs(only_open=True)
    asked = {"source": source, "blueprint": "exit-ticket", "count": 3, "model": "starter", "seed": 7, "grade": 0}
    asked |= {"about": "the nucleus", "objectives": ["Explain how it works.", "Compare the two."], "order": "course"}
    assert job.asked == asked
    assert "cells" in test.get("progress")[0].proto.text and button(test, "Stop")


def test_it_is_stopped_and_taken_up_again(page: Page, lib: Library, source: str) -> None:
    lib.submit("generate", "cells.txt", source=source, blueprint="quiz", count=2, model="none")
    test = page("generate", source=source)
    button(test, "Stop").click()
    test.run()
    assert [job.state for job in lib.jobs(kinds=("generate",))] == ["cancelled"]
    button(test, "Take it up again").click()
    test.run()
    lib.work()
    said = shown(test.run())
    assert "Quick quiz" in said and "2 questions" in said and "Question 1" in said


def test_only_the_chosen_parts_are_asked_about(page: Page, lib: Library, source: str) -> None:
    test = page("generate", source=source)
    parts = test.multiselect(key=f"places-{source}")
    assert [one.replace("\\", "") for one in parts.options] == ["paragraph 1: The nucleus holds the cell's DNA."]
    parts.select("p0001").run()
    assert "That is 6 words of 6." in shown(test)
    button(test, "Generate 10 questions").click().run()
    assert lib.jobs(only_open=True)[0].asked["places"] == ["p0001"]


def test_parts_are_sections_and_pages_where_a_text_has_them() -> None:
    headed = Passage(id="p0001", text="Cells are small.", locator=Locator(page=3, heading=("1 Cells", "The wall")))
    text = make_document().model_copy(update={"passages": (headed,)})
    assert extent.parts(text) == {
        "1 Cells": "1 Cells (3 words)",
        "1 Cells › The wall": "1 Cells › The wall (3 words)",
        "p. 3": "p. 3",
    }


def test_what_would_be_chosen_is_shown_while_it_goes_on(page: Page, lib: Library, source: str) -> None:
    job = lib._store.jobs.add("generate", "cells.txt", {}, source=source, state=JobState.RUNNING)
    found = [{"stem": "What is <b>this</b>?", "level": "apply", "kind": "true_false"}]
    lib._store.jobs.tell(job.id, stage="model", done=1, total=9, result={"found": found})
    said = shown(page("generate", source=source))
    assert "What is &lt;b&gt;this&lt;/b&gt;?" in said and "apply · true/false" in said and "Better ones may" in said
    lib._store.jobs.end(job.id, JobState.DONE)


def test_the_names_of_layouts_are_kept_from_teachers(page: Page, lib: Library, source: str) -> None:
    job = lib._store.jobs.add("generate", "cells.txt", {}, source=source, state=JobState.RUNNING)
    told = []
    _fitting(lambda *report: told.append(report), "Q8_0", 1, 3)
    assert told == [(FITTING, 1, 3)]
    lib._store.jobs.tell(job.id, stage=FITTING, done=1, total=3)
    text = page("generate", source=source).get("progress")[0].proto.text
    assert "Fitting the model to this machine" in text and "fitting the model ·" not in text
    lib._store.jobs.end(job.id, JobState.DONE)


def test_the_last_set_says_what_is_missing_and_leads_on(page: Page, lib: Library, source: str, rooms) -> None:
    rooms.at_most, rooms.missing = 2, ("One seat stayed empty: <b>nothing</b> suits.",)
    made = lib.generate(source, count=3, model="none")
    said = shown(page("generate", source=source))
    assert "2 of 3 questions" in said and "&lt;b&gt;nothing" in said
    assert len(made.items) == 2


def test_a_grid_is_the_blueprint_until_it_is_changed() -> None:
    quiz = load_blueprint("quiz")
    grid = quiz.grid()
    assert sum(sum(row.values()) for row in grid.values()) == quiz.count
    free = Blueprint.from_grid(grid, name="mine")
    assert free.count == quiz.count and [seat.level for seat in free.seats] == [Bloom.REMEMBER, Bloom.UNDERSTAND]
    strict = Blueprint.from_grid(grid, name="mine", strict=True)
    assert strict.grid() == grid and all(len(seat.kinds) == 1 for seat in strict.seats)


def test_an_empty_grid_is_refused() -> None:
    with pytest.raises(InputError, match="no questions"):
        Blueprint.from_grid({Bloom.APPLY: {ItemKind.CHOICE: 0}}, name="mine")


@pytest.mark.parametrize(("seconds", "words"), [(2, "a few"), (44, "about 45 s"), (200, "about 3 min")])
def test_time_left_is_told_in_round_figures(seconds: float, words: str) -> None:
    assert work.in_words(seconds).startswith(words)
