"""Grading as a teacher does it: a rubric, a class's answers, groups, rulings, files, and the class deleted."""

from __future__ import annotations

import csv
import json
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from eduapp.cli import main
from eduapp.domain.grades import Act
from eduapp.domain.item import Item, ItemKind
from eduapp.domain.response import Label, Response
from eduapp.domain.review import State
from eduapp.errors import ExportError, InputError, NotFoundError, ReviewError
from eduapp.library import Library, open_library
from tests.fakes import FakeRooms, make_item

TEXT = "# Cells\n\nThe nucleus holds the cell's DNA.\n\nThe membrane encloses the cell.\n"
ANSWERS = [
    ("p1", "It is the nucleus."), ("p2", "the cell nucleus"), ("p3", "The nucleus"), ("p4", "the membrane"),
    ("p5", "a membrane"), ("p6", ""), ("p7", "nuclues"),
]  # fmt: skip


@pytest.fixture
def item(rooms: FakeRooms, tmp_path: Path) -> Iterator[Item]:
    """A short-answer item in the library, a draft."""
    (tmp_path / "cells.md").write_text(TEXT)
    with open_library() as library:
        [source] = library.add(tmp_path / "cells.md")
        made = make_item(
            1, library.document(source), kind=ItemKind.TEXT_ENTRY, choices=(), key=("nucleus", "cell nucleus"),
            stem="What holds the cell's DNA?", facts=("fact-1",),
        )  # fmt: skip
        item_set = library.generate(source, "quiz", 1, model="none")
        yield library._store.add_item(item_set.id, made)


@pytest.fixture
def library(item: Item) -> Iterator[Library]:
    with open_library() as opened:
        yield opened


def answers(item: Item) -> list[Response]:
    return [Response(pupil=pupil, item=item.id, answer=answer) for pupil, answer in ANSWERS]


def test_a_rubric_is_drafted_edited_and_approved_in_versions(library: Library, item: Item) -> None:
    assert library.rubric(item) is None
    first = library.draft_rubric(item)
    assert (first.version, first.who, first.approved_by) == (1, "", "")
    assert [c.key_points for c in first.criteria] == [("nucleus", "cell nucleus")]
    second = library.edit_rubric(item, [{"text": "Names the nucleus", "points": 2, "key_points": ["nucleus"]}])
    assert (second.version, second.who) == (2, "A. Teacher") and library.rubric(item) == second
    with pytest.raises(ReviewError, match="not been approved"):
        library.key(item)
    library.approve_rubric(item)
    key = library.key(item)
    assert (key.points, key.rubric_version) == (2, 2)
    with pytest.raises(ReviewError, match=r"was approved by A\. Teacher"):
        library.approve_rubric(item)
    with pytest.raises(InputError, match="levels go from the highest"):
        library.edit_rubric(item, [{"text": "x", "levels": [{"points": 9, "text": "all"}]}])
    assert [one.version for one in library.rubrics(item)] == [1, 2]


def test_without_an_approved_key_nothing_is_graded(library: Library, item: Item) -> None:
    with pytest.raises(ReviewError, match="has not been approved"):
        library.grade(answers(item), item=item)


def test_a_class_is_graded_grouped_signed_and_deleted(library: Library, item: Item, own_library: Path) -> None:
    library.decide(item, "approve")
    made = library.grade(answers(item), item=item, title="7b")
    groups = {g.response.pupil: g.group for g in made.grades}
    assert groups["p1"] != groups["p4"] and groups["p4"] == groups["p5"] and groups["p2"] == groups["p2"]
    assert library.grade_queue(made)[0].score.unsure
    with pytest.raises(ExportError, match="None of the 7 grades"):
        library.export_grades(made, own_library.parent / "g.csv")
    after = library.rule(made, groups["p4"], label="incorrect", act="change", words="Look at the first line.")
    changed = [g for g in after.grades if g.state is State.APPROVED]
    assert [g.response.pupil for g in changed] == ["p4", "p5"] and {r.group for g in changed for r in g.rulings} == {
        groups["p4"]
    }
    library.rule(made, "certain")
    again = library.grade(answers(item), item=item, title="7b")
    assert again.id == made.id and [g.rulings for g in again.grades] == [g.rulings for g in library.grades().grades]
    library.rule(made, ["a7"], "approve")
    library.rule(made, ["a7"], Act.REOPEN)
    assert next(g for g in library.grades(made).grades if g.id == "a7").state is State.DRAFT
    assert library.delete_grades(made) == 7 and library.grade_sets() == []
    assert b"Look at the first line" not in (own_library / "library.db").read_bytes()
    with pytest.raises(NotFoundError):
        library.grades(made)


def test_shuffling_the_class_changes_nothing(library: Library, item: Item) -> None:
    library.decide(item, "approve")
    shuffled = random.Random(4).sample(answers(item), len(ANSWERS))
    one, other = (library.grade(r, item=item) for r in (answers(item), shuffled))
    found = [{g.response.pupil: (g.score, g.feedback, g.group) for g in made.grades} for made in (one, other)]
    assert found[0] == found[1]


def test_what_a_ruling_needs(library: Library, item: Item) -> None:
    library.decide(item, "approve")
    made = library.grade(answers(item), item=item)
    for names, act, more, problem in (
        (["a1"], "change", {}, "needs a label or points"), (["a1"], "comment", {}, "needs words"),
        (["a1"], "change", {"points": 9.0}, "worth 0 to 1"), (["a1"], "praise", {}, "no act 'praise'"),
        (["a1"], "approve", {"points": 1.0}, "Only a change"), ([], "approve", {}, "No grade"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=problem):
            library.rule(made, names, act, **more)  # type: ignore[arg-type]
    with pytest.raises(NotFoundError, match="no grade or group 'a99'"):
        library.rule(made, "a99")
    library.rule(made, "a1")
    with pytest.raises(ReviewError, match="approved already"):
        library.rule(made, ["a1"])


def test_groups_are_edited(library: Library, item: Item) -> None:
    library.decide(item, "approve")
    made = library.grade(answers(item), item=item)
    moved = library.regroup(made, ["a1", "a2"], "by hand")
    assert [g.group for g in moved.grades[:2]] == ["by hand"] * 2
    assert [r.group for g in library.rule(made, "by hand").grades[:2] for r in g.rulings] == ["by hand"] * 2


def test_rulings_and_rubrics_cannot_be_changed_behind_the_apps_back(
    library: Library, item: Item, own_library: Path
) -> None:
    library.decide(item, "approve")
    library.rule(library.grade(answers(item), item=item), "a1")
    library.draft_rubric(item)
    with sqlite3.connect(own_library / "library.db") as raw:
        for what in ("UPDATE rulings SET body = ''", "DELETE FROM rulings", "UPDATE rubrics SET who = 'x'"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                raw.execute(what)


def run(*words: object) -> int:
    return main([str(word) for word in words])


def test_the_whole_way_by_command(
    library: Library, item: Item, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "\n".join(f"{pupil},{answer}" for pupil, answer in ANSWERS)
    (tmp_path / "class.csv").write_text(f"code,answer\n{rows}\n")
    assert run("grade", tmp_path / "class.csv", "--item", item.id) == 1
    assert f"eduapp review {item.id} --approve" in capsys.readouterr().err
    assert run("rubric", item.id, "--draft", "--approve") == 0
    assert "version 1 · approved by A. Teacher · 1 points" in capsys.readouterr().out
    assert run("grade", tmp_path / "class.csv", "--item", item.id, "--attempts-left", "2") == 0
    assert "7 drafts" in capsys.readouterr().out
    assert run("grades") == 0 and run("grades", "latest", "--review") == 0
    assert "drafts" in capsys.readouterr().out
    assert run("grades", "latest", "--show", "a4") == 0
    out = capsys.readouterr().out
    assert "pupil p4" in out and "You can try 2 more times." in out and "nucleus." not in out.split("Feedback:")[1]
    assert run("grades", "latest", "--approve", "a1", "a2") == 0
    assert run("grades", "latest", "--change", "a4", "--points", "0.5", "--label", "partly correct") == 0
    assert "3 signed, 4 drafts left" in capsys.readouterr().out
    set_id = library.grades().id
    for ending in ("csv", "pdf", "json"):
        assert run("export", set_id, "--to", tmp_path / f"out.{ending}") == 0
    assert "4 drafts were held back" in capsys.readouterr().err
    table = list(csv.reader((tmp_path / "out.csv").read_text("utf-8-sig").splitlines()))
    assert [row[:2] for row in table[1:]] == [["p1", "1"], ["p2", "1"], ["p4", "0.5"]]
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")
    assert len(json.loads((tmp_path / "out.json").read_text())["grades"]) == 3
    assert run("grades", set_id, "--delete") == 0 and library.grade_sets() == []


def test_a_changed_grade_takes_its_feedback_with_it(library: Library, item: Item) -> None:
    from eduapp.export.feedback_text import told

    library.decide(item, "approve")
    made = library.grade(answers(item), item=item)
    grade = library.rule(made, "a4", "change", label=Label.CORRECT, words="I accept this.").grades[3]
    assert (grade.points, grade.label, told(grade)) == (1.0, Label.CORRECT, "I accept this.")
