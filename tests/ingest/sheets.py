"""PDF files for the tests, drawn line by line so that each test knows what stands where."""

from __future__ import annotations

from pathlib import Path

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.ingest.pictures import png

WIDTH, HEIGHT = 400, 600
LEFT, RIGHT, TOP = 40, 215, 540
SIZE, LEADING = 10, 12


class Sheets:
    """A PDF of 400 by 600 points. `lines` draws downwards and returns where the next line would stand."""

    def __init__(self, path: Path, **options: object) -> None:
        self.path = path
        self.canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=1, **options)

    def lines(self, x: float, y: float, *texts: str, font: str = "Times-Roman", size: float = SIZE) -> float:
        """Draws a line of text each `LEADING` (or 1.2 times a larger size)."""
        for text in texts:
            self.canvas.setFont(font, size)
            self.canvas.drawString(x, y, text)
            y -= max(LEADING, 1.2 * size)
        return y

    def furniture(self, head: str, number: int) -> None:
        """A running head and a page number."""
        self.lines(LEFT, 570, head, font="Times-Italic", size=9)
        self.lines(WIDTH / 2, 25, str(number), size=9)

    def picture(self, x: float, y: float, width: float = 80, height: float = 50) -> None:
        """A red rectangle, as an image."""
        self.canvas.drawImage(ImageReader(png()), x, y, width, height)

    def page(self) -> None:
        """Ends the page."""
        self.canvas.showPage()

    def save(self) -> Path:
        """Ends the file."""
        self.canvas.save()
        return self.path
