"""Many files in, one export of each format for each out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from eduapp.batch import Fate, Order, batch
from eduapp.errors import EduappError, ExportError, InputError, NotFoundError
from eduapp.library import Library, open_library
from tests.fakes import FakeRooms

TEXT = "# {}\n\nThe nucleus holds the cell's DNA.\n"


@pytest.fixture
def library(rooms: FakeRooms) -> Iterator[Library]:
    """An empty library."""
    with open_library() as opened:
        yield opened


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A folder of course files, two pairs of them with the same stem."""
    folder = tmp_path / "course"
    for name in ("cells.md", "cells.txt", "deep/plants.md", "deeper/plants.md", "notes.xyz"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(TEXT.format(name))
    return folder


def written(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_each_file_gets_an_export_of_each_format(library: Library, course: Path, tmp_path: Path) -> None:
    order = Order(tmp_path / "out", count=2, formats=("json", "qti"))
    seen: list = []
    outcomes = batch(library, [course / "cells.md"], order, on_outcome=seen.append)
    assert [outcome.fate for outcome in outcomes] == [Fate.DONE]
    assert seen == outcomes
    assert written(order.to) == ["cells.json", "cells.qti.zip"]
    assert outcomes[0].files == (str(order.to / "cells.json"), str(order.to / "cells.qti.zip"))
    assert library.item_set(outcomes[0].set).items == tuple(library.items())


def test_files_of_the_same_stem_do_not_overwrite_each_other(library: Library, course: Path, tmp_path: Path) -> None:
    order = Order(tmp_path / "out", count=1, formats=("json",))
    outcomes = batch(library, [course], order)
    assert written(order.to) == ["cells-md.json", "cells-txt.json", "plants-md-2.json", "plants-md.json"]
    assert len({file for outcome in outcomes for file in outcome.files}) == 4


def test_a_bad_file_never_stops_the_rest(
    library: Library, rooms: FakeRooms, course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_on_text(document, *args, **options):
        if document.source.name == "cells.txt":
            raise KeyError("a fault of ours")
        return rooms.generate(document, *args, **options)

    monkeypatch.setattr("eduapp.questions.engine.generate", fail_on_text)
    (course / "empty.pdf").write_bytes(b"")
    paths = [course / "empty.pdf", course / "nosuch.md", course]
    outcomes = batch(library, paths, Order(tmp_path / "out", count=1, formats=("json",)))
    fates = {Path(outcome.path).name: outcome.fate.value for outcome in outcomes}
    assert fates == {
        "empty.pdf": "failed",
        "nosuch.md": "failed",
        "cells.md": "done",
        "cells.txt": "failed",
        "plants.md": "done",
    }
    assert all(len(outcome.problems) == 1 for outcome in outcomes if outcome.fate is Fate.FAILED)
    assert "KeyError" in next(o for o in outcomes if o.path.endswith("cells.txt")).problems[0]


def test_a_text_that_yields_nothing_says_why(library: Library, rooms: FakeRooms, course: Path, tmp_path: Path) -> None:
    rooms.at_most, rooms.missing = 0, ("There is nothing to ask about.",)
    (outcome,) = batch(library, [course / "cells.md"], Order(tmp_path / "out"))
    assert (outcome.fate, outcome.problems) == (Fate.FAILED, ("There is nothing to ask about.",))
    assert written(tmp_path / "out") == []


def test_a_format_that_fails_is_told(library: Library, course: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "cells.json").mkdir(parents=True)
    (outcome,) = batch(library, [course / "cells.md"], Order(tmp_path / "out", count=1, formats=("json", "qti")))
    assert outcome.fate is Fate.PARTLY
    assert (len(outcome.files), len(outcome.problems)) == (1, 1)


def test_a_course_file_is_never_overwritten(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "cells.json"
    path.write_text("The nucleus holds the cell's DNA.\n")
    (outcome,) = batch(library, [path], Order(tmp_path, count=1, formats=("json",)))
    assert outcome.fate is Fate.FAILED
    assert path.read_text().startswith("The nucleus")


def test_what_an_earlier_run_wrote_is_not_read(library: Library, course: Path) -> None:
    order = Order(course / "out", count=1, formats=("json",))
    (course / "out").mkdir()
    (course / "out" / "old.md").write_text(TEXT)
    assert len(batch(library, [course], order)) == 4


def test_the_same_text_twice_is_generated_once(
    library: Library, rooms: FakeRooms, course: Path, tmp_path: Path
) -> None:
    (course / "copy.md").write_text((course / "cells.md").read_text())
    order = Order(tmp_path / "out", count=1, formats=("json",))
    first, second = batch(library, [course / "cells.md", course / "copy.md"], order)
    assert (first.set, written(order.to)) == (second.set, ["cells.json", "copy.json"])
    assert rooms.understood == 1


def test_exports_hold_drafts_unless_a_policy_approves(
    library: Library, rooms: FakeRooms, course: Path, tmp_path: Path
) -> None:
    rooms.failing = (2,)
    states = {}
    for approve in (False, True):
        batch(library, [course / "cells.md"], Order(tmp_path, count=3, formats=("json",), approve_passed=approve))
        items = json.loads((tmp_path / "cells.json").read_text())["items"]
        states[approve] = [item["review"]["state"] for item in items]
    assert states == {False: ["draft"] * 3, True: ["approved"] * 2}


@pytest.mark.parametrize(
    ("order", "error"),
    [
        ({"formats": ("docx",)}, ExportError),
        ({"blueprint": "nosuch"}, NotFoundError),
        ({"count": 0}, InputError),
        ({"model": "unopenable"}, EduappError),
    ],
)
def test_what_holds_for_all_files_is_found_out_before_the_first(
    library: Library, course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: dict, error: type
) -> None:
    def refuse(spec: str, **_: object) -> None:
        if spec == "unopenable":
            raise NotFoundError("There is no such model.")

    monkeypatch.setattr("eduapp.llm.open_runtime", refuse)
    with pytest.raises(error):
        batch(library, [course], Order(tmp_path / "out", **order))
    assert library.sources() == []


def test_nothing_to_read(library: Library, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no course file"):
        batch(library, [tmp_path], Order(tmp_path / "out"))


def test_a_folder_that_cannot_be_made(library: Library, course: Path) -> None:
    with pytest.raises(ExportError, match="can't be made"):
        batch(library, [course], Order(course / "cells.md" / "out"))
