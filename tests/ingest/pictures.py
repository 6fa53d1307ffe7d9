"""A picture for the files of the tests."""

from __future__ import annotations

import io

from PIL import Image


def png(width: int = 60, height: int = 40) -> io.BytesIO:
    """A red rectangle as a PNG file."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(buffer, "PNG")
    buffer.seek(0)
    return buffer
