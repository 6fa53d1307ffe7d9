"""The library on disk: sources, understandings, sets, items with all their revisions, and every decision.

open_repository(where) ──► engine (connections, transactions, errors) ──► migrations ──► Repository
"""

from __future__ import annotations

from eduapp.store.engine import open_engine
from eduapp.store.migrations import migrate
from eduapp.store.repository import UNFINISHED, Repository

__all__ = ["UNFINISHED", "Repository", "open_repository"]


def open_repository(where: str, *, patience: float = 15.0) -> Repository:
    """The repository in that folder, or at that database URL; made if there is none.

    `patience` is how long, in seconds, to wait for another program that is writing. Raises StoreError.
    """
    engine = open_engine(where, patience=patience)
    try:
        migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return Repository(engine)
