"""What a teacher does on the pages, in a real browser: another question with a note, files taken away, a class graded,
a course text looked at and deleted."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pypdfium2
import pytest

from eduapp.domain.item import ItemKind
from eduapp.domain.job import JobState
from eduapp.errors import EduappError
from eduapp.library import Library, open_library
from eduapp.resources import sample
from tests.e2e.served import Served, environment, serve, settled, window
from tests.ui.hostile import HOSTILE

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")

pytestmark = pytest.mark.e2e

NAME = "biology.pdf"
WORK = 300_000
"""Milliseconds that a worker may take, which has to start and load its linguistics on a busy machine."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`eduapp ui` without a language model, over a library with a PDF and a quiz whose first questions are approved."""
    folder = tmp_path_factory.mktemp("work")
    with open_library(environment(folder)["EDUAPP_LIBRARY"]) as lib:
        source = lib.add(sample(NAME))[0]
        made = lib.generate(source, "quiz", model="none")
        for item in made.items[:3]:
            lib.decide(item, "approve", who="A. Teacher")
    with serve(folder, EDUAPP_MODEL="none") as running:
        yield running


@pytest.fixture
def lib(served: Served) -> Iterator[Library]:
    """The library that the page shows, opened by another program."""
    with open_library(str(served.library)) as opened:
        yield opened


def seen(page, words: str | re.Pattern, patience: float | None = None) -> None:
    """Wait until the page says it, for so many milliseconds."""
    sync_api.expect(page.get_by_test_id("stMain")).to_contain_text(words, timeout=patience)


def picture(page) -> None:
    """Wait until a picture is not only asked for but there."""
    shown = page.get_by_test_id("stMain").locator("img").first
    sync_api.expect(shown).to_be_visible()
    page.wait_for_function("() => [...document.querySelectorAll('main img, [data-testid=stMain] img')]"
                           ".some((one) => one.complete && one.naturalWidth > 300)")  # fmt: skip


def pressed(page, name: str | re.Pattern) -> None:
    """Press a button as soon as it can be pressed."""
    button = page.get_by_role("button", name=name).first
    sync_api.expect(button).to_be_enabled()
    button.click()


def asked(page, stem: str, times: int = 1) -> None:
    """Wait until a question stands there so often: while a page is drawn anew, the old one stands beside the new."""
    sync_api.expect(page.locator(".edu .stem", has_text=stem)).to_have_count(times)


# Review


def replaceable(folder: Path) -> str:
    """The id of an item of the quiz, beyond those approved, about whose topic the text gives another."""
    with open_library(folder / "apart") as apart:
        for item in apart.generate(apart.add(sample(NAME))[0], "quiz", model="none").items[3:]:
            with suppress(EduappError):
                apart.regenerate(item, note=f"make it about {item.terms[0]}", model="none")
                return item.id
    raise AssertionError("the sample gives no second question on anything")


def test_another_question_is_put_in_its_place_with_a_note(
    chromium, served: Served, lib: Library, tmp_path: Path
) -> None:
    made = lib.item_set()
    wanted = replaceable(tmp_path)
    old = next(one for one in made.items if one.id == wanted)
    assert old.review.state == "draft"
    topic = old.terms[0]
    with window(chromium, served) as page:
        page.goto(f"{served.address}/review?set={made.id}&item={old.id}")
        asked(page, old.stem)
        settled(page)
        pressed(page, "Another …")
        note = page.get_by_role("textbox", name="What should the new one be about?")
        note.fill(f"make it about {topic}")
        pressed(page, "Put another in its place")
        seen(page, "Here is another in its place", WORK)
        asked(page, old.stem, 0)
        new = lib.item(lib.item_set(made).replaced[old.id])
        asked(page, new.stem)
        assert lib.item(old).review.state == "rejected" and topic in lib.history(old)[-1].why
        assert topic.casefold() in f"{new.stem} {new.answer} {new.evidence[0].text}".casefold()
        settled(page)
        pressed(page, re.compile("^Undo"))
        asked(page, old.stem)
    assert lib.item(old).review.state == "draft" and old.id in {item.id for item in lib.item_set(made).items}


def test_the_page_of_the_quote_is_shown_as_it_is_printed(chromium, served: Served, lib: Library) -> None:
    item = lib.item_set().items[0]
    with window(chromium, served) as page:
        page.goto(f"{served.address}/review?item={item.id}")
        sync_api.expect(page.locator(".edu .stem")).to_be_visible()
        picture(page)
        alt = page.get_by_test_id("stMain").locator("img").first.get_attribute("alt") or ""
        assert re.fullmatch(rf"{NAME}, page \d of 3, with (the quote|\d quotes) marked", alt)


# Export


@pytest.mark.parametrize(
    ("form", "ending", "shown"),
    [
        ("PDF to print", ".pdf", "Page 1 of"),
        ("Anki deck", ".apkg", "Card"),
        ("QTI package", ".qti.zip", "A package that Moodle"),
        ("JSON", ".json", "All fields of every question"),
    ],
)
def test_a_set_is_looked_at_and_taken_away(
    chromium, served: Served, lib: Library, tmp_path: Path, form: str, ending: str, shown: str
) -> None:
    made = lib.item_set()
    with window(chromium, served, accept_downloads=True) as page:
        page.goto(f"{served.address}/export?set={made.id}")
        sync_api.expect(page.get_by_role("radiogroup", name="Format")).to_be_visible()
        settled(page)
        page.get_by_role("radiogroup", name="Format").get_by_text(form).click()
        seen(page, shown)
        settled(page)
        if ending == ".pdf":
            picture(page)
        elif ending == ".apkg":
            card = page.frame_locator("[data-testid=stMain] iframe").frame_locator("iframe")
            sync_api.expect(card.locator("body")).to_contain_text(made.items[0].stem.split(" ")[0])
        with page.expect_download() as coming:
            pressed(page, re.compile("^Download"))
        name = coming.value.suggested_filename
        coming.value.save_as(tmp_path / name)
    assert name.endswith(ending)
    for item in made.items[:3]:
        beside_the_gap = max(re.split("_+", item.stem), key=len).strip()  # a deck fills the gap with what is hidden
        assert beside_the_gap[:20] in words_of(tmp_path / name)


def words_of(path: Path) -> str:
    """All words in a file that was taken away."""
    if path.suffix == ".pdf":
        with pypdfium2.PdfDocument(path) as printed:
            return " ".join(" ".join(one.get_textpage().get_text_range().split()) for one in printed)
    if path.suffix == ".json":
        return " ".join(item["stem"] for item in json.loads(path.read_text("utf-8"))["items"])
    with zipfile.ZipFile(path) as packed:
        if path.suffix == ".apkg":
            (path.parent / "notes.db").write_bytes(packed.read("collection.anki2"))
            with sqlite3.connect(path.parent / "notes.db") as notes:
                return " ".join(row[0] for row in notes.execute("SELECT flds FROM notes"))
        return " ".join(packed.read(one).decode("utf-8") for one in packed.namelist() if one.endswith(".xml"))


# Grade


def test_hostile_answers_of_a_class_are_words(chromium, served: Served, lib: Library, tmp_path: Path) -> None:
    item = next(one for one in lib.item_set().items if one.review.state == "approved" and one.kind is ItemKind.CHOICE)
    name = "<img src=x onerror=alert(1)> ${7*7}.csv"
    with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("pupil", "answer"))
        rows.writerows((f"<b>{number}</b>", text.replace("\x00", "")) for number, text in enumerate(HOSTILE))
    with window(chromium, served) as page:
        page.goto(f"{served.address}/grade")
        box = page.get_by_role("combobox", name="Questions")
        sync_api.expect(box).to_be_visible()
        settled(page)
        box.click()
        page.get_by_role("option").filter(has_text=item.stem[:20]).first.click()
        settled(page)
        page.keyboard.press("Escape")
        page.locator("input[type=file]").first.set_input_files(tmp_path / name)
        pressed(page, re.compile(r"^Grade \d+ answers"))
        sync_api.expect(page.get_by_role("tab", name="Look through")).to_be_visible()
        settled(page)
        seen(page, "<img src=x onerror=alert(1)>")
        for tab in ("Signed", "Take away", "Agreement", "Look through"):
            page.get_by_role("tab", name=tab).click()
            settled(page)
            inert(page)
    graded = lib.grades()
    assert len(graded.grades) == len(HOSTILE)
    answers = [one.response.answer for one in graded.grades]
    assert answers[0] == HOSTILE[0] and "<script>" in answers[1]


def inert(page) -> None:
    """Nothing of what others wrote is more than words."""
    acting = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=stMain] *')].filter((one) =>
            one.matches('img[src^="x"], iframe, object, embed, .katex, a[href*="example.org"], .edu b b, .edu script')
            || [...one.attributes].some((a) => a.name.startsWith('on') || /^javascript:/i.test(a.value))
        ).map((one) => one.outerHTML.slice(0, 200))"""
    )
    assert acting == []


@pytest.mark.parametrize(
    "place", ["library", "generate", "crossword", "review", "grade", "export", "models", "settings"]
)
def test_an_address_that_is_opened_cold_shows_its_page(chromium, served: Served, place: str) -> None:
    with window(chromium, served) as page:
        page.goto(f"{served.address}/{place}")
        sync_api.expect(page.get_by_role("heading", level=1)).to_have_text(place.title())
        settled(page)
        links = page.get_by_test_id("stSidebarNav").get_by_role("link")
        sync_api.expect(links).to_have_count(9)
        sync_api.expect(links.first).to_contain_text("Start")
        assert page.get_by_text("Page not found").count() == 0


# Generate


def test_only_the_chosen_section_is_asked_about(chromium, served: Served, lib: Library) -> None:
    source = lib.source(NAME)
    before = {one.id for one in lib.set_lines()}
    with window(chromium, served) as page:
        page.goto(f"{served.address}/generate?source={source.id}")
        parts = page.get_by_role("combobox", name="Only from these parts")
        sync_api.expect(parts).to_be_visible()
        settled(page)
        parts.click()
        parts.fill("Respiration")
        page.get_by_role("option").filter(has_text="Respiration").first.click()
        seen(page, re.compile(r"That is \d+ words of 2,270"))
        page.keyboard.press("Escape")
        settled(page)
        pressed(page, re.compile("^Generate 10 questions"))
        seen(page, re.compile("Generating from"))
        sync_api.expect(page.get_by_text("Generating from biology.pdf")).to_have_count(0, timeout=WORK)
        seen(page, "Last made: Quick quiz")
    [new] = [one for one in lib.set_lines() if one.id not in before]
    made = lib.item_set(new.id)
    assert made.brief.places and "Respiration" in made.brief.places[0]
    there = lib.passages_at(source, made.brief.places)
    assert made.items and {quote.passage for item in made.items for quote in item.evidence} <= there


def test_what_would_be_chosen_is_seen_while_it_goes_on_and_the_work_is_stopped(
    chromium, served: Served, lib: Library
) -> None:
    source = lib.source(NAME).id
    job = lib._store.jobs.add("generate", NAME, {}, source=source, by="page", state=JobState.RUNNING)
    found = {"stem": "Where is <i>DNA</i> kept?", "level": "remember", "kind": "choice"}
    with window(chromium, served) as page:
        page.goto(f"{served.address}/generate?source={source}")
        lib._store.jobs.tell(job.id, stage="model", done=2, total=9, result={"found": [found]})
        seen(page, "Found so far (1)")
        lib._store.jobs.tell(job.id, done=3, result={"found": [found, found | {"stem": "What is a cell?"}]})
        seen(page, "Found so far (2)")
        seen(page, "Where is <i>DNA</i> kept?")
        seen(page, re.compile("left"))
        page.get_by_test_id("stMain").get_by_role("button", name="Stop").click()
        seen(page, "Stopping, with what there is so far")
    lib._store.jobs.end(job.id, JobState.CANCELLED)


# Library


def test_pages_are_looked_at_and_a_text_is_deleted(chromium, served: Served, lib: Library) -> None:
    with window(chromium, served) as page:
        page.goto(f"{served.address}/library?source={lib.source(NAME).id}")
        page.get_by_role("tab", name="Pages").click()
        seen(page, re.compile(r"\d+ facts found on this page"))
        picture(page)
        page.locator("input[type=file]").set_input_files({"name": "stars.txt", "mimeType": "text/plain",
                                                          "buffer": b"A star is a ball of hot gas."})  # fmt: skip
        sync_api.expect(page.get_by_role("combobox", name="Course text")).to_have_value("stars.txt")
        sync_api.expect(page.get_by_role("progressbar")).to_have_count(0, timeout=WORK)
        settled(page)
        pressed(page, "Delete …")
        dialog = page.get_by_role("dialog")
        sync_api.expect(dialog).to_contain_text("stars.txt")
        dialog.get_by_role("button", name="Delete it").click()
        seen(page, "stars.txt is deleted.")
        sync_api.expect(dialog).to_have_count(0)
    assert [one.name for one in lib.sources()] == [NAME]
