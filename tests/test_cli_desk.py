"""The reviewer's desk: what each key does, and a sitting on a real terminal."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from eduapp.cli.desk import KEYS, Desk, read_filters
from eduapp.domain.item import Item
from eduapp.library import Library, open_library
from tests.fakes import FakeRooms, make_item

TEXT = "# Cells\n\nThe nucleus holds the cell's DNA.\n\nThe membrane encloses the cell.\n"


@pytest.fixture
def library(rooms: FakeRooms, tmp_path: Path) -> Iterator[Library]:
    """A library with a set of four, of which the second failed a check."""
    course = tmp_path / "cells.md"
    course.write_text(TEXT)
    rooms.failing = (2,)
    with open_library() as lib:
        lib.add(course)
        lib.generate(count=4, model="none")
        yield lib


def sit(library: Library, keys: str, *lines: str, **options: Any) -> Desk:
    """A desk at which these keys were pressed and these lines typed."""
    answers = iter(lines)
    desk = Desk(library, library.set_named(), key=lambda: "?", ask=lambda question: next(answers), **options)
    desk.press("n")
    for key in keys:
        desk.press(key)
    assert next(answers, None) is None, "a line was not asked for"
    return desk


def states(library: Library) -> list[str]:
    return [item.review.state.value for item in library.items()]


def test_one_key_a_verdict_and_the_next_item_comes(library: Library) -> None:
    items = library.items()
    desk = sit(library, "ar", "too easy", who="B. Head")
    assert states(library) == ["approved", "rejected", "draft", "draft"]
    assert desk.item == library.item(items[2].id)
    assert library.history(items[1])[-1].why == "too easy"
    assert library.history(items[0])[-1].who == "B. Head"


def test_a_rejection_without_a_reason_is_none(library: Library) -> None:
    sit(library, "r", "")
    assert states(library) == ["draft"] * 4


def test_undo_goes_back_through_what_was_done_here(library: Library) -> None:
    items = library.items()
    desk = sit(library, "ar", "too easy")
    desk.press("u")
    assert (states(library)[:2], desk.item.id) == (["approved", "draft"], items[1].id)
    desk.press("u")
    assert (states(library)[:2], desk.item.id) == (["draft", "draft"], items[0].id)
    desk.press("u")
    assert "nothing to undo" in desk.said


def test_next_previous_and_reopen(library: Library) -> None:
    items = library.items()
    desk = sit(library, "n")
    assert desk.item == items[1]
    desk.press("p")
    desk.press("p")
    assert desk.item == items[3]
    desk = sit(library, "afno", "state=approved")
    assert desk.item.id == items[0].id and states(library)[0] == "draft"


def test_an_edit_at_the_desk(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "edit.py"
    script.write_text(
        "import sys, pathlib; p = pathlib.Path(sys.argv[1]); p.write_text(p.read_text().replace('Question 1', 'Now'))"
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
    desk = sit(library, "ae")
    assert desk.item.revision == 1, "the second item doesn't have the words"
    desk = sit(library, "f" + "e", "state=approved")
    assert (desk.item.revision, desk.item.review.state.value) == (2, "draft")
    assert "needs approval" in desk.said and desk.item.stem.startswith("Now")
    desk.press("u")
    assert desk.item.stem.startswith("Question 1") and desk.item.review.state.value == "approved"


def test_another_item_takes_its_place_and_gives_it_back(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def regenerate(document: Any, understanding: Any, chosen: Any, old: Item, wish: Any, **_: Any) -> Item:
        asked.append(wish.note)
        return make_item(77, document)

    monkeypatch.setattr("eduapp.questions.regenerate.regenerate", regenerate)
    before = library.items()
    desk = sit(library, "g", "the membrane")
    assert asked == ["the membrane"] and "Question 77" in desk.item.stem
    assert [item.id for item in library.items()][:2] == [desk.item.id, before[0].id]
    desk.press("u")
    assert [(item.id, item.review.state.value) for item in library.items()] == [(one.id, "draft") for one in before]
    sit(library, "g", ".")
    assert len(asked) == 1


def test_all_that_pass_the_filter_are_approved_after_a_warning(library: Library) -> None:
    questions: list[str] = []

    def ask(question: str) -> str:
        questions.append(question)
        return "yes" if len(questions) > 1 else ""

    desk = Desk(library, library.set_named(), ask=ask)
    desk.press("A")
    assert states(library) == ["draft"] * 4 and desk.said == "Nothing was approved."
    desk.press("A")
    assert "4 items that nobody has read one by one, 1 of which failed a check" in questions[0]
    assert states(library) == ["approved"] * 4
    assert "not read one by one" in library.history(library.items()[0])[-1].policy
    desk.press("A")
    assert "No draft passes" in desk.said


def test_filters_are_typed(library: Library) -> None:
    desk = sit(library, "f", "check=failed")
    assert desk.item == library.items()[1]
    desk = sit(library, "f", "colour=red")
    assert "colour" in desk.said and desk.filters == {"state": "draft"}
    assert read_filters("state=draft cell wall") == {"state": "draft", "words": "cell wall"}
    assert read_filters("") == {}


def test_what_another_did_meanwhile_is_told_and_shown(library: Library) -> None:
    desk = sit(library, "")
    library.decide(desk.item.id, "approve", who="B. Head")
    desk.ask = lambda question: "too easy"
    desk.press("r")
    assert "was approved meanwhile, by B. Head" in desk.said
    assert states(library)[0] == "approved" and desk.item.review.state.value == "approved"


def test_a_key_that_does_nothing_says_so(library: Library) -> None:
    assert "'x' does nothing here" in sit(library, "x").said


def test_the_screen_shows_the_item_its_passage_and_the_keys(
    library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = iter("ah q".replace(" ", "x"))
    desk = Desk(library, library.set_named(), key=lambda: next(keys))
    desk.work()
    shown = capsys.readouterr().out
    for part in ("1 of 4", "4 draft, 0 approved", "Question 1", "▸", "passed  quote verbatim", "is approved.",
                 "3 draft, 1 approved", "1 of 3", "proposed by cloze.v1", "? keys"):  # fmt: skip
        assert part in shown, part
    desk = Desk(library, library.set_named(), key=lambda: "q", filters={"level": "create"})
    desk.work()
    assert "No item passes the filter." in capsys.readouterr().out


def test_the_help_names_every_key(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    sit(library, "?")
    shown = capsys.readouterr().out
    assert all(f"  {key}  {what}" in shown for key, (what, _) in KEYS.items())


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are of Unix")
def test_a_sitting_on_a_terminal(library: Library) -> None:
    import pty

    first, second = library.items()[:2]
    main, other = pty.openpty()
    env = os.environ | {"EDUAPP_LIBRARY": library.where, "TERM": "xterm", "COLUMNS": "100", "LINES": "60"}
    command = [sys.executable, "-m", "eduapp.cli", "review"]
    child = subprocess.Popen(command, stdin=other, stdout=other, stderr=other, env=env, close_fds=True)
    os.close(other)
    shown = wait_for(main, lambda text: "? keys" in text)
    assert "Question 1" in shown
    type_in(main, b"a")
    assert "Question 2" in wait_for(main, lambda text: "is approved." in text and "? keys" in text)
    type_in(main, b"r")
    wait_for(main, lambda text: "Why is it rejected?" in text)
    type_in(main, b"too easy\n")
    wait_for(main, lambda text: "is rejected." in text and "? keys" in text)
    type_in(main, b"q")
    assert child.wait(20) == 0, shown
    os.close(main)
    assert [library.item(one.id).review.state.value for one in (first, second)] == ["approved", "rejected"]


def type_in(terminal: int, keys: bytes) -> None:
    """Type, once the program waits for it: what is typed before is thrown away when the terminal changes its mode."""
    time.sleep(0.7)
    os.write(terminal, keys)


def wait_for(terminal: int, there: Callable[[str], bool]) -> str:
    """What the terminal shows from now on, as soon as it is what is waited for."""
    shown, until = b"", time.monotonic() + 40
    while not there(shown.decode("utf-8", "replace")):
        ready, _, _ = select.select([terminal], [], [], 1)
        shown += os.read(terminal, 4096) if ready else b""
        assert time.monotonic() < until, shown.decode("utf-8", "replace")
    return shown.decode("utf-8", "replace")
