"""A crossword page in a real browser: solved by keyboard, checked, revealed, kept, printed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from eduapp.domain.crossword import Crossword
from eduapp.export import Options
from eduapp.export.puzzle_html import encode
from tests.export.puzzles import hostile, puzzle

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync"
).split()

pytestmark = [pytest.mark.e2e, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")]


@pytest.fixture(scope="module")
def browser() -> Iterator:
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def context(browser) -> Iterator:
    """A window of its own, in which no script may fail and nothing may be refused by the page's policy."""
    opened = browser.new_context(viewport={"width": 1000, "height": 800})
    problems: list[str] = []
    opened.on("weberror", lambda problem: problems.append(str(problem.error)))
    opened.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    yield opened
    opened.close()
    assert problems == []


def open_page(context, folder: Path, crossword: Crossword, **options):
    path = folder / "puzzle.html"
    path.write_bytes(encode(crossword, Options(title="Week 3", **options)).data)
    page = context.new_page()
    page.goto(path.as_uri())
    return page


def focused(page) -> tuple[int, int]:
    place = page.evaluate("[document.activeElement.dataset.row, document.activeElement.dataset.column]")
    return int(place[0]), int(place[1])


def letters(page) -> dict[tuple[int, int], str]:
    listed = page.evaluate(
        "[...document.querySelectorAll('.cell input')].map((i) => [i.dataset.row, i.dataset.column, i.value])"
    )
    return {(int(row), int(column)): value for row, column, value in listed}


def expected(crossword: Crossword) -> dict[tuple[int, int], str]:
    rows = enumerate(crossword.cells())
    return {(row, column): letter for row, line in rows for column, letter in enumerate(line) if letter}


def test_it_is_solved_by_keyboard_alone(context, tmp_path):
    made = puzzle()
    page = open_page(context, tmp_path, made)
    page.get_by_role("button", name=made.entries[0].label, exact=False).focus()
    page.keyboard.press("Enter")
    for number, entry in enumerate(made.entries):
        assert focused(page) in entry.cells()
        page.keyboard.press("Home")
        page.keyboard.type("".join(entry.answer).lower())
        if number < len(made.entries) - 1:
            page.keyboard.press("Tab")
    assert letters(page) == expected(made)
    sync_api.expect(page.get_by_role("status")).to_have_text("Solved: every letter is right.")


def test_tab_leads_through_the_answers_and_out_of_the_grid(context, tmp_path):
    made = puzzle()
    page = open_page(context, tmp_path, made)
    page.get_by_role("button", name=made.entries[-1].label, exact=False).click()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    page.get_by_role("button", name=made.entries[1].label, exact=False).click()
    page.keyboard.press("Shift+Tab")
    assert focused(page) == made.entries[0].cells()[0]
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"


def test_arrows_direction_and_backspace(context, tmp_path):
    made = puzzle()
    entry = made.across()[0]
    crossing = next(e for e in made.down() if set(e.cells()) & set(entry.cells()))
    [shared] = set(crossing.cells()) & set(entry.cells())
    page = open_page(context, tmp_path, made)
    page.get_by_role("button", name=entry.label, exact=False).click()
    for _ in range(shared[1] - entry.column):
        page.keyboard.press("ArrowRight")
    assert focused(page) == shared
    assert page.locator("#now").inner_text().startswith(f"{entry.label}:")
    page.keyboard.press("Space")
    assert page.locator("#now").inner_text().startswith(f"{crossing.label}:")
    assert crossing.label in page.locator(":focus").get_attribute("aria-label")
    page.keyboard.press("Enter")
    page.keyboard.press("Home")
    page.keyboard.type("XY")
    page.keyboard.press("Backspace")
    assert focused(page) == entry.cells()[1]
    assert [letters(page)[cell] for cell in entry.cells()[:2]] == ["X", ""]
    page.keyboard.press("Backspace")
    assert letters(page)[entry.cells()[0]] == "" and focused(page) == entry.cells()[0]


def test_check_reveal_and_clear(context, tmp_path):
    made = puzzle()
    entry = made.entries[0]
    page = open_page(context, tmp_path, made)
    page.get_by_role("button", name=entry.label, exact=False).click()
    page.keyboard.type("#" + "".join(entry.answer[1:]))
    page.get_by_role("button", name="Check word").click()
    sync_api.expect(page.get_by_role("status")).to_have_text("1 letter wrong.")
    assert page.locator("[aria-invalid=true]").count() == 1
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Reveal puzzle").click()
    assert letters(page) != expected(made)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Reveal puzzle").click()
    assert letters(page) == expected(made)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Clear").click()
    assert set(letters(page).values()) == {""}


def test_accented_typing_counts_where_the_grid_has_none(context, tmp_path):
    made = puzzle()
    entry = next(e for e in made.entries if "E" in e.answer)
    page = open_page(context, tmp_path, made)
    page.get_by_role("button", name=entry.label, exact=False).click()
    page.keyboard.insert_text("é") if entry.answer[0] == "E" else page.keyboard.type(entry.answer[0])
    for letter in entry.answer[1:]:
        page.keyboard.insert_text("é" if letter == "E" else letter.lower())
    page.get_by_role("button", name="Check word").click()
    sync_api.expect(page.get_by_role("status")).to_have_text("All right.")


def test_progress_is_kept(context, tmp_path):
    made = puzzle()
    page = open_page(context, tmp_path, made)
    page.get_by_role("button", name=made.entries[0].label, exact=False).click()
    page.keyboard.type("AB")
    before = letters(page)
    page.reload()
    assert letters(page) == before and "A" in before.values()


def test_given_letters_stay(context, tmp_path):
    made = puzzle()
    page = open_page(context, tmp_path, made, first_letters=True)
    page.get_by_role("button", name=made.entries[0].label, exact=False).click()
    page.keyboard.press("Home")
    page.keyboard.type("#")
    page.keyboard.press("Delete")
    assert letters(page)[made.entries[0].cells()[0]] == made.entries[0].answer[0]


def test_hostile_clues_run_nothing(context, tmp_path):
    page = open_page(context, tmp_path, hostile())
    shown: list[str] = []
    page.on("dialog", lambda dialog: (shown.append(dialog.message), dialog.dismiss()))
    for button in page.locator(".clue").all():
        button.click()
    assert page.locator("img").count() == 0 and shown == []


@pytest.mark.parametrize("width", [320, 640])
def test_a_narrow_or_enlarged_window_needs_no_sideways_scrolling(context, tmp_path, width):
    page = open_page(context, tmp_path, puzzle())
    page.set_viewport_size({"width": width, "height": 600})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_prints_an_empty_sheet(context, tmp_path):
    page = open_page(context, tmp_path, puzzle())
    page.get_by_role("button", name=puzzle().entries[0].label, exact=False).click()
    page.keyboard.type("Q")
    page.emulate_media(media="print")
    assert not page.locator(".tools").is_visible() and page.locator(".on-paper").is_visible()
    colour = page.evaluate("getComputedStyle(document.querySelector('.cell:not(.given) input')).color")
    assert colour == "rgba(0, 0, 0, 0)"
