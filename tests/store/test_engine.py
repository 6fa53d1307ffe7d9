"""What goes wrong with a database, in a person's words."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from eduapp.errors import InputError, StoreError
from eduapp.store import open_repository
from eduapp.store.engine import FILE, PROBLEMS, errors_translated, open_engine, transaction


def test_a_new_folder_is_made_and_uses_a_write_ahead_log(tmp_path: Path) -> None:
    engine = open_engine(str(tmp_path / "new" / "library"))
    with transaction(engine) as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    engine.dispose()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("Dear diary, today " * 100)
    with pytest.raises(StoreError, match="is not a database") as caught:
        open_repository(str(tmp_path))
    assert "--library" in caught.value.hint
    assert (tmp_path / FILE).read_text().startswith("Dear diary")


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()
    with pytest.raises(StoreError, match="something else"):
        open_repository(str(tmp_path))


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    for where in (tmp_path / "notes.txt", tmp_path / "notes.txt" / "library"):
        with pytest.raises(StoreError, match="that is a file"):
            open_repository(str(where))


def test_a_folder_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(StoreError, match="can't be made: Permission denied"):
        open_repository(str(tmp_path / "library"))


def test_a_folder_in_the_place_of_the_database(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(StoreError, match="can't be opened"):
        open_repository(str(tmp_path))


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    engine = open_engine(str(tmp_path))
    with transaction(engine, writes=True) as connection:
        connection.execute(text("CREATE TABLE notes (body TEXT)"))
        connection.execute(text("INSERT INTO notes VALUES ('kept')"))
    with pytest.raises(StoreError, match="disk is full"), transaction(engine, writes=True) as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 4")
        connection.execute(text("INSERT INTO notes VALUES (:body)"), {"body": "x" * 100_000})
    with transaction(engine) as connection:
        assert connection.scalars(text("SELECT body FROM notes")).all() == ["kept"]
    engine.dispose()


def test_waiting_for_another_writer_ends(tmp_path: Path) -> None:
    first, second = open_engine(str(tmp_path)), open_engine(str(tmp_path), patience=0.05)
    expected = pytest.raises(StoreError, match="Another program is writing")
    with transaction(first, writes=True), expected, transaction(second, writes=True):
        pass
    first.dispose()
    second.dispose()


def test_a_programmers_error_passes_as_it_is(tmp_path: Path) -> None:
    engine = open_engine(str(tmp_path))
    with pytest.raises(OperationalError, match="no such table"), transaction(engine) as connection:
        connection.execute(text("SELECT * FROM nowhere"))
    engine.dispose()


@pytest.mark.parametrize("code", PROBLEMS)
def test_every_problem_has_a_way_out(code: str, tmp_path: Path) -> None:
    engine = open_engine(str(tmp_path))
    foreign = sqlite3.OperationalError("foreign words")
    foreign.sqlite_errorname = f"SQLITE_{code}_MORE"
    with pytest.raises(StoreError) as caught, errors_translated(engine):
        raise OperationalError("SELECT 1", {}, foreign)
    assert caught.value.hint and "foreign words" not in str(caught.value)


def test_an_address_without_a_driver_says_what_is_missing() -> None:
    with pytest.raises(InputError, match="can't be used"):
        open_repository("nosuchdatabase://here")
