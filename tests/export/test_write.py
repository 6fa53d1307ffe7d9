"""The registry, the report, and a file that appears whole or not at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eduapp.domain.item import ItemKind
from eduapp.errors import ExportError, InputError
from eduapp.export import FORMATS, ITEM_FORMATS, Options, format_for, format_named, ipuz, read_json, write
from tests.export.makers import choice_item, cloze_item, hostile_set, item_set, one_of_each, quote, true_false_item
from tests.export.puzzles import puzzle_set

NAMES = ITEM_FORMATS
ALL = len(one_of_each().items)
HEAVY = ("genanki", "reportlab", "lxml.etree", "pymupdf_fonts", "ziafont")
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.apkg", "apkg"), ("A.PDF", "pdf"), ("x.qti.zip", "qti"), ("deep/x.y.json", "json"), (Path("b.QTI.zip"), "qti")],
)
def test_a_format_is_found_by_the_file_name(name, expected):
    assert format_for(name).name == expected


@pytest.mark.parametrize("name", ["a.docx", "a", "a.zip", "pdf"])
def test_an_unknown_suffix_is_answered_with_the_known_ones(name):
    with pytest.raises(ExportError) as caught:
        format_for(name)
    assert all(known.suffix in caught.value.hint for known in FORMATS.values())


def test_a_format_is_found_by_its_name():
    assert format_named(" PDF ") is FORMATS["pdf"]
    with pytest.raises(ExportError, match="docx"):
        format_named("docx")


def test_every_format_has_the_same_shape():
    for name, known in FORMATS.items():
        assert name == known.name
        assert known.module or known.puzzle
        if known.module:
            module = import_module(known.module)
            assert set(module.KINDS) == set(ItemKind)
            assert callable(module.encode)
        if known.puzzle:
            assert callable(import_module(known.puzzle).encode)


def test_the_registry_loads_no_heavy_library():
    code = f"import sys, eduapp.export; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", NAMES)
def test_the_report_says_what_was_written_and_lost(tmp_path, name):
    path = tmp_path / f"cells{FORMATS[name].suffix}"
    report = write(one_of_each(), path, title="Cells", language="en")
    assert (report.path, report.format, report.written, report.skipped) == (path, name, ALL, ())
    assert bool(report.lost) == (name != "json")
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert path.stat().st_mode & 0o777 == 0o666 & ~_umask()


@pytest.mark.parametrize("name", NAMES)
def test_hostile_text_is_written_in_every_format(tmp_path, name):
    report = write(hostile_set(), tmp_path / f"a{FORMATS[name].suffix}")
    assert report.written == len(hostile_set().items)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ANY_TEXT, title=st.text(max_size=20))
def test_any_text_can_be_written(name, text, title):
    stem = f"{text}?"
    items = (choice_item("c", stem=stem, rationale=text, evidence=(quote(text),)), cloze_item("e", key=(f"k{text}",)))
    artefact = FORMATS[name].encode(item_set(*items, title=title), Options(title=""))
    assert artefact.written == 2


@pytest.mark.parametrize("name", ["apkg", "pdf", "qti"])
def test_an_item_of_an_unknown_kind_is_reported_not_dropped_in_silence(tmp_path, monkeypatch, name):
    kinds = import_module(FORMATS[name].module).KINDS
    monkeypatch.delitem(kinds, ItemKind.TEXT_ENTRY)
    report = write(one_of_each(), tmp_path / f"a{FORMATS[name].suffix}")
    assert report.written == ALL - 2
    assert [s.item for s in report.skipped] == ["it-cloze", "it-short"]
    assert "text_entry" in report.skipped[0].why
    assert f"2 of {ALL} items were left out." in report.lost


def test_nothing_is_written_when_no_item_fits(tmp_path, monkeypatch):
    monkeypatch.setattr("eduapp.export.qti21.KINDS", {})
    with pytest.raises(ExportError, match=rf"None of the {ALL} items fits \.qti\.zip"):
        write(one_of_each(), tmp_path / "a.qti.zip")
    assert not list(tmp_path.iterdir())


def test_a_second_item_of_the_same_id_is_left_out(tmp_path):
    report = write(item_set(cloze_item("a"), true_false_item("a")), tmp_path / "a.apkg")
    assert (report.written, [s.item for s in report.skipped]) == (1, ["a"])


def test_an_empty_set_is_refused(tmp_path):
    with pytest.raises(ExportError, match="no items to export"):
        write(item_set(), tmp_path / "a.pdf")


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_is_there_is_replaced(tmp_path, name):
    path = tmp_path / f"a{FORMATS[name].suffix}"
    path.write_text("old")
    write(one_of_each(), path)
    assert path.read_bytes() != b"old"


def test_a_missing_folder_is_named_and_nothing_is_made(tmp_path):
    with pytest.raises(ExportError) as caught:
        write(one_of_each(), tmp_path / "nowhere" / "a.json")
    assert str(caught.value) == "a.json can't be written. Make its folder first."
    assert caught.value.where == str(tmp_path / "nowhere" / "a.json")
    assert not list(tmp_path.iterdir())


def test_a_folder_in_the_way_is_no_traceback(tmp_path):
    (tmp_path / "a.json").mkdir()
    with pytest.raises(ExportError, match="in the way"):
        write(one_of_each(), tmp_path / "a.json")
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), OSError(28, "No space left")])
def test_what_was_there_survives_a_failed_write(tmp_path, monkeypatch, error):
    path = tmp_path / "a.json"
    path.write_text("old")

    def fail(_):
        raise error

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(ExportError):
        write(one_of_each(), path)
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]


SCRIPT = """
import sys, time
now, out = float(sys.argv[1]), sys.argv[2]
localtime, gmtime = time.localtime, time.gmtime
time.time = lambda: now
time.localtime = lambda at=None: localtime(now if at is None else at)
time.gmtime = lambda at=None: gmtime(now if at is None else at)
from eduapp.export import FORMATS, write
from tests.export.makers import hostile_set, item_set, one_of_each
from tests.export.puzzles import puzzle_set
whole = item_set(*one_of_each().items, *hostile_set().items)
for known in FORMATS.values():
    if known.module:
        write(whole, f"{out}/a{known.suffix}")
    write(puzzle_set(), f"{out}/puzzle{known.suffix}")
"""


def test_two_hash_seeds_and_two_dates_give_the_same_bytes(tmp_path):
    runs = [("0", "1000000000", "UTC"), ("4711", "2000000000", "Asia/Tokyo")]
    for seed, now, zone in runs:
        (tmp_path / seed).mkdir()
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone}
        root = Path(__file__).parents[2]
        subprocess.run([sys.executable, "-c", SCRIPT, now, str(tmp_path / seed)], env=environment, cwd=root, check=True)
    names = sorted(path.name for path in (tmp_path / "0").iterdir())
    assert len(names) == len(ITEM_FORMATS) + len(FORMATS)
    for name in names:
        first, second = ((tmp_path / seed / name).read_bytes() for seed, _, _ in runs)
        assert first == second, name


def test_a_set_with_a_crossword_is_a_puzzle_where_a_format_holds_one(tmp_path):
    made = puzzle_set()
    for name, known in FORMATS.items():
        report = write(made, tmp_path / f"a{known.suffix}")
        assert report.written == (made.crossword.words if known.puzzle else len(made.items)), name
    assert ipuz.decode((tmp_path / "a.ipuz").read_bytes()).cells() == made.crossword.cells()
    assert read_json(tmp_path / "a.json") == made


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ITEM_FORMATS])
def test_a_set_without_crossword_is_no_puzzle(tmp_path, name):
    with pytest.raises(ExportError, match="and set-1 has none") as caught:
        write(one_of_each(), tmp_path / f"a{FORMATS[name].suffix}")
    assert "eduapp crossword" in caught.value.hint
    assert not list(tmp_path.iterdir())


def test_a_puzzle_says_so_while_its_clues_are_drafts(tmp_path):
    write(puzzle_set(), tmp_path / "draft.ipuz")
    write(puzzle_set(approved=True), tmp_path / "approved.ipuz", title="Week 3")
    titles = [json.loads((tmp_path / f"{name}.ipuz").read_text())["title"] for name in ("draft", "approved")]
    assert titles == ["Draft: Course words", "Week 3"]


def test_the_looks_of_a_puzzle_are_passed_on(tmp_path):
    write(puzzle_set(), tmp_path / "plain.html")
    write(puzzle_set(), tmp_path / "helped.html", word_bank=True, first_letters=True)
    plain, helped = ((tmp_path / f"{name}.html").read_text() for name in ("plain", "helped"))
    assert "Word bank" in helped and "Word bank" not in plain
    assert helped.count("readonly") > 3 > plain.count("readonly")


@pytest.mark.parametrize("made", [one_of_each(), puzzle_set()])
def test_the_paper_can_be_chosen(tmp_path, made):
    for paper, width in (("a4", 595), ("letter", 612), ("", 595)):
        write(made, tmp_path / "a.pdf", paper=paper)
        with pypdfium2.PdfDocument(tmp_path / "a.pdf") as document:
            assert int(document[0].get_width()) == width


def test_an_option_that_cannot_be_is_named(tmp_path):
    with pytest.raises(InputError, match="paper='a3'") as caught:
        write(one_of_each(), tmp_path / "a.pdf", paper="a3")
    assert "letter" in caught.value.hint


def _umask() -> int:
    old = os.umask(0)
    os.umask(old)
    return old
