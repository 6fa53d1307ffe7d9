"""Labels for a reader, and course text made safe to pass on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduapp.domain.item import Choice, ItemKind
from eduapp.domain.review import Review, State
from eduapp.domain.rubric import Criterion
from eduapp.domain.source import Locator
from eduapp.export.text import (
    KIND_NAMES,
    STANDING,
    bidi_closed,
    clean,
    further_words,
    has_tex,
    letter,
    one_line,
    place,
    reason,
    review_note,
    standing,
    wrong_feedback,
)
from tests.export.makers import approved, choice_item, cloze_item, item_set, quote, true_false_item


def test_every_kind_and_state_has_a_name():
    assert set(KIND_NAMES) == set(ItemKind)
    assert set(STANDING) == set(State)


@pytest.mark.parametrize(("index", "expected"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA")])
def test_letters(index, expected):
    assert letter(index) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("\u202eabc", "\u202eabc\u202c"),
        ("\u202eabc\u202c", "\u202eabc\u202c"),
        ("\u2067a\u202eb", "\u2067a\u202eb\u202c\u2069"),
        ("\u2067a\u202eb\u2069", "\u2067a\u202eb\u2069"),
        ("\u2069\u202c", "\u2069\u202c"),
    ],
)
def test_directions_are_closed(text, expected):
    assert bidi_closed(text) == expected


@given(st.text())
def test_clean_text_is_what_xml_may_hold(text):
    assert clean(clean(text)) == clean(text)
    assert not set(clean(text)) & set(map(chr, [*range(9), 11, 12, *range(14, 32), 13, 0xFFFE, 0xFFFF]))


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        (" a\n b ", 0, "a b"),
        ("one two three", 9, "one two…"),
        ("x" * 20, 5, "xxxx…"),
        ("y" * 10 + " z", 5, "yyyy…"),
    ],
)
def test_one_line(text, width, expected):
    assert one_line(text, width) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [(r"\(x\)", True), (r"\[x\]", True), ("$$x$$", True), ("it costs $5 or $6", False), (r"\( open", False)],
)
def test_formulas_are_seen(text, expected):
    assert has_tex(text) is expected


def test_a_place_without_a_page():
    whole = item_set(cloze_item())
    assert place(whole, quote("x", 3)) == "Cells and tissues, p. 3"
    nowhere = quote("x").model_copy(update={"locator": Locator()})
    assert place(whole, nowhere) == "Cells and tissues"


def test_what_a_reader_is_told_of_the_review():
    draft = cloze_item()
    rejected = draft.model_copy(update={"review": Review(state=State.REJECTED)})
    assert standing(draft) == review_note(draft) == "Draft: not yet reviewed by a person"
    assert standing(rejected) == "Rejected in review"
    assert standing(approved(draft)) == review_note(approved(draft)) == ""
    assert review_note(approved(draft, policy="all checks passed")).endswith("not read by a person: all checks passed")


@pytest.mark.parametrize(
    ("rationale", "left"),
    [
        ("The text says: “A cell lives.” (p. 7).", ""),
        ("A cell lives.", ""),
        ("The text says: “A cell lives.” (Cells › Life). A tissue is many cells.", "A tissue is many cells."),
        ("It is so. The text says: “A cell lives.” (p. 7).", "It is so."),
        ("As “A cell lives.” shows, it does.", "As “A cell lives.” shows, it does."),
        ("It is so. The text says: “A cell lives.” (p. 7) and “A cell eats.” (p. 8).", "It is so."),
        ("“A cell lives.” (p. 7), “A cell eats.” (p. 8). A tissue is many cells.", "A tissue is many cells."),
        (
            "The text says: “A cell lives.” (p. 7) and “A cell dies.” (p. 7).",
            "The text says: “A cell lives.” (p. 7) and “A cell dies.” (p. 7).",
        ),
        ("The text says: “A cell dies.” (p. 7).", "The text says: “A cell dies.” (p. 7)."),
    ],
)
def test_a_reason_beside_the_quote_leaves_the_quote_out(rationale, left):
    assert reason(cloze_item(rationale=rationale, evidence=(quote("A  cell\nlives."), quote("A cell eats.")))) == left


def test_words_that_a_criterion_names_itself_are_not_said_twice():
    criterion = Criterion(id="c", text="Names the Nucleus.", key_points=("nucleus", "ribosomes"))
    assert further_words(criterion) == ("ribosomes",)


def test_feedback_is_named_by_letter_or_by_truth():
    assert [mark for mark, _ in wrong_feedback(choice_item())] == ["A", "C"]
    choices = (Choice(id="t", text="True", feedback="No."), Choice(id="f", text="False", correct=True))
    assert wrong_feedback(true_false_item(choices=choices, key=("f",))) == [("True", "No.")]
