"""The notebook in docs: run from top to bottom by a real kernel, and what it stores is what comes out."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.e2e.notebook import NOTEBOOK, TOP, run, stored

pytestmark = pytest.mark.e2e


def told(cell: Any) -> list[str]:
    """What a cell shows: HTML where there is some, else text."""
    shown = []
    for output in cell.get("outputs", []):
        assert output["output_type"] != "error", output
        data = output.get("data", {"text/plain": output.get("text", "")})
        shown.append(data.get("text/html") or data["text/plain"])
    return shown


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_notebook_runs_and_shows_what_it_stores(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("nbformat")
    pytest.importorskip("nbclient")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(TOP), os.environ.get("PYTHONPATH", "")]))
    for before, after in zip(stored().cells, run().cells, strict=True):
        assert told(before) == told(after), f"Is `make notebook` due? {before['source']}"


def test_what_it_stores_is_short() -> None:
    assert NOTEBOOK.stat().st_size < 20_000
