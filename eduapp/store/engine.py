"""Connections to the database, its transactions, and the one place where its errors become ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from eduapp.errors import InputError, StoreError

FILE = "library.db"
"""The database within the library's folder."""

PROBLEMS: dict[str, tuple[str, str]] = {
    "NOTADB": ("{file} is not a database.", "Move it away, or choose another folder with --library."),
    "CORRUPT": ("{file} is damaged.", "Put a copy from a backup in its place."),
    "FULL": ("The disk is full.", "Free some space and try again; what was saved before is still there."),
    "BUSY": ("Another program is writing to {file}.", "Wait until it has ended, then try again."),
    "LOCKED": ("Another program is writing to {file}.", "Wait until it has ended, then try again."),
    "READONLY": ("{file} can't be written to.", "Ask for write permission, or choose another folder with --library."),
    "CANTOPEN": ("{file} can't be opened.", "Check the folder's permissions, or choose another with --library."),
    "PERM": ("{file} can't be opened.", "Check the folder's permissions, or choose another with --library."),
    "IOERR": ("{file} can't be read or written.", "Check the disk that it is on."),
}
"""SQLite's result codes by their first word, with what to say and the way out."""


def open_engine(where: str, *, patience: float = 15.0) -> Engine:
    """An engine for a folder (SQLite) or a database URL. Raises StoreError if the folder can't be made."""
    if "://" in where:
        return _engine_for_url(where)
    path = _folder(where) / FILE
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": patience})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def transaction(engine: Engine, *, writes: bool = False) -> Iterator[Connection]:
    """A connection within one transaction; one that `writes` waits its turn at the start, so it sees the newest state.

    Raises StoreError for what is wrong with the database; a programmer's error passes as it is.
    """
    with errors_translated(engine), engine.execution_options(writes=writes).begin() as connection:
        yield connection


def forget(engine: Engine) -> None:
    """Overwrite what was deleted: SQLite leaves the old text in its file and its log until then."""
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        try:
            raw.driver_connection.execute("VACUUM")
            raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()


@contextmanager
def errors_translated(engine: Engine) -> Iterator[None]:
    """Within it, a database error that a person can do something about becomes StoreError."""
    try:
        yield
    except DBAPIError as error:
        if problem := _problem(error, engine):
            raise problem from error
        raise


def _problem(error: DBAPIError, engine: Engine) -> StoreError | None:
    code = getattr(error.orig, "sqlite_errorname", "").removeprefix("SQLITE_").split("_")[0]
    where = engine.url.render_as_string(hide_password=True)
    if code in PROBLEMS:
        message, hint = PROBLEMS[code]
        return StoreError(message.format(file=engine.url.database), hint=hint, where=where)
    if isinstance(error, OperationalError) and engine.dialect.name != "sqlite":
        return StoreError("The library's database can't be reached.", hint=f"Check that {where} runs.", where=where)
    return None


def _folder(where: str) -> Path:
    folder = Path(where).expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        hint = "Give a folder with --library or EDUAPP_LIBRARY."
        raise StoreError(f"The library can't be at {folder}: that is a file.", hint=hint, where=where) from error
    except OSError as error:
        hint = "Choose another with --library or EDUAPP_LIBRARY."
        raise StoreError(f"The folder {folder} can't be made: {error.strerror}.", hint=hint, where=where) from error
    return folder


def _engine_for_url(where: str) -> Engine:
    try:
        return create_engine(where)
    except (SQLAlchemyError, ImportError) as error:
        hint = "It looks like postgresql+psycopg://user@host/name, and its driver must be installed."
        raise InputError(f"The library's address can't be used: {error}.", hint=hint) from error


def _prepare_sqlite(connection, _record) -> None:
    connection.isolation_level = None  # the driver's own transactions leave schema changes out; ours begin below
    for setting in ("journal_mode = WAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
