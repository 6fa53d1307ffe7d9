"""Word documents: paragraphs and tables in the order of the text, with headings, lists and captions by style."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import docx

from eduapp.domain.source import Role
from eduapp.ingest.boundary import damaged
from eduapp.ingest.draft import Draft
from eduapp.ingest.office import attribute, checked, core_title, count_unread, local, text_of
from eduapp.ingest.registry import DOCX
from eduapp.ingest.text import tidy

_WRAPPERS = {"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"}
_HEADING = re.compile(r"(?i)heading (\d)")
_CONTENTS = re.compile(r"(?i)(toc\b|table of|index \d)")
_CODE = re.compile(r"(?i)code|preformatted|macro text|listing")
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}


def read(data: bytes, draft: Draft) -> None:
    """Adds a document's body. Footnotes, pictures and charts are counted in notices of their section."""
    draft.counts_paragraphs = True
    document = docx.Document(checked(data, draft.name))
    if getattr(document.element, "body", None) is None:
        raise damaged(draft.name, DOCX.what)
    draft.title = core_title(document)
    _Body(document, draft).read()


class _Body:
    """Walks over a document's body. Code that stands in several paragraphs is gathered into one passage."""

    def __init__(self, document, draft: Draft) -> None:
        self._body = document.element.body
        self._styles = _Styles(document)
        self._draft = draft
        self._code: list[str] = []
        self._unread: Counter[str] = Counter()

    def read(self) -> None:
        """Adds every paragraph and table."""
        for element in _blocks(self._body):
            if local(element) == "tbl":
                self._flush_code()
                self._table(element)
            else:
                self._paragraph(element)
        self._flush_code()
        self._draft.left_out(self._unread)

    def _paragraph(self, element) -> None:
        style, text = self._styles.of(element), text_of(element)
        if _CONTENTS.match(style.name):
            return
        if style.is_code:
            self._code.append(text)
            return
        self._flush_code()
        if style.level is not None and tidy(text):
            self._draft.left_out(self._unread)
            self._unread.clear()
            self._draft.heading(text, style.level)
        else:
            self._draft.add(text, style.role)
        self._count(element)
        for inner in _text_box_paragraphs(element):
            self._draft.add(text_of(inner))

    def _table(self, element) -> None:
        rows = [[_cell_text(cell) for cell in _children(row, "tc")] for row in _children(element, "tr")]
        self._count(element)
        if max(map(len, rows), default=0) > 1:
            self._draft.add("\n".join(" | ".join(row) for row in rows if any(row)), Role.TABLE)
            return
        for row in _children(element, "tr"):  # one column: a frame around text
            for cell in _children(row, "tc"):
                for inner in _blocks(cell):
                    self._table(inner) if local(inner) == "tbl" else self._paragraph(inner)

    def _count(self, element) -> None:
        if local(element) == "tbl" and len(element.xpath("./w:tr[1]/w:tc")) == 1:
            return
        count_unread(element, self._unread)
        for child in element.iter():
            if kind := _NOTES.get(local(child)):
                self._unread[kind] += 1

    def _flush_code(self) -> None:
        self._draft.add("\n".join(self._code), Role.CODE)
        self._code = []


class _Style:
    """What a paragraph's style says about it."""

    def __init__(self, names: list[str], outline: int | None, listed: bool) -> None:
        self.name = names[0] if names else ""
        self.is_code = any(_CODE.search(name) for name in names)
        self.level = 0 if "title" in (name.lower() for name in names) else outline
        for match in filter(None, map(_HEADING.match, names)):
            self.level = int(match[1])
            break
        listed = listed or any(name.lower().startswith("list") for name in names)
        caption = any(name.lower() == "caption" for name in names)
        self.role = Role.CAPTION if caption else Role.LIST_ITEM if listed else Role.PARAGRAPH


class _Styles:
    """Styles by id, each with the styles that it is based on."""

    def __init__(self, document) -> None:
        self._by_id = {
            attribute(style, "styleId"): style for style in document.styles.element if local(style) == "style"
        }

    def of(self, paragraph) -> _Style:
        chain = [paragraph, *self._chain(_value(paragraph, "pStyle"))]
        outlines = [value for element in chain if (value := _value(element, "outlineLvl")).isdecimal()]
        outline = int(outlines[0]) + 1 if outlines and int(outlines[0]) < 9 else None
        numbers = [value for element in chain if (value := _value(element, "numId"))]
        names = [name for style in chain[1:] for name in [_named(style)] if name]
        return _Style(names, outline, bool(numbers) and numbers[0] != "0")

    def _chain(self, style_id: str) -> Iterator:
        seen: set[str] = set()
        while style_id in self._by_id and style_id not in seen:
            seen.add(style_id)
            yield self._by_id[style_id]
            style_id = _value(self._by_id[style_id], "basedOn")


def _named(style) -> str:
    return next((attribute(child, "val") for child in style if local(child) == "name"), "")


def _value(element, name: str) -> str:
    """The value of a paragraph's or style's property (pStyle, outlineLvl, numId, basedOn)."""
    found = element.xpath(f"./w:{name} | ./w:pPr/w:{name} | ./w:pPr/w:numPr/w:{name}")
    return attribute(found[0], "val") if found else ""


def _blocks(parent) -> Iterator:
    """Paragraphs and tables in order, also those in content controls and tracked insertions; no tables of contents."""
    for child in parent:
        kind = local(child)
        if kind in ("p", "tbl"):
            yield child
        elif kind in _WRAPPERS and not _is_contents(child):
            yield from _blocks(child)


def _is_contents(control) -> bool:
    """Whether a content control holds a table of contents."""
    properties = (element for child in control if local(child) == "sdtPr" for element in child.iter())
    return any(local(element) == "docPartGallery" and "Contents" in attribute(element, "val") for element in properties)


def _children(parent, kind: str) -> list:
    """Rows of a table or cells of a row, also those in content controls."""
    found = []
    for child in parent:
        if local(child) == kind:
            found.append(child)
        elif local(child) in _WRAPPERS:
            found.extend(_children(child, kind))
    return found


def _cell_text(cell) -> str:
    return tidy(" ".join(text_of(paragraph) for paragraph in cell.iter() if local(paragraph) == "p"))


def _text_box_paragraphs(paragraph) -> list:
    """The paragraphs of text boxes that hang on a paragraph, without the copies for old versions of Word."""
    boxes = paragraph.xpath(".//w:txbxContent[not(ancestor::*[local-name()='Fallback'])]")
    return [inner for box in boxes for inner in box if local(inner) == "p"]
