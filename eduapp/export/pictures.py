"""Pictures of what was exported: the pages of a PDF, and a card as Anki shows it."""

from __future__ import annotations

import io
import re
from html import escape

import chevron
import pypdfium2
from PIL import ImageDraw

from eduapp.domain.item import Item
from eduapp.domain.item_set import ItemSet
from eduapp.export.anki import card_templates, field_values
from eduapp.pdfium import ONE_AT_A_TIME

_NOTHING_ELSE = "default-src 'none'; style-src 'unsafe-inline'"
"""What a card's page may load: only its own style."""


def pdf_pages(data: bytes, *, first: int = 0, most: int = 1, scale: float = 1.5) -> tuple[list[bytes], int]:
    """PNG pictures of `most` pages from the `first` on, at `scale` × 72 dots an inch, and how many pages there are."""
    with ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(data)
        try:
            count = len(document)
            return [_png(document[number], scale) for number in range(first, min(first + most, count))], count
        finally:
            document.close()


def card_page(item_set: ItemSet, item: Item) -> str:
    """An item's card, question and answer, as a web page of its own: the templates of Anki with the note's fields.

    It may load nothing and run nothing; show it in a sandbox.
    """
    front, back, style = card_templates()
    values = field_values(item_set, item)
    question = chevron.render(_as_anki_reads(front), values)
    answer = chevron.render(_as_anki_reads(back), values | {"FrontSide": question})
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Card</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_NOTHING_ELSE)}">'
        f"<style>html {{ background: #fff; color-scheme: light }} {style}</style></head>"
        f'<body class="card">{answer}</body></html>'
    )


def _as_anki_reads(template: str) -> str:
    """Anki puts a field's HTML in as it is: the fields were escaped when they were made."""
    return re.sub(r"\{\{(\w+)\}\}", r"{{{\1}}}", template)


def _png(page: pypdfium2.PdfPage, scale: float) -> bytes:
    out = io.BytesIO()
    picture = page.render(scale=scale).to_pil()
    ImageDraw.Draw(picture).rectangle((0, 0, picture.width - 1, picture.height - 1), outline="#767676")
    picture.save(out, "PNG")
    return out.getvalue()
