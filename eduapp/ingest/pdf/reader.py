"""PDF files, read with PDFium. Nothing in them is run; pages are closed as soon as their lines are taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import groupby

import pypdfium2
import pypdfium2.raw as pdfium

from eduapp.domain.source import Role
from eduapp.errors import UnreadableSource
from eduapp.ingest.boundary import damaged
from eduapp.ingest.draft import Draft
from eduapp.ingest.pdf.columns import reading_order, with_initials
from eduapp.ingest.pdf.flow import flowing
from eduapp.ingest.pdf.page import Page, read_page
from eduapp.ingest.pdf.paragraphs import body_size, measure, paragraphs
from eduapp.ingest.pdf.running import drop_running_lines, without_contents
from eduapp.ingest.registry import PDF
from eduapp.pdfium import ONE_AT_A_TIME

_TAIL = 2048  # bytes in which a whole file has its end mark


def read(data: bytes, draft: Draft) -> None:
    """Adds the text of a PDF file: passages with their page and heading. Raises UnreadableSource."""
    with ONE_AT_A_TIME:
        pages, broken = _pages(data, draft)
    if not any(page.lines for page in pages):
        raise _without_text(pages, broken, draft)
    _add_text(pages, draft)
    _add_notices(pages, broken, draft)
    if b"%%EOF" not in data[-_TAIL:]:
        draft.notice(f"The file is cut short or damaged at its end: {len(pages)} pages could be read.")


def _pages(data: bytes, draft: Draft) -> tuple[list[Page], list[int]]:
    """The pages that could be read, and the numbers of those that could not."""
    pages, broken = [], []
    document = _opened(data, draft.name)
    try:
        draft.title = document.get_metadata_dict().get("Title", "")
        for index in range(len(document)):
            try:
                page = document[index]
                try:
                    pages.append(read_page(page, index + 1))
                finally:
                    page.close()
            except pypdfium2.PdfiumError:
                broken.append(index + 1)
    finally:
        document.close()
    return pages, broken


def _opened(data: bytes, name: str) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise UnreadableSource(
                f"{name} is protected with a password.", hint="Save a copy without password and add that."
            ) from error
        raise damaged(name, PDF.what) from error


def _without_text(pages: list[Page], broken: list[int], draft: Draft) -> UnreadableSource:
    if broken or not pages:
        return damaged(draft.name, PDF.what)
    scanned = sum(page.shows_something for page in pages)
    if not scanned:
        message = f"{draft.name} has no text in it: its {_count(len(pages))} empty."
        return UnreadableSource(message, hint="Check that it is the right file.")
    return UnreadableSource(
        f"{draft.name} has no text in it: its {_count(len(pages))} only pictures, probably scanned.",
        hint="Run text recognition (OCR) on it, for example with OCRmyPDF, and add the result.",
    )


def _count(pages: int) -> str:
    return "one page is" if pages == 1 else f"{pages} pages are"


def _add_text(pages: list[Page], draft: Draft) -> None:
    body = body_size(page.lines for page in pages)
    drop_running_lines(pages, body)
    ordered = [(page.number, reading_order(with_initials(page.lines, body))) for page in pages]
    columns = [
        (number, lines) for number, found in ordered for stretch in found if (lines := without_contents(stretch))
    ]
    usual = measure((lines for _, lines in columns), body)
    found = [
        paragraph
        for column, (number, lines) in enumerate(columns)
        for paragraph in paragraphs(lines, number, column, usual)
    ]
    for paragraph in flowing(found, usual):
        if paragraph.role is Role.HEADING:
            draft.heading(paragraph.text, paragraph.level, page=paragraph.page)
        else:
            draft.add(paragraph.text, paragraph.role, page=paragraph.page)


def _add_notices(pages: list[Page], broken: list[int], draft: Draft) -> None:
    draft.leave_sections()
    for page in pages:
        draft.left_out(Counter(picture=page.pictures), page=page.number)
    turned = [page.number for page in pages if page.turned_lines]
    if turned:
        draft.notice(f"Text that is turned on its side or askew, on p. {_ranges(turned)}.", page=turned[0])
    textless = [page.number for page in pages if page.shows_something and not page.has_text]
    if textless:
        numbers = _ranges(textless)
        draft.notice(
            f"No text on p. {numbers}: scanned or drawn, so text recognition (OCR) is needed.", page=textless[0]
        )
    if broken:
        draft.notice(f"Damaged and not read: p. {_ranges(broken)}.", page=broken[0])


def _ranges(numbers: Iterable[int]) -> str:
    """Page numbers as people write them: "3–5, 9"."""
    runs = (
        [number for _, number in run]
        for _, run in groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0])
    )
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
