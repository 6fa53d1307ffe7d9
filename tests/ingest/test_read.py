"""The one way in: ids, names, and a sentence with a way out for whatever can't be read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import eduapp.ingest
from eduapp.errors import NotFoundError, UnreadableSource
from eduapp.ingest import files, read, supported
from tests.ingest.outline import notices, outline, written


def test_the_id_comes_from_the_bytes_alone(tmp_path: Path) -> None:
    first = read(written(tmp_path, "a.txt", "Cells are small."))
    second = read(written(tmp_path, "b.md", "Cells are small."))
    assert first.source.id == second.source.id == f"src-{first.source.sha256[:10]}"
    assert (first.source.name, first.source.media_type, first.source.size) == ("a.txt", "text/plain", 16)
    assert read(tmp_path / "a.txt") == first


def test_passages_are_numbered_in_reading_order(tmp_path: Path) -> None:
    document = read(str(written(tmp_path, "a.txt", "One.\n\nTwo.\n\nThree.")))
    assert [(passage.id, passage.text) for passage in document.passages] == [
        ("p0001", "One."),
        ("p0002", "Two."),
        ("p0003", "Three."),
    ]


def test_an_upload_is_called_by_its_own_name(tmp_path: Path) -> None:
    document = read(written(tmp_path, "tmp123", "# Cells"), name="C:\\evil\\..\\course\u202e.md")
    assert (document.source.name, document.title) == ("course.md", "Cells")


def test_supported_formats() -> None:
    assert set(supported()) == {
        *(".pdf", ".docx", ".pptx", ".html", ".htm", ".xhtml", ".md", ".markdown", ".txt", ".text", ".vtt", ".srt")
    }
    assert supported()[".pdf"] == "application/pdf"


def test_names_of_the_package_exist() -> None:
    assert all(hasattr(eduapp.ingest, name) for name in eduapp.ingest.__all__)


def test_importing_the_package_loads_no_reader() -> None:
    heavy = "{'pypdfium2', 'docx', 'pptx', 'bs4', 'lxml', 'markdown_it', 'webvtt', 'charset_normalizer'}"
    code = f"import sys, eduapp.ingest; print(sorted({heavy} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def refusal(path: Path) -> tuple[str, str]:
    with pytest.raises(UnreadableSource) as caught:
        read(path)
    return caught.value.message, caught.value.hint


def test_a_missing_file(tmp_path: Path) -> None:
    for name in ("none.pdf", "none/none.pdf", "x" * 300, "nul\0.pdf"):
        with pytest.raises(NotFoundError) as caught:
            read(tmp_path / name)
        assert caught.value.message.startswith("There is no file ") and caught.value.hint


def test_a_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path)[0] == f"{tmp_path.name} is a folder, not a file."


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert refusal(tmp_path / "pipe.txt")[0] == "pipe.txt is a device or a pipe, not a file."


def test_an_empty_file(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, "a.pdf", b""))[0] == "a.pdf is empty: it holds no bytes."


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.txt", " \n\n\t "), ("a.md", "---\ntitle: x\n---\n"), ("a.html", "<p> </p>"), ("a.vtt", "WEBVTT\n\n")],
)
def test_no_text_in_it(tmp_path: Path, name: str, content: str) -> None:
    assert refusal(written(tmp_path, name, content)) == (
        f"{name} has no text in it.",
        "Check that it is the right file.",
    )


def test_only_pictures_in_it(tmp_path: Path) -> None:
    message, hint = refusal(written(tmp_path, "a.html", "<img src='x.png'>"))
    assert (message, hint) == ("a.html has no text in it.", "Run text recognition (OCR) on its pictures.")


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "a.txt", "x")
    os.truncate(path, 201_000_000)
    assert refusal(path)[0] == "a.txt is too large: it has 201 MB and the limit is 200 MB."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", "x")
    path.chmod(0)
    assert refusal(path)[0] == "a.txt can't be opened: you have no permission to read it."


def test_errors_of_the_disk_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "a.txt", "x")
    for error, message in [
        (PermissionError(13, "denied"), "a.txt can't be opened: you have no permission to read it."),
        (OSError(5, "input/output error"), "a.txt can't be read from the disk."),
    ]:

        def fail(self: Path, error: OSError = error) -> bytes:
            raise error

        monkeypatch.setattr(Path, "read_bytes", fail)
        assert refusal(path)[0] == message


def test_unknown_endings(tmp_path: Path) -> None:
    message, hint = refusal(written(tmp_path, "a.xyz", "some text"))
    assert message == "a.xyz is of no kind that can be read: its name ends in .xyz."
    assert hint == "Save it as one of .pdf, .docx, .pptx, .html, .md, .txt, .vtt, .srt."
    assert refusal(written(tmp_path, "notes", "some text"))[0].endswith("its name has no ending.")


def test_content_decides_over_the_name(tmp_path: Path) -> None:
    document = read(written(tmp_path, "page.pdf", "<!DOCTYPE html><html><h1>Cells</h1><p>Small.</p></html>"))
    assert document.source.media_type == "text/html"
    assert outline(document) == [("heading", "Cells", "Cells"), ("paragraph", "Cells", "Small.")]
    assert notices(document) == [("—", "Read as an HTML page, which it is, though its name ends in .pdf.")]


def test_a_subtitle_file_needs_no_notice_for_the_other_subtitle_ending(tmp_path: Path) -> None:
    assert read(written(tmp_path, "a.srt", "WEBVTT\n\n00:01.000 --> 00:02.000\nHello.\n")).notices == ()


def test_limits_are_public() -> None:
    assert files.MAX_BYTES == eduapp.ingest.MAX_BYTES == 200_000_000
