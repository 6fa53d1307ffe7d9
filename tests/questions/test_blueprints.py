"""Blueprints in YAML: ours, a school's own, and broken ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from eduapp.domain.item import Bloom
from eduapp.errors import InputError, NotFoundError
from eduapp.questions.blueprints import blueprints, load_blueprint, parse_blueprint

GOOD = """\
name: mine
seats:
  - level: remember
    kinds: [choice]
    count: 3
  - level: understand
    kinds: [true_false, text_entry]
"""


def test_ours() -> None:
    assert {name: blueprint.count for name, blueprint in blueprints().items()} == {
        "deck": 20,
        "exit-ticket": 4,
        "quiz": 10,
    }
    for name, blueprint in blueprints().items():
        assert blueprint.name == name and blueprint.title
        assert {seat.level for seat in blueprint.seats} == {Bloom.REMEMBER, Bloom.UNDERSTAND}


def test_by_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD)
    blueprint = load_blueprint(path)
    assert (blueprint.name, blueprint.count) == ("mine", 4)
    assert load_blueprint(str(path)) == blueprint


def test_a_file_without_a_name_goes_by_its_files() -> None:
    assert parse_blueprint(GOOD.removeprefix("name: mine\n"), "test-one.yaml").name == "test-one"


def test_a_schools_own_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "blueprints").mkdir()
    (tmp_path / "blueprints" / "quiz.yaml").write_text(GOOD)
    monkeypatch.setenv("EDUAPP_TEMPLATES", str(tmp_path))
    assert load_blueprint("quiz").name == "mine"
    assert load_blueprint("deck").count == 20


@pytest.mark.parametrize("name", ["nosuch", "nosuch.yaml", "../quiz", ""])
def test_one_that_is_not_there(name: str) -> None:
    with pytest.raises(NotFoundError, match="There is no blueprint"):
        load_blueprint(name)


def test_the_names_that_exist_are_told() -> None:
    with pytest.raises(NotFoundError) as caught:
        load_blueprint("exam")
    assert "deck, exit-ticket, quiz" in caught.value.hint


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ("level: remember", "level: recall", "line 3", "seats 1 level: .*'recall'"),
        ("count: 3", "count: 0", "line 5", "count: .*greater than or equal to 1"),
        ("count: 3", "number: 3", "line 5", "seats 1 number: Extra inputs"),
        ("[true_false, text_entry]", "[true_false, essay]", "line 7", "seats 2 kinds 2: .*'essay'"),
        ("kinds: [true_false, text_entry]", "kinds: []", "line 7", "kinds: "),
        ("    kinds: [true_false, text_entry]\n", "", "line 6", "seats 2 kinds: Field required"),
        ("kinds: [choice]", "kinds: [choice", "line 5", "isn't valid YAML"),
        ("name: mine", "name: \x07", "own.yaml", "isn't valid YAML"),
    ],
)
def test_an_error_names_the_file_and_the_line(old: str, new: str, where: str, what: str) -> None:
    with pytest.raises(InputError, match=what) as caught:
        parse_blueprint(GOOD.replace(old, new), "own.yaml")
    assert "own.yaml" in str(caught.value) and where in str(caught.value)


@pytest.mark.parametrize("text", ["", "just words", "- a list", "seats: []", "seats: 5"])
def test_what_is_no_blueprint_at_all(text: str) -> None:
    with pytest.raises(InputError, match=r"own\.yaml"):
        parse_blueprint(text, "own.yaml")


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "picture.yaml"
    path.write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(InputError, match="can't be read"):
        load_blueprint(path)


def test_yaml_makes_nothing_but_data() -> None:
    with pytest.raises(InputError):
        parse_blueprint("name: !!python/object/apply:os.getcwd []\nseats: []", "own.yaml")
