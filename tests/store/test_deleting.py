"""A source leaves the library with all that was made of it, and with nothing else."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from eduapp.domain.item_set import ItemSet
from eduapp.domain.job import JobState
from eduapp.domain.review import Verdict
from eduapp.domain.rubric import Criterion
from eduapp.domain.source import Document
from eduapp.errors import InputError, NotFoundError
from eduapp.store import Repository
from eduapp.store.engine import transaction
from tests.fakes import make_document, make_item, make_understanding

CELLS = make_document(text="The vacuole stores sap in the cells of plants.")
STARS = make_document("stars.txt", "A star is a ball of hot gas.")

POINTS = (Criterion(id="c1", text="Names the nucleus.", points=1),)


@pytest.fixture
def filled(repository: Repository) -> Repository:
    """Two sources, each with a set of two items, of which one is approved and has a rubric beside it."""
    for number, document in enumerate((CELLS, STARS)):
        put(repository, document, number)
    return repository


def put(repository: Repository, document: Document, number: int) -> None:
    repository.add_source(document)
    repository.save_understanding(make_understanding(document))
    items = tuple(make_item(10 * number + n, document) for n in (1, 2))
    repository.finish_set(ItemSet(id=f"set-{number}", source=document.source.id, title=document.title, items=items))
    repository.decide(items[0].id, Verdict.APPROVE, who="A. Teacher")
    repository.grades.add_rubric(items[0].id, POINTS, "A. Teacher")
    repository.grades.approve_rubric(items[0].id, 1, "A. Teacher")
    job = repository.jobs.add("generate", document.source.name, {}, source=document.source.id)
    repository.jobs.end(job.id, JobState.DONE)


def rows(repository: Repository) -> dict[str, int]:
    with transaction(repository.engine) as connection:
        names = inspect(connection).get_table_names()
        return {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) for name in names}


def test_what_goes_is_told_before(filled: Repository) -> None:
    went = filled.belongings(CELLS.source.id)
    assert (went.sets, went.items, went.approved, went.decisions) == (1, 2, 1, 1)
    assert went.in_short == "1 set with 2 items, 1 of them approved, and 1 decision"
    assert filled.belongings("src-none").in_short == ""


def test_all_of_it_goes_and_nothing_of_another(filled: Repository) -> None:
    before = rows(filled)
    assert filled.delete_source(CELLS.source.id, "A. Teacher").items == 2
    after = rows(filled)
    halved = {name for name, count in before.items() if count and after[name] == count / 2}
    assert halved == {"sources", "understandings", "sets", "items", "members", "revisions", "decisions", "standings",
                      "jobs", "rubrics", "rubric_approvals"}  # fmt: skip
    assert after["deletions"] == 1
    assert filled.item_set("set-1").items[0].review.state.value == "approved"
    with pytest.raises(NotFoundError):
        filled.document(CELLS.source.id)


def test_no_word_of_it_stays_in_the_file(filled: Repository) -> None:
    file = Path(filled.engine.url.database or "")
    filled.delete_source(CELLS.source.id, "A. Teacher")
    with sqlite3.connect(file) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"vacuole stores sap" not in file.read_bytes() and b"ball of hot gas" in file.read_bytes()


def test_history_is_guarded_again_afterwards(filled: Repository) -> None:
    filled.delete_source(CELLS.source.id, "A. Teacher")
    put(filled, CELLS, 0)  # the same source comes back
    for table in ("revisions", "decisions", "rubrics", "rubric_approvals"):
        with pytest.raises(IntegrityError, match="append-only"), transaction(filled.engine, writes=True) as connection:
            connection.execute(text(f"DELETE FROM {table}"))


@pytest.mark.parametrize("kind", ["generate", "regenerate"])
def test_while_somebody_works_on_it_it_stays(filled: Repository, kind: str) -> None:
    about = {"source": CELLS.source.id} if kind == "generate" else {}
    item = filled.item_set("set-0").items[0].id
    job = filled.jobs.add(kind, "cells", {"item": item}, state=JobState.RUNNING, **about)
    with pytest.raises(InputError, match="worked on") as caught:
        filled.delete_source(CELLS.source.id, "A. Teacher")
    assert job.id in caught.value.hint and len(filled.item_set("set-0").items) == 2
