"""The starter model measured in several layouts on this machine."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from eduapp.llm import layouts, open_runtime
from eduapp.llm.base import Cancelled
from eduapp.llm.catalog import ModelFile, find
from eduapp.llm.grammar import violation
from eduapp.llm.layouts import MERGED_GAIN, MOST_LOSS, ORIGINAL, WORTH, Choice, Measured

pytestmark = pytest.mark.e2e

SCHEMA = {"type": "object", "properties": {"level": {"enum": ["low", "high"]}, "sure": {"type": "boolean"}}}
OTHER_PROCESS = """
from eduapp.llm import layouts
from eduapp.llm.catalog import find
print(layouts.chosen(find("starter")).path)
"""


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def set_up(patch: pytest.MonkeyPatch, models: Path) -> None:
    """The models folder of these tests, and one other layout to try, so that they don't take minutes."""
    patch.setenv("EDUAPP_MODELS", str(models))
    patch.setattr(layouts, "BITS", {"F16": 16.0})
    patch.setattr(layouts, "_slower_half", lambda: "")


def quick(layout: str, file: ModelFile, threads: int | None) -> Measured:
    """In the place of a measurement."""
    return Measured(layout=layout, size=1, reading=1.0, writing=1.0, seconds=1.0, perplexity=1.0)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(autouse=True)
def own_folder(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(monkeypatch, models)


@pytest.fixture(scope="module")
def before() -> str:
    """The digest of the original file before anything was done."""
    return digest(find("starter").path)


@pytest.fixture(scope="module")
def choice(models: Path, before: str) -> Choice:
    """What is found for the starter."""
    with pytest.MonkeyPatch.context() as patch:
        set_up(patch, models)
        return layouts.optimize(find("starter"), threads=1)


@pytest.fixture
def chosen(choice: Choice) -> ModelFile:
    return layouts.chosen(find("starter"))


def test_the_layouts_were_measured(choice):
    assert [row.layout for row in choice.rows] == [ORIGINAL, "F16"]
    assert choice.skipped == {}
    for row in choice.rows:
        assert min(row.reading, row.writing, row.seconds) > 0
        assert row.perplexity > 1


def test_the_copy_says_what_the_original_says(choice):
    original, copy = choice.rows
    assert copy.size > original.size
    assert (1 - MERGED_GAIN) * original.perplexity < copy.perplexity < (1 + MOST_LOSS) * original.perplexity


def test_the_faster_one_is_kept_and_nothing_else(choice, models):
    original, copy = choice.rows
    files = {path.name for path in (models / "optimized").iterdir()}
    assert choice.layout == ("F16" if copy.seconds < WORTH * original.seconds else ORIGINAL)
    assert {name for name in files if not name.endswith(".json")} == ({choice.file} if choice.file else set())


def test_the_original_is_untouched(choice, before):
    assert digest(find("starter").path) == before


def test_what_was_chosen_opens_and_honours_a_schema(choice, chosen):
    with open_runtime("starter", n_ctx=512, threads=1) as model:
        assert model.hash == chosen.hash
        assert model.name == "starter"
        assert "Paris" in model.complete("The capital of France is", max_tokens=3).text
        for seed in range(3):
            reply = model.complete("As JSON:\n", schema=SCHEMA, max_tokens=60, temperature=1.0, seed=seed)
            assert violation(json.loads(reply.text), SCHEMA) == ""
    assert chosen.hash == (f"sha256:{digest(chosen.path)}" if choice.file else find("starter").hash)


def test_a_second_process_finds_the_choice(chosen):
    done = subprocess.run([sys.executable, "-c", OTHER_PROCESS], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(chosen.path)


def test_a_cancelled_search_leaves_no_files_and_no_process(tmp_path, monkeypatch):
    """It is stopped while the other process writes."""
    monkeypatch.setenv("EDUAPP_MODELS", str(tmp_path))
    monkeypatch.setattr(layouts, "_measure", quick)
    started: list[Any] = []
    popen = subprocess.Popen

    def start(*args: Any, **options: Any) -> Any:
        started.append(popen(*args, **options))
        return started[-1]

    monkeypatch.setattr(layouts.subprocess, "Popen", start)
    stopped: list[float] = []

    def cancelled() -> bool:
        if list((tmp_path / "optimized").glob("*.part")):
            stopped.append(time.monotonic())
        return bool(stopped)

    with pytest.raises(Cancelled):
        layouts.optimize(find("starter"), cancelled=cancelled)
    assert time.monotonic() - stopped[0] < 2
    assert started[0].poll() is not None
    assert list((tmp_path / "optimized").iterdir()) == []


def test_a_layout_that_cannot_be_written_is_skipped(tmp_path, monkeypatch):
    monkeypatch.setenv("EDUAPP_MODELS", str(tmp_path))
    monkeypatch.setattr(layouts, "BITS", {"NO_SUCH": 16.0})
    monkeypatch.setattr(layouts, "_measure", quick)
    choice = layouts.optimize(find("starter"))
    assert choice.layout == ORIGINAL
    assert choice.skipped == {"NO_SUCH": "The model can't be written in the layout NO_SUCH."}
    assert [path.suffix for path in (tmp_path / "optimized").iterdir()] == [".json"]
