"""Files that are not what their name says."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from eduapp.errors import UnreadableSource
from eduapp.ingest import read
from eduapp.ingest.files import RawFile
from eduapp.ingest.registry import HTML, MARKDOWN, PDF, SRT, TEXT, VTT, Format
from eduapp.ingest.sniff import decide
from tests.ingest.outline import written

UNKNOWN = "which is not a kind of file that can be read."
DAMAGED = "is damaged or cut short: it can't be read as"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


def utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def zipped(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", b"\x89PNG\r\n\x1a\n", "a.pdf is a picture, not a PDF."),
        ("a.docx", b"\xff\xd8\xff\xe0", "a.docx is a picture, not a Word document."),
        ("a.vtt", b"ID3\x04", "a.vtt is a sound or film, not a WebVTT subtitle file."),
        ("a.mp4", b"\0\0\0\x20ftypisom", f"a.mp4 is a sound or film, {UNKNOWN}"),
        ("a.txt", b"\x7fELF\x02", "a.txt is a program, not a plain text."),
        ("a.docx", b"{\\rtf1 x}", "a.docx is a rich text (RTF) file, not a Word document."),
        ("a.gz", b"\x1f\x8b\x08", f"a.gz is an archive, {UNKNOWN}"),
        ("a.docx", zipped(readme="x"), "a.docx is an archive, not a Word document."),
        ("a.xlsx", zipped(xl__workbook_xml="x"), f"a.xlsx is an Excel workbook, {UNKNOWN}"),
        ("a.docx", zipped(content_xml="x"), "a.docx is an OpenDocument file, not a Word document."),
        ("a.doc", OLE + utf16("WordDocument"), f"a.doc is an old Word document (.doc), {UNKNOWN}"),
        ("a.ppt", OLE + utf16("PowerPoint Document"), f"a.ppt is an old PowerPoint presentation (.ppt), {UNKNOWN}"),
        ("a.docx", OLE + utf16("EncryptedPackage"), "a.docx is a password-protected Office file, not a Word document."),
        ("a.docx", OLE, "a.docx is another office file, not a Word document."),
        ("a.pdf", b"plain words", "a.pdf is not a PDF: it holds plain text."),
        ("a.pdf", b"\x01\x02\xff", f"a.pdf {DAMAGED} a PDF."),
        ("a.docx", b"PK\x03\x04broken", f"a.docx {DAMAGED} a Word document."),
        ("a.zip", b"PK\x03\x04broken", f"a.zip {DAMAGED} a zip archive."),
        ("a.pptx", zipped(**{"[Content_Types]_xml": "x"}), f"a.pptx {DAMAGED} a PowerPoint presentation."),
    ],
)  # fmt: skip
def test_what_is_refused(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    with pytest.raises(UnreadableSource) as caught:
        read(written(tmp_path, name, content))
    assert caught.value.message == message
    assert caught.value.hint.endswith(".")


@pytest.mark.parametrize(
    ("name", "content", "format", "noticed"),
    [
        ("a.txt", b"%PDF-1.4", PDF, True),
        ("a.pdf", b"\n\njunk %PDF-1.4", PDF, False),
        ("a.md", b"A PDF begins with %PDF- and a number.", MARKDOWN, False),
        ("a.txt", b"WEBVTT\n", VTT, True),
        ("a.txt", b"\xef\xbb\xbfWEBVTT\n", VTT, True),
        ("a.txt", b"1\r\n00:00:01,000 --> 00:00:02,000\r\nx", SRT, True),
        ("a.md", b"<!-- x --><!doctype HTML><p>", HTML, True),
        ("a.xhtml", b'<?xml version="1.0"?><html>', HTML, False),
        ("a.md", b"<div>Markdown may begin so</div>", MARKDOWN, False),
        ("a.txt", b"1\nis a number", TEXT, False),
    ],
)
def test_what_is_read_as_what(name: str, content: bytes, format: Format, noticed: bool) -> None:
    found, notices = decide(RawFile(name, content))
    assert (found, bool(notices)) == (format, noticed)
