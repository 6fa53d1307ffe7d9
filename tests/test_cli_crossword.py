"""`eduapp crossword`, `eduapp reroll` and the export of a puzzle, as a person sees them."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from eduapp.cli import main
from eduapp.cli.crossword import grid_lines
from eduapp.crosswords import lay_out_anew
from eduapp.domain.crossword import Crossword, Direction, Entry
from eduapp.export import FORMATS, ITEM_FORMATS
from tests.crosswords.course import COURSE

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs a command line on a library that has one source; returns its exit code and what it printed."""
    monkeypatch.setattr("eduapp.crosswords.puzzles.lay_out_anew", partial(lay_out_anew, steps=100))
    monkeypatch.setenv("EDUAPP_MODEL", "none")

    def call(*args: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([str(arg) for arg in args])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    (tmp_path / "plants.txt").write_text("\n\n".join(COURSE))
    assert call("add", tmp_path / "plants.txt")[0] == 0
    return call


def as_json(run: Run, *args: object) -> dict:
    code, out, _ = run(*args, "--json")
    assert code == 0
    return json.loads(out)


def test_a_grid_as_text() -> None:
    place = {"row": 0, "column": 0, "enumeration": "(3)"}
    down = {"row": 0, "column": 2, "enumeration": "(2)"}
    crossword = Crossword(
        rows=2,
        columns=3,
        entries=(
            Entry(number=1, direction=Direction.ACROSS, answer=tuple("SAP"), display="sap", **place),
            Entry(number=2, direction=Direction.DOWN, answer=tuple("PI"), display="pi", **down),
        ),
    )
    assert grid_lines(crossword) == ["1S  A 2P", " ·  ·  I"]


def test_a_crossword_is_shown_with_its_clues_and_what_comes_next(run: Run) -> None:
    code, out, err = run("crossword", "plants", "--words", 4, "--include", "vacuole", "Jena", "--exclude", "cellulose")
    made = as_json(run, "review")
    crossword = made["set"]["crossword"]
    assert (code, err) == (0, "")
    assert out.startswith("Plants: 4 words, ") or out.startswith("plants: 4 words, ")
    for entry in crossword["entries"]:
        assert f"{entry['number']:>4} {entry['clue']} {entry['enumeration']} — {entry['display']}\n" in out
    assert {"vacuole", "Jena"} <= {entry["display"] for entry in crossword["entries"]}
    assert "cellulose" not in out
    for word in crossword["unplaced"]:
        assert f"{word['display']}: {word['reason']}" in out
    for verb in ("review", "reroll", "export"):
        assert f"`eduapp {verb} {made['set']['id']}" in out


def test_what_was_asked_for_in_vain_is_told(run: Run) -> None:
    code, out, err = run("crossword", "plants", "--include", "mitosis")
    assert code == 0 and "Across" in out
    assert "of the 18 words asked for" in err and "“mitosis” was left out: it is not in the text." in err


def test_a_crossword_as_data_is_the_same_each_time(run: Run) -> None:
    first = as_json(run, "crossword", "plants", "--words", 4, "--style", "noun-phrase", "--seed", 3)
    assert as_json(run, "crossword", "plants", "--words", 4, "--style", "noun-phrase", "--seed", 3) == first
    assert first["set"]["seed"] == 3 and len(first["items"]) >= 4


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("crossword", "nosuch"), 1, "no source 'nosuch'"),
        (("crossword", "plants", "--style", "odd"), 1, "noun-phrase"),
        (("crossword", "plants", "--tier", "4"), 2, "--tier"),
        (("crossword", "plants", "--words", "2"), 2, "--words"),
        (("crossword", "plants", "--size", "a3"), 1, "no paper 'a3'"),
        (("crossword", "plants", "--language", "tlh"), 1, "No clues can be made in 'tlh'"),
        (("reroll", "latest"), 1, "no set 'latest'"),
    ],
)
def test_what_cannot_be_is_told(run: Run, args: tuple, code: int, said: str) -> None:
    ended, _, err = run(*args)
    assert ended == code and said in err and "Traceback" not in err


def test_words_are_laid_out_anew(run: Run) -> None:
    made = as_json(run, "crossword", "plants", "--words", 4)
    first, last = made["set"]["crossword"]["entries"][0], made["set"]["crossword"]["entries"][-1]
    code, out, _ = run("reroll", "latest", "--seed", 2, "--pin", f"{first['number']} {first['direction']}", "--drop",
                       last["display"])  # fmt: skip
    assert code == 0 and f"{first['display']}, pinned" in out and f"{last['display']}: You dropped it." in out
    code, out, _ = run("show")
    assert code == 0 and "crossword" in out and "6 draft" in out


def test_a_puzzle_is_exported_with_its_looks(run: Run, tmp_path: Path) -> None:
    made = as_json(run, "crossword", "plants", "--words", 4)
    held, *others = made["items"]
    assert run("export", "latest", "--to", tmp_path / "a.html")[0] == 1
    assert run("review", "latest", "--approve", *[item["id"] for item in others])[0] == 0
    looks = ("--word-bank", "--first-letters", "--paper", "Letter")
    for suffix in (known.suffix for known in FORMATS.values()):
        code, out, err = run("export", "latest", "--to", tmp_path / f"a{suffix}", *looks)
        assert code == 0 and out.startswith(f"{tmp_path / 'a'}{suffix}: ")
        assert (f"{held['id']} was left out:" in err) == (suffix not in (".apkg", ".qti.zip"))
    assert "Word bank" in (tmp_path / "a.html").read_text("utf-8")


def test_a_paper_that_is_not_known(run: Run, tmp_path: Path) -> None:
    run("crossword", "plants", "--words", 4)
    code, _, err = run("export", "latest", "--all", "--to", tmp_path / "a.pdf", "--paper", "A3")
    assert code == 1 and "paper='a3'" in err


def test_a_batch_makes_no_puzzles(run: Run, tmp_path: Path) -> None:
    code, _, err = run("batch", tmp_path / "plants.txt", "--to", tmp_path / "out", "--formats", "json,puz")
    assert code == 2 and "A batch makes questions" in err and all(name in err for name in ITEM_FORMATS)
    assert not (tmp_path / "out").exists()
