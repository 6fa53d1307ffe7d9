"""The page of course texts."""

from __future__ import annotations

from streamlit import cache_data
from streamlit.testing.v1 import AppTest

from eduapp.library import Library
from eduapp.resources import sample
from tests.ui.conftest import Page, shown
from tests.ui.hostile import HOSTILE


def turned_to(test: AppTest, tab: str, source: str) -> AppTest:
    """The page with that one of its tabs open."""
    test.session_state[f"tabs-{source}"] = next(one.label for one in test.tabs if one.label.startswith(tab))
    test.run()
    assert not test.exception
    return test


def test_an_empty_library_says_what_to_do(page: Page) -> None:
    assert "no course text yet" in shown(page("library"))


def test_what_was_read_and_understood_is_shown_with_its_pages(page: Page, lib: Library, source: str) -> None:
    test = page("library", source=source)
    said = shown(test)
    assert all(words in said for words in ("cells.txt", "nucleus", "paragraph 1", "1 fact", "1 term"))
    assert "holds the cell" not in said, "only the tab that is open is drawn"
    assert "holds the cell" in shown(turned_to(test, "Facts", source))
    assert "holds the cell" in shown(turned_to(test, "Text", source))


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


def test_the_pages_of_a_pdf_are_shown_with_their_facts_marked(page: Page, lib: Library, rooms) -> None:
    lib.submit_file(sample("biology.pdf").read_bytes(), "biology.pdf")
    done = lib.work()
    test = turned_to(page("library", source=done.source), "Pages", done.source)
    [picture] = test.get("image")
    assert picture.proto.imgs[0].caption.replace("\\", "") == "biology.pdf, page 1 of 3, with the quote marked"
    assert "1 fact found on this page" in shown(test)
    test.number_input(key=f"page-of-{done.source}").set_value(2).run()
    assert "page 2 of 3" in test.get("image")[0].proto.imgs[0].caption and "No fact was found" in shown(test)
    for one in (lib.folder / "files").iterdir():
        one.unlink()
    cache_data.clear()
    test.run()
    assert not test.get("image") and "itself isn&#39;t kept here" in shown(test) and not test.error


def test_a_course_text_is_deleted_when_a_person_is_sure(page: Page, lib: Library, source: str) -> None:
    made = lib.generate(source, count=3, model="none")
    lib.decide(made.items[0], "approve")
    test = page("library", source=source)
    test.button(key="delete-source").click().run()
    said = shown(test)
    assert "cells.txt" in said and "1 set with 3 questions, 1 of them approved" in said
    test.button(key="keep-it").click().run()
    assert lib.sources() and not [one for one in test.button if one.key == "delete-it"]
    test.button(key="delete-source").click().run()
    test.button(key="delete-it").click().run()
    assert lib.sources() == [] and lib.sets() == []
    assert "no course text yet" in shown(test)


def test_a_course_text_that_is_worked_on_stays(page: Page, lib: Library, source: str) -> None:
    lib.submit("generate", "cells.txt", source=source, blueprint="quiz")
    test = page("library", source=source)
    test.button(key="delete-source").click().run()
    test.button(key="delete-it").click().run()
    assert "worked on just now" in test.error[0].value and lib.sources()


def test_questions_are_one_click_away(page: Page, lib: Library, source: str, gone: list) -> None:
    test = page("library", source=source)
    next(button for button in test.button if button.label == "Make questions").click()
    test.run()
    assert gone == [("generate", {"source": source})]


def test_hostile_text_and_names_stay_words(page: Page, lib: Library, rooms) -> None:
    text = "\n".join(line.replace("\n", " ") for line in HOSTILE).replace("\x00", "")
    lib.submit_file(text.encode(), "<img src=x onerror=alert(1)>.txt")
    done = lib.work()
    test = page("library")
    said = "".join(shown(turned_to(test, tab, done.source)) for tab in ("Terms", "Facts", "Text"))
    for opening in ("<img", "<script", "<iframe", "<svg", "<style>*", "<a "):
        assert opening not in said.replace("<style>\n", "")
