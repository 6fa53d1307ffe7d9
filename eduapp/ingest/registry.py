"""Which formats can be read, and which module reads each. A reader is `read(data: bytes, draft: Draft) -> None`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from eduapp.ingest.draft import Draft

Reader = Callable[[bytes, Draft], None]


@dataclass(frozen=True)
class Format:
    """A kind of course file: what people call it, its media type, its endings and the module that reads it."""

    title: str
    media_type: str
    suffixes: tuple[str, ...]
    module: str
    is_text: bool = True

    @property
    def what(self) -> str:
        """The title with its article: "a PDF", "an HTML page"."""
        return f"{'an' if self.title.startswith(('HTML', 'SRT')) else 'a'} {self.title}"


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

PDF = Format("PDF", "application/pdf", (".pdf",), "pdf.reader", is_text=False)
DOCX = Format("Word document", _WORD, (".docx",), "docx", is_text=False)
PPTX = Format("PowerPoint presentation", _SLIDES, (".pptx",), "pptx", is_text=False)
HTML = Format("HTML page", "text/html", (".html", ".htm", ".xhtml"), "html")
MARKDOWN = Format("Markdown text", "text/markdown", (".md", ".markdown"), "markdown")
TEXT = Format("plain text", "text/plain", (".txt", ".text"), "plain")
VTT = Format("WebVTT subtitle file", "text/vtt", (".vtt",), "subtitles")
SRT = Format("SRT subtitle file", "application/x-subrip", (".srt",), "subtitles")

FORMATS = (PDF, DOCX, PPTX, HTML, MARKDOWN, TEXT, VTT, SRT)
_BY_SUFFIX = {suffix: format for format in FORMATS for suffix in format.suffixes}


def by_suffix(suffix: str) -> Format | None:
    """The format of a file's ending (".pdf"), or None."""
    return _BY_SUFFIX.get(suffix.lower())


def supported() -> dict[str, str]:
    """Each file ending that can be read, with its media type."""
    return {suffix: format.media_type for suffix, format in _BY_SUFFIX.items()}


def reader(format: Format) -> Reader:
    """The format's reader. Its libraries are imported here and not before."""
    return import_module(f"eduapp.ingest.{format.module}").read
