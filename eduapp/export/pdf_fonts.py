"""The faces that a PDF is drawn in, and text as markup that uses them.

Noto Sans (SIL Open Font License; from the package pymupdf-fonts) draws text in Latin, Greek and Cyrillic; DejaVu Sans
(Bitstream Vera's licence; from the package ziafont) draws the signs that Noto Sans lacks: maths, arrows, boxes.
"""

from __future__ import annotations

import io
import itertools
import unicodedata
from functools import cache
from importlib import import_module
from importlib.resources import files
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from eduapp.export.text import clean

TEXT, BOLD, ITALIC, SIGNS = "eduapp-text", "eduapp-bold", "eduapp-italic", "eduapp-signs"
_NOTO = {TEXT: "Regular", BOLD: "Bold", ITALIC: "Italic"}
_UNKNOWN = "\ufffd"


class Ink:
    """Turns text into the markup of reportlab's paragraphs, and remembers what couldn't be drawn as it is."""

    def __init__(self) -> None:
        self.undrawable: set[str] = set()
        self.right_to_left = False

    def markup(self, text: str) -> str:
        """The text, escaped, each stretch in a face that has its characters."""
        drawn = [self._drawn(char) for char in unicodedata.normalize("NFC", clean(text)) if not _invisible(char)]
        runs = ((face, "".join(c for c, _ in run)) for face, run in itertools.groupby(drawn, key=lambda pair: pair[1]))
        return "".join(_marked(face, run) for face, run in runs)

    def lost(self) -> tuple[str, ...]:
        """What couldn't be drawn, in sentences."""
        found = []
        if self.undrawable:
            signs = ", ".join(f"U+{ord(char):04X}" for char in sorted(self.undrawable)[:8])
            more = ", …" if len(self.undrawable) > 8 else ""
            found.append(f"No font at hand draws these characters; each stands as {_UNKNOWN}: {signs}{more}.")
        if self.right_to_left:
            found.append("Right-to-left text is drawn from left to right.")
        return tuple(found)

    def _drawn(self, char: str) -> tuple[str, str]:
        self.right_to_left |= unicodedata.bidirectional(char) in ("R", "AL")
        faces = _glyphs()
        for face in (TEXT, SIGNS):
            if char.isspace() or ord(char) in faces[face]:
                return char, face
        self.undrawable.add(char)
        return _UNKNOWN, SIGNS


@cache
def register() -> None:
    """Make the faces known to reportlab."""
    for name, style in _NOTO.items():
        data = import_module(f"pymupdf_fonts.NotoSans_{style}").fontbuffer
        pdfmetrics.registerFont(TTFont(name, io.BytesIO(data)))
    data = files("ziafont").joinpath("fonts/DejaVuSans.ttf").read_bytes()
    pdfmetrics.registerFont(TTFont(SIGNS, io.BytesIO(data)))
    pdfmetrics.registerFontFamily(TEXT, normal=TEXT, bold=BOLD, italic=ITALIC, boldItalic=BOLD)
    pdfmetrics.registerFontFamily(SIGNS, normal=SIGNS, bold=SIGNS, italic=SIGNS, boldItalic=SIGNS)


@cache
def _glyphs() -> dict[str, frozenset[int]]:
    register()
    return {name: frozenset(pdfmetrics.getFont(name).face.charToGlyph) for name in (TEXT, SIGNS)}


def _invisible(char: str) -> bool:
    """Direction marks, joiners and variation selectors: the page has no use for them, and a font may draw a box."""
    return unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f"


def _marked(face: str, run: str) -> str:
    safe = escape(run).replace("\n", "<br/>")
    return safe if face == TEXT else f'<font name="{face}">{safe}</font>'
