"""A picture of how right the surest grades are: accuracy over the share of them that is kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reportlab.graphics import renderPDF, renderSVG
from reportlab.graphics.charts.lineplots import LinePlot
from reportlab.graphics.shapes import Drawing, String
from reportlab.lib.colors import HexColor

from eduapp.errors import ExportError
from eduapp.export.pdf_fonts import TEXT, register

WIDTH, HEIGHT, LEFT, BELOW = 420, 260, 56, 46


def draw(points: Sequence[tuple[float, float]], path: Path) -> None:
    """Write the curve of (share, accuracy) points as .svg or .pdf. Raises ExportError for another ending."""
    from eduapp.export import write_whole

    register()
    made = _drawing(points)
    if path.suffix.lower() == ".svg":
        write_whole(path, renderSVG.drawToString(made).encode())
    elif path.suffix.lower() == ".pdf":
        write_whole(path, renderPDF.drawToString(made))
    else:
        raise ExportError(f"A picture can't be written to {path.name}.", hint="End it in .svg or .pdf.")


def _drawing(points: Sequence[tuple[float, float]]) -> Drawing:
    made, plot = Drawing(WIDTH, HEIGHT), LinePlot()
    plot.x, plot.y, plot.width, plot.height = LEFT, BELOW, WIDTH - LEFT - 16, HEIGHT - BELOW - 20
    plot.data = [list(points)]
    plot.lines[0].strokeColor, plot.lines[0].strokeWidth = HexColor("#1a5f8a"), 1.6
    low = min((accuracy for _, accuracy in points), default=0.0)
    for axis, least in ((plot.xValueAxis, 0.0), (plot.yValueAxis, max(0.0, int(low * 10 - 1) / 10))):
        axis.valueMin, axis.valueMax, axis.valueStep = least, 1.0, 0.1
        axis.labelTextFormat = lambda value: f"{value:.0%}"
        axis.labels.fontName, axis.labels.fontSize = TEXT, 8
        axis.visibleGrid, axis.gridStrokeColor = True, HexColor("#d5dade")
    made.add(plot)
    made.add(String(LEFT, 10, "share of the answers that is kept, the surest first", fontName=TEXT, fontSize=9))
    made.add(String(LEFT, HEIGHT - 12, "accuracy", fontName=TEXT, fontSize=9))
    return made
