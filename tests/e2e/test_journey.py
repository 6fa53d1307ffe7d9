"""A teacher's whole way with real parts: read, understand, generate, decide, export, and each file opened by another.

What is exported is held against the course file as a reader that isn't ours reads it.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import jsonschema
import pypdfium2
import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from lxml import etree
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

import eduapp
from eduapp.cli import main
from eduapp.resources import sample
from tests.export.test_qti21 import NAMES, SCHEMAS, schema

pytestmark = pytest.mark.e2e

ENDINGS = ("apkg", "pdf", "qti.zip", "json")
FIELDS = {"id", "kind", "level", "stem", "choices", "key", "rationale", "evidence", "checks", "provenance", "review"}
EXPORT_SCHEMA = Path(__file__).parents[2] / "docs" / "export.schema.json"

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command line; returns its exit code and what it printed."""
    monkeypatch.setenv("EDUAPP_THREADS", "1")

    def call(*args: object) -> tuple[int, str]:
        capsys.readouterr()
        code = main([str(arg) for arg in args])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err and "inside eduapp" not in printed.err
        return code, printed.out

    return call


def letters(text: str) -> str:
    """The text without what readers differ in: spaces, hyphens, quotes."""
    return re.sub(r"[\W_]+", "", text)


def pages_of(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [letters(page.get_textpage().get_text_range()) for page in document]


def anki_notes(path: Path, folder: Path) -> dict[str, Any]:
    """The notes that Anki itself finds in a deck, by the item's id."""
    collection = Collection(str(folder / "collection.anki2"))
    try:
        request = ImportAnkiPackageRequest(package_path=str(path), options=ImportAnkiPackageOptions())
        assert not collection.import_anki_package(request).log.conflicting
        notes = [collection.get_note(one) for one in collection.find_notes("")]
        assert all(note.cards()[0].question() and note.cards()[0].answer() for note in notes)
        return {note["Id"]: dict(note.items()) for note in notes}
    finally:
        collection.close()


def qti_stems(path: Path) -> list[str]:
    """The items' bodies in a package whose files are there, and valid where the schemas are at hand."""
    with zipfile.ZipFile(path) as archive:
        files = {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}
    for name, whole in files.items():
        if SCHEMAS:
            rules = schema("imscp_v1p1.xsd" if name == "imsmanifest.xml" else "qtiv2p1/imsqti_v2p1.xsd")
            assert rules.validate(whole), (name, rules.error_log)
    named = [file.get("href") for file in files["imsmanifest.xml"].iterfind(".//cp:file", NAMES)]
    assert sorted(named) == sorted(set(files) - {"imsmanifest.xml"})
    return [letters("".join(whole.find("q:itemBody", NAMES).itertext())) for n, whole in files.items() if "items/" in n]


def decide(run: Run) -> tuple[str, str]:
    """One item edited and approved by hand, one rejected, the rest left to the policy; the ids of the first two."""
    code, out = run("review", "--json")
    items = json.loads(out)["items"]
    assert code == 0 and len(items) >= 4
    ours, bad = items[0]["id"], items[1]["id"]
    assert run("review", "--edit", ours, "--set", "rationale=See the text again.")[0] == 0
    assert run("review", "--approve", ours)[0] == 0
    assert run("review", "--reject", bad)[0] == 2
    assert run("review", "--reject", bad, "--why", "Not taught yet.")[0] == 0
    assert run("review", "--approve-passed")[0] == 0
    return ours, bad


def exported(run: Run, folder: Path) -> list[dict[str, Any]]:
    """The items of the JSON export, when all four exports have been written and opened, and say the same."""
    files = {ending: folder / f"Klasse 7 – Übung.{ending}" for ending in ENDINGS}
    for file in files.values():
        code, out = run("export", "latest", "--to", file, "--json")
        assert code == 0 and json.loads(out)["path"] == str(file)
    data = json.loads(files["json"].read_text("utf-8"))
    jsonschema.validate(data, json.loads(EXPORT_SCHEMA.read_text("utf-8")))
    items = data["items"]
    assert all(set(item) >= FIELDS for item in items)
    assert set(anki_notes(files["apkg"], folder)) == {item["id"] for item in items}
    stems = [letters(item["stem"]) for item in items]
    bodies = qti_stems(files["qti.zip"])
    assert len(bodies) == len(stems)
    assert all(any(body.startswith(stem) for body in bodies) for stem in stems)
    printed = "".join(pages_of(files["pdf"]))
    assert all(stem in printed for stem in stems)
    return items


@pytest.mark.parametrize(("name", "model"), [("biology.pdf", "none"), ("history.docx", "starter")])
def test_the_whole_way(run: Run, tmp_path: Path, name: str, model: str) -> None:
    assert run("add", sample(name))[0] == 0
    code, out = run("show", name, "--facts", "--json")
    assert code == 0 and len(json.loads(out)["facts"]) > 15
    made = ("generate", name, "--count", 8, "--model", model, "--json")
    code, out = run(*made)
    assert code == 0
    assert run(*made) == (0, out), "the same question has the same answer"
    assert run("export", "latest", "--to", tmp_path / "early.pdf")[0] == 1, "nothing is approved yet"
    ours, bad = decide(run)
    items = exported(run, tmp_path)
    assert ours in {item["id"] for item in items}
    assert bad not in {item["id"] for item in items}
    pages = pages_of(sample(name)) if name.endswith(".pdf") else [docx_text(sample(name))]
    for item in items:
        assert item["review"]["state"] == "approved" and item["review"]["decisions"]
        assert item["evidence"]
        for evidence in item["evidence"]:
            page = evidence["locator"]["page"] or 1
            assert letters(evidence["quote"]) in pages[page - 1], evidence


def docx_text(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "|".join(letters(text) for text in [*(p.text for p in document.paragraphs), *cells])


def test_a_night_batch_with_bad_files(run: Run, tmp_path: Path) -> None:
    course, out = tmp_path / "Kurs 7b" / "Übung", tmp_path / "exports"
    course.mkdir(parents=True)
    (course / "computing.md").write_bytes(sample("computing.md").read_bytes())
    (course / "cut.docx").write_bytes(sample("history.docx").read_bytes()[:9000])
    (course / "locked.pdf").write_bytes(locked_pdf())
    (course / "empty.txt").touch()
    code, printed = run("batch", course.parent, "--to", out, "--model", "none", "--count", 5, "--json")
    assert code == 3
    outcomes = {Path(one["path"]).name: one for one in json.loads(printed)["outcomes"]}
    fates = {name: one["fate"] for name, one in outcomes.items()}
    assert fates == {"computing.md": "done", "cut.docx": "failed", "empty.txt": "failed", "locked.pdf": "failed"}
    said = {"cut.docx": "cut short", "empty.txt": "is empty", "locked.pdf": "password"}
    assert all(words in outcomes[name]["problems"][0] for name, words in said.items())
    assert sorted(path.name for path in out.iterdir()) == sorted(f"computing.{ending}" for ending in ENDINGS)
    assert len(anki_notes(out / "computing.apkg", tmp_path)) == outcomes["computing.md"]["items"] > 0
    assert run("batch", course / "empty.txt", "--to", out, "--model", "none")[0] == 1


def locked_pdf() -> bytes:
    data = io.BytesIO()
    canvas = Canvas(data, encrypt=StandardEncryption("secret", ownerPassword="owner"))
    canvas.drawString(72, 700, "The nucleus holds the DNA of the cell.")
    canvas.save()
    return data.getvalue()


def test_two_at_once_in_one_library(tmp_path: Path, own_library: Path) -> None:
    command = [sys.executable, "-m", "eduapp.cli", "batch", str(sample("computing.md")), str(sample("physics.html"))]
    command += ["--model", "none", "--formats", "json", "--approve-passed"]
    both = [
        subprocess.Popen([*command, "--to", str(tmp_path / name)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for name in ("one", "two")
    ]
    printed = [process.communicate() for process in both]
    assert [process.returncode for process in both] == [0, 0], printed
    with eduapp.open_library(own_library) as library:
        assert (len(library.sources()), len(library.sets())) == (2, 2)
        assert all(len(item.review.decisions) == 1 for one in library.sets() for item in one.items)
    for name in ("computing.json", "physics.json"):
        first, second = (json.loads((tmp_path / folder / name).read_text("utf-8")) for folder in ("one", "two"))
        assert [item["id"] for item in first["items"]] == [item["id"] for item in second["items"]]
