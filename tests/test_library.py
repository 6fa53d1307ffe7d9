"""The one way in, with the slow rooms replaced by stand-ins."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import eduapp
from eduapp.domain.blueprint import Brief, Order
from eduapp.domain.item import Bloom, Item, ItemKind
from eduapp.domain.item_set import ItemSet
from eduapp.domain.review import State
from eduapp.domain.source import Document
from eduapp.errors import ExportError, InputError, NotFoundError, ReviewError, StoreError, UnreadableSource
from eduapp.library import Library, course_files, open_library, plan
from eduapp.store import UNFINISHED
from tests.fakes import FakeRooms, make_document, make_item

TEXT = "# Cells\n\nThe nucleus holds the cell's DNA.\n\nThe membrane encloses the cell.\n"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course file."""
    path = tmp_path / "cells.md"
    path.write_text(TEXT)
    return path


@pytest.fixture
def library(rooms: FakeRooms, course: Path) -> Iterator[Library]:
    """A library with one source."""
    with open_library() as opened:
        opened.add(course)
        yield opened


def test_the_package_opens_a_library_where_it_is_told(tmp_path: Path, own_library: Path) -> None:
    with eduapp.open_library(tmp_path / "mine") as library:
        assert library.sources() == []
    assert (tmp_path / "mine" / "library.db").is_file()
    with eduapp.open_library():
        assert (own_library / "library.db").is_file()


def test_a_library_that_cannot_be_opened(course: Path) -> None:
    with pytest.raises(StoreError):
        open_library(course)


# sources


def test_the_same_content_twice_is_one_source(library: Library, tmp_path: Path) -> None:
    copy = tmp_path / "copy.md"
    copy.write_text(TEXT)
    first, second = library.add(tmp_path / "cells.md", copy)
    assert first == second == library.source()
    assert [source.name for source in library.sources()] == ["cells.md"]


def test_a_folder_is_read_with_its_folders(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "course"
    for name in ("b.md", "A.TXT", "deep/c.md", ".hidden.md", ".git/d.md", "~$b.md", "photo.jpg", "out/e.md"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(TEXT + name)
    found = course_files([folder, folder / "b.md"], apart_from=folder / "out")
    assert [str(path.relative_to(folder)) for path in found] == ["A.TXT", "b.md", "deep/c.md"]
    assert len(library.add(folder)) == 4


def test_a_file_that_is_not_there_or_a_folder_without_any(library: Library, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        library.add(tmp_path / "nosuch.md")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no course file"):
        library.add(tmp_path / "empty")


def test_what_may_not_be_opened_is_told(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed, folder = tmp_path / "closed" / "a.md", tmp_path / "course"
    for path in (closed, folder / "b.md", folder / "sub" / "c.md"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT)
    stat, scandir, access = os.stat, os.scandir, os.access

    def guarded(look: Callable[..., Any], *shut: Path) -> Callable[..., Any]:
        def call(path: Any, *args: Any, **options: Any) -> Any:
            if not isinstance(path, int) and Path(path) in shut:
                raise PermissionError(errno.EACCES, "Permission denied", str(path))
            return look(path, *args, **options)

        return call

    monkeypatch.setattr(os, "stat", guarded(stat, closed))
    monkeypatch.setattr(os, "scandir", guarded(scandir, folder / "sub"))
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != folder / "sub" and access(path, mode))
    assert course_files([closed, folder]) == [closed, folder / "b.md", folder / "sub"]
    for path in (closed, folder / "sub"):
        with pytest.raises(UnreadableSource, match="no permission"):
            library.add(path)


def test_what_is_handed_in_by_mistake_is_told(library: Library, tmp_path: Path) -> None:
    made = library.generate(count=2)
    for call in (
        lambda: library.export(made.items, tmp_path / "a.json"),
        lambda: library.generate(42),
        lambda: library.decide(made, "approve"),
    ):
        with pytest.raises(InputError, match=r"is no (set|source|item)"):
            call()


def test_an_empty_model_name_is_the_default(library: Library, rooms: FakeRooms) -> None:
    library.generate(count=1, model="")
    assert rooms.models == ["starter"]


def test_a_source_goes_by_id_beginning_name_and_latest(library: Library) -> None:
    source = library.sources()[0]
    short = source.id.partition("-")[2][:4]
    for which in (source, source.id, source.id[:8], short, "cells.md", "CELLS", "latest", [source]):
        assert library.source(which) == source
    assert library.document(short).source == source


def test_a_name_of_two_sources_is_refused(library: Library, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "cells.md").write_text(TEXT + "\nMore of it.\n")
    library.add(tmp_path / "other")
    with pytest.raises(InputError, match="'cells' could be 2 sources"):
        library.source("cells")
    with pytest.raises(InputError, match="one source"):
        library.source(library.sources())
    with pytest.raises(NotFoundError, match="There is no source 'plants'"):
        library.source("plants")
    with pytest.raises(NotFoundError):
        library.source("")


def test_an_empty_library_has_no_latest(rooms: FakeRooms) -> None:
    with open_library() as library:
        for call in (library.source, library.item_set):
            with pytest.raises(NotFoundError):
                call("latest")


def test_a_source_is_understood_once_for_each_version_of_the_pipeline(library: Library, rooms: FakeRooms) -> None:
    assert library.understanding() == library.understanding("cells")
    assert rooms.understood == 1
    rooms.version = "fake-2"
    assert library.understanding().pipeline == "fake-2"
    assert rooms.understood == 2


# sets


def test_a_set_is_generated_saved_and_found_again(library: Library, rooms: FakeRooms) -> None:
    stages: list[tuple[str, int, int]] = []
    made = library.generate("cells", "exit-ticket", progress=lambda *stage: stages.append(stage))
    assert (len(made.items), made.blueprint, made.model, made.missing) == (4, "exit-ticket", "starter", ())
    assert made.report["chosen"] == {"cloze.v1": 4}
    assert library.item_set() == library.item_set(made) == library.item_set(made.id[:8]) == made
    assert library.items(made) == list(made.items)
    assert library.sets() == [made]
    assert stages == [("reading", 1, 1)] + [("choosing", number, 4) for number in (1, 2, 3, 4)]


def test_the_same_again_is_the_same_set(library: Library) -> None:
    first = library.generate(count=3)
    assert library.generate(count=3) == first
    assert len({first.id, library.generate(count=3, seed=1).id, library.generate(count=4).id}) == 3


def test_no_language_model_when_none_is_asked_for(library: Library, rooms: FakeRooms) -> None:
    assert library.generate(count=1, model="none").model == ""
    assert rooms.models == []


def test_a_model_is_opened_once(library: Library, rooms: FakeRooms) -> None:
    library.generate(count=1, seed=1)
    library.generate(count=1, seed=2, model=library.model("starter"))
    assert rooms.models == ["starter"]


@pytest.mark.parametrize("count", [0, -1, 501])
def test_a_number_of_items_that_cannot_be(library: Library, count: int) -> None:
    with pytest.raises(InputError, match="1 to 500"):
        library.generate(count=count)


def test_a_generation_that_is_stopped_loses_nothing(library: Library, rooms: FakeRooms) -> None:
    seen: list[Item] = []
    rooms.break_after = 3
    with pytest.raises(KeyboardInterrupt):
        library.generate(on_item=seen.append)
    stopped = library.item_set()
    assert (list(stopped.items), stopped.missing) == (seen, (UNFINISHED,))
    assert len(seen) == 3
    library.decide(seen[0], "approve")
    rooms.break_after = None
    whole = library.generate()
    assert (whole.id, len(whole.items), whole.missing) == (stopped.id, 10, ())
    assert whole.items[0].review.state is State.APPROVED


def test_a_brief_is_passed_on_and_makes_a_set_of_its_own(library: Library) -> None:
    brief = {"about": "the nucleus", "objectives": ["Explain it"], "grade": 8, "order": "easy"}
    made = library.generate(count=2, **brief)
    assert made.brief == Brief(about="the nucleus", objectives=("Explain it",), grade=8, order=Order.EASY)
    assert made.plan == plan("quiz", 2)
    assert library.generate(count=2).id != made.id
    assert library.generate(count=2, objectives="Explain it").brief.objectives == ("Explain it",)


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        ({"order": "random"}, "no order 'random'", "course, easy"),
        ({"grade": 99}, "school year from 1 to 16", ""),
    ],
)
def test_a_brief_that_cannot_be(library: Library, options: dict[str, Any], message: str, hint: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        library.generate(**options)
    assert hint in caught.value.hint
    assert library.sets() == []


# another item in the place of one


@pytest.fixture
def another(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The engine's stand-in for a new item: it makes item 100, 101 and so on, and notes the wishes."""
    wishes: list[Any] = []

    def regenerate(document: Document, _: Any, chosen: ItemSet, old: Item, wish: Any, **options: Any) -> Item:
        wishes.append((old.id, wish, options["model"]))
        return make_item(99 + len(wishes), document, level=wish.level or old.level)

    monkeypatch.setattr("eduapp.questions.regenerate.regenerate", regenerate)
    return wishes


def test_a_new_item_takes_the_place_of_an_old_one(library: Library, another: list[Any]) -> None:
    made = library.generate(count=3, model="none")
    old = made.items[1]
    new = library.regenerate(old, level="understand", note=" make it about  the causes ", who="B. Head")
    (asked,) = another
    assert asked[0] == old.id and (asked[1].note, asked[1].level) == ("make it about the causes", Bloom.UNDERSTAND)
    assert asked[2] is None
    now = library.item_set()
    assert [item.id for item in now.items] == [made.items[0].id, new.id, old.id, made.items[2].id]
    assert [item.review.state.value for item in now.items] == ["draft", "draft", "rejected", "draft"]
    assert now.replaced == {old.id: new.id}
    rejected = library.history(old)[-1]
    assert (rejected.what, rejected.who) == ("rejected", "B. Head")
    assert rejected.why == f"Replaced by {new.id}: make it about the causes"


def test_the_set_made_again_keeps_the_new_item(library: Library, another: list[Any]) -> None:
    made = library.generate(count=3)
    new = library.regenerate(made.items[0])
    newer = library.regenerate(new)
    ids = [newer.id, new.id, *(item.id for item in made.items)]
    assert [item.id for item in library.item_set().items] == ids
    assert [item.id for item in library.generate(count=3).items] == ids


def test_an_item_is_replaced_once(library: Library, another: list[Any]) -> None:
    made = library.generate(count=2)
    new = library.regenerate(made.items[0])
    with pytest.raises(ReviewError, match=f"replaced by {new.id} already"):
        library.regenerate(made.items[0])
    library.decide(made.items[1], "reject", why="no")
    assert library.regenerate(made.items[1]).review.state is State.DRAFT
    assert len(library.item(made.items[1]).review.decisions) == 1


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        ({"kind": "essay"}, "no kind of item 'essay'", "extended_text"),
        ({"level": "know"}, "no level 'know'", "remember, understand"),
    ],
)
def test_a_wish_that_cannot_be(
    library: Library, another: list[Any], options: dict[str, Any], message: str, hint: str
) -> None:
    item = library.generate(count=1).items[0]
    with pytest.raises(InputError, match=message) as caught:
        library.regenerate(item, **options)
    assert hint in caught.value.hint
    assert library.item(item).review.state is State.DRAFT


def test_a_kind_is_named_as_people_write_it(library: Library, another: list[Any]) -> None:
    library.regenerate(library.generate(count=1).items[0], kind="True/False")
    assert another[0][1].kind is ItemKind.TRUE_FALSE


def test_the_set_of_an_item(library: Library, another: list[Any]) -> None:
    first, second = library.generate(count=2), library.generate(count=3)
    shared = first.items[0]
    assert shared.id in {item.id for item in second.items}
    library.regenerate(shared, within=first)
    assert library.item_set(first).replaced and not library.item_set(second).replaced
    with pytest.raises(NotFoundError, match=f"is not in set {first.id}"):
        library.regenerate(second.items[2], within=first)


# what a set covers


def test_a_set_tells_what_it_covers(library: Library) -> None:
    made = library.generate(count=3)
    library.decide(made.items[0], "approve")
    library.decide(made.items[1], "reject", why="no")
    found = library.coverage()
    assert (found.set, found.asked, found.filled, found.approved, found.rejected) == (made.id, 3, 2, 1, 1)
    assert "1 approved, 1 draft, 1 more rejected." in found._repr_html_()


# items


def test_an_item_goes_by_a_unique_beginning(library: Library) -> None:
    item = library.generate(count=3).items[0]
    short = item.id.partition("-")[2][:6]
    assert library.item(item) == library.item(item.id) == library.item(short) == item
    with pytest.raises(InputError, match="could be 3 items"):
        library.item("item")
    with pytest.raises(NotFoundError):
        library.item("latest")


def test_a_decision_is_signed(library: Library) -> None:
    first, second = library.generate(count=2).items
    assert library.decide(first.id, "approve").review.decisions[0].who == "A. Teacher"
    rejected = library.decide(second, "reject", who="B. Head", why="too easy")
    assert (rejected.review.state, rejected.review.decisions[0].who) == (State.REJECTED, "B. Head")
    with pytest.raises(ReviewError, match="needs a reason"):
        library.decide(first, "reject")
    with pytest.raises(InputError, match="no verdict 'perhaps'"):
        library.decide(first, "perhaps")


def test_a_policy_approves_what_passed(library: Library, rooms: FakeRooms) -> None:
    rooms.failing = (2,)
    made = library.generate(count=3)
    approved = library.approve_passed(made)
    assert [item.id for item in approved] == [made.items[0].id, made.items[2].id]
    assert {item.review.decisions[0].policy for item in approved} == {"all checks passed"}
    assert library.approve_passed() == []


def test_an_edit_makes_a_draft_again(library: Library) -> None:
    item = library.decide(library.generate(count=1).items[0], "approve")
    new = library.edit(item, stem="What holds DNA?")
    assert (new.revision, new.review.state, new.stem) == (2, State.DRAFT, "What holds DNA?")
    assert [check.name for check in new.checks] == ["checked anew"]
    assert library.edit(item.id, stem="What holds DNA?") == new
    assert [event.what for event in library.history(item)] == ["proposed", "approved", "edited"]
    with pytest.raises(ReviewError, match="edited meanwhile"):
        library.edit(item, stem="Something else?")
    with pytest.raises(ReviewError, match="edited meanwhile"):
        library.decide(item, "reject", why="old")


# out


def test_an_export_takes_what_is_approved(library: Library, tmp_path: Path) -> None:
    made = library.generate(count=3)
    with pytest.raises(ExportError, match="None of the 3 items") as caught:
        library.export(made, tmp_path / "cells.json")
    assert "--all" in caught.value.hint
    library.decide(made.items[0], "approve")
    library.decide(made.items[1], "reject", why="no")
    for include, written in (("approved", 1), ("all", 2)):
        report = library.export("latest", tmp_path / "cells.json", include=include)
        assert report.written == written == len(json.loads((tmp_path / "cells.json").read_text())["items"])
    with pytest.raises(InputError, match="'some'"):
        library.export(made, tmp_path / "cells.json", include="some")
    with pytest.raises(ExportError, match="No format"):
        library.export(made, tmp_path / "cells.doc")


def test_an_export_of_nothing_but_rejected_items(library: Library, tmp_path: Path) -> None:
    made = library.generate(count=1)
    library.decide(made.items[0], "reject", why="no")
    with pytest.raises(ExportError, match="are rejected"):
        library.export(made, tmp_path / "cells.json", include="all")


def test_a_library_shows_itself(library: Library) -> None:
    library.approve_passed(library.generate(count=2))
    shown = library._repr_html_()
    for part in ("cells.md", "<td>2</td>", make_document().title):
        assert part in shown
