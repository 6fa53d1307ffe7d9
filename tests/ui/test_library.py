"""The page of course texts."""

from __future__ import annotations

from eduapp.library import Library
from tests.ui.conftest import Page, shown
from tests.ui.hostile import HOSTILE


def test_an_empty_library_says_what_to_do(page: Page) -> None:
    assert "no course text yet" in shown(page("library"))


def test_what_was_read_and_understood_is_shown_with_its_pages(page: Page, lib: Library, source: str) -> None:
    said = shown(page("library", source=source))
    assert all(words in said for words in ("cells.txt", "nucleus", "paragraph 1", "1 fact", "1 term"))


def test_a_file_that_could_not_be_read_says_why_until_it_is_put_aside(page: Page, lib: Library) -> None:
    lib.submit_file(b"\x89PNG\r\n\x1a\n", "photo.pdf")
    lib.work()
    test = page("library")
    assert "photo" in test.error[0].value and "did not end well" in test.error[0].value
    next(button for button in test.button if button.label == "Put aside").click()
    assert not test.run().error


def test_a_text_that_is_being_read_shows_how_far_it_is(page: Page, lib: Library) -> None:
    lib.submit_file(b"The cell wall.", "wall.txt")
    test = page("library")
    assert "wall.txt" in test.get("progress")[0].proto.text.replace("\\", "")


def test_a_text_that_was_not_understood_yet_is_looked_into_when_asked(
    page: Page, lib: Library, source: str, rooms, started: list[str]
) -> None:
    rooms.version = "fake-2"
    test = page("library", source=source)
    next(button for button in test.button if button.label == "Look for them").click()
    test.run()
    assert [job.kind for job in lib.jobs(only_open=True)] == ["understand"] and started == [lib.where]
    lib.work()
    assert "nucleus" in shown(test.run())


def test_questions_are_one_click_away(page: Page, lib: Library, source: str, gone: list) -> None:
    test = page("library", source=source)
    next(button for button in test.button if button.label == "Make questions").click()
    test.run()
    assert gone == [("generate", {"source": source})]


def test_hostile_text_and_names_stay_words(page: Page, lib: Library, rooms) -> None:
    text = "\n".join(line.replace("\n", " ") for line in HOSTILE).replace("\x00", "")
    lib.submit_file(text.encode(), "<img src=x onerror=alert(1)>.txt")
    lib.work()
    said = shown(page("library"))
    for opening in ("<img", "<script", "<iframe", "<svg", "<style>*", "<a "):
        assert opening not in said.replace("<style>\n", "")
