"""The sample course texts: long enough, true to their sources, and the same each time they are built."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pptx
import pypdfium2
import pytest
import webvtt
from bs4 import BeautifulSoup

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
BUILT = ("biology.pdf", "history.docx", "geography.pptx", "literature.vtt")
LINE_END_HYPHEN = "\ufffe"  # what PDFium gives for a hyphen that breaks a word


def pdf_pages(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range() for page in document]


def docx_text(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def pptx_text(path: Path) -> str:
    texts = []
    for slide in pptx.Presentation(str(path)).slides:
        texts += [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        tables = [shape.table for shape in slide.shapes if shape.has_table]
        texts += [cell.text for table in tables for row in table.rows for cell in row.cells]
        texts.append(slide.notes_slide.notes_text_frame.text)
    return "\n".join(texts)


def html_text(path: Path) -> str:
    return BeautifulSoup(path.read_bytes(), "lxml").main.get_text(" ")


READERS = {
    "biology.pdf": lambda path: "\n".join(pdf_pages(path)),
    "history.docx": docx_text,
    "geography.pptx": pptx_text,
    "physics.html": html_text,
    "computing.md": lambda path: path.read_text(encoding="utf-8"),
    "literature.vtt": lambda path: "\n".join(caption.text for caption in webvtt.read(str(path))),
}


@pytest.mark.parametrize("name", READERS)
def test_length(name: str) -> None:
    words = READERS[name](SAMPLES / name).split()
    assert 1500 <= len(words) <= 4000


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    command = [sys.executable, "-W", "error", "-m", "samples.build", str(folder)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "7"}, check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("name", BUILT)
def test_a_rebuild_gives_the_same_file(rebuilt: Path, name: str) -> None:
    assert content(rebuilt / name) == content(SAMPLES / name)


def content(path: Path) -> dict[str, bytes]:
    """The members of an archive, which another zlib may have packed differently, or else the file's bytes."""
    if not zipfile.is_zipfile(path):
        return {"": path.read_bytes()}
    with zipfile.ZipFile(path) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return {name: archive.read(name) for name in archive.namelist()}


def test_pdf_has_pages_running_heads_and_hyphens() -> None:
    pages = pdf_pages(SAMPLES / "biology.pdf")
    assert len(pages) >= 3
    for number, page in enumerate(pages, 1):
        assert page.splitlines()[:2] == ["Biology · Years 9 to 11 How Cells Live", str(number)]
        assert LINE_END_HYPHEN in page


def test_pdf_says_what_its_source_says() -> None:
    pages = ["\n".join(page.splitlines()[2:]) for page in pdf_pages(SAMPLES / "biology.pdf")]
    printed = squeeze("\n".join(pages).replace(LINE_END_HYPHEN + "\n", "").replace(LINE_END_HYPHEN, ""))
    source = (SAMPLES / "text" / "biology.md").read_text(encoding="utf-8")
    paragraphs = [line.removeprefix("- ") for line in source.splitlines() if re.match(r"[A-Z*-]", line)]
    assert [text for text in paragraphs if squeeze(text.replace("**", "")) not in printed] == []


def test_docx_uses_words_own_styles() -> None:
    styles = {paragraph.style.name for paragraph in docx.Document(str(SAMPLES / "history.docx")).paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "List Bullet", "Normal"} <= styles


def test_every_slide_has_a_title_and_notes() -> None:
    slides = list(pptx.Presentation(str(SAMPLES / "geography.pptx")).slides)
    assert 8 <= len(slides) <= 14
    assert all(slide.shapes.title.text and slide.notes_slide.notes_text_frame.text for slide in slides)


def test_sentences_run_across_cues() -> None:
    captions = webvtt.read(str(SAMPLES / "literature.vtt")).captions
    assert all(len(caption.lines) <= 2 for caption in captions)
    assert {caption.voice for caption in captions} == {None, "Dr Helen Marsh", "Aisha", "Tom"}
    assert sum(not caption.text.endswith((".", "?", "!")) for caption in captions) > len(captions) / 2


def squeeze(text: str) -> str:
    return " ".join(text.split())
