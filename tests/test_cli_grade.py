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
