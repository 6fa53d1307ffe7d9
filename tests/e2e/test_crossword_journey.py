"""A teacher's way to a crossword with real parts: make it, decide, edit, lay it out anew, and open every file."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pypdfium2
import pytest

import eduapp
from eduapp.cli import main
from eduapp.export import ipuz, puz, read_json
from eduapp.resources import sample
from tests.e2e.test_journey import EXPORT_SCHEMA, anki_notes, letters, qti_stems

pytestmark = pytest.mark.e2e

ENDINGS = ("pdf", "html", "ipuz", "puz", "apkg", "qti.zip", "json")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command line without a language model; returns its exit code and what it printed."""
    monkeypatch.setenv("EDUAPP_MODEL", "none")

    def call(*args: object) -> tuple[int, str]:
        capsys.readouterr()
        code = main([str(arg) for arg in args])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err and "inside eduapp" not in printed.err
        return code, printed.out

    return call


def data(run: Run, *args: object) -> dict[str, Any]:
    code, out = run(*args, "--json")
    assert code == 0
    return json.loads(out)


def decided(run: Run) -> tuple[dict[str, Any], str]:
    """The set with one clue reworded, one rejected and the rest approved, laid out anew; and the rejected answer."""
    made = data(run, "crossword", "biology", "--words", 7)
    bad, worded = made["items"][0], made["items"][1]
    assert run("review", "--reject", bad["id"], "--why", "Not taught yet.")[0] == 0
    assert run("review", "--edit", worded["id"], "--set", f"stem={worded['rationale'][:40]}…")[0] == 0
    others = [item["id"] for item in made["items"] if item["id"] != bad["id"]]
    assert run("review", "--approve", *others)[0] == 0
    return data(run, "reroll", "latest", "--seed", 4), bad["answer"]


def test_from_a_course_file_to_the_class(run: Run, tmp_path: Path) -> None:
    assert run("add", sample("biology.pdf"))[0] == 0
    made, rejected = decided(run)
    crossword = made["set"]["crossword"]
    placed = {entry["display"]: entry for entry in crossword["entries"]}
    assert len(placed) >= 5 and rejected not in placed
    files = {ending: tmp_path / f"puzzle.{ending}" for ending in ENDINGS}
    for file in files.values():
        assert run("export", "latest", "--to", file, "--word-bank")[0] == 0
    for decode, ending in ((ipuz.decode, "ipuz"), (puz.decode, "puz")):
        read = decode(files[ending].read_bytes())
        assert sorted(e.label for e in read.entries) == sorted(
            f"{e['number']} {e['direction']}" for e in crossword["entries"]
        )
    assert {e.display: e.clue for e in ipuz.decode(files["ipuz"].read_bytes()).entries} == {
        display: entry["clue"] for display, entry in placed.items()
    }
    check_pdf(files["pdf"], placed)
    whole = json.loads(files["json"].read_text("utf-8"))
    jsonschema.validate(whole, json.loads(EXPORT_SCHEMA.read_text("utf-8")))
    assert read_json(files["json"]).crossword.model_dump(mode="json") == crossword
    notes = anki_notes(files["apkg"], tmp_path)
    assert set(notes) == {item["id"] for item in whole["items"]}
    for entry in placed.values():
        assert notes[entry["item"]]["Stem"].endswith(entry["enumeration"])
    assert len(qti_stems(files["qti.zip"])) == len(notes)


def check_pdf(path: Path, placed: dict[str, Any]) -> None:
    """The puzzle has every clue and the bank, no clue is on the key's page, and the key has every answer."""
    with pypdfium2.PdfDocument(path) as document:
        pages = [letters(page.get_textpage().get_text_range()) for page in document]
    puzzle, key = "".join(pages[:-1]), pages[-1]
    for display, entry in placed.items():
        assert letters(entry["clue"]) in puzzle and letters(display) in puzzle
        assert letters(display) in key and letters(entry["clue"]) not in key


def test_the_whole_clue_is_never_its_answer(run: Run) -> None:
    with eduapp.open_library() as library:
        [source] = library.add(sample("geography.pptx"))
        made = library.crossword(source, model="none")
    assert made.crossword.words >= 5
    for entry in made.crossword.entries:
        assert re.sub(r"\W", "", entry.display).lower() not in re.sub(r"\W", "", entry.clue).lower()


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_the_page_is_solved_in_a_browser(run: Run, tmp_path: Path) -> None:
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    assert run("add", sample("biology.pdf"))[0] == 0
    made, page_file = data(run, "crossword", "biology"), tmp_path / "puzzle.html"
    assert run("export", "latest", "--all", "--to", page_file)[0] == 0
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(page_file.as_uri())
        page.on("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="Reveal puzzle").click()
        values = page.eval_on_selector_all(".cell input", "inputs => inputs.map(input => input.value).join('')")
        browser.close()
    rows = made["set"]["crossword"]["rows"]
    assert rows >= 5 and len(values) == len(set(cells_of(made)))


def cells_of(made: dict[str, Any]) -> list[tuple[int, int]]:
    """The cells that the entries cover."""
    return [
        (e["row"] + i * (e["direction"] == "down"), e["column"] + i * (e["direction"] == "across"))
        for e in made["set"]["crossword"]["entries"]
        for i in range(len(e["answer"]))
    ]
