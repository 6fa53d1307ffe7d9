"""The command line: what is printed where, and with which exit code."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import eduapp
from eduapp.cli import main
from eduapp.cli.batch import ALL_FORMATS
from eduapp.cli.output import progress
from eduapp.cli.review import repeated
from eduapp.export import ITEM_FORMATS
from tests.fakes import FakeRooms

TEXT = "# Cells\n\nThe nucleus holds the cell's DNA.\n\nThe membrane encloses the cell.\n"


@dataclass
class Ran:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(rooms: FakeRooms, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command line in this process."""
    monkeypatch.delenv("COLUMNS", raising=False)
    for name in ("EDITOR", "VISUAL"):
        monkeypatch.delenv(name, raising=False)

    def call(*args: object) -> Ran:
        capsys.readouterr()
        code = main([str(arg) for arg in args])
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return call


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course file."""
    path = tmp_path / "cells.md"
    path.write_text(TEXT)
    return path


@pytest.fixture
def filled(run: Run, course: Path) -> list[str]:
    """A library with a set of three; the ids of its items."""
    assert run("add", course).code == 0
    return [item["id"] for item in run("generate", "latest", "-n", 3, "--json").json["items"]]


# the command as a whole


def test_importing_the_command_line_loads_nothing_heavy() -> None:
    code = "import sys, eduapp.cli; print([m for m in sys.argv[1:] if m in sys.modules])"
    heavy = ["spacy", "llama_cpp", "sqlalchemy", "reportlab", "genanki", "langchain_core", "numpy", "pydantic", "lxml"]
    done = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_version(run: Run) -> None:
    assert run("--version") == Ran(0, f"eduapp {eduapp.__version__}\n", "")


@pytest.mark.parametrize(
    "args",
    [
        [],
        ["nosuchverb"],
        ["add"],
        ["generate"],
        ["generate", "cells", "--count", "0"],
        ["generate", "cells", "--seed", "-1"],
        ["export", "latest"],
        ["batch", "cells.md"],
        ["batch", "cells.md", "--to", "out", "--formats", "docx"],
        ["batch", "cells.md", "--to", "out", "--formats", ","],
        ["review", "--reject", "item-1"],
        ["review", "--set", "stem=x"],
        ["show", "--nosuchoption"],
    ],
    ids=" ".join,
)
def test_a_wrong_call_ends_with_2_and_does_nothing(run: Run, args: list[str], own_library: Path) -> None:
    ran = run(*args)
    assert (ran.code, ran.err + ran.out != "") == (2, True)
    assert not own_library.exists()


def test_an_expected_failure_is_one_sentence_and_a_way_out(run: Run) -> None:
    expected = (
        "There is no set 'latest' in this library. `eduapp show` lists the sets, `eduapp generate SOURCE` makes one."
    )
    assert run("review") == Ran(1, "", expected + "\n")


def test_an_unexpected_failure_is_one_sentence_too(
    run: Run, rooms: FakeRooms, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("nucleus")

    run("add", course)
    monkeypatch.setattr("eduapp.questions.engine.generate", fail)
    ran = run("generate", "cells")
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert ran.err.startswith("Something went wrong inside eduapp (KeyError: 'nucleus').")
    monkeypatch.setenv("EDUAPP_DEBUG", "1")
    assert "Traceback" in run("generate", "cells").err


def test_a_full_disk_is_named(run: Run, course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("eduapp.cli.sources.print_json", fail)
    ran = run("add", course, "--json")
    assert ran.code == 1 and ran.err.startswith("The disk is full.")


def test_a_closed_output_is_no_failure(run: Run, course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["add", str(course)]) == 0
    sys.stdout.close()


def test_stopping_loses_nothing(run: Run, rooms: FakeRooms, course: Path) -> None:
    run("add", course)
    rooms.break_after = 2
    ran = run("generate", "cells")
    assert (ran.code, ran.out) == (130, "")
    assert "Nothing is lost" in ran.err
    assert len(run("review", "--json").json["items"]) == 2


def test_the_library_is_named_before_or_after_the_verb(run: Run, course: Path, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    assert run("--library", here, "add", course).code == 0
    assert run("add", course, "--library", there).code == 0
    for args in (["--library", here, "show"], ["show", "--library", there]):
        assert "cells.md" in run(*args).out
    assert "is empty" in run("show").out


def test_a_library_that_cannot_be_opened(run: Run, course: Path) -> None:
    ran = run("show", "--library", course)
    assert (ran.code, ran.out) == (1, "")
    assert "that is a file. Give a folder with --library or EDUAPP_LIBRARY." in ran.err


def test_words_of_a_course_cannot_act_on_the_terminal(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "hostile.md"
    path.write_text("# \x1b[2J[red]Cells[/red] :smile:\n\nThe \x1b]0;owned\x07nucleus holds [link=x]DNA[/link].\n")
    run("add", path)
    made = run("generate", "hostile", "-n", 1)
    whole = made.out + "".join(
        run(*args).out for args in (["show", "hostile", "--facts"], ["show", "hostile"], ["show"])
    )
    whole += run("review").out + run("review", made.out.split()[-1].strip("`.")).out
    assert whole.count("[red]Cells[/red] :smile:") >= 5
    assert "\x1b" not in whole and "\x07" not in whole


def test_progress_is_silent_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    with progress() as report:
        assert report is None
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with progress(quiet=True) as report:
        assert report is None
    with progress() as report:
        report("reading [red]", 1, 2)
        report("reading [red]", 2, 2)


# add and show


def test_add_prints_ids(run: Run, course: Path) -> None:
    ran = run("add", course)
    assert (ran.code, ran.err) == (0, "")
    heads, _, row = ran.out.splitlines()
    assert heads.split() == ["source", "file", "words", "title"]
    assert row.split() == [run("show", "--json").json["sources"][0]["id"], "cells.md", "12", "Cells"]


def test_add_goes_on_after_a_file_that_fails(run: Run, course: Path, tmp_path: Path) -> None:
    ran = run("add", tmp_path / "nosuch.pdf", course, "--json")
    assert (ran.code, ran.err) == (3, "")
    assert [source["name"] for source in ran.json["sources"]] == ["cells.md"]
    assert ran.json["failed"][0]["path"].endswith("nosuch.pdf")
    ran = run("add", tmp_path / "nosuch.pdf")
    assert (ran.code, ran.out) == (1, "")
    assert "nosuch.pdf" in ran.err


def test_add_tells_what_it_noticed(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "deutsch.txt"
    path.write_text("Die Zelle ist die kleinste Einheit des Lebens. " * 8)
    ran = run("add", path)
    assert ran.code == 0
    assert ran.out.splitlines()[-1].startswith("deutsch.txt: This doesn't seem to be English: a crossword can be made")


def test_the_same_content_under_another_name_is_told(run: Run, course: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.md"
    copy.write_bytes(course.read_bytes())
    assert "already" not in run("add", course).out
    assert "already" not in run("add", course).out
    ran = run("add", copy)
    assert ran.code == 0
    assert ran.out.splitlines()[-1] == f"{copy}: the library has its content already, as cells.md."


def test_an_empty_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ran = run("add", tmp_path / "empty")
    assert ran.code == 1 and "no course file" in ran.err


def test_show_tells_what_was_understood(run: Run, course: Path) -> None:
    source_id = run("add", course, "--json").json["sources"][0]["id"]
    out = run("show", "cells").out
    assert f"Cells (cells.md, {source_id})\n12 words, 1 terms, 1 facts\n" in out
    assert run("show", "cells", "--terms").out.splitlines()[2].split()[:2] == ["nucleus", "3"]
    assert "definition   the nucleus" in run("show", "cells", "--facts").out


def test_show_as_json(run: Run, course: Path) -> None:
    run("add", course)
    whole = run("show", "cells", "--json").json
    assert whole["source"]["words"] == 12
    assert (len(whole["terms"]), len(whole["facts"])) == (1, 1)
    assert {"kind", "subject", "quote", "place"} <= set(whole["facts"][0])
    assert "facts" not in run("show", "cells", "--json", "--terms").json
    assert "terms" not in run("show", "cells", "--json", "--facts").json


def test_show_lists_sources_and_sets(run: Run, filled: list[str]) -> None:
    run("review", "--approve", filled[0])
    assert "1 approved, 2 draft" in run("show").out
    (one,) = run("show", "--json").json["sets"]
    assert (one["items"], one["states"]) == (3, {"approved": 1, "draft": 2})


# generate


def test_generate_shows_the_set_and_the_next_step(run: Run, course: Path) -> None:
    run("add", course)
    ran = run("generate", "cells", "--blueprint", "exit-ticket")
    assert ran.code == 0
    assert ran.out.count("remember   choice   draft   2 of 2   Question") == 4
    assert "4 drafts from Cells.\nDecide on them with `eduapp review set-" in ran.out


def test_generate_passes_on_what_was_asked(run: Run, rooms: FakeRooms, course: Path) -> None:
    run("add", course)
    made = run("generate", "cells", "-n", 2, "--model", "none", "--seed", 7, "--json").json
    asked = made["set"]
    assert (len(made["items"]), asked["model"], asked["seed"], rooms.models) == (2, "", 7, [])
    assert {"quote", "source", "locator"} <= set(made["items"][0]["evidence"][0])
    assert run("generate", "cells", "-b", "nosuch").code == 1


def test_generate_that_makes_nothing_fails(run: Run, rooms: FakeRooms, course: Path) -> None:
    run("add", course)
    rooms.missing = ("There is nothing to ask about.",)
    rooms.at_most = 0
    ran = run("generate", "cells")
    assert (ran.code, ran.out) == (1, "")
    assert "Missing: There is nothing to ask about.\nNo item could be made" in ran.err


# review


def test_review_lists_the_latest_set(run: Run, filled: list[str]) -> None:
    ran = run("review")
    assert ran.code == 0
    assert all(f"{item}   remember   choice   draft   2 of 2   Question" in ran.out for item in filled)
    assert run("review", "latest").out == ran.out


def test_review_shows_an_item_in_full(run: Run, filled: list[str]) -> None:
    run("review", "--reject", filled[0], "--why", "too easy")
    ran = run("review", filled[0])
    assert ran.code == 0
    before, _, history = ran.out.partition("History\n")
    assert before == (
        f"{filled[0]} · remember · choice · rejected · revision 1\n\n"
        "Question 1: what holds the cell's DNA?\n"
        "  * a) the nucleus\n       The text says so.\n"
        "    b) the membrane\n       That encloses the cell.\n"
        "\nKey: the nucleus\nWhy: The nucleus holds it.\nMade by: cloze.v1 (cloze.v1)\n"
        "Evidence\n  Cells: “Cells”\n"
        "Checks\n  passed  quote verbatim: \n  passed  key supported: \n"
    )
    assert [line[20:] for line in history.splitlines()] == [
        "proposed by cloze.v1, revision 1",
        "rejected by A. Teacher, revision 1 (too easy)",
    ]
    assert run("review", "--show", filled[0][:12]).out == ran.out
    assert [event["what"] for event in run("review", filled[0], "--json").json["history"]] == ["proposed", "rejected"]


def test_review_decides_on_several(run: Run, filled: list[str]) -> None:
    first, second, third = filled
    ran = run("review", "--approve", first, second, "--reject", third, "--why", "too easy")
    assert ran == Ran(0, f"{first} approved\n{second} approved\n{third} rejected\n", "")
    assert run("review", "latest", "--reopen", third).out == f"{third} draft\n"


def test_review_goes_on_after_one_that_fails(run: Run, filled: list[str]) -> None:
    run("review", "--approve", filled[0])
    ran = run("review", "--approve", filled[0], filled[1], "nosuch", "--json")
    assert ran.code == 3
    assert [item["review"]["state"] for item in ran.json["items"]] == ["approved"]
    assert [trouble["item"] for trouble in ran.json["failed"]] == [filled[0], "nosuch"]
    ran = run("review", "--approve", "nosuch")
    assert (ran.code, ran.out) == (1, "")
    assert "There is no item 'nosuch'" in ran.err


def test_review_by_policy(run: Run, rooms: FakeRooms, course: Path) -> None:
    run("add", course)
    rooms.failing = (2,)
    run("generate", "cells", "-n", 2)
    ran = run("review", "--approve-passed", "--who", "B. Head", "--json")
    (item,) = ran.json["items"]
    (decision,) = item["review"]["decisions"]
    assert (decision["who"], decision["policy"], decision["verdict"]) == ("B. Head", "all checks passed", "approve")
    assert run("review", "--approve-passed").out == "There was no draft that had passed every check.\n"


def test_review_what_is_not_there(run: Run, filled: list[str]) -> None:
    ran = run("review", "nosuch")
    assert (ran.code, ran.out) == (1, "")
    assert "There is no set 'nosuch'" in ran.err
    assert run("review", "latest", "--approve", "nosuch").err.startswith("nosuch: There is no item 'nosuch' in set")


def test_options_with_several_values_are_spread() -> None:
    args = ["latest", "--approve", "a", "b", "--why", "x", "y", "--reject", "c", "--approve", "d", "e"]
    expected = [
        "latest",
        "--approve",
        "a",
        "--approve",
        "b",
        "--why",
        "x",
        "y",
        "--reject",
        "c",
        "--approve",
        "d",
        "--approve",
        "e",
    ]
    assert list(repeated(args, ("--approve", "--reject"))) == expected


# review --edit


def test_edit_by_assignments(run: Run, filled: list[str]) -> None:
    run("review", "--approve", filled[0])
    changes = ["stem=Where is the DNA?", "choices.b=the cell wall", "feedback.b=Plants have one.", "terms=cell; DNA"]
    edited = run("review", "--edit", filled[0], "--set", *changes, "--json").json
    assert (edited["stem"], edited["terms"], edited["revision"]) == ("Where is the DNA?", ["cell", "DNA"], 2)
    assert edited["choices"][1] == {
        "id": "b",
        "text": "the cell wall",
        "correct": False,
        "feedback": "Plants have one.",
    }
    assert edited["review"]["state"] == "draft"
    ran = run("review", "--edit", filled[0], "--set", "key=b")
    assert "  * b) the cell wall" in ran.out
    assert "edited by A. Teacher, revision 3 (choices, key)" in ran.out
    assert run("review", "--edit", filled[0], "--set", "key=b").out == f"{filled[0]} is as it was.\n"


@pytest.mark.parametrize(
    ("assignment", "message"),
    [
        ("stem", "'stem' isn't of the form FIELD=VALUE"),
        ("id=x", "'id' of an item can't be edited"),
        ("who=x", "'who' of an item can't be edited"),
        ("choices.z=x", "has no choice 'z'. It has: a, b"),
        ("colour.a=x", "colour.a can't be set"),
        ("key=z", "can't be changed like that"),
        ("level=guess", "can't be changed like that: level"),
    ],
)
def test_an_edit_that_is_refused(run: Run, filled: list[str], assignment: str, message: str) -> None:
    ran = run("review", "--edit", filled[0], "--set", assignment)
    assert (ran.code, ran.out) == (1, "")
    assert message in ran.err


def editor(tmp_path: Path, code: str) -> str:
    """An editor command that runs this code over the text of the file, as `text`."""
    script = tmp_path / "editor.py"
    script.write_text(f"import sys; p = sys.argv[1]; text = open(p).read()\n{code}\nopen(p, 'w').write(text)\n")
    return f"'{sys.executable}' '{script}'"


def test_edit_in_an_editor(run: Run, filled: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", editor(tmp_path, "text = text.replace('what holds', 'what keeps')"))
    ran = run("review", "--edit", filled[0])
    assert ran.code == 0 and "Question 1: what keeps the cell's DNA?" in ran.out
    monkeypatch.setenv("VISUAL", editor(tmp_path, "pass"))
    assert run("review", "--edit", filled[0]).out == f"{filled[0]} is as it was.\n"
    monkeypatch.setenv("VISUAL", editor(tmp_path, "text = ''"))
    assert run("review", "--edit", filled[0]).out == f"{filled[0]} is as it was.\n"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("text = text.replace('level: remember', 'level: guess')", "can't be changed like that: level"),
        ("text = text + '  : : ['", "The edit was not saved"),
        ("text = 'just words'", "isn't a list of fields any more"),
        ("text = text.replace('correct: true', 'correct: false')", "can't be changed like that"),
        ("sys.exit(1)", "ended with an error"),
    ],
)
def test_what_was_typed_is_never_lost(
    run: Run, filled: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, message: str
) -> None:
    monkeypatch.setenv("EDITOR", editor(tmp_path, code))
    ran = run("review", "--edit", filled[0])
    assert ran.code == 1 and message in ran.err
    kept = Path(ran.err.split("kept in ")[1].strip().rstrip("."))
    assert kept.read_text()
    kept.unlink()


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import os; os.remove(p); sys.exit(0)", "The edit was not saved: the editor left no file."),
        ("open(p, 'wb').write(b'stem: \\xff\\xfe'); sys.exit(0)", "it isn't text in UTF-8."),
        ("text = 'stem: ['", "it isn't valid YAML in line 1: "),
    ],
)
def test_an_editor_that_leaves_what_cannot_be_read(
    run: Run, filled: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, message: str
) -> None:
    monkeypatch.setenv("EDITOR", editor(tmp_path, code))
    ran = run("review", "--edit", filled[0])
    assert (ran.code, ran.out) == (1, "")
    assert message in ran.err and "unicode string" not in ran.err


def test_an_edit_is_not_mixed_with_a_decision(run: Run, filled: list[str]) -> None:
    ran = run("review", "--edit", filled[0], "--set", "stem=What is it?", "--approve", filled[0])
    assert ran.code == 2 and "edit first, then decide" in ran.err
    assert run("review", filled[0], "--json").json["revision"] == 1


def test_edit_without_an_editor(run: Run, filled: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    ran = run("review", "--edit", filled[0])
    assert ran.code == 1 and "There is no editor here. Set EDITOR" in ran.err
    monkeypatch.setenv("EDITOR", "nosucheditor")
    ran = run("review", "--edit", filled[0])
    assert ran.code == 1 and "'nosucheditor' can't be started" in ran.err


# export


def test_export_takes_approved_items_unless_all_are_asked_for(run: Run, filled: list[str], tmp_path: Path) -> None:
    target = tmp_path / "cells.json"
    ran = run("export", "latest", "--to", target)
    assert (ran.code, ran.out, target.exists()) == (1, "", False)
    assert "None of the 3 items" in ran.err and "--all" in ran.err
    run("review", "--approve", filled[0])
    assert run("export", "latest", "--to", target).out == f"{target}: 1 item\n"
    assert json.loads(target.read_text())["items"][0]["id"] == filled[0]
    report = run("export", "latest", "--to", target, "--all", "--json").json
    assert (report["written"], report["path"]) == (3, str(target))


def test_export_to_a_format_that_is_not_there(run: Run, filled: list[str], tmp_path: Path) -> None:
    ran = run("export", "latest", "--to", tmp_path / "cells.doc", "--all")
    assert ran.code == 1 and ".apkg, .pdf, .qti.zip, .json" in ran.err


# batch


def test_batch_ends_with_a_table_of_what_became_of_each(run: Run, course: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    args = ("batch", course, tmp_path / "nosuch.md", "--to", out, "--formats", "json", "-n", 2)
    ran = run(*args)
    assert ran.code == 3
    assert f"1 of 2 files done. The exports are in {out}." in ran.out and "they are drafts" in ran.out
    assert [path.name for path in out.iterdir()] == ["cells.json"]
    outcomes = run(*args, "--json").json["outcomes"]
    assert [(one["fate"], one["items"], len(one["files"])) for one in outcomes] == [("done", 2, 1), ("failed", 0, 0)]
    assert run("batch", course, "--to", out, "--formats", "json").code == 0
    assert run("batch", tmp_path / "nosuch.md", "--to", out, "--formats", "json").code == 1


def test_batch_tells_of_seats_that_stayed_empty(run: Run, rooms: FakeRooms, course: Path, tmp_path: Path) -> None:
    rooms.at_most, rooms.missing = 1, ("no other fact was found",)
    args = ("batch", course, "--to", tmp_path / "out", "--formats", "json", "-n", 2)
    ran = run(*args)
    assert ran.code == 0 and "1 of 2" in ran.out
    [outcome] = run(*args, "--json").json["outcomes"]
    assert (outcome["items"], outcome["asked"], outcome["missing"]) == (1, 2, ["no other fact was found"])


def test_batch_knows_every_format() -> None:
    assert ALL_FORMATS.split(",") == list(ITEM_FORMATS)


# models, doctor, demo


def test_models_are_listed(run: Run) -> None:
    ran = run("models", "list")
    assert ran.code == 0 and "starter" in ran.out
    assert {"name", "installed", "size"} <= set(run("models", "list", "--json").json["models"][0])


def test_doctor_looks_at_every_part(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [SimpleNamespace(name="Memory", state="warn", text="1 GB free.", hint="Close other programs.")]
    monkeypatch.setattr("eduapp.llm.doctor.report", lambda: found)
    ran = run("doctor")
    assert (ran.code, ran.err) == (0, "Memory: Close other programs.\n")
    findings = run("doctor", "--json").json["findings"]
    states = {finding["name"]: finding["state"] for finding in findings}
    assert states == {"Memory": "warn", "Language": "ok", "Library": "ok"}


@pytest.mark.parametrize(("model", "code", "state"), [("none", 0, None), ("nosuch", 1, "missing"), ("{", 1, "missing")])
def test_doctor_looks_at_the_model_that_was_chosen(
    run: Run, monkeypatch: pytest.MonkeyPatch, model: str, code: int, state: str | None
) -> None:
    monkeypatch.setattr("eduapp.llm.doctor.report", list)
    monkeypatch.setenv("EDUAPP_MODEL", model)
    ran = run("doctor", "--json")
    assert ran.code == code
    assert {finding["name"]: finding["state"] for finding in ran.json["findings"]}.get("Model") == state


def test_doctor_fails_when_something_is_missing(run: Run, course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise OSError("Can't find model.\nMore about it.")

    monkeypatch.setattr("eduapp.llm.doctor.report", list)
    monkeypatch.setattr("eduapp.language.pipeline.version", fail)
    ran = run("doctor", "--library", course)
    assert ran.code == 1
    assert "Language   missing   The language pipeline can't be loaded: Can't find model.\n" in ran.out
    assert "Library    missing   The library can't be at" in ran.out
    assert "Library: Give a folder" in ran.err


def test_demo_goes_the_whole_way(run: Run, rooms: FakeRooms, tmp_path: Path, own_library: Path) -> None:
    ran = run("demo", "--to", tmp_path / "out")
    assert (ran.code, ran.err) == (0, "")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["demo.apkg", "demo.pdf", "demo.qti.zip"]
    for part in (
        "10. Question 10",
        "* the nucleus",
        "Key: the nucleus",
        "remember · choice · p. ",
        "checks passed: 2 of 2",
        "Decided by the policy “all checks passed”, recorded as such: 10 of 10 approved.",
        "syntactic.v1   30",
        "key supported   40",
        "It took",
        "eduapp generate latest",
    ):
        assert part in ran.out
    assert rooms.models == ["starter"]
    assert not own_library.exists()


def test_demo_in_a_library_that_is_kept(run: Run, tmp_path: Path) -> None:
    args = ("--library", tmp_path / "kept", "demo", "--to", tmp_path / "out", "--json")
    ran = run(*args)
    assert {item["review"]["state"] for item in ran.json["items"]} == {"approved"}
    assert len(ran.json["exports"]) == 3
    assert run("--library", tmp_path / "kept", "review", "--json").json["items"] == ran.json["items"]


@pytest.mark.e2e
def test_demo_with_the_real_rooms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = [tmp_path / "one", tmp_path / "two"]
    for folder in out:
        assert main(["demo", "--model", "none", "--to", str(folder), "--json"]) == 0
    shown = [json.loads(line) for line in capsys.readouterr().out.replace("\n}\n{", "\n}\0{").split("\0")]
    assert shown[0]["items"] and all(check["passed"] for item in shown[0]["items"] for check in item["checks"])
    assert {item["review"]["state"] for item in shown[0]["items"]} == {"approved"}
    assert [item["id"] for item in shown[0]["items"]] == [item["id"] for item in shown[1]["items"]]


def test_the_command_in_a_process_of_its_own(tmp_path: Path) -> None:
    env = os.environ | {"EDUAPP_LIBRARY": str(tmp_path)}
    done = subprocess.run([sys.executable, "-m", "eduapp.cli", "show", "--json"], capture_output=True, env=env)
    assert json.loads(done.stdout) == {"library": str(tmp_path), "sources": [], "sets": []}
    assert (done.returncode, done.stderr) == (0, b"")
