"""Blueprints in YAML: ours, a school's own, and broken ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from eduapp.domain.item import Bloom, ItemKind
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
        "all-levels": 20,
        "deck": 20,
        "exam": 23,
        "exit-ticket": 4,
        "quiz": 10,
    }
    for name, blueprint in blueprints().items():
        assert blueprint.name == name and blueprint.title
        assert {Bloom.REMEMBER, Bloom.UNDERSTAND} <= {seat.level for seat in blueprint.seats}


def test_all_levels_has_every_level_and_kind() -> None:
    blueprint = load_blueprint("all-levels")
    counts = {level: sum(seat.count for seat in blueprint.seats if seat.level is level) for level in Bloom}
    assert list(counts.values()) == [6, 5, 3, 3, 2, 1]
    assert {kind for seat in blueprint.seats for kind in seat.kinds} == set(ItemKind)
    written = [seat for seat in blueprint.seats if ItemKind.EXTENDED_TEXT in seat.kinds]
    assert Bloom.REMEMBER not in {seat.level for seat in written}


def test_the_exam_says_what_each_item_is_worth() -> None:
    exam = load_blueprint("exam")
    assert sum(seat.count * seat.points for seat in exam.seats) == 60


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
        load_blueprint("exams")
    assert caught.value.hint.startswith("Did you mean 'exam'? There are: all-levels, deck, exam, exit-ticket, quiz;")


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ("level: remember", "level: recall", "line 3", "seats 1 level: .*'recall'"),
        ("count: 3", "count: 0", "line 5", "count: .*greater than or equal to 1"),
        ("count: 3", "number: 3", "line 5", "seats 1 number: there is no such field"),
        ("[true_false, text_entry]", "[true_false, essay]", "line 7", "seats 2 kinds 2: .*'essay'"),
        ("kinds: [true_false, text_entry]", "kinds: []", "line 7", "kinds: "),
        ("    kinds: [true_false, text_entry]\n", "", "line 6", "seats 2 kinds: it is missing"),
        ("kinds: [choice]", "kinds: [choice", "line 5", "isn't valid YAML"),
        ("name: mine", "name: \x07", "own.yaml", "isn't valid YAML"),
    ],
)
def test_an_error_names_the_file_and_the_line(old: str, new: str, where: str, what: str) -> None:
    with pytest.raises(InputError, match=what) as caught:
        parse_blueprint(GOOD.replace(old, new), "own.yaml")
    assert "own.yaml" in str(caught.value) and where in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("level: remember", "level: remeber", "Did you mean 'remember'? Allowed are remember, understand, apply, "),
        ("level: remember", "level: knowledge", "Did you mean 'remember'? Allowed are remember, understand, "),
        ("[choice]", "[short answer]", "kinds is a list such as [choice, text_entry]. Did you mean 'text_entry'?"),
        ("level: remember", "level: 7", "Allowed are remember, "),
        ("[choice]", "[multiple_choice]", "kinds is a list such as [choice, text_entry]. Did you mean 'choice'?"),
        ("[choice]", "choice", "kinds is a list such as"),
        ("    kinds: [choice]\n", "", "kinds is a list such as [choice, text_entry]. Allowed are choice, "),
        ("count: 3", "cuont: 3", "Did you mean 'count'? The fields are level, kinds, count, points."),
        ("count: 3", "count: three", "count is a whole number from 1 to 500."),
        ("count: 3", "points: 0.3", "points are a number above 0 in whole or half points, such as 2 or 1.5."),
        ("name: mine", "title: [a]\nname: mine", "title is what stands above the set, such as `title: Quick quiz`."),
    ],
)
def test_an_error_says_what_is_allowed(old: str, new: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_blueprint(GOOD.replace(old, new), "own.yaml")
    assert caught.value.hint.startswith(hint)


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
