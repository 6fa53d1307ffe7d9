"""The exact layer: blanks, accepted answers, numbers with units, choices."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduapp.domain.item import Choice, ItemKind, Numeric
from eduapp.domain.key import Key
from eduapp.domain.response import Label
from eduapp.grading import exact

NUCLEUS = Key(id="q", kind=ItemKind.TEXT_ENTRY, stem="What holds the DNA?", key=("nucleus", "cell nucleus"))


def choice_key(kind: ItemKind, right: tuple[str, ...], points: float = 1) -> Key:
    texts = {"a": "a magnet", "b": "a battery", "c": "a wire"}
    choices = tuple(Choice(id=one, text=text, correct=one in right) for one, text in texts.items())
    return Key(id="q", kind=kind, stem="Which?", key=right, choices=choices, points=points)


@pytest.mark.parametrize("answer", ["", "   ", "\n", "?!", "…", "-"])
def test_an_answer_without_a_letter_or_digit_is_blank(answer: str) -> None:
    found = exact.score(NUCLEUS, answer)
    assert found is not None and (found.label, found.points) == (Label.BLANK, 0)


@pytest.mark.parametrize("answer", ["nucleus", "The Nucleus.", "  NUCLEUS ", "a cell nucleus", "nucléus"])
def test_accepted_answers_are_told_whatever_their_form(answer: str) -> None:
    found = exact.score(NUCLEUS, answer)
    assert found is not None and (found.label, found.points, found.confidence) == (Label.CORRECT, 1, 1)


def test_another_short_answer_needs_reading() -> None:
    assert exact.score(NUCLEUS, "the cell wall") is None


def test_other_scripts_are_compared_too() -> None:
    key = Key(id="q", kind=ItemKind.TEXT_ENTRY, stem="?", key=("клетка",))
    assert exact.score(key, "Клетка!") is not None and exact.score(key, "атом") is None


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("1.5 km", True), ("1,5 km", True), ("about 1.5", True), ("1500 m", True), ("1,500 m", True), ("1 500 m", True),
        ("1.5 kilometers", True), ("It is 1.5 km long.", True), ("150000 cm", True), ("1.5 x 10^3 m", True),
        ("1.5e3 m", True), ("1.505 km", True), ("1.52 km", False), ("1.5 kg", False), ("15 km", False),
        ("-1.5 km", False), ("1.5 or 2 km", False), ("long", False), ("box1", False),
    ],
)  # fmt: skip
def test_numbers_with_units_and_tolerance(answer: str, right: bool) -> None:
    assert exact.compare(Numeric(value=1.5, tolerance=0.01, unit="km"), answer)[0] is right


@given(st.floats(-1e6, 1e6).map(lambda value: round(value, 3)))
def test_a_number_is_read_as_it_is_shown(value: float) -> None:
    wanted = Numeric(value=value, tolerance=abs(value) * 1e-6, unit="%")
    assert exact.compare(wanted, wanted.text) == (True, "The number is right.")


@pytest.mark.parametrize("answer", ["b", "B", "(b)", "b.", "A battery", "battery"])
def test_a_choice_goes_by_its_id_or_its_text(answer: str) -> None:
    found = exact.score(choice_key(ItemKind.CHOICE, ("b",)), answer)
    assert found is not None and found.label is Label.CORRECT


@pytest.mark.parametrize(
    ("answer", "points", "label"),
    [("a, b", 2, Label.CORRECT), ("b a", 2, Label.CORRECT), ("a magnet; a battery", 2, Label.CORRECT),
     ("a", 1, Label.PARTLY), ("a, b, c", 1, Label.PARTLY), ("a;c", 0, Label.INCORRECT), ("c", 0, Label.INCORRECT)],
)  # fmt: skip
def test_a_wrong_choice_takes_a_right_one_away(answer: str, points: float, label: Label) -> None:
    found = exact.score(choice_key(ItemKind.MULTIPLE_RESPONSE, ("a", "b"), points=2), answer)
    assert found is not None and (found.points, found.label) == (points, label)


def test_orders_and_matches() -> None:
    order = choice_key(ItemKind.ORDER, ("c", "a", "b"))
    assert [exact.score(order, one).points for one in ("c, a, b", "c → a → b", "a, b, c")] == [1, 1, 0]  # type: ignore[union-attr]
    match = choice_key(ItemKind.MATCH, ("p1 a", "p2 b"), points=2)
    assert [exact.score(match, one).points for one in ("p1 a; p2 b", "p1=a, p2=c", "?x")] == [2, 1, 0]  # type: ignore[union-attr]
