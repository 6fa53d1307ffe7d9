"""Long work of a library: on record whoever does it, stopped from anywhere, taken up again."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eduapp.cli import main
from eduapp.domain.job import JobState
from eduapp.errors import InputError, ModelError
from eduapp.library import Library, open_library
from eduapp.library.jobs import INBOX
from tests.fakes import FakeRooms


@pytest.fixture
def lib(rooms: FakeRooms) -> Iterator[Library]:
    with open_library() as opened:
        opened.face = "page"
        yield opened


def read(lib: Library, text: str = "The nucleus holds the cell's DNA.", name: str = "cells.txt") -> str:
    lib.submit_file(text.encode(), name)
    done = lib.work()
    assert done is not None and done.state is JobState.DONE, done
    return done.source


def test_an_upload_is_read_understood_and_not_kept_twice(lib: Library, rooms: FakeRooms) -> None:
    source = read(lib, name="../../etc/cells.txt")
    assert lib.source(source).name == "cells.txt" and rooms.understood == 1
    assert list((lib.folder / INBOX).iterdir()) == []
    [job] = lib.jobs()
    assert (job.kind, job.by, job.source) == ("read", "page", source) and "reading" in job.seconds


def test_an_upload_that_cannot_be_read_says_why(lib: Library) -> None:
    lib.submit_file(b"\x89PNG\r\n\x1a\n", "photo.pdf")
    done = lib.work()
    assert done.state is JobState.FAILED and "photo.pdf is" in done.message and done.hint
    assert lib.sources() == [] and list((lib.folder / INBOX).iterdir()) == []


def test_a_generation_that_was_handed_in_is_a_set(lib: Library) -> None:
    source = read(lib)
    asked = {"source": source, "blueprint": "quiz", "count": 3, "model": "none"}
    lib.submit("generate", "cells.txt", **asked)
    done = lib.work()
    assert done.state is JobState.DONE and done.result == {"items": 3} and done.set == lib.item_set().id
    assert len(lib.items(done.set)) == 3
    assert lib.work() is None


def test_a_generation_by_hand_is_on_record_too(lib: Library) -> None:
    source, seen = read(lib), []
    lib.generate(source, count=2, model="none", on_item=lambda _: seen.extend(lib.jobs(only_open=True)))
    assert {job.state for job in seen} == {JobState.RUNNING} and seen[0].set == lib.item_set().id
    assert lib.jobs()[0].state is JobState.DONE and lib.jobs(only_open=True) == []


def test_work_by_hand_is_stopped_from_elsewhere(lib: Library, rooms: FakeRooms, monkeypatch: Any) -> None:
    monkeypatch.setattr("eduapp.library.work.EVERY", 0.0)
    source, engine = read(lib), rooms.generate

    def until_cancelled(*args: Any, cancelled: Any, **options: Any) -> Any:
        with open_library() as other:
            assert not cancelled()
            other.cancel(other.jobs(only_open=True)[0])
        assert cancelled()
        return engine(*args, cancelled=cancelled, **options)

    monkeypatch.setattr("eduapp.questions.engine.generate", until_cancelled)
    made = lib.generate(source, count=2, model="none")
    assert len(made.items) == 2, "what was finished is kept"
    assert lib.jobs()[0].state is JobState.CANCELLED


def test_a_failure_and_a_stop_by_keyboard_are_written_down(lib: Library, rooms: FakeRooms, monkeypatch: Any) -> None:
    source = read(lib)
    rooms.break_after = 1
    with pytest.raises(KeyboardInterrupt):
        lib.generate(source, count=3, model="none")
    job = lib.jobs()[0]
    assert job.state is JobState.CANCELLED and len(lib.items(job.set)) == 1

    def no_model(*_: Any, **__: Any) -> Any:
        raise ModelError("The model is gone.", hint="Fetch it.")

    monkeypatch.setattr("eduapp.llm.open_runtime", no_model)
    lib.submit("generate", "cells.txt", source=source, blueprint="quiz", model="starter")
    failed = lib.work()
    assert (failed.state, failed.message, failed.hint) == (JobState.FAILED, "The model is gone.", "Fetch it.")


def test_what_was_stopped_is_taken_up_again(lib: Library, rooms: FakeRooms) -> None:
    source = read(lib)
    rooms.break_after = 1
    with pytest.raises(KeyboardInterrupt):
        lib.generate(source, count=3, model="none")
    first, rooms.break_after = lib.jobs()[0], None
    again = lib.take_up(first)
    assert again.asked == first.asked and again.state is JobState.WAITING
    done = lib.work()
    assert done.id == again.id and done.state is JobState.DONE and done.set == first.set
    assert len(lib.items(done.set)) == 3


def test_a_blueprint_of_ones_own_travels_with_the_work(lib: Library) -> None:
    seats = [{"level": "remember", "kinds": ["choice"], "count": 2}]
    source = read(lib)
    lib.submit("generate", "", source=source, blueprint={"name": "mine", "seats": seats}, model="none")
    assert lib.work().state is JobState.DONE
    assert lib.item_set().blueprint == "mine" and lib.item_set().plan.count == 2


def test_an_unknown_kind_is_refused(lib: Library) -> None:
    with pytest.raises(InputError, match="no work of the kind 'dance'"):
        lib.submit("dance")


def test_another_item_in_the_place_of_one(lib: Library, monkeypatch: Any) -> None:
    read(lib)
    lib.generate(count=1, model="none")
    [old] = lib.items()
    new = old.model_copy(update={"id": "item-new", "stem": "Another?"})
    monkeypatch.setattr("eduapp.questions.regenerate.regenerate", lambda *_, **__: new)
    lib.submit("regenerate", old.stem, item=old.id, note="about the nucleus", who="A. Teacher")
    done = lib.work()
    assert done.result == {"item": "item-new", "old": old.id}
    assert lib.items()[0].id == "item-new"


def test_the_command_line_lists_and_stops_work(lib: Library, capsys: pytest.CaptureFixture[str]) -> None:
    job = lib.submit("generate", "cells.txt", source="src-1")
    assert main(["jobs"]) == 0 and "waiting" in capsys.readouterr().out
    assert main(["jobs", "--cancel", job.id, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["jobs"][0]["state"] == "cancelled"
    assert main(["jobs", "--open"]) == 0 and "no long work" in capsys.readouterr().out
    assert main(["jobs", "--cancel", "job-x"]) == 1


def test_two_workers_share_the_work(lib: Library, tmp_path: Path) -> None:
    for number in range(6):
        lib.submit_file(f"The nucleus holds part {number}.".encode(), f"{number}.txt")
    ended: list[Any] = []

    def run() -> None:
        with open_library(lib.where) as own:
            while job := own.work():
                ended.append(job)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({job.id for job in ended}) == 6 and {job.state for job in ended} == {JobState.DONE}
    assert len(lib.sources()) == 6


def test_what_would_be_chosen_is_seen_while_the_work_goes_on(lib: Library) -> None:
    seen = []
    options = {"progress": lambda *_: seen.append(lib.jobs(only_open=True)[0].result)}
    made = lib.generate(read(lib), count=2, model="none", **options)
    assert seen[-1]["found"][0] == {"stem": made.items[0].stem, "level": "remember", "kind": "choice"}
    assert lib.jobs(kinds=("generate",))[0].result == {"items": 2}
