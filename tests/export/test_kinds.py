"""Every kind of item in every format: a right, a wrong and an impossible answer, and the whole of what is written."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree, html
from pydantic import ValidationError

from eduapp.domain.item import Choice, Item, ItemKind, Premise, edited, match_key
from eduapp.errors import InputError
from eduapp.export import ITEM_FORMATS, anki_fields, read_json, write
from eduapp.export.text import key_letters, letters, shown, told
from tests.export.makers import ANSWERS, MAKERS, approved, item_set, match_item, order_item, several_item
from tests.export.qti_player import Attempt, NoResponse

KINDS = tuple(ItemKind)
SCORED = tuple(kind for kind in KINDS if kind is not ItemKind.EXTENDED_TEXT)
NEW = (
    ItemKind.MULTIPLE_RESPONSE,
    ItemKind.MATCH,
    ItemKind.ORDER,
    ItemKind.NUMERIC,
    ItemKind.EXTENDED_TEXT,
)


def qti(folder: Path, item: Item) -> etree._Element:
    write(item_set(item), folder / "set.qti.zip")
    with zipfile.ZipFile(folder / "set.qti.zip") as archive:
        return etree.fromstring(archive.read(f"items/{item.id}.xml"))


def pages(folder: Path, item: Item) -> list[str]:
    """The text of the sheet and of the key, lines kept."""
    write(item_set(approved(item)), folder / "set.pdf")
    with pypdfium2.PdfDocument(folder / "set.pdf") as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def as_in_qti(item: Item, answer: tuple[str, ...]) -> tuple[str, ...]:
    """The answer by the names that choices and premises have in the package; unknown ones stay as they are."""
    names = letters(item) | {premise.id: f"R{n}" for n, premise in enumerate(item.premises, start=1)}
    return tuple(" ".join(names.get(part, part) for part in one.split(" ")) if names else one for one in answer)


def in_words(item: Item, answer: tuple[str, ...]) -> list[str]:
    """The texts of what an answer names."""
    texts = {part.id: part.text for part in (*item.choices, *item.premises)}
    return [texts.get(part, part) for one in answer for part in (one.split(" ") if texts else [one])]


def test_every_kind_has_an_item_and_answers() -> None:
    assert set(MAKERS) == set(ANSWERS) == set(ItemKind)
    assert all(maker().kind is kind for kind, maker in MAKERS.items())


# right, wrong and impossible answers


@pytest.mark.parametrize("kind", SCORED)
def test_qti_scores_a_right_and_a_wrong_answer(tmp_path, kind):
    item = MAKERS[kind]()
    package = qti(tmp_path, item)
    right = Attempt(package, as_in_qti(item, ANSWERS[kind].right))
    wrong = Attempt(package, as_in_qti(item, ANSWERS[kind].wrong))
    assert (right.score, wrong.score) == (pytest.approx(1), 0)
    assert right.outcomes["MAXSCORE"] == "1"
    assert all(item.rationale in attempt.feedback()[-1] for attempt in (right, wrong))


@pytest.mark.parametrize("kind", KINDS)
def test_qti_takes_no_impossible_answer(tmp_path, kind):
    item = MAKERS[kind]()
    with pytest.raises(NoResponse):
        Attempt(qti(tmp_path, item), as_in_qti(item, ANSWERS[kind].invalid))


def test_an_extended_response_is_left_to_a_person_with_the_rubric(tmp_path):
    item = MAKERS[ItemKind.EXTENDED_TEXT]()
    package = qti(tmp_path, item)
    attempt = Attempt(package, ANSWERS[ItemKind.EXTENDED_TEXT].right)
    assert (attempt.score, attempt.outcomes["MAXSCORE"]) == (0, "4")
    [block] = package.findall(".//{*}rubricBlock")
    assert block.get("view") == "scorer"
    said = " ".join("".join(block.itertext()).split())
    for criterion in item.rubric:
        assert criterion.text in said
        assert criterion.quote is None or criterion.quote.text in said
    assert all(point in said for point in item.key)


@pytest.mark.parametrize(
    ("given", "score"),
    [(("a", "c"), 1), (("a",), 0.5), (("a", "b"), 0), (("a", "b", "c"), 0.5), (("a", "b", "c", "d"), 0), (("b",), 0)],
)
def test_qti_gives_a_share_for_each_right_choice_and_takes_it_for_a_wrong_one(tmp_path, given, score):
    item = several_item()
    assert Attempt(qti(tmp_path, item), as_in_qti(item, given)).score == score


def test_qti_gives_a_share_for_each_right_match(tmp_path):
    item = match_item()
    given = as_in_qti(item, ("p1 c2", "p2 c3", "p3 c4"))
    assert Attempt(qti(tmp_path, item), given).score == pytest.approx(2 / 3)


def test_qti_says_why_each_wrong_choice_is_wrong(tmp_path):
    item = several_item()
    attempt = Attempt(qti(tmp_path, item), as_in_qti(item, ("b", "d")))
    assert attempt.feedback()[:2] == [item.choices[1].feedback, item.choices[3].feedback]


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (ItemKind.CHOICE, "key"),
        (ItemKind.MULTIPLE_RESPONSE, "key"),
        (ItemKind.TRUE_FALSE, "key"),
        (ItemKind.TEXT_ENTRY, "key"),
        (ItemKind.MATCH, "key"),
        (ItemKind.ORDER, "key"),
        (ItemKind.EXTENDED_TEXT, "key"),
    ],
)
def test_an_impossible_answer_cannot_be_the_key(kind, field):
    with pytest.raises(ValidationError, match="key"):
        MAKERS[kind](**{field: ANSWERS[kind].invalid})
    with pytest.raises(InputError, match="key"):
        edited(MAKERS[kind](), {field: ANSWERS[kind].invalid})


def test_a_number_that_is_none_cannot_be_the_answer():
    with pytest.raises(InputError, match=r"numeric\.value"):
        edited(MAKERS[ItemKind.NUMERIC](), {"numeric": {"value": ANSWERS[ItemKind.NUMERIC].invalid[0]}})


@pytest.mark.parametrize("kind", [ItemKind.CHOICE, ItemKind.MULTIPLE_RESPONSE, ItemKind.TRUE_FALSE])
def test_a_card_shows_the_right_choices_as_its_answer(kind):
    item = MAKERS[kind]()
    answer = text_of(anki_fields.fields(item_set(item), item)["Answer"])
    assert all(text in answer for text in in_words(item, ANSWERS[kind].right))
    assert not any(text in answer for text in in_words(item, ANSWERS[kind].wrong))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not ItemKind.CHOICE])
def test_the_answer_stands_on_the_back_of_a_card_and_in_the_printed_key_alone(tmp_path, kind):
    item = MAKERS[kind]()
    fields = anki_fields.fields(item_set(item), item)
    sheet, key = (" ".join(page.split()) for page in pages(tmp_path, item))
    front = text_of(fields["Stem"] + fields["Choices"])
    for words in solution_of(item):
        assert words in text_of(fields["Answer"])
        assert words in key
        assert words not in front
        assert words not in sheet


def solution_of(item: Item) -> list[str]:
    """What gives the answer away, as a card and the key say it."""
    if item.kind is ItemKind.TRUE_FALSE:
        return [item.correction]
    if item.kind is ItemKind.MATCH:
        return [key_letters(item), "the nucleus → keeps the genetic material"]
    if item.kind in (ItemKind.ORDER, ItemKind.MULTIPLE_RESPONSE):
        return [key_letters(item)]
    return list(item.key)


def text_of(field: str) -> str:
    return " ".join(html.fromstring(f"<div>{field}</div>").text_content().split())


# whole artefacts


@pytest.mark.parametrize("kind", NEW)
def test_the_whole_of_an_item_in_each_format(tmp_path, golden, kind):
    item = approved(MAKERS[kind]())
    named = kind.value.replace("_", "-")
    fields = anki_fields.fields(item_set(item), item)
    golden(f"anki-{named}.txt", "".join(f"{name}: {value}\n" for name, value in fields.items()))
    golden(f"pdf-{named}.txt", "\n--\n".join(pages(tmp_path, item)) + "\n")
    write(item_set(item), tmp_path / "set.qti.zip")
    with zipfile.ZipFile(tmp_path / "set.qti.zip") as archive:
        golden(f"qti-{item.id}.xml", archive.read(f"items/{item.id}.xml").decode())


@pytest.mark.parametrize("name", ITEM_FORMATS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_format_takes_every_kind(tmp_path, kind, name):
    suffix = {"qti": "qti.zip"}.get(name, name)
    report = write(item_set(MAKERS[kind](points=2.5)), tmp_path / f"a.{suffix}")
    assert (report.written, report.skipped) == (1, ())
    if name == "json":
        assert read_json(tmp_path / "a.json").items == (MAKERS[kind](points=2.5),)


@pytest.mark.parametrize("kind", KINDS)
def test_points_other_than_one_are_shown(tmp_path, kind):
    item = MAKERS[kind](points=2.5)
    sheet, key = pages(tmp_path, item)
    assert "(2.5 points)" in " ".join(sheet.split()) and "2.5 points" in key
    assert "(2.5 points)" in anki_fields.fields(item_set(item), item)["Stem"]
    plain = MAKERS[kind](points=1)
    assert "1 point" not in "".join(pages(tmp_path, plain))


def test_what_is_lost_depends_on_the_kinds(tmp_path):
    report = write(item_set(MAKERS[ItemKind.ORDER]()), tmp_path / "a.qti.zip")
    assert "An order scores all or nothing." in report.lost
    assert not any("rubric" in sentence for sentence in report.lost)
    report = write(item_set(MAKERS[ItemKind.EXTENDED_TEXT]()), tmp_path / "a.qti.zip")
    assert "An extended response has no score until a person gives one by the rubric." in report.lost


# the order in which a pupil sees things


def test_choices_stand_as_they_are_where_that_gives_nothing_away():
    for item in (match_item(), order_item(), several_item()):
        assert shown(item) == item.choices


@given(st.permutations(["a", "b", "c", "d"]), st.text(min_size=1))
def test_what_is_to_be_ordered_is_never_shown_in_order(key, id_):
    item = order_item(id_=id_, key=tuple(key))
    assert [choice.id for choice in shown(item)] != key
    assert set(shown(item)) == set(item.choices)
    assert shown(item) == shown(order_item(id_=id_, key=tuple(key)))


@given(st.permutations(["c1", "c2", "c4"]), st.text(min_size=1))
@example(["c1", "c2", "c4"], "al0r0")
def test_what_is_to_be_matched_never_stands_beside_its_match(matches, id_):
    premises = tuple(Premise(id=name, text=name, choice=choice) for name, choice in zip("xyz", matches, strict=True))
    item = match_item(id_=id_, premises=premises, key=match_key(premises))
    assert [choice.id for choice in shown(item) if choice.id in matches] != matches
    assert set(shown(item)) == set(item.choices)


def test_rows_that_all_match_one_choice_have_no_order_to_give_away():
    premises = tuple(Premise(id=name, text=name, choice="c1") for name in "xy")
    item = match_item(premises=premises, key=match_key(premises))
    assert shown(item) == item.choices
    assert key_letters(item) == "1 A, 2 A"


def test_letters_name_the_key():
    assert key_letters(several_item()) == "A, C"
    assert key_letters(match_item()) == "1 B, 2 A, 3 D"
    assert key_letters(order_item()) == "C, D, A, B"


def test_a_pupil_is_told_once_that_several_may_be_right():
    assert told(several_item()) == "Choose all that apply."
    assert told(several_item(stem="Which hold DNA? Choose all that apply.")) == ""
    assert told(order_item()) == ""


def test_a_long_row_of_a_printed_table_goes_on_overleaf(tmp_path):
    long = "The row goes on and on. " * 300
    choices = (Choice(id="a", text=long, correct=True), Choice(id="b", text="short", correct=True))
    premises = (Premise(id="x", text="one", choice="a"), Premise(id="y", text=long, choice="b"))
    texts = pages(tmp_path, match_item(choices=choices, premises=premises, key=match_key(premises)))
    assert len(re.findall(r"\brow\b", " ".join(texts))) == 300 * 4
