"""The deck, read by Anki itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki.notes import Note
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from eduapp.domain.item import edited
from eduapp.domain.item_set import ItemSet
from eduapp.errors import ExportError
from eduapp.export import anki, anki_fields, write
from eduapp.export.text import bidi_closed, clean
from tests.export.makers import (
    HOSTILE,
    approved,
    choice_item,
    cloze_item,
    extended_item,
    hostile_set,
    item_set,
    one_of_each,
)
from tests.export.puzzles import puzzle_set

JOINER = "\u2060"
ALL = len(one_of_each().items)


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    opened = Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


@pytest.fixture
def bring_in(collection: Collection, tmp_path: Path) -> Callable[[ItemSet], dict[str, int]]:
    """Exports a set and has Anki import it; returns how many notes Anki found to be what."""

    def export_and_import(items: ItemSet) -> dict[str, int]:
        path = tmp_path / "set.apkg"
        write(items, path)
        request = ImportAnkiPackageRequest(package_path=str(path), options=ImportAnkiPackageOptions())
        log = collection.import_anki_package(request).log
        found = {name: len(getattr(log, name)) for name in ("new", "updated", "duplicate", "conflicting")}
        return {name: number for name, number in found.items() if number}

    return export_and_import


def note(collection: Collection, item_id: str) -> Note:
    [found] = collection.find_notes(f'"Id:{item_id}"')
    return collection.get_note(found)


def test_anki_imports_a_note_and_a_card_for_each_item(collection, bring_in):
    assert bring_in(one_of_each()) == {"new": ALL}
    assert (collection.note_count(), collection.card_count()) == (ALL, ALL)
    assert "Cells and tissues" in [deck.name for deck in collection.decks.all_names_and_ids()]


def test_the_whole_of_a_choice_note(collection, bring_in, golden):
    bring_in(item_set(approved(choice_item())))
    found = note(collection, "it-choice")
    fields = "".join(f"{name}: {value}\n" for name, value in found.items())
    golden("anki-choice.txt", f"guid: {found.guid}\nmodified: {found.mod}\ntags: {' '.join(found.tags)}\n{fields}")


def test_the_whole_of_a_cloze_card(collection, bring_in, golden):
    bring_in(item_set(cloze_item()))
    card = note(collection, "it-cloze").cards()[0]
    sides = (re.sub(r"<style>.*</style>", "", side, flags=re.DOTALL) for side in (card.question(), card.answer()))
    golden("anki-cloze.html", "\n<!-- back -->\n".join(sides))


def test_the_front_does_not_give_the_answer_away(collection, bring_in):
    bring_in(one_of_each())
    front = note(collection, "it-cloze").cards()[0].question()
    assert "organelle" not in front.partition("</style>")[2]
    front = note(collection, "it-choice").cards()[0].question()
    assert "genetic material" not in front
    assert "Mitochondria release" not in front


def test_cards_come_in_the_order_of_the_set(collection, bring_in):
    bring_in(one_of_each())
    due = sorted((card.due, card.note()["Id"]) for card in map(collection.get_card, collection.find_cards("")))
    assert [id_ for _, id_ in due] == [item.id for item in one_of_each().items]


def test_the_same_set_again_changes_nothing(collection, bring_in):
    bring_in(one_of_each())
    assert bring_in(one_of_each()) == {"duplicate": ALL}
    assert collection.note_count() == ALL


def test_an_edited_item_updates_its_note(collection, bring_in):
    first = approved(cloze_item())
    bring_in(item_set(first))
    second = edited(first, {"stem": "An _____ does a special job in a cell."})
    assert (second.revision, second.id) == (2, first.id)
    assert bring_in(item_set(second)) == {"updated": 1}
    assert collection.note_count() == 1
    assert "does a special job in a cell" in note(collection, "it-cloze")["Stem"]


def test_a_deck_of_the_first_release_is_updated_without_conflict(collection, bring_in, monkeypatch):
    fine = item_set(approved(choice_item()), approved(extended_item()))
    with monkeypatch.context() as before:
        before.setattr(anki, "_EPOCH", 1_700_000_000)
        before.setattr(anki, "_template", lambda name: "{{Stem}}{{Answer}}")
        bring_in(fine)
    assert bring_in(fine) == {"updated": 2}
    [type_] = [t for t in collection.models.all_names_and_ids() if t.name == "eduapp item 1"]
    assert ".rubric" in collection.models.get(type_.id)["css"]


def test_a_decision_takes_the_draft_mark_away(collection, bring_in):
    bring_in(item_set(cloze_item()))
    before = note(collection, "it-cloze")
    assert before["Status"] == "Draft: not yet reviewed by a person"
    assert "state::draft" in before.tags
    assert bring_in(item_set(approved(cloze_item()))) == {"updated": 1}
    after = note(collection, "it-cloze")
    assert after["Status"] == ""
    assert "state::draft" not in after.tags


def test_times_rise_with_every_revision_and_decision():
    first = cloze_item()
    history = [
        first,
        approved(first),
        edited(first, {"rationale": "New."}),
        approved(edited(first, {"rationale": "B"})),
    ]
    times = [anki.modified(item) for item in history]
    assert times == sorted(set(times))


def test_two_sets_of_a_source_share_a_deck_and_keep_their_notes(collection, bring_in):
    bring_in(item_set(cloze_item("a")))
    bring_in(item_set(cloze_item("b")))
    decks = [deck for deck in collection.decks.all_names_and_ids() if deck.name == "Cells and tissues"]
    assert (len(decks), collection.note_count()) == (1, 2)


def test_the_note_type_is_frozen(collection, bring_in):
    bring_in(one_of_each())
    assert anki.NOTE_TYPE == 1_846_203_517
    fields = "Id Stem Choices Answer Rationale Feedback Evidence Source Level Kind Status Spare1 Spare2 Spare3 Spare4"
    [type_] = [t for t in collection.models.all_names_and_ids() if t.name == "eduapp item 1"]
    assert [field["name"] for field in collection.models.get(type_.id)["flds"]] == fields.split()


def test_hostile_text_stays_text_on_anki_cards(collection, bring_in):
    bring_in(hostile_set())
    for n, text, kind in ((n, text, kind) for n, text in enumerate(HOSTILE) for kind in "csmonx"):
        card = note(collection, f"it-{kind}{n}").cards()[0]
        for side in (card.question(), card.answer()):
            assert not re.search(r"<img|<para|\[sound:|\[latex\]|\[\$\]|\[\[type:|\{\{", side)
            shown = html.fromstring(f"<div>{side}</div>").text_content().replace(JOINER, "")
            assert f"{clean(text)} {n}?".replace("{{", "{ {").replace("\n", "") in shown.replace("{{", "{ {")
        assert not card.question_av_tags()
        assert not card.answer_av_tags()
    assert not collection.media.check().missing


def test_a_title_makes_no_deck_within_a_deck(collection, bring_in):
    bring_in(item_set(cloze_item(), title="A::B :: C"))
    assert not [deck for deck in collection.decks.all_names_and_ids() if deck.name == "A"]


@pytest.mark.parametrize("macro", [r"\href{javascript:alert(1)}{x}", r"\style{color:red}{x}", r"\require{html}"])
def test_tex_that_reaches_into_the_page_is_shown_as_text(macro):
    assert anki_fields.to_field(rf"\({macro}\)").startswith(f"\\{JOINER}(")
    assert anki_fields.to_field(r"\(x < y\)") == r"\(x &lt; y\)"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_field_reads_as_the_text_does(text):
    shown = html.fromstring(f"<div>{anki_fields.to_field(text)}</div>".replace("<br>", "\n")).text_content()
    if "\\(" not in text and "\\[" not in text:
        assert shown.replace(JOINER, "") == bidi_closed(clean(text)).replace(JOINER, "")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("style.css", b"\xff\xfe\xff", "style.css can't be read"),
        ("back.html", b"{{#Answer}}", "back.html can't be read"),
        ("front.html", b"{{Stem", "front.html can't be read"),
        ("front.html", b"Hello", "doesn't show the question"),
    ],
)
def test_a_template_that_is_wrong_is_a_sentence(tmp_path, monkeypatch, name, content, message):
    (tmp_path / "anki").mkdir()
    (tmp_path / "anki" / name).write_bytes(content)
    monkeypatch.setenv("EDUAPP_TEMPLATES", str(tmp_path))
    with pytest.raises(ExportError, match=message):
        write(one_of_each(), tmp_path / "a.apkg")


def test_a_clue_card_says_how_many_letters_are_asked_for(collection, bring_in):
    made = puzzle_set()
    assert bring_in(made) == {"new": len(made.items)}
    counts = {e.item: e.enumeration for e in (*made.crossword.entries, *made.crossword.unplaced)}
    for item in made.items:
        assert html.fromstring(note(collection, item.id)["Stem"]).text_content() == f"{item.stem} {counts[item.id]}"
    assert "(7, 4)" in counts.values()
