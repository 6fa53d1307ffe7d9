"""The page where a class's answers are graded and signed."""

from __future__ import annotations

import pytest

from eduapp.domain.grades import GradeSet
from eduapp.domain.item import ItemKind
from eduapp.domain.key import Key
from eduapp.domain.response import Response
from eduapp.domain.review import State
from eduapp.library import Library
from tests.ui.conftest import Page, shown

NUCLEUS = Key(id="q1", kind=ItemKind.TEXT_ENTRY, stem="What holds the <b>DNA</b>?", key=("nucleus",))
ANSWERS = ("the nucleus", "Nucleus!", "the wall", "walls", "nuclues", "**bold** <script>")


@pytest.fixture
def graded(lib: Library) -> GradeSet:
    answers = [Response(pupil=f"p{n}", item="q1", answer=one) for n, one in enumerate(ANSWERS, start=1)]
    return lib.grade(answers, key=NUCLEUS, title="7b")


def press(test, label: str):
    next(one for one in test.button if one.label == label).click()
    test.run()
    assert not test.exception
    return test


def test_without_answers_there_is_a_place_for_them(page: Page, lib: Library) -> None:
    test = page("grade")
    assert "No question is approved yet." in shown(test) and not test.tabs


def test_the_least_certain_come_first_and_words_of_others_are_words(page: Page, graded: GradeSet) -> None:
    test = page("grade")
    text = shown(test)
    assert "6 answers" in text and "&lt;b&gt;DNA" in text and "<script>" not in text
    assert text.index("unsure, please read") < text.index("told by the key")


def test_what_is_certain_is_signed_at_once_and_can_be_taken_away(page: Page, lib: Library, graded: GradeSet) -> None:
    test = page("grade")
    assert "only what is signed leaves" in shown(test)
    press(test, "Sign the 2 that are certain")
    assert [one.state for one in lib.grades(graded).grades].count(State.APPROVED) == 2
    assert "only what is signed leaves" not in shown(test)


def test_a_group_is_signed_and_changed(page: Page, lib: Library, graded: GradeSet) -> None:
    test = page("grade")
    group = next(one.group for one in graded.grades if one.response.answer == "the wall")
    place = f"{graded.id}-{group}"
    test.selectbox(key=f"label-{place}").set_value("incorrect")
    test.text_area(key=f"words-{place}").set_value("Think of the middle of the cell.")
    test.button(key=f"change-{place}").click()
    test.run()
    signed = [one for one in lib.grades(graded).grades if one.state is State.APPROVED]
    assert [one.response.answer for one in signed] == [g.response.answer for g in graded.grades if g.group == group]
    assert signed[0].comments == ("Think of the middle of the cell.",) and signed[0].label.value == "incorrect"


def test_a_class_is_deleted_when_a_person_is_sure(page: Page, lib: Library, graded: GradeSet) -> None:
    test = page("grade")
    assert next(one for one in test.button if one.label == "Delete the class").disabled
    test.checkbox(key=f"sure-{graded.id}").check()
    test.run()
    press(test, "Delete the class")
    assert lib.grade_sets() == []
