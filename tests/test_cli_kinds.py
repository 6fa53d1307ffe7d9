"""`eduapp review` on items of every kind: shown in full, edited by assignments and in an editor."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import eduapp
from eduapp.cli import main
from eduapp.domain.item import Item, ItemKind
from eduapp.domain.item_set import ItemSet
from tests.export.makers import MAKERS
from tests.fakes import FakeRooms, make_document

Review = Callable[..., tuple[int, str, str]]


@pytest.fixture
def review(rooms: FakeRooms, own_library: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """Runs `eduapp review` over a library with an item of each kind; returns its exit code and what it printed."""
    for name in ("EDITOR", "VISUAL", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    document = make_document()
    with eduapp.open_library(own_library) as library:
        library._store.add_source(document)
        library._store.start_set(ItemSet(id="set-kinds", source=document.source.id, title="Cells"))
        for maker in MAKERS.values():
            library._store.add_item("set-kinds", moved(maker(), document.source.id))

    def call(*args: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["review", *args])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


def moved(item: Item, source: str) -> Item:
    """The item with its evidence in that source."""
    evidence = tuple(quote.model_copy(update={"source": source}) for quote in item.evidence)
    return item.model_copy(update={"evidence": evidence})


def edited(review: Review, item: str, *assignments: str) -> dict[str, Any]:
    code, out, err = review("--edit", item, "--set", *assignments, "--json")
    assert code == 0, err
    return json.loads(out)


# shown


SHOWN = {
    "it-several": (
        "it-several · understand · multiple_response · draft · revision 1 · 2 points\n\n"
        "Which of these are found in plant cells but not in animal cells?\n"
        "  * a) chloroplasts\n       Yes: photosynthesis takes place in them.\n"
        "    b) ribosomes\n       All cells build proteins in ribosomes.\n"
        "  * c) a cell wall\n"
        "    d) mitochondria\n       Animal cells release energy in them as well.\n"
        "\nKey: chloroplasts; a cell wall\n"
    ),
    "it-match": (
        "it-match · remember · match · draft · revision 1 · 3 points\n\n"
        "Match each part of the cell with what it does.\n"
        "    p1) the nucleus  →  c2\n    p2) the ribosome  →  c1\n    p3) the cell membrane  →  c4\n"
        "    c1) builds proteins\n    c2) keeps the genetic material\n"
        "    c3) releases energy from glucose\n       That is what a mitochondrion does.\n"
        "    c4) controls what enters and leaves the cell\n"
        "\nKey: the nucleus → keeps the genetic material; the ribosome → builds proteins; "
        "the cell membrane → controls what enters and leaves the cell\n"
    ),
    "it-order": (
        "it-order · remember · order · draft · revision 1\n\n"
        "Put the phases of mitosis in order, from the first to the last.\n"
        "  3 a) The chromatids are pulled apart.\n  4 b) Two new nuclei form.\n"
        "  1 c) The chromosomes become visible.\n  2 d) The chromosomes line up in the middle.\n"
        "\nKey: The chromosomes become visible. → The chromosomes line up in the middle. → "
        "The chromatids are pulled apart. → Two new nuclei form.\n"
    ),
    "it-numeric": (
        "it-numeric · remember · numeric · draft · revision 1\n\n"
        "About how much of a cell's mass is water?\n"
        "\nKey: 70 %\nAccepted: 66.5 to 73.5 %\n"
    ),
    "it-extended": (
        "it-extended · analyze · extended_text · draft · revision 1 · 4 points\n\n"
        "Compare a plant cell with an animal cell: name what they share and explain how they differ.\n"
        "\nKey: Both kinds of cell have a nucleus, ribosomes and mitochondria. "
        "Only plant cells have chloroplasts and a cell wall.\n"
        "Why: A comparison names what is shared before what differs.\n"
        "Made by: syntactic (definition.v1)\n"
        "Rubric\n"
        "  c1) 1: Names one part that both kinds of cell have.\n"
        "       nucleus; ribosomes; mitochondria\n"
        "       p. 4: “Both have a nucleus, ribosomes and mitochondria.”\n"
        "  c2) 2: Says that only plant cells have chloroplasts and a cell wall.\n"
        "       chloroplasts; cell wall\n"
        "       p. 4: “Plant cells alone have chloroplasts and a cell wall.”\n"
        "  c3) 1: Draws a conclusion of one's own from the difference.\n"
        "Evidence\n"
    ),
}


@pytest.mark.parametrize("item", SHOWN)
def test_an_item_in_full_shows_its_parts_with_their_ids(review: Review, item: str) -> None:
    code, out, _ = review(item)
    assert code == 0
    assert out.startswith(SHOWN[item])


# edited by assignments


def test_the_right_choices_are_named(review: Review) -> None:
    item = edited(review, "it-several", "key=b; d", "feedback.a=Animals lack them.")
    assert item["key"] == ["b", "d"]
    assert [choice["correct"] for choice in item["choices"]] == [False, True, False, True]
    assert item["choices"][0]["feedback"] == "Animals lack them."


def test_a_premise_is_matched_to_another_choice(review: Review) -> None:
    item = edited(review, "it-match", "match.p2=c3", "premises.p2=the mitochondrion")
    assert item["key"] == ["p1 c2", "p2 c3", "p3 c4"]
    assert item["premises"][1] == {"id": "p2", "text": "the mitochondrion", "choice": "c3"}
    assert {choice["id"] for choice in item["choices"] if choice["correct"]} == {"c2", "c3", "c4"}


def test_steps_are_put_in_another_order(review: Review) -> None:
    item = edited(review, "it-order", "key=d; c; a; b", "choices.d=The chromosomes are lined up.")
    assert item["key"] == ["d", "c", "a", "b"]
    assert item["answer"].startswith("The chromosomes are lined up. → ")


def test_a_number_is_changed_and_its_key_follows(review: Review) -> None:
    item = edited(review, "it-numeric", "numeric.value=65.5", "numeric.tolerance=0", "numeric.unit=percent")
    assert item["numeric"] == {"value": 65.5, "tolerance": 0, "unit": "percent"}
    assert item["key"] == ["65.5 percent"]


def test_a_criterion_is_changed_and_the_points_follow(review: Review) -> None:
    changes = ("rubric.c1=Names two parts of both.", "points.c1=2", "key_points.c1=nucleus; ribosomes")
    item = edited(review, "it-extended", *changes)
    first = item["rubric"][0]
    assert (first["text"], first["points"], first["key_points"]) == (
        "Names two parts of both.",
        2,
        ["nucleus", "ribosomes"],
    )
    assert first["quote"]["quote"] == "Both have a nucleus, ribosomes and mitochondria."
    assert item["points"] == 5
    assert edited(review, "it-extended", "points.c1=1", "points=10")["points"] == 10


@pytest.mark.parametrize(
    ("item", "assignment", "said"),
    [
        ("it-match", "key=p1 c1", "The key of such an item can't be set by itself. Set match.ID=CHOICE."),
        ("it-match", "match.p9=c1", "it-match has no premise 'p9'. It has: p1, p2, p3."),
        ("it-match", "match.p1=c9", "a premise matches a choice that is not there"),
        ("it-order", "key=a; b", "the key does not name every choice once"),
        ("it-order", "choices.z=x", "it-order has no choice 'z'. It has: a, b, c, d."),
        ("it-several", "key=a; z", "the key does not name the correct choices"),
        ("it-numeric", "key=65 %", "The key of such an item can't be set by itself. Set numeric.value=NUMBER."),
        ("it-numeric", "numeric.value=many", "numeric.value: "),
        ("it-numeric", "numeric.value=nan", "numeric.value must be a number that can be written in digits."),
        ("it-numeric", "numeric.tolerance=-1", "numeric.tolerance: "),
        ("it-numeric", "numeric.colour=1", "can't be set. These can: numeric.value, numeric.tolerance, numeric.unit."),
        ("it-extended", "points.c1=0", "rubric.0.points: "),
        ("it-extended", "points.c9=1", "it-extended has no criterion 'c9'. It has: c1, c2, c3."),
        ("it-extended", "colour.c1=red", "colour.c1 can't be set. These can: choices.ID"),
        ("it-choice", "numeric.value=1", "it-choice has no number: it is of the kind choice."),
        ("it-choice", "rubric.c1=x", "it-choice has no criterion 'c1'. It has: none."),
    ],
)
def test_an_edit_that_cannot_be_is_one_sentence(review: Review, item: str, assignment: str, said: str) -> None:
    code, out, err = review("--edit", item, "--set", assignment)
    assert (code, out) == (1, "")
    assert said in err
    assert err.count("\n") == 1


# edited in an editor


@pytest.fixture
def typing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Sets an editor that runs this code over the text of the file, as `text`; the text it was given is kept."""

    def use(code: str) -> Path:
        script, seen = tmp_path / "editor.py", tmp_path / "seen.yaml"
        script.write_text(
            f"import sys; p = sys.argv[1]; text = open(p).read(); open({str(seen)!r}, 'w').write(text)\n"
            f"{code}\nopen(p, 'w').write(text)\n"
        )
        monkeypatch.setenv("EDITOR", f"'{sys.executable}' '{script}'")
        return seen

    return use


FORMS = {
    ItemKind.CHOICE: {"choices"},
    ItemKind.MULTIPLE_RESPONSE: {"choices"},
    ItemKind.TRUE_FALSE: {"choices"},
    ItemKind.TEXT_ENTRY: {"key"},
    ItemKind.MATCH: {"choices", "premises"},
    ItemKind.ORDER: {"choices", "key"},
    ItemKind.NUMERIC: {"numeric"},
    ItemKind.EXTENDED_TEXT: {"key", "rubric"},
}


@pytest.mark.parametrize("kind", ItemKind)
def test_the_form_has_what_the_kind_has_and_nothing_is_changed_by_closing_it(review: Review, typing, kind) -> None:
    import yaml

    seen = typing("pass")
    item = MAKERS[kind]().id
    assert review("--edit", item)[:2] == (0, f"{item} is as it was.\n")
    fields = yaml.safe_load(seen.read_text())
    assert fields.keys() & {"choices", "premises", "numeric", "rubric", "key"} == FORMS[kind]
    assert "locator" not in seen.read_text()


@pytest.mark.parametrize(
    ("item", "code", "said"),
    [
        ("it-several", "text = text.replace('id: b', 'id: e')", "  * a) chloroplasts"),
        ("it-match", "text = text.replace('choice: c1', 'choice: c3')", "p2) the ribosome  →  c3"),
        ("it-order", "text = text.replace('- c\\n- d\\n', '- d\\n- c\\n')", "  1 d) The chromosomes line up"),
        ("it-numeric", "text = text.replace('value: 70.0', 'value: 60')", "Key: 60 %\nAccepted: 56.5 to 63.5 %"),
        ("it-extended", "text = text.replace('points: 2.0', 'points: 3', 1)", "  c2) 3: Says that only plant"),
    ],
)
def test_a_part_is_changed_in_an_editor(review: Review, typing, item: str, code: str, said: str) -> None:
    typing(code)
    ran, out, err = review("--edit", item)
    assert ran == 0, err
    assert said in out
    assert "revision 2" in out


def test_a_criterion_that_is_changed_in_an_editor_keeps_its_quote_and_a_new_one_has_none(
    review: Review, typing
) -> None:
    typing("text = text.replace('- id: c3', '- id: c4\\n  text: Is well written.\\n- id: c3')")
    code, out, _ = review("--edit", "it-extended")
    assert code == 0
    assert "revision 2 · 5 points" in out
    assert "  c4) 1: Is well written.\n  c3) 1: Draws" in out
    assert "p. 4: “Both have a nucleus, ribosomes and mitochondria.”" in out


@pytest.mark.parametrize(
    ("item", "code", "said"),
    [
        ("it-match", "text = text.replace('choice: c1', 'choice: c9')", "a premise matches a choice that is not there"),
        ("it-match", "text = text.replace('premises:', 'premises: none\\nrows:')", "'rows' of an item can't be edited"),
        ("it-extended", "text = text.replace('points: 2.0', 'points: two')", "rubric.1.points: "),
        ("it-extended", "text = text.replace('rubric:', 'rubric: none\\nx:')", "'x' of an item can't be edited"),
        ("it-numeric", "text = text.replace('value: 70.0', 'value: .nan')", "numeric.value must be a number"),
        ("it-order", "text = text.replace('- c\\n- d\\n', '- c\\n- c\\n')", "the key does not name every choice once"),
    ],
)
def test_what_was_typed_wrong_is_kept_and_named(review: Review, typing, item: str, code: str, said: str) -> None:
    typing(code)
    ran, out, err = review("--edit", item)
    assert (ran, out) == (1, "")
    assert said in err
    kept = Path(err.split("kept in ")[1].strip().rstrip("."))
    assert kept.read_text().startswith(f"# {item}")
    kept.unlink()
