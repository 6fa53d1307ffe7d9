"""What every part of the printed sheet is made from, and the tables that stand on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable, Paragraph, Table

from eduapp.domain.item import Item
from eduapp.domain.item_set import ItemSet
from eduapp.export.pdf_fonts import Ink
from eduapp.export.pdf_page import NUMBER, Styles, Words


@dataclass(frozen=True)
class Sheet:
    """The items to print, and what they are drawn with. Feedback sheets have no set of items."""

    item_set: ItemSet | None
    items: list[Item]
    styles: Styles
    ink: Ink
    title: str

    @property
    def words(self) -> Words:
        """The page's own words."""
        return self.styles.layout.words

    def paragraph(self, text: str, style: str, mark: str | None = None) -> Paragraph:
        """Course text in a style, with a mark such as "A" beside it."""
        return Paragraph(self.ink.markup(text), getattr(self.styles, style), bulletText=mark)

    def columns(self, rows: Sequence[Sequence[list[Flowable]]], shares: Sequence[float]) -> Table:
        """Rows of cells below a stem, without lines; `shares` are the columns' widths as parts of the room."""
        return self._table(rows, shares, [("RIGHTPADDING", (0, 0), (-1, -1), 10)])

    def grid(self, rows: Sequence[Sequence[list[Flowable]]], shares: Sequence[float]) -> Table:
        """Rows of cells with thin lines between them, the first of them the heads, repeated overleaf."""
        lines = [("LINEBELOW", (0, 0), (-1, -1), 0.5, self.styles.line), ("RIGHTPADDING", (0, 0), (-1, -1), 8)]
        return self._table(rows, shares, lines, repeatRows=1)

    def _table(
        self, rows: Sequence[Sequence[list[Flowable]]], shares: Sequence[float], look: list[tuple], repeatRows: int = 0
    ) -> Table:
        room = self.styles.room - NUMBER
        plain = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
        plain += [("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 4)]
        widths = [NUMBER, *(room * share for share in shares)]
        indented = [["", *row] for row in rows]
        return Table(indented, widths, style=[*plain, *_beside_the_number(look)], splitInRow=1, repeatRows=repeatRows)


def _beside_the_number(look: list[tuple]) -> list[tuple]:
    """The style commands for the columns right of the first, which is as wide as a question's number."""
    return [(name, (1, 0), *rest) for name, _, *rest in look]
