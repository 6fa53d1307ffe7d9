"""`eduapp generate`, `regenerate`, `coverage` and `batch` with the real rules, on a small text and without a model."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from eduapp.cli import main
from eduapp.domain.knowledge import FactKind, Understanding
from eduapp.domain.source import Document
from tests.questions.maker import cells

COURSE = cells()


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
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command line in this process; the parser's place is taken by what the hand-made course says."""
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setenv("EDUAPP_MODEL", "none")
    monkeypatch.setattr("eduapp.language.understand", understood)
    monkeypatch.setattr("eduapp.language.pipeline.version", lambda: "test")

    def call(*args: object) -> Ran:
        capsys.readouterr()
        code = main([str(arg) for arg in args])
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return call


def understood(document: Document, *, progress: object = None) -> Understanding:
    """The course's facts, quoted from the document that was read from its file."""
    known = COURSE.understanding()
    quoted = {"source": document.source.id}
    facts = tuple(f.model_copy(update={"quote": f.quote.model_copy(update=quoted)}) for f in known.facts)
    return known.model_copy(update={"facts": facts, "pipeline": "test", **quoted})


@pytest.fixture
def text(tmp_path: Path) -> Path:
    """The course as a file."""
    path = tmp_path / "cells.txt"
    path.write_text("\n\n".join(COURSE.passages))
    return path


@pytest.fixture
def items(run: Run, text: Path) -> list[dict[str, Any]]:
    """The items of a set of four."""
    assert run("add", text).code == 0
    made = run("generate", "cells", "-b", "exit-ticket", "--json").json
    assert len(made["items"]) == 4
    return made["items"]


def test_generate_takes_a_topic_objectives_a_grade_and_an_order(run: Run, text: Path) -> None:
    run("add", text)
    asked = ("--about", "osmosis", "--objective", "Define osmosis", "--objective", "Explain it", "--grade", 9)
    made = run("generate", "cells", *asked, "--order", "easy", "--language", "en", "--json").json
    assert made["set"]["brief"] == {
        "about": "osmosis",
        "objectives": ["Define osmosis", "Explain it"],
        "language": "en",
        "grade": 9,
        "order": "easy",
        "places": [],
    }
    assert {tuple(item["terms"]) for item in made["items"]} == {("osmosis",)}
    assert {item["objective"] for item in made["items"]} == {"Define osmosis"}


def test_generate_asks_only_about_the_places_named(run: Run, text: Path) -> None:
    run("add", text)
    made = run("generate", "cells", "--from", "paragraph 1", "--from", "p0003", "--json").json
    assert made["set"]["brief"]["places"] == ["paragraph 1", "p0003"]
    assert made["items"] and {q["passage"] for item in made["items"] for q in item["evidence"]} <= {"p0001", "p0003"}


def test_sections_are_listed_as_they_can_be_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("# Cells\n\n## The wall\n\nThe wall is thick.\n")
    run("add", tmp_path / "notes.md", tmp_path / "cells.txt")
    ran = run("show", "notes", "--sections")
    assert ran.code == 0 and "The wall" in ran.out and "words" in ran.out
    listed = run("show", "notes", "--sections", "--json").json
    assert listed[-1]["section"].endswith("The wall") and listed[-1]["words"] == 4


def test_generate_says_what_the_text_has_nothing_about(run: Run, text: Path) -> None:
    run("add", text)
    ran = run("generate", "cells", "--about", "the Calvin cycle")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("Missing: The text has nothing about “the Calvin cycle”. Its main terms are diffusion,")


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--language", "tlh"), 1, "There is no language 'tlh'. Known are: en,"),
        (("--from", "p. 9"), 1, "The text has no place “p. 9”. It has paragraphs 1 to"),
        (("--order", "random"), 1, "There is no order 'random'. There are: course, easy."),
        (("--grade", 17), 2, "--grade"),
        (("--blueprint", "exams"), 1, "Did you mean 'exam'?"),
    ],
)
def test_generate_names_what_can_be_asked(run: Run, text: Path, options: tuple, code: int, said: str) -> None:
    run("add", text)
    ran = run("generate", "cells", *options)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


def test_regenerate_puts_another_item_in_the_place_of_one(run: Run, items: list[dict[str, Any]]) -> None:
    old, said = items[0], json.dumps([(item["stem"], item["answer"]) for item in items])
    free = next(f.subject for f in COURSE.facts if f.kind is FactKind.DEFINITION and f.subject not in said)
    ran = run("regenerate", old["id"], "--note", f"ask about {free}", "--who", "B. Head")
    assert (ran.code, ran.err) == (0, "")
    new = ran.out.splitlines()[-1].split()[0]
    assert ran.out.endswith(f"{new} takes the place of {old['id']}. Decide on it with `eduapp review {new}`.\n")
    listed = [item["id"] for item in run("review", "--json").json["items"]]
    assert listed == [new, *(item["id"] for item in items)]
    (rejected,) = [e for e in run("review", old["id"], "--json").json["history"] if e["what"] == "rejected"]
    assert (rejected["who"], rejected["why"]) == ("B. Head", f"Replaced by {new}: ask about {free}")


def test_regenerate_as_json_with_another_kind_and_level(run: Run, items: list[dict[str, Any]]) -> None:
    new = run("regenerate", items[1]["id"], "--kind", "choice", "--level", "understand", "--json").json
    assert (new["kind"], new["level"], new["review"]["state"]) == ("choice", "understand", "draft")


def test_regenerate_that_finds_nothing_changes_nothing(run: Run, items: list[dict[str, Any]]) -> None:
    for options, said in (
        (("--kind", "order", "--level", "create"), "The text gives no item for create (order)."),
        (
            ("--note", "the Calvin cycle"),
            "that fits the note “the Calvin cycle”. Word the --note in the text's terms, or ask for another",
        ),
        (("--kind", "essay"), "There is no kind of item 'essay'. There are: choice, multiple_response, "),
    ):
        ran = run("regenerate", items[0]["id"], *options)
        assert (ran.code, ran.out) == (1, "")
        assert said in ran.err
    assert run("regenerate", "nosuch").code == 1
    assert {item["review"]["state"] for item in run("review", "--json").json["items"]} == {"draft"}


def test_coverage_shows_what_is_there_and_what_is_not(run: Run, items: list[dict[str, Any]]) -> None:
    run("review", "--approve", items[0]["id"], "--reject", items[1]["id"], "--why", "too easy")
    ran = run("coverage")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[1] == "3 of 4 seats filled: 1 approved, 2 drafts, 1 more rejected."
    for title in ("Levels and kinds", "Seats", "Passages", "Terms"):
        assert title in lines
    assert "1 of its items was rejected." in ran.out
    assert "was not chosen" in ran.out


def test_coverage_as_json(run: Run, items: list[dict[str, Any]]) -> None:
    found = run("coverage", "latest", "--json").json
    assert (found["asked"], found["filled"], found["draft"]) == (4, 4, 4)
    assert set(found) >= {"levels", "seats", "passages", "objectives", "terms"}
    assert run("coverage", "nosuch").code == 1


def test_a_batch_asks_for_the_same_of_every_file(run: Run, text: Path, tmp_path: Path) -> None:
    asked = ("--about", "osmosis", "--objective", "Define osmosis", "--order", "easy", "--formats", "json")
    (outcome,) = run("batch", text, "--to", tmp_path / "out", *asked, "--json").json["outcomes"]
    assert outcome["items"] >= 1
    exported = json.loads(Path(outcome["files"][0]).read_text())
    assert exported["set"]["brief"]["about"] == "osmosis"
    assert {item["objective"] for item in exported["items"]} == {"Define osmosis"}
    ran = run("batch", text, "--to", tmp_path / "other", "--order", "random")
    assert ran.code == 1 and "There is no order 'random'" in ran.err
