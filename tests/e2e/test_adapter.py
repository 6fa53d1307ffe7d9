"""The starter model with an adapter, attached to it and merged into it."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from gguf import GGUFReader

from eduapp import resources
from eduapp.errors import ModelError
from eduapp.llm import Ask, layouts, open_cached, open_runtime
from eduapp.llm.catalog import ModelFile, find
from eduapp.llm.layouts import ORIGINAL, Measured
from eduapp.llm.runtime import GGUFRuntime
from tests.llm.adapters import write_adapter

pytestmark = pytest.mark.e2e

TEXT = "Osmosis is the movement of water through a membrane. Question: What is osmosis?\nAnswer:"
OTHERS = [" Water moves", " Osmosis is the movement", " The", " A plant", "\n\n"]
CHANGED = ("attn_q", "attn_v", "attn_output", "ffn_gate", "ffn_down")


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue with an adapter at the starter's place for it, large enough to change what is written."""
    folder = tmp_path_factory.mktemp("catalogue")
    shutil.copy(resources.model_dir() / "catalog.toml", folder)
    (folder / "starter").mkdir()
    names = [f"blk.{layer}.{part}.weight" for layer in range(0, 30, 3) for part in CHANGED]
    tensors = {one.name: one for one in GGUFReader(find("starter-base").path).tensors}
    sizes = {name: tuple(int(size) for size in reversed(tensors[name].shape)) for name in names}
    write_adapter(folder / "starter" / "adapter.gguf", sizes, strength=0.12)
    return folder


@pytest.fixture(autouse=True)
def own_folders(catalogue: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eduapp.resources.model_dir", lambda: catalogue)
    monkeypatch.setenv("EDUAPP_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr(layouts, "BITS", {"F16": 16.0})
    monkeypatch.setattr(layouts, "_slower_half", lambda: "")


def likely(runtime: GGUFRuntime) -> np.ndarray:
    return np.array(runtime.logprobs(TEXT, OTHERS))


def test_it_changes_what_the_model_says_and_the_bare_one_stays():
    with open_runtime("starter", n_ctx=256) as adapted, open_runtime("starter-base", n_ctx=256) as bare:
        assert (adapted.name, bare.name) == ("starter", "starter-base")
        assert (adapted.forms, bare.forms) == ("tasks", "")
        assert adapted.hash != bare.hash
        assert np.abs(likely(adapted) - likely(bare)).max() > 0.1
    with open_cached("starter", n_ctx=256) as cached:
        assert (cached.forms, cached.hash) == ("tasks", adapted.hash)


def test_attached_and_merged_say_nearly_the_same(catalogue, tmp_path):
    """Both in 16 bits: 4 bits as they are sum otherwise than what they are rewritten to, with an adapter or without."""
    adapter = catalogue / "starter" / "adapter.gguf"
    path = find("starter-base").path
    likely_with = []
    for name, merged, attached in (("bare", None, None), ("attached", None, adapter), ("merged", adapter, None)):
        half = tmp_path / f"{name}.gguf"
        layouts._write(path, half, "F16", None, merged)
        with GGUFRuntime(find(str(half)).model_copy(update={"adapter": attached}), n_ctx=256) as runtime:
            likely_with.append(likely(runtime))
    bare, attached, merged = likely_with
    assert np.abs(attached - bare).max() > 1
    assert np.abs(attached - merged).max() < 0.03
    assert len([path for path in tmp_path.iterdir() if path.is_file()]) == 3, "nothing is left over"


def test_the_optimized_copy_has_it_merged_in(monkeypatch):
    """What is measured of which file, without the time that measuring takes."""
    measured = []

    def measure(layout: str, file: ModelFile, threads: int | None) -> Measured:
        measured.append((layout, file.adapter))
        seconds = 1.0 if layout == ORIGINAL else 0.5
        return Measured(layout=layout, size=1, reading=1.0, writing=1.0, seconds=seconds, perplexity=1.0)

    monkeypatch.setattr(layouts, "_measure", measure)
    file = find("starter")
    layouts.optimize(file)
    assert measured == [(ORIGINAL, file.adapter), ("F16", None)]
    chosen = layouts.chosen(file)
    assert (chosen.name, chosen.adapter, chosen.forms) == ("starter", None, "tasks")
    assert layouts.chosen(find("starter-base")).path == file.path, "the bare one was not measured"
    with open_runtime("starter", n_ctx=256) as merged, open_runtime("starter", n_ctx=256, optimized=False) as attached:
        assert merged.file.path != attached.file.path
        assert np.abs(likely(merged) - likely(attached)).max() < 0.5
        assert merged.forms == attached.forms == "tasks"


def test_replies_are_the_same_whatever_stands_beside_them():
    asks = [
        Ask(TEXT[7 * n :] + f" {n}", {"temperature": 0.8, "seed": n, "max_tokens": 3 + 2 * (n % 4)}) for n in range(5)
    ]
    with open_runtime("starter", n_ctx=256, threads=1) as runtime:
        alone = [runtime.complete(ask.text, **ask.options) for ask in asks]
        assert runtime.complete_many(asks) == alone


def test_a_damaged_adapter_is_one_sentence(catalogue, monkeypatch, tmp_path):
    folder = tmp_path / "other"
    shutil.copytree(catalogue, folder)
    adapter = folder / "starter" / "adapter.gguf"
    monkeypatch.setattr("eduapp.resources.model_dir", lambda: folder)
    whole = adapter.read_bytes()
    for content in (whole[: len(whole) // 2], whole[:300], b"nothing", find("starter-base").path.read_bytes()):
        adapter.write_bytes(content)
        with pytest.raises(ModelError, match=r"^[^\n]*adapter\.gguf[^\n]*\.$"):
            open_runtime("starter", n_ctx=256)
    open_runtime("starter-base", n_ctx=256).close()
