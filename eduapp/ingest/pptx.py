"""PowerPoint presentations: titles, bullets, text boxes and tables in reading order, and the speaker's notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pptx
from pptx.enum.shapes import PP_PLACEHOLDER

from eduapp.domain.source import Role
from eduapp.ingest.draft import Draft, is_caption
from eduapp.ingest.office import checked, core_title, count_unread, local, text_of
from eduapp.ingest.text import is_sentence, tidy

_TITLES = {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE}
_FURNITURE = {PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.HEADER}


def read(data: bytes, draft: Draft) -> None:
    """Adds the slides in order. What has no text is counted in a notice a slide."""
    presentation = pptx.Presentation(checked(data, draft.name))
    draft.title = core_title(presentation)
    for number, slide in enumerate(presentation.slides, start=1):
        _read_slide(slide, number, draft)


def _read_slide(slide, number: int, draft: Draft) -> None:
    _unwrap_alternatives(slide.shapes._spTree)
    shapes = list(_in_reading_order(slide.shapes))
    titles = [shape for shape in shapes if _placeholder(shape) in _TITLES]
    # A slide without title must not stand under the title of the slide before it.
    draft.leave_sections()
    for title in titles[:1]:
        draft.heading(title.text_frame.text, 1, slide=number)
    for shape in shapes:
        if shape not in titles[:1] and _placeholder(shape) not in _FURNITURE:
            _read_shape(shape, number, draft)
    for text in _notes(slide):
        draft.add(text, slide=number)
    draft.left_out(_unread(slide.shapes._spTree), slide=number)


def _unread(tree) -> Counter[str]:
    """How many things without text a slide shows. A film stands in the file as a picture of its first frame."""
    unread: Counter[str] = Counter()
    count_unread(tree, unread)
    unread["film"] = len(tree.xpath(".//a:videoFile"))
    unread["sound"] = len(tree.xpath(".//a:audioFile"))
    unread["picture"] -= unread["film"] + unread["sound"]
    return +unread


def _unwrap_alternatives(tree) -> None:
    """Puts shapes with formulas, which PowerPoint wraps with a picture for old readers, where the library sees them."""
    for wrapper in [element for element in tree.iter() if local(element) == "AlternateContent"]:
        choice = next((child for child in wrapper if local(child) == "Choice"), None)
        if choice is None or local(wrapper.getparent()) not in ("spTree", "grpSp"):
            continue
        for shape in list(choice):
            wrapper.addprevious(shape)
        wrapper.getparent().remove(wrapper)


def _in_reading_order(shapes) -> Iterator:
    """Shapes from top to bottom, those side by side from left to right, groups opened where they stand."""
    waiting = sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0))
    while waiting:
        first = waiting[0]
        middle = (first.top or 0) + (first.height or 0) / 2
        row = [shape for shape in waiting if shape is first or (shape.top or 0) < middle]
        waiting = [shape for shape in waiting if shape not in row]
        for shape in sorted(row, key=lambda shape: shape.left or 0):
            yield from _in_reading_order(shape.shapes) if local(shape._element) == "grpSp" else [shape]


def _placeholder(shape):
    return shape.placeholder_format.type if shape.is_placeholder else None


def _read_shape(shape, number: int, draft: Draft) -> None:
    if shape.has_text_frame:
        in_body = _placeholder(shape) not in (None, PP_PLACEHOLDER.SUBTITLE)
        for paragraph in shape.text_frame._txBody.findall("{*}p"):
            text = tidy(text_of(paragraph))
            draft.add(text, _role(text, _is_bulleted(paragraph, in_body)), slide=number)
    elif getattr(shape, "has_table", False) and shape.has_table:
        rows = ([tidy(cell.text) for cell in row.cells] for row in shape.table.rows)
        draft.add("\n".join(" | ".join(row) for row in rows if any(row)), Role.TABLE, slide=number)


def _is_bulleted(paragraph, otherwise: bool) -> bool:
    """Whether a paragraph has a bullet or a number of its own, or none; else what its shape gives it."""
    marks = {local(child) for properties in paragraph.findall("{*}pPr") for child in properties}
    return "buNone" not in marks and (otherwise or not marks.isdisjoint({"buChar", "buAutoNum", "buBlip"}))


def _role(text: str, bulleted: bool) -> Role:
    """Prose is a paragraph wherever it stands, and so is a caption; the rest of a body is its bullets."""
    return Role.PARAGRAPH if not bulleted or is_sentence(text) or is_caption(text) else Role.LIST_ITEM


def _notes(slide) -> list[str]:
    frame = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    return [text_of(paragraph) for paragraph in frame._txBody.findall("{*}p")] if frame is not None else []
