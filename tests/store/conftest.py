"""Repositories to test with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine

from eduapp.domain.item_set import ItemSet
from eduapp.domain.review import Verdict
from eduapp.store import Repository, open_repository
from tests.fakes import make_document, make_item


class Clock:
    """A second later each time it is looked at."""

    def __init__(self) -> None:
        self._ticks = count()

    def __call__(self) -> datetime:
        return datetime(2026, 3, 1, 8, tzinfo=UTC) + timedelta(seconds=next(self._ticks))


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    """An empty repository with a clock that can be foretold."""
    opened = open_repository(str(tmp_path / "library"))
    yield Repository(opened.engine, now=Clock())
    opened.close()


@pytest.fixture
def library_with_a_decision(repository: Repository) -> Engine:
    """The engine of a repository with one approved item."""
    document = make_document()
    repository.add_source(document)
    items = (make_item(1, document),)
    repository.finish_set(ItemSet(id="set-1", source=document.source.id, title="Cells", items=items))
    repository.decide(items[0].id, Verdict.APPROVE, who="A. Teacher")
    return repository.engine
