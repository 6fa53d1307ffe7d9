"""The schema from its oldest state to the newest."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import IntegrityError

from eduapp.domain.item_set import ItemSet
from eduapp.errors import StoreError
from eduapp.store import open_repository
from eduapp.store.engine import open_engine, transaction
from eduapp.store.migrations import STEPS, migrate
from eduapp.store.tables import Base
from tests.fakes import make_document

NAMES = [step.__name__ for step in STEPS]


def steps_done(engine: Engine) -> list[str]:
    with transaction(engine) as connection:
        return list(connection.scalars(text("SELECT name FROM schema_steps ORDER BY name")))


def test_steps_are_named_in_their_order() -> None:
    assert sorted(NAMES) == NAMES
    assert [int(name[1:4]) for name in NAMES] == list(range(1, len(NAMES) + 1))
    assert all(step.__doc__ for step in STEPS)


def test_the_first_schema_is_carried_to_the_newest_with_what_is_in_it(tmp_path: Path) -> None:
    engine = open_engine(str(tmp_path))
    assert migrate(engine, STEPS[:1]) == NAMES[:1]
    document = make_document()
    with transaction(engine, writes=True) as connection:
        connection.execute(
            text("INSERT INTO sources VALUES (:id, 'cells.txt', 'text/plain', '00', 33, '2026-01-01T00:00:00', :body)"),
            {"id": document.source.id, "body": document.model_dump_json()},
        )
    engine.dispose()
    repository = open_repository(str(tmp_path))
    assert steps_done(repository.engine) == NAMES
    assert repository.document(document.source.id) == document
    repository.close()


def test_a_set_from_before_crosswords_and_plans_has_neither(tmp_path: Path) -> None:
    engine = open_engine(str(tmp_path))
    migrate(engine, STEPS[:4])
    document = make_document()
    with transaction(engine, writes=True) as connection:
        connection.execute(
            text("INSERT INTO sources VALUES (:id, 'cells.txt', 'text/plain', '00', 33, '2026-01-01T00:00:00', :body)"),
            {"id": document.source.id, "body": document.model_dump_json()},
        )
        connection.execute(
            text("INSERT INTO sets VALUES ('set-1', :id, 'Cells', 'quiz', '', 0, '2026-01-01T00:00:00', '[]', '{}')"),
            {"id": document.source.id},
        )
    engine.dispose()
    repository = open_repository(str(tmp_path))
    assert steps_done(repository.engine) == NAMES
    assert repository.item_set("set-1") == ItemSet(
        id="set-1", source=document.source.id, title="Cells", blueprint="quiz"
    )
    repository.close()


def test_the_tables_are_what_the_code_takes_them_for(tmp_path: Path) -> None:
    repository = open_repository(str(tmp_path))
    found = inspect(repository.engine)
    assert set(found.get_table_names()) == {*Base.metadata.tables, "schema_steps"}
    for name, table in Base.metadata.tables.items():
        columns = {column["name"]: column for column in found.get_columns(name)}
        assert list(columns) == [column.name for column in table.columns]
        for column in table.columns:
            assert str(columns[column.name]["type"]) == str(column.type.compile(repository.engine.dialect)), column
            assert columns[column.name]["nullable"] is bool(column.nullable), column
        assert found.get_pk_constraint(name)["constrained_columns"] == [c.name for c in table.primary_key]
        indexed = {tuple(index["column_names"]) for index in found.get_indexes(name)}
        assert indexed == {tuple(index.columns.keys()) for index in table.indexes}
    repository.close()


def test_a_second_time_there_is_nothing_to_do(tmp_path: Path) -> None:
    engine = open_engine(str(tmp_path))
    assert migrate(engine) == NAMES
    assert migrate(engine) == []
    engine.dispose()


def test_a_newer_schema_is_refused_and_left_alone(tmp_path: Path) -> None:
    def s999_from_the_future(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE wonders (id VARCHAR)"))

    engine = open_engine(str(tmp_path))
    migrate(engine, (*STEPS, s999_from_the_future))
    with pytest.raises(StoreError, match="newer eduapp") as caught:
        open_repository(str(tmp_path))
    assert caught.value.where == "s999_from_the_future"
    assert steps_done(engine)[-1] == "s999_from_the_future"
    engine.dispose()


def test_a_step_that_fails_leaves_no_trace(tmp_path: Path) -> None:
    def s999_half_way(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE half (id VARCHAR)"))
        raise RuntimeError("the power went")

    engine = open_engine(str(tmp_path))
    with pytest.raises(RuntimeError):
        migrate(engine, (*STEPS, s999_half_way))
    assert steps_done(engine) == NAMES
    assert not inspect(engine).has_table("half")
    engine.dispose()


def test_several_who_open_a_new_library_at_once_make_it_once(tmp_path: Path) -> None:
    failures: list[BaseException] = []

    def open_it() -> None:
        try:
            open_repository(str(tmp_path)).close()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


@pytest.mark.parametrize("table", ["revisions", "decisions"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET who = 'someone else'", "DELETE FROM {}"])
def test_the_database_refuses_to_rewrite_history(library_with_a_decision: Engine, table: str, statement: str) -> None:
    writing = transaction(library_with_a_decision, writes=True)
    with pytest.raises(IntegrityError, match="append-only"), writing as connection:
        connection.execute(text(statement.format(table)))
