"""What a file really holds, whatever its name says."""

from __future__ import annotations

import io
import re
import zipfile
from codecs import getincrementaldecoder

from eduapp.errors import UnreadableSource
from eduapp.ingest.boundary import damaged
from eduapp.ingest.files import RawFile
from eduapp.ingest.registry import DOCX, FORMATS, HTML, PDF, PPTX, SRT, TEXT, VTT, Format, by_suffix

_START = 8192
_PICTURE = ("a picture", "Text in pictures can't be read: run text recognition (OCR) on it and add the result.")
_SOUND = ("a sound or film", "Add its subtitles (VTT or SRT) or a transcript instead.")
_PROGRAM = ("a program", "Add a course file instead.")
_ARCHIVE = ("an archive", "Unpack it and add the files in it.")
_OTHER_OFFICE = ("another office file", "Save it as PDF, Word (.docx) or PowerPoint (.pptx) and add that.")
_RTF = ("a rich text (RTF) file", "Save it as a Word document (.docx) or PDF and add that.")
_POSTSCRIPT = ("a PostScript file", "Save it as PDF and add that.")
_DATABASE = ("a database", "Add a course file instead.")

_MAGIC: tuple[tuple[int, bytes, tuple[str, str]], ...] = (
    (0, b"\x89PNG", _PICTURE),
    (0, b"\xff\xd8\xff", _PICTURE),
    (0, b"GIF8", _PICTURE),
    (0, b"II*\0", _PICTURE),
    (0, b"MM\0*", _PICTURE),
    (8, b"WEBP", _PICTURE),
    (4, b"ftypheic", _PICTURE),
    (4, b"ftypavif", _PICTURE),
    (0, b"8BPS", _PICTURE),
    (4, b"ftyp", _SOUND),
    (0, b"ID3", _SOUND),
    (0, b"\xff\xfb", _SOUND),
    (0, b"OggS", _SOUND),
    (0, b"fLaC", _SOUND),
    (0, b"\x1aE\xdf\xa3", _SOUND),
    (8, b"WAVE", _SOUND),
    (8, b"AVI ", _SOUND),
    (0, b"\x7fELF", _PROGRAM),
    (0, b"MZ\x90", _PROGRAM),
    (0, b"\xcf\xfa\xed\xfe", _PROGRAM),
    (0, b"Rar!", _ARCHIVE),
    (0, b"7z\xbc\xaf", _ARCHIVE),
    (0, b"\x1f\x8b", _ARCHIVE),
    (0, b"BZh", _ARCHIVE),
    (0, b"\xfd7zXZ", _ARCHIVE),
    (257, b"ustar", _ARCHIVE),
    (0, b"{\\rtf", _RTF),
    (0, b"%!PS", _POSTSCRIPT),
    (0, b"SQLite format 3", _DATABASE),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    (
        "EncryptedPackage",
        "a password-protected Office file",
        "Remove its password in Office, save it and add it again.",
    ),
    ("WordDocument", "an old Word document (.doc)", "Save it as .docx and add that."),
    ("PowerPoint Document", "an old PowerPoint presentation (.ppt)", "Save it as .pptx and add that."),
    ("Workbook", "an old Excel workbook (.xls)", "Save what is to be learned as PDF or .docx and add that."),
)
_ZIP_PARTS = (
    ("xl/workbook.xml", "an Excel workbook", "Save what is to be learned as PDF or .docx and add that."),
    ("META-INF/container.xml", "an e-book (EPUB)", "Convert it to PDF or HTML and add that."),
    ("content.xml", "an OpenDocument file", "Save it as .docx, .pptx or PDF and add that."),
)
_PAGE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_CONTROLS = re.compile(r"[\0-\x08\x0e-\x1a\x1c-\x1f]")
_CUES = re.compile(rb"\s*\d+\r?\n\d{1,2}:\d\d:\d\d[,.]\d{1,3}\s*-->")


def decide(raw: RawFile) -> tuple[Format, list[str]]:
    """The format to read a file as, and a notice when that is not what its name says. Raises UnreadableSource."""
    named = by_suffix(raw.suffix)
    found = _by_content(raw)
    if found is None:
        return _by_name(raw, named), []
    if named is None or not (named is found or (named in (VTT, SRT) and found in (VTT, SRT))):
        ending = f"its name ends in {raw.suffix}" if raw.suffix else "its name has no ending"
        return found, [f"Read as {found.what}, which it is, though {ending}."]
    return found, []


def _by_content(raw: RawFile) -> Format | None:
    """The format that the first bytes give away, or None for text without a mark."""
    data, start = raw.data, raw.data[:_START]
    # Readers allow some bytes before a PDF's mark; a text may well speak of it.
    if start.startswith(b"%PDF-") or (raw.suffix == ".pdf" and b"%PDF-" in start[:1024]):
        return PDF
    if start.startswith(b"PK\x03\x04"):
        return _in_zip(raw)
    if start.startswith(_OLE):
        _refuse_ole(raw)
    for offset, magic, (looks_like, hint) in _MAGIC:
        if start.startswith(magic, offset):
            raise _not_a_course_file(raw, looks_like, hint)
    text = start.removeprefix(b"\xef\xbb\xbf")
    if text.startswith(b"WEBVTT"):
        return VTT
    return SRT if _CUES.match(text) else HTML if _PAGE.match(data, len(start) - len(text)) else None


def _by_name(raw: RawFile, named: Format | None) -> Format:
    """The format that the name says, for content that shows no other."""
    if named is None:
        known = ", ".join(format.suffixes[0] for format in FORMATS)
        ending = f"ends in {raw.suffix}" if raw.suffix else "has no ending"
        raise UnreadableSource(
            f"{raw.name} is of no kind that can be read: its name {ending}.", hint=f"Save it as one of {known}."
        )
    if named.is_text:
        return named
    if _is_plain_text(raw.data[:_START]):
        raise UnreadableSource(
            f"{raw.name} is not {named.what}: it holds plain text.",
            hint=f"If the text is the course, name it {TEXT.suffixes[0]} and add it again.",
        )
    raise damaged(raw.name, named.what)


def _is_plain_text(start: bytes) -> bool:
    """Whether the bytes are UTF-8 (the last character may be cut) without control characters."""
    try:
        return not _CONTROLS.search(getincrementaldecoder("utf-8")().decode(start))
    except UnicodeDecodeError:
        return False


def _in_zip(raw: RawFile) -> Format:
    named = by_suffix(raw.suffix)
    try:
        with zipfile.ZipFile(io.BytesIO(raw.data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise damaged(raw.name, named.what if named else "a zip archive") from error
    if "word/document.xml" in names:
        return DOCX
    if "ppt/presentation.xml" in names:
        return PPTX
    if "[Content_Types].xml" in names and named in (DOCX, PPTX):
        raise damaged(raw.name, named.what)
    for part, looks_like, hint in _ZIP_PARTS:
        if part in names:
            raise _not_a_course_file(raw, looks_like, hint)
    raise _not_a_course_file(raw, *_ARCHIVE)


def _refuse_ole(raw: RawFile) -> None:
    for stream, looks_like, hint in _OLE_STREAMS:
        if stream.encode("utf-16-le") in raw.data:
            raise _not_a_course_file(raw, looks_like, hint)
    raise _not_a_course_file(raw, *_OTHER_OFFICE)


def _not_a_course_file(raw: RawFile, looks_like: str, hint: str) -> UnreadableSource:
    named = by_suffix(raw.suffix)
    but = f", not {named.what}" if named else ", which is not a kind of file that can be read"
    return UnreadableSource(f"{raw.name} is {looks_like}{but}.", hint=hint)
