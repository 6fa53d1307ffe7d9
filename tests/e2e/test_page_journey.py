"""A teacher who has never seen a command line: from a course file to a printed quiz, with the real starter model."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from eduapp.library import open_library
from eduapp.resources import sample
from tests.e2e.served import serve, settled, window

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")

pytestmark = pytest.mark.e2e

MOST_CLICKS = 12


class Hand:
    """Clicks, and counts them."""

    def __init__(self, page) -> None:
        self.page, self.clicks = page, 0

    def click(self, role: str, name: str) -> None:
        """Click what has that role and name, as soon as it is there."""
        target = self.page.get_by_role(role, name=name).first
        sync_api.expect(target).to_be_enabled()
        target.click()
        self.clicks += 1

    def hand_in(self, path: Path) -> None:
        """Choose a file: one click opens the box, one chooses the file, one closes it."""
        self.page.locator("input[type=file]").set_input_files(path)
        self.clicks += 3


@pytest.mark.parametrize("name", ["biology.pdf", "history.docx"])
def test_from_a_file_to_a_printed_quiz(chromium, tmp_path: Path, name: str) -> None:
    with serve(tmp_path, EDUAPP_OPTIMIZE="no", EDUAPP_THREADS="1") as served:
        with window(chromium, served, accept_downloads=True) as page:
            hand = Hand(page)
            hand.hand_in(sample(name))
            hand.click("button", "Make questions from it")
            hand.click("button", "Generate 10 questions")
            sync_api.expect(page.get_by_text(f"Generating from {name}").first).to_be_visible()
            page.reload()
            sync_api.expect(page.get_by_role("button", name="Review them").first).to_be_visible(timeout=240_000)
            hand.click("button", "Review them")
            hand.click("tab", "Approve many")
            page.get_by_text("Yes, approve these").first.click()
            hand.clicks += 1
            hand.click("button", "Approve them")
            hand.click("button", "Print or export")
            settled(page)
            with page.expect_download() as coming:
                hand.click("button", "Download")
            coming.value.save_as(tmp_path / "quiz.pdf")
        with open_library(served.library) as lib:
            made = lib.item_set()
            assert lib.source(made.source).name == name and made.model == "starter"
            assert len(made.items) >= 5 and {item.review.state for item in made.items} == {"approved"}
    with pypdfium2.PdfDocument(tmp_path / "quiz.pdf") as printed:
        text = " ".join(page.get_textpage().get_text_range() for page in printed)
    assert all(item.stem.split()[0] in text for item in made.items)
    assert hand.clicks <= MOST_CLICKS, hand.clicks
