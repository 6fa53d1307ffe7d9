"""`eduapp grade` and `eduapp agreement`."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from eduapp.cli import main

KEY = """
items:
  - {id: q1, question: "What holds the DNA?", accepted: [nucleus]}
  - {id: q2, question: "How long is it?", number: 3, unit: cm}
"""
ANSWERS = "Student;Question ID;Response\np1;q1;The nucleus\np2;q1;\np1;q2;30 mm\np2;q2;=1+1\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "key.yaml").write_text(KEY)
    (tmp_path / "answers.csv").write_text(ANSWERS)
    return tmp_path


def run(*words: object) -> int:
    return main([str(word) for word in words])


def test_a_class_is_graded_into_a_csv_file(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("grade", files / "answers.csv", "--key", files / "key.yaml", "--to", files / "out.csv") == 0
    out, err = capsys.readouterr()
    assert "Columns: pupil = Student, item = Question ID, answer = Response" in err
    assert "4 answers: 2 correct, 1 blank, 1 incorrect" in out and "4 drafts" in out
    with (files / "out.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["label"] for row in rows] == ["correct", "blank", "correct", "incorrect"]
    assert rows[3]["answer"] == "'=1+1" and {row["signed_by"] for row in rows} == {""}
    assert "A right answer is: nucleus." in rows[1]["feedback"]


def test_hints_keep_the_key(files: Path) -> None:
    assert (
        run("grade", files / "answers.csv", "--key", files / "key.yaml", "--to", files / "o.json", "--hint-only") == 0
    )
    data = json.loads((files / "o.json").read_text())
    assert data["hint_only"] is True and [one["state"] for one in data["grades"]] == ["draft"] * 4
    assert not any("nucleus" in str(one["proposed"]["feedback"]).lower() for one in data["grades"])


def test_json_goes_to_standard_output(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("grade", files / "answers.csv", "--key", files / "key.yaml", "--json") == 0
    assert [one["points"] for one in json.loads(capsys.readouterr().out)["grades"]] == [1, 0, 1, 0]


def test_agreement_of_two_files(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "a.csv").write_text("pupil,points\n1,0\n2,1\n3,2\n4,2\n")
    (files / "b.csv").write_text("pupil,points\n1,0\n2,1\n3,1\n5,2\n")
    assert run("agreement", files / "a.csv", "--human", files / "b.csv") == 0
    out, err = capsys.readouterr()
    assert "3 answers in both files" in out and "quadratic weighted kappa" in out and "2 answers are in one" in err
    assert run("agreement", files / "a.csv", "--human", files / "b.csv", "--json") == 0
    assert json.loads(capsys.readouterr().out)["figures"]["accuracy"]["value"] == pytest.approx(2 / 3)


def test_agreement_criterion_by_criterion(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    heads = "pupil,points,Criterion c1,criterion c2,criterion c9"
    (files / "a.csv").write_text(f"{heads}\n1,2,1,1,0\n2,1.5,1,0.5,0\n3,0,0,0,0\n4,1,1,0,0\n")
    (files / "b.csv").write_text("pupil,points,criterion c1,criterion c2\n1,2,1,1\n2,1,1,0\n3,0,0,0\n4,1,1,\n")
    assert run("agreement", files / "a.csv", "--human", files / "b.csv") == 0
    out = capsys.readouterr().out
    assert "Criterion by criterion" in out and "c9" not in out
    assert run("agreement", files / "a.csv", "--human", files / "b.csv", "--json") == 0
    found = json.loads(capsys.readouterr().out)["criteria"]
    assert (found["c1"]["count"], found["c1"]["figures"]["accuracy"]["value"]) == (4, 1)
    assert (found["c2"]["count"], found["c2"]["figures"]["mean absolute error"]["value"]) == (3, pytest.approx(1 / 3))
    (files / "b.csv").write_text("pupil,points,criterion c1\n1,2,much\n")
    assert run("agreement", files / "a.csv", "--human", files / "b.csv") == 1
    assert "'much' of the criterion c1" in capsys.readouterr().err


def test_points_of_criteria_are_written_and_read_again(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    criteria = "[{text: Names the nucleus, key_points: [the nucleus holds it]}, {text: Names the cell, points: 2,\
      key_points: [a cell has it]}]"
    (files / "r.yaml").write_text(f"[{{id: q1, question: 'What holds the DNA?', rubric: {criteria}}}]")
    (files / "r.csv").write_text("pupil,answer\n1,The nucleus holds it.\n2,\n")
    assert run("grade", files / "r.csv", "--key", files / "r.yaml", "--to", files / "out.csv") == 0
    with (files / "out.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["criterion c1"], row["criterion c2"]) for row in rows] == [("1", "0"), ("", "")]
    capsys.readouterr()
    assert run("agreement", files / "out.csv", "--human", files / "out.csv", "--json") == 0
    assert list(json.loads(capsys.readouterr().out)["criteria"]) == ["c1", "c2"]


@pytest.mark.parametrize(
    ("content", "options", "problem"),
    [
        ("", ("--key", "key.yaml"), "has no answers"),
        ("pupil,item\n1,q1\n", ("--key", "key.yaml"), "looks like the answers"),
        ("pupil,answer\n1,x\n", ("--key", "key.yaml"), "says which item"),
        ("answer,answer\n1,x\n", ("--key", "key.yaml"), "same name"),
        ("pupil,item,answer\n1,q9,x\n", ("--key", "key.yaml"), "no key for the item 'q9'"),
        ("PK\x03\x04", ("--key", "key.yaml"), "not a CSV file"),
        (ANSWERS, (), "nothing to grade by"),
        (ANSWERS, ("--key", "key.yaml", "--item", "x"), "two keys"),
        (ANSWERS, ("--key", "none.yaml"), "can't be read"),
        (ANSWERS, ("--key", "key.yaml", "--to", "o.docx"), "End it in"),
    ],
)
def test_bad_input_is_one_sentence(
    files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    content: str, options: tuple[str, ...], problem: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(files)
    Path("answers.csv").write_text(content)
    assert run("grade", "answers.csv", *options) == 1
    err = capsys.readouterr().err
    assert problem in err and "Traceback" not in err


def test_a_missing_file_is_named(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("agreement", files / "no.csv", "--human", files / "answers.csv") == 1
    assert "There is no file" in capsys.readouterr().err
