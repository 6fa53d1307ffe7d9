"""How the schema came to be: named steps, each in a transaction of its own, recorded in the table `schema_steps`.

A released step is never edited or removed; what is wrong with it is put right by the next one. The SQL is written out,
because a step must do the same for ever while `tables.py` moves on.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from eduapp.errors import StoreError
from eduapp.store.engine import transaction

Step = Callable[[Connection], None]

_STEPS_TABLE = "CREATE TABLE schema_steps (name VARCHAR NOT NULL PRIMARY KEY, done VARCHAR NOT NULL)"


def s001_sources_and_sets(connection: Connection) -> None:
    """What was read, what was understood of it, and the sets made from it."""
    _run(
        connection,
        """CREATE TABLE sources (id VARCHAR NOT NULL PRIMARY KEY, name VARCHAR NOT NULL, media_type VARCHAR NOT NULL,
           sha256 VARCHAR NOT NULL, size BIGINT NOT NULL, added VARCHAR NOT NULL, body VARCHAR NOT NULL)""",
        """CREATE TABLE understandings (source VARCHAR NOT NULL REFERENCES sources (id),
           pipeline VARCHAR NOT NULL, made VARCHAR NOT NULL, body VARCHAR NOT NULL,
           PRIMARY KEY (source, pipeline))""",
        """CREATE TABLE sets (id VARCHAR NOT NULL PRIMARY KEY, source VARCHAR NOT NULL REFERENCES sources (id),
           title VARCHAR NOT NULL, blueprint VARCHAR NOT NULL, model VARCHAR NOT NULL, seed BIGINT NOT NULL,
           made VARCHAR NOT NULL, missing JSON NOT NULL, report JSON NOT NULL)""",
        "CREATE INDEX ix_sets_source ON sets (source)",
    )


def s002_items(connection: Connection) -> None:
    """Items, their revisions and their places in sets."""
    _run(
        connection,
        "CREATE TABLE items (id VARCHAR NOT NULL PRIMARY KEY, source VARCHAR NOT NULL REFERENCES sources (id))",
        "CREATE INDEX ix_items_source ON items (source)",
        """CREATE TABLE members ("set" VARCHAR NOT NULL REFERENCES sets (id),
           item VARCHAR NOT NULL REFERENCES items (id), position INTEGER NOT NULL, PRIMARY KEY ("set", item))""",
        "CREATE INDEX ix_members_item ON members (item)",
        """CREATE TABLE revisions (item VARCHAR NOT NULL REFERENCES items (id), revision INTEGER NOT NULL,
           made VARCHAR NOT NULL, who VARCHAR NOT NULL, body VARCHAR NOT NULL, PRIMARY KEY (item, revision))""",
    )


def s003_decisions(connection: Connection) -> None:
    """Decisions on revisions."""
    _run(
        connection,
        """CREATE TABLE decisions (item VARCHAR NOT NULL, number INTEGER NOT NULL, revision INTEGER NOT NULL,
           verdict VARCHAR NOT NULL, who VARCHAR NOT NULL, "when" VARCHAR NOT NULL, why VARCHAR NOT NULL,
           policy VARCHAR NOT NULL, PRIMARY KEY (item, number),
           FOREIGN KEY (item, revision) REFERENCES revisions (item, revision))""",
    )


def s004_append_only(connection: Connection) -> None:
    """The database itself refuses to change or delete a revision or a decision (SQLite)."""
    if connection.dialect.name != "sqlite":
        return
    for table in ("revisions", "decisions"):
        for action in ("UPDATE", "DELETE"):
            refuse = f"BEGIN SELECT RAISE(ABORT, '{table} are append-only'); END"
            _run(connection, f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} {refuse}")


def s005_crosswords(connection: Connection) -> None:
    """The crossword of a set; JSON's null where it has none."""
    _run(connection, "ALTER TABLE sets ADD COLUMN crossword JSON NOT NULL DEFAULT 'null'")


def s006_plans(connection: Connection) -> None:
    """What was asked for with a set, which items fill which seat, and which took another's place."""
    _run(
        connection,
        "ALTER TABLE sets ADD COLUMN language VARCHAR NOT NULL DEFAULT ''",
        "ALTER TABLE sets ADD COLUMN plan JSON NOT NULL DEFAULT 'null'",
        "ALTER TABLE sets ADD COLUMN brief JSON NOT NULL DEFAULT '{}'",
        "ALTER TABLE sets ADD COLUMN seats JSON NOT NULL DEFAULT '[]'",
        "ALTER TABLE sets ADD COLUMN replaced JSON NOT NULL DEFAULT '{}'",
    )


def s007_standings(connection: Connection) -> None:
    """How each item stands now, to look through many at once; and which revision an undo brought back."""
    _run(
        connection,
        "ALTER TABLE decisions ADD COLUMN restores INTEGER NOT NULL DEFAULT 0",
        """CREATE TABLE standings (item VARCHAR NOT NULL PRIMARY KEY REFERENCES items (id),
           source VARCHAR NOT NULL REFERENCES sources (id), revision INTEGER NOT NULL, decisions INTEGER NOT NULL,
           state VARCHAR NOT NULL, level VARCHAR NOT NULL, kind VARCHAR NOT NULL, checked INTEGER NOT NULL,
           failed VARCHAR NOT NULL, stem VARCHAR NOT NULL, words VARCHAR NOT NULL)""",
        "CREATE INDEX ix_standings_source ON standings (source)",
        'CREATE INDEX ix_members_place ON members ("set", position)',
    )
    rows = connection.exec_driver_sql(
        """SELECT items.id, items.source, newest.revision, newest.body FROM items
           JOIN revisions AS newest ON newest.item = items.id
           WHERE newest.revision = (SELECT max(revision) FROM revisions WHERE revisions.item = items.id)"""
    ).all()
    verdicts = _verdicts_before_undo(connection)
    for item, source, revision, body in rows:
        connection.execute(_ADD_STANDING, _standing_of(item, source, revision, body, verdicts.get(item, [])))


_ADD_STANDING = text(
    """INSERT INTO standings VALUES (:item, :source, :revision, :decisions, :state, :level, :kind, :checked, :failed,
       :stem, :words)"""
)


def _verdicts_before_undo(connection: Connection) -> dict[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = {}
    rows = connection.exec_driver_sql("SELECT item, revision, verdict FROM decisions ORDER BY item, number")
    for item, revision, verdict in rows:
        found.setdefault(item, []).append((revision, verdict))
    return found


def _standing_of(item: str, source: str, revision: int, body: str, verdicts: list[tuple[int, str]]) -> dict[str, Any]:
    """A row of `standings` as step 7 made it, when there was no undo yet: the last verdict on a revision told all."""
    content = json.loads(body)
    last = next((verdict for of, verdict in reversed(verdicts) if of == revision), "reopen")
    failed = [check["name"] for check in content["checks"] if not check["passed"]]
    right = [choice["text"] for choice in content["choices"] if choice["id"] in content["key"]]
    return {
        "item": item,
        "source": source,
        "revision": revision,
        "decisions": len(verdicts),
        "state": {"approve": "approved", "reject": "rejected", "reopen": "draft"}[last],
        "level": content["level"],
        "kind": content["kind"],
        "checked": len(content["checks"]),
        "failed": "".join(f"\n{name}" for name in failed) + "\n" * bool(failed),
        "stem": content["stem"],
        "words": " ".join([content["stem"], *(right or content["key"])]).casefold(),
    }


def s008_jobs(connection: Connection) -> None:
    """Long work: what was asked for, how far it is, and what became of it."""
    _run(
        connection,
        """CREATE TABLE jobs (id VARCHAR NOT NULL PRIMARY KEY, kind VARCHAR NOT NULL, title VARCHAR NOT NULL,
           asked JSON NOT NULL, "by" VARCHAR NOT NULL, state VARCHAR NOT NULL, stage VARCHAR NOT NULL,
           done BIGINT NOT NULL, total BIGINT NOT NULL, seconds JSON NOT NULL, source VARCHAR NOT NULL,
           "set" VARCHAR NOT NULL, result JSON NOT NULL, message VARCHAR NOT NULL, hint VARCHAR NOT NULL,
           cancelling BOOLEAN NOT NULL, made VARCHAR NOT NULL, started VARCHAR, beat VARCHAR, ended VARCHAR)""",
        "CREATE INDEX ix_jobs_state ON jobs (state)",
        "CREATE INDEX ix_jobs_made ON jobs (made)",
    )


def s009_rubrics_and_grades(connection: Connection) -> None:
    """Rubrics beside items, the grades of classes, and what persons ruled on them."""
    _run(
        connection,
        """CREATE TABLE rubrics (item VARCHAR NOT NULL REFERENCES items (id), version INTEGER NOT NULL,
           made VARCHAR NOT NULL, who VARCHAR NOT NULL, body VARCHAR NOT NULL, PRIMARY KEY (item, version))""",
        """CREATE TABLE rubric_approvals (item VARCHAR NOT NULL, version INTEGER NOT NULL, who VARCHAR NOT NULL,
           "when" VARCHAR NOT NULL, PRIMARY KEY (item, version),
           FOREIGN KEY (item, version) REFERENCES rubrics (item, version))""",
        "CREATE TABLE grade_sets (id VARCHAR NOT NULL PRIMARY KEY, made VARCHAR NOT NULL, body VARCHAR NOT NULL)",
        """CREATE TABLE grades ("set" VARCHAR NOT NULL, position INTEGER NOT NULL, "group" VARCHAR NOT NULL,
           body VARCHAR NOT NULL, PRIMARY KEY ("set", position))""",
        """CREATE TABLE rulings ("set" VARCHAR NOT NULL, grade VARCHAR NOT NULL, number INTEGER NOT NULL,
           body VARCHAR NOT NULL, PRIMARY KEY ("set", grade, number))""",
    )


def s010_rulings_are_kept(connection: Connection) -> None:
    """The database refuses to change rubrics and rulings, and to delete rulings while their class is there (SQLite)."""
    if connection.dialect.name != "sqlite":
        return
    for table in ("rubrics", "rubric_approvals", "rulings"):
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} are append-only'); END"
        _run(connection, f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
        still = "" if table != "rulings" else 'WHEN EXISTS (SELECT 1 FROM grade_sets WHERE id = OLD."set") '
        _run(connection, f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {still}{refuse}")


def s011_sources_can_be_deleted(connection: Connection) -> None:
    """A source may go with the history of its items, all at once and on record; nothing else of history (SQLite)."""
    _run(
        connection,
        """CREATE TABLE deletions (source VARCHAR NOT NULL, "when" VARCHAR NOT NULL, who VARCHAR NOT NULL,
           sets INTEGER NOT NULL, items INTEGER NOT NULL, under_way BOOLEAN NOT NULL, PRIMARY KEY (source, "when"))""",
    )
    if connection.dialect.name != "sqlite":
        return
    for table in ("revisions", "decisions", "rubrics", "rubric_approvals"):
        leaves = """WHEN NOT EXISTS (SELECT 1 FROM deletions JOIN items ON items.source = deletions.source
                    WHERE items.id = OLD.item AND deletions.under_way) """
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} are append-only'); END"
        _run(
            connection,
            f"DROP TRIGGER {table}_no_delete",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {leaves}{refuse}",
        )


STEPS: tuple[Step, ...] = (
    s001_sources_and_sets,
    s002_items,
    s003_decisions,
    s004_append_only,
    s005_crosswords,
    s006_plans,
    s007_standings,
    s008_jobs,
    s009_rubrics_and_grades,
    s010_rulings_are_kept,
    s011_sources_can_be_deleted,
)
"""Append only."""


def migrate(engine: Engine, steps: tuple[Step, ...] = STEPS) -> list[str]:
    """Take the steps that the database hasn't seen, and return their names.

    Raises StoreError for a database that a newer eduapp, or another program, has made.
    """
    done = _done(engine)
    if unknown := sorted(done - {step.__name__ for step in steps}):
        raise StoreError(
            "This library was written by a newer eduapp than this one.",
            hint="Update eduapp, or choose another library with --library.",
            where=unknown[0],
        )
    return [step.__name__ for step in steps if step.__name__ not in done and _take(engine, step)]


def _done(engine: Engine) -> set[str]:
    with transaction(engine) as connection:
        tables = inspect(connection).get_table_names()
        if "schema_steps" in tables:
            return set(connection.scalars(text("SELECT name FROM schema_steps")))
    if tables:
        raise StoreError(
            f"{engine.url.database} is a database of something else.",
            hint="Choose another library with --library or EDUAPP_LIBRARY.",
        )
    with transaction(engine, writes=True) as connection:
        if not inspect(connection).has_table("schema_steps"):
            _run(connection, _STEPS_TABLE)
    return set()


def _take(engine: Engine, step: Step) -> bool:
    """Whether the step was taken here; another process may have been first."""
    with transaction(engine, writes=True) as connection:
        name = step.__name__
        if connection.scalar(text("SELECT 1 FROM schema_steps WHERE name = :name"), {"name": name}):
            return False
        step(connection)
        values = {"name": name, "done": datetime.now(UTC).isoformat()}
        connection.execute(text("INSERT INTO schema_steps (name, done) VALUES (:name, :done)"), values)
    return True


def _run(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)
