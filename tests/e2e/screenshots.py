"""The pictures of the README, made anew from the page itself: `python -m tests.e2e.screenshots docs/screenshots`."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from eduapp.library import open_library
from eduapp.resources import sample
from tests.e2e.served import CHROMIUM, FLAGS, environment, serve, settled, window

SIZE = {"width": 1280, "height": 800}
COLOURS = 96
"""So few colours show the pages well, and make small files."""

PAGES = ("start", "library", "generate", "review", "crossword", "export")


def main(folder: Path) -> None:
    """Write a picture of each page, of a library with one course text and what was made of it by the rules."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as place, sync_playwright() as playwright:
        _fill(Path(place))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for theme, names in (("light", PAGES), ("dark", ("review",))):
            with (
                serve(Path(place), EDUAPP_MODEL="none") as served,
                window(browser, served, viewport=SIZE, color_scheme=theme) as page,
            ):
                for name in names:
                    page.goto(f"{served.address}/{'' if name == 'start' else name}")
                    page.get_by_role("heading", level=1).wait_for()
                    settled(page)
                    page.wait_for_timeout(2500)
                    _write(folder / f"{name}{'-dark' if theme == 'dark' else ''}.png", page.screenshot())
        browser.close()


def _fill(place: Path) -> None:
    with open_library(environment(place)["EDUAPP_LIBRARY"]) as lib:
        source = lib.add(sample("biology.pdf"))[0]
        made = lib.generate(source, "exam", model="none")
        lib.crossword(source, words=7, model="none")
        for item in made.items[:4]:
            lib.decide(item, "approve", who="A. Teacher")
        lib.decide(made.items[4], "reject", who="A. Teacher", why="Not taught yet.")
        lib.generate(source, "quiz", model="none")


def _write(path: Path, picture: bytes) -> None:
    with Image.open(io.BytesIO(picture)) as whole:
        whole.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(path, path.stat().st_size // 1000, "kB")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screenshots"))
