"""What Word and PowerPoint files share: a zip of XML parts, runs of text, formulas and what can't be read."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator

from eduapp.errors import UnreadableSource
from eduapp.ingest.formula import linear
from eduapp.ingest.text import is_ordinal_ending, lowered, raised

MAX_UNPACKED = 1_000_000_000
_MAX_PARTS = 20_000
_PICTURE_KINDS = {
    "pic": "picture",
    "imagedata": "picture",
    "chart": "chart",
    "relIds": "diagram",
    "OLEObject": "embedded object",
}
_SKIPPED = {"del", "moveFrom", "Fallback", "pict", "drawing", "object", "AlternateContent", "txbxContent"}
_SYMBOLS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}


def checked(data: bytes, name: str) -> io.BytesIO:
    """The file for a library to open, once it is known to unpack to a bearable size. Raises UnreadableSource."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED or len(parts) > _MAX_PARTS:
        size, limit = unpacked / 1e6, MAX_UNPACKED / 1e6
        raise UnreadableSource(
            f"{name} is too large: it unpacks to {size:,.0f} MB ({len(parts)} parts), the limit is {limit:,.0f} MB.",
            hint="Save it without its pictures and films, or split it, and add that.",
        )
    return io.BytesIO(data)


def core_title(package) -> str:
    """The title in the file's properties, where those are whole."""
    return getattr(package.core_properties, "title", None) or ""


def local(element) -> str:
    """An element's name without its namespace; nothing for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element, name: str, default: str = "") -> str:
    """The value of an attribute, whatever its namespace."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return default


def text_of(paragraph) -> str:
    """The text of a w:p or a:p element: runs, breaks and formulas in order, without what tracked changes removed."""
    return "".join(_pieces(paragraph))


def _pieces(element) -> Iterator[str]:
    for child in element:
        kind = local(child)
        if kind in ("oMath", "oMathPara"):
            yield linear(child)
        elif kind == "r":
            yield _run(child)
        elif kind == "AlternateContent":
            yield from (linear(formula) for formula in child.iter() if local(formula) == "oMath")
        elif kind in _SYMBOLS:
            yield _SYMBOLS[kind]
        elif kind not in _SKIPPED:
            yield from _pieces(child)


def _run(run) -> str:
    text = "".join(child.text or "" if local(child) == "t" else _SYMBOLS.get(local(child), "") for child in run)
    shift = _shift(run)
    if not text.strip() or not shift or (shift > 0 and is_ordinal_ending(text)):
        return text
    return raised(text) if shift > 0 else lowered(text)


def _shift(run) -> int:
    """1 for a superscript, -1 for a subscript: Word says it in words, PowerPoint in percent of the height."""
    for properties in run:
        if local(properties) != "rPr":
            continue
        if percent := attribute(properties, "baseline"):
            return (percent.lstrip("-") != "0") * (-1 if percent.startswith("-") else 1)
        for child in properties:
            if local(child) == "vertAlign":
                return {"superscript": 1, "subscript": -1}.get(attribute(child, "val"), 0)
    return 0


def count_unread(element, counts: Counter[str]) -> None:
    """Adds the pictures, charts and other things without text below an element; fallbacks are not counted twice."""
    for child in element:
        kind = local(child)
        if kind in _PICTURE_KINDS:
            counts[_PICTURE_KINDS[kind]] += 1
        elif kind != "Fallback":
            count_unread(child, counts)
