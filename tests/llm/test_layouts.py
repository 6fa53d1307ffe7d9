"""Which layout of a model is tried, which wins, and what is kept of it. Nothing is loaded here."""

from __future__ import annotations

import json
import os
from collections import namedtuple
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduapp.errors import ModelError
from eduapp.llm import layouts, machine, probe
from eduapp.llm.base import Cancelled
from eduapp.llm.catalog import ModelFile
from eduapp.llm.layouts import MOST_LOSS, ORIGINAL, SPARE_DISK, WORTH, Choice, Measured, best_of
from tests.llm.facts import SEVEN_B, STARTER

Disk = namedtuple("Disk", "free")
GB = 10**9
COPY = b"another layout"


def row(layout: str, seconds: float = 10.0, perplexity: float = 20.0) -> Measured:
    return Measured(layout=layout, size=1, reading=1.0, writing=1.0, seconds=seconds, perplexity=perplexity)


SLOWER_HALF = layouts._slower_half  # the tests below try both layouts of 16 bits


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelFile:
    """A model of the starter's size, on a machine with room for everything."""
    monkeypatch.setenv("EDUAPP_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr("eduapp.llm.catalog._hashes_path", lambda: tmp_path / "cache" / "hashes.json")
    machine_with(monkeypatch)
    path = tmp_path / "own.gguf"
    path.write_bytes(b"the original")
    return ModelFile(name="own", path=path, size=STARTER.weights, hash="sha256:" + "ab" * 32)


def machine_with(
    monkeypatch: pytest.MonkeyPatch, *, memory: int | None = 64 * GB, disk: int = 500 * GB, facts: Any = STARTER
) -> None:
    monkeypatch.setattr(machine, "available_memory", lambda: memory)
    monkeypatch.setattr(layouts, "_slower_half", lambda: "")
    monkeypatch.setattr(layouts.shutil, "disk_usage", lambda folder: Disk(disk))
    monkeypatch.setattr(probe, "look", lambda file: facts)


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Says what is measured of each layout; the list returned grows with those measured. The copies are a few bytes."""

    def set_up(*rows: Measured | ModelError) -> list[str]:
        by_layout = {one.layout: one for one in rows if isinstance(one, Measured)}
        tried: list[str] = []

        def measure(layout: str, file: ModelFile, threads: int | None) -> Measured:
            tried.append(layout)
            assert file.path.read_bytes() == (b"the original" if layout == ORIGINAL else COPY)
            if layout not in by_layout:
                raise ModelError(f"{layout} can't be measured.")
            return by_layout[layout]

        monkeypatch.setattr(layouts, "_measure", measure)
        monkeypatch.setattr(layouts, "_write", lambda source, target, *_: target.write_bytes(COPY))
        return tried

    return set_up


def kept() -> list[str]:
    """The endings of the files in the folder of copies."""
    folder = layouts._folder()
    return sorted(path.name.partition("-")[2] for path in folder.iterdir() if path.suffix != ".json")


# the best


def test_the_fastest_wins():
    rows = [row(ORIGINAL, 10), row("Q8_0", 5), row("BF16", 4), row("F16", 6)]
    assert best_of(rows).layout == "BF16"


def test_alone_the_original_wins():
    assert best_of([row(ORIGINAL)]).layout == ORIGINAL


def test_what_writes_worse_or_otherwise_does_not_win():
    rows = [row(ORIGINAL, 10, 20.0), row("Q8_0", 3, 20.2), row("BF16", 2, 19.8), row("F16", 6, 20.05)]
    assert best_of(rows).layout == "F16"


def test_with_its_adapter_merged_in_a_copy_may_write_a_little_better():
    rows = [row(ORIGINAL, 10, 20.0), row("Q8_0", 3, 20.2), row("BF16", 2, 19.2), row("F16", 6, 19.8)]
    assert best_of(rows, merged=True).layout == "F16"
    assert best_of(rows).layout == ORIGINAL


def test_what_saves_little_is_not_worth_its_place():
    assert best_of([row(ORIGINAL, 10), row("Q8_0", 10 * WORTH)]).layout == ORIGINAL
    assert best_of([row(ORIGINAL, 10), row("Q8_0", 10 * WORTH - 0.1)]).layout == "Q8_0"


def test_a_model_that_computes_no_numbers_stays_as_it_is():
    nan = float("nan")
    assert best_of([row(ORIGINAL, 10, nan), row("Q8_0", 1, nan)]).layout == ORIGINAL
    assert best_of([row(ORIGINAL, 10), row("Q8_0", 1, nan)]).layout == ORIGINAL


@given(st.lists(st.tuples(st.floats(0.1, 100), st.floats(1, 100)), min_size=1, max_size=4))
def test_whatever_wins_loses_nothing(measurements):
    rows = [row(f"{n}", seconds, perplexity) for n, (seconds, perplexity) in enumerate(measurements)]
    best = best_of(rows)
    assert best.seconds <= rows[0].seconds
    assert abs(best.perplexity / rows[0].perplexity - 1) <= MOST_LOSS


# what is tried


def test_larger_layouts_are_tried_where_there_is_room(file):
    layouts._make_folder()
    assert layouts._candidates(file) == (["Q8_0", "BF16", "F16"], {})


def test_no_layout_is_tried_that_could_lose_something(file):
    layouts._make_folder()
    eight_bits = file.model_copy(update={"size": int(STARTER.parameters * 8.5 / 8)})
    tried, skipped = layouts._candidates(eight_bits)
    assert tried == ["BF16", "F16"]
    assert skipped == {"Q8_0": "It would be no larger than the file, so something might be lost."}
    whole = file.model_copy(update={"size": STARTER.parameters * 4})
    assert layouts._candidates(whole)[0] == []


def test_the_disk_must_have_room_to_spare(file, monkeypatch):
    layouts._make_folder()
    machine_with(monkeypatch, disk=SPARE_DISK + 200 * 10**6)
    tried, skipped = layouts._candidates(file)
    assert tried == ["Q8_0"]
    assert set(skipped) == {"BF16", "F16"}
    assert all("disk" in reason for reason in skipped.values())


def test_memory_must_have_room(file, monkeypatch):
    layouts._make_folder()
    machine_with(monkeypatch, memory=16 * GB, facts=SEVEN_B)
    large = file.model_copy(update={"size": SEVEN_B.weights})
    tried, skipped = layouts._candidates(large)
    assert tried == ["Q8_0"]
    assert skipped["F16"] == "It takes 14.5 GB of memory, too much of the 16.0 GB free."
    machine_with(monkeypatch, memory=None, facts=SEVEN_B)
    assert layouts._candidates(large)[0] == ["Q8_0", "BF16", "F16"], "where the system doesn't say"


# what is kept


def test_the_winner_is_kept_and_found_again(file, measured):
    tried = measured(row(ORIGINAL, 10), row("Q8_0", 5), row("BF16", 3), row("F16", 4))
    told: list[tuple[str, int, int]] = []
    choice = layouts.optimize(file, progress=lambda *news: told.append(news))
    assert tried == [ORIGINAL, "Q8_0", "BF16", "F16"]
    assert told == [(ORIGINAL, 0, 4), ("Q8_0", 1, 4), ("BF16", 2, 4), ("F16", 3, 4), ("", 4, 4)]
    assert choice.layout == "BF16"
    assert kept() == ["BF16.gguf"]
    assert layouts.remembered(file) == choice
    found = layouts.chosen(file)
    assert found.path == layouts._folder() / choice.file
    assert found.path.read_bytes() == COPY
    assert (found.name, found.size, found.hash, found.trusted) == ("own", len(COPY), choice.hash, True)
    assert choice.hash.startswith("sha256:")
    assert file.path.read_bytes() == b"the original"


def test_where_the_original_wins_it_is_used(file, measured):
    measured(row(ORIGINAL, 10), row("Q8_0", 50), row("BF16", 30), row("F16", 40))
    assert layouts.optimize(file).layout == ORIGINAL
    assert kept() == []
    assert layouts.remembered(file)
    assert layouts.chosen(file) == file


def test_a_layout_that_cannot_be_measured_is_skipped(file, measured):
    measured(row(ORIGINAL, 10), row("Q8_0", 5), row("F16", 7))
    choice = layouts.optimize(file)
    assert choice.layout == "Q8_0"
    assert choice.skipped == {"BF16": "BF16 can't be measured."}
    assert kept() == ["Q8_0.gguf"]


def test_an_original_that_cannot_be_measured_is_an_error_and_leaves_nothing(file, measured):
    measured(row("Q8_0", 5))
    with pytest.raises(ModelError, match="can't be measured"):
        layouts.optimize(file)
    assert kept() == []
    assert layouts.remembered(file) is None


@pytest.mark.parametrize("stopped_at", ["Q8_0", "BF16", "F16"])
@pytest.mark.parametrize("kind", [Cancelled, KeyboardInterrupt])
def test_whoever_stops_it_leaves_no_files(file, measured, monkeypatch, stopped_at, kind):
    measured(row(ORIGINAL, 10), row("Q8_0", 5), row("BF16", 3), row("F16", 4))

    def write(source: Path, target: Path, layout: str, *_: Any) -> None:
        target.write_bytes(COPY)
        if layout == stopped_at:
            raise kind

    monkeypatch.setattr(layouts, "_write", write)
    with pytest.raises(kind):
        layouts.optimize(file)
    assert kept() == []
    assert layouts.chosen(file) == file
    assert layouts.remembered(file) is None


def test_whoever_stops_it_keeps_what_was_found_before(file, measured, monkeypatch):
    measured(row(ORIGINAL, 10), row("Q8_0", 5), row("BF16", 8), row("F16", 8))
    before = layouts.optimize(file)

    def stop(*_: Any) -> None:
        raise Cancelled

    monkeypatch.setattr(layouts, "_write", stop)
    with pytest.raises(Cancelled):
        layouts.optimize(file)
    assert layouts.remembered(file) == before
    assert layouts.chosen(file).path.read_bytes() == COPY


def test_measured_anew_another_may_win_and_the_old_copy_goes(file, measured):
    measured(row(ORIGINAL, 10), row("Q8_0", 5), row("BF16", 8), row("F16", 8))
    layouts.optimize(file)
    measured(row(ORIGINAL, 10), row("Q8_0", 8), row("BF16", 8), row("F16", 5))
    assert layouts.optimize(file).layout == "F16"
    assert kept() == ["F16.gguf"]
    measured(row(ORIGINAL, 1), row("Q8_0", 8), row("BF16", 8), row("F16", 5))
    layouts.optimize(file)
    assert kept() == []


def test_two_at_a_time_are_refused(file, measured):
    measured(row(ORIGINAL))
    layouts._make_folder()
    lock = layouts._record(file).with_suffix(".lock")
    lock.write_text(f"{os.getpid()} {layouts.platform.node()}")
    with pytest.raises(ModelError, match="Another eduapp is optimizing own"):
        layouts.optimize(file)


def test_a_folder_that_cannot_be_made_is_an_error(file, monkeypatch, tmp_path):
    (tmp_path / "full").write_text("no folder")
    monkeypatch.setenv("EDUAPP_MODELS", str(tmp_path / "full"))
    with pytest.raises(ModelError, match="can't be written"):
        layouts.optimize(file)


def test_forgetting_deletes_the_copies_and_what_was_measured(file, measured):
    measured(row(ORIGINAL, 10), row("Q8_0", 5), row("BF16", 8), row("F16", 8))
    layouts.optimize(file)
    other = file.model_copy(update={"hash": "sha256:" + "cd" * 32})
    layouts.optimize(other)
    layouts.forget(file)
    assert layouts.remembered(file) is None
    assert layouts.chosen(file) == file
    assert layouts.remembered(other)
    assert kept() == ["Q8_0.gguf"]
    layouts.forget(file)


def test_forgetting_what_was_never_found_does_nothing(file):
    layouts.forget(file)
    assert layouts.remembered(file) is None


# what is remembered


def noted(file: ModelFile, text: str) -> None:
    layouts._make_folder()
    layouts._record(file).write_text(text, "utf-8")


GOOD = Choice(layout="Q8_0", file="copy.gguf", hash="sha256:0", rows=(row(ORIGINAL),)).model_dump(mode="json")


def test_nothing_is_remembered_of_a_model_never_measured(file):
    assert layouts.remembered(file) is None
    assert layouts.chosen(file) == file


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "{}", json.dumps(GOOD | {"rows": 5}), json.dumps(GOOD | {"strange": 1}), "\udcff"],
)
def test_a_damaged_note_is_ignored(file, text):
    layouts._make_folder()
    layouts._record(file).write_bytes(text.encode("utf-8", "surrogateescape"))
    assert layouts.remembered(file) is None
    assert layouts.chosen(file) == file


def test_a_copy_that_is_gone_is_not_chosen(file):
    noted(file, json.dumps(GOOD))
    assert layouts.remembered(file).layout == "Q8_0"
    assert layouts.chosen(file) == file
    (layouts._folder() / "copy.gguf").write_bytes(COPY)
    assert layouts.chosen(file).path.name == "copy.gguf"


@pytest.mark.parametrize(("what", "value"), [("model_name", lambda: "Z80"), ("cores", lambda: 9)])
def test_what_was_measured_on_another_machine_does_not_hold_here(file, monkeypatch, what, value):
    noted(file, json.dumps(GOOD))
    monkeypatch.setattr(machine, what, value)
    assert layouts.remembered(file) is None


def test_what_was_measured_with_another_llama_cpp_does_not_hold(file, monkeypatch):
    noted(file, json.dumps(GOOD))
    monkeypatch.setattr(layouts.importlib.metadata, "version", lambda package: "0.0.1")
    assert layouts.remembered(file) is None


def test_another_file_is_another_model(file):
    noted(file, json.dumps(GOOD))
    assert layouts.remembered(file.model_copy(update={"hash": "sha256:" + "cd" * 32})) is None


def test_the_facts_decide_not_the_files_name(file, monkeypatch):
    layouts._make_folder()
    machine_with(monkeypatch, memory=GB, facts=replace(STARTER, parameters=10 * STARTER.parameters))
    assert layouts._candidates(file)[0] == []


@pytest.mark.parametrize(
    ("features", "left_out"), [(["avx2", "f16c"], "BF16"), (["avx512f", "avx512_bf16"], "F16"), (["amx_int8"], "F16")]
)
def test_of_the_layouts_of_16_bits_only_the_one_that_suits_the_processor_is_tried(
    file, monkeypatch, features, left_out
):
    monkeypatch.setattr(machine, "cpu_features", lambda: features)
    assert SLOWER_HALF() == left_out
