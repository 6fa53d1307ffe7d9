"""Damaged model files, made from the starter: each is one clear sentence, and the process that asked lives on."""

from __future__ import annotations

import itertools
import os
import random
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from eduapp.errors import ModelError
from eduapp.llm import machine, open_runtime, plan, probe
from eduapp.llm.catalog import find

pytestmark = pytest.mark.e2e

START_OF_WEIGHTS = 1_785_664  # bytes: header, vocabulary and the list of tensors stand before it
numbers = itertools.count()


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "_folder", lambda: tmp_path / "looked-at")


@pytest.fixture(scope="module")
def starter() -> bytes:
    return find("starter").path.read_bytes()


@pytest.fixture(scope="module")
def copy(starter: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One copy of the starter, changed and mended again by each test that needs it."""
    path = tmp_path_factory.mktemp("models") / "damaged.gguf"
    path.write_bytes(starter)
    yield path
    path.unlink(missing_ok=True)


@contextmanager
def changed(path: Path, whole: bytes, at: int, there: bytes) -> Iterator[Path]:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(there)
    try:
        yield path
    finally:
        with path.open("r+b") as file:
            file.seek(at)
            file.write(whole[at : at + len(there)])


def look(path: Path, **attributes: object) -> probe.ModelFacts:
    return probe.look(SimpleNamespace(path=path, hash=f"sha256:{next(numbers)}", **attributes))


def refused(path: Path) -> ModelError:
    with pytest.raises(ModelError) as caught:
        look(path)
    error = caught.value
    assert path.name in error.message and error.hint
    assert "\n" not in error.message and "Traceback" not in error.message
    return error


# good ones


def test_the_starter_passes(copy: Path) -> None:
    facts = look(copy)
    assert (facts.architecture, facts.quantization, facts.name) == ("llama", "Q4_1", "Smollm2 135M 8k Lc100K Mix1 Ep2")
    assert (facts.layers, facts.embedding, facts.heads, facts.kv_heads) == (30, 576, 9, 3)
    assert (facts.key_size, facts.value_size, facts.context, facts.vocabulary) == (64, 64, 8192, 49_152)
    assert (facts.parameters, facts.weights) == (134_515_008, 96_576_768)
    assert facts.chat_template and facts.has_decoder and facts.causal and not facts.pooled


def test_a_quick_look_finds_the_same(copy: Path) -> None:
    assert look(copy, trusted=True) == look(copy)


# damaged ones


@pytest.mark.parametrize(
    "length", [0, 3, 9, 30, 300, 5_000, 1_000_000, START_OF_WEIGHTS - 100, START_OF_WEIGHTS, 50_000_000, 98_362_431]
)
def test_a_file_that_was_cut_off(starter: bytes, tmp_path: Path, length: int) -> None:
    path = tmp_path / "cut.gguf"
    path.write_bytes(starter[:length])
    assert any(words in refused(path).message for words in ("is empty", "is cut off", "not a GGUF", "is damaged"))


def test_wrong_magic(copy: Path, starter: bytes) -> None:
    with changed(copy, starter, 0, b"JUNK") as path:
        assert refused(path).message == "damaged.gguf is not a GGUF model."


def test_an_architecture_that_llama_cpp_does_not_know(copy: Path, starter: bytes) -> None:
    at = starter.index(b"llama", starter.index(b"general.architecture"))
    with changed(copy, starter, at, b"qzxwv") as path:
        assert "is of a kind that this llama.cpp doesn't know" in refused(path).message


@pytest.mark.parametrize("key", [b"tokenizer.ggml.model", b"tokenizer.ggml.tokens"])
def test_a_tokenizer_that_is_missing(copy: Path, starter: bytes, key: bytes) -> None:
    with changed(copy, starter, starter.index(key), key.replace(b"ggml", b"xxxx")) as path:
        assert "has no tokenizer that this llama.cpp can use" in refused(path).message


def test_a_vocabulary_without_a_model(copy: Path, starter: bytes) -> None:
    with changed(copy, starter, 8, struct.pack("<Q", 0)) as path:
        assert refused(path).message == "damaged.gguf holds a vocabulary or metadata without a model."


def test_more_layers_than_there_are(copy: Path, starter: bytes) -> None:
    key = b"llama.block_count"
    at = starter.index(key) + len(key) + 4  # behind the value's type
    assert starter[at] == 30
    with changed(copy, starter, at, bytes([31])) as path:
        assert "damaged.gguf" in refused(path).message


def test_weights_that_are_no_numbers(copy: Path, starter: bytes) -> None:
    with changed(copy, starter, START_OF_WEIGHTS + 40_000_000, b"\xff" * 4096) as path:
        assert "damaged.gguf" in refused(path).message


@pytest.mark.parametrize("seed", range(30))
def test_a_byte_that_was_changed_crashes_nothing(copy: Path, starter: bytes, seed: int) -> None:
    """Two of three are refused, some of them because llama.cpp aborts. What passes is opened by the app as well."""
    rng = random.Random(seed)
    at = rng.randrange(65_536)
    with changed(copy, starter, at, bytes([starter[at] ^ rng.randrange(1, 256)])) as path:
        try:
            look(path)
        except ModelError as error:
            assert error.hint and path.name in error.message
        else:
            assert ending_of_use(path) == 0


def ending_of_use(path: Path) -> int:
    """How a process ends that opens the model and asks it something; a ModelError is a good end."""
    code = """
import sys
from eduapp.errors import ModelError
from eduapp.llm import open_runtime
try:
    with open_runtime(sys.argv[1], n_ctx=256) as model:
        model.complete("The cell is", max_tokens=4)
except ModelError:
    pass
"""
    return subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True).returncode


# what is no model file, or none that can be read


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "folder.gguf").mkdir()
    assert refused(tmp_path / "folder.gguf").message.endswith("folder.gguf is a folder.")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions don't bind this user")
def test_a_file_that_may_not_be_read(starter: bytes, tmp_path: Path) -> None:
    path = tmp_path / "secret.gguf"
    path.write_bytes(starter[:1000])
    path.chmod(0)
    assert refused(path).message.endswith("secret.gguf may not be read.")


def test_a_file_that_disappears(starter: bytes, tmp_path: Path) -> None:
    path = tmp_path / "fleeting.gguf"
    path.write_bytes(starter)
    file = find(str(path))
    path.unlink()
    with pytest.raises(ModelError, match=r"There is no file .*fleeting\.gguf"):
        probe.look(file)


def test_a_file_that_disappears_while_it_is_tried(
    starter: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "fleeting.gguf"
    path.write_bytes(starter)
    real: Callable[..., list[str]] = probe._command

    def command(*arguments: object) -> list[str]:
        path.unlink()
        return real(*arguments)

    monkeypatch.setattr(probe, "_command", command)
    assert "can't be loaded" in refused(path).message


def test_a_later_part_of_a_split_model(starter: bytes, tmp_path: Path) -> None:
    path = tmp_path / "big-00002-of-00003.gguf"
    path.write_bytes(starter[:1000])
    assert refused(path).hint == "Name its first part: big-00001-of-00003.gguf."


# memory


def test_a_model_that_is_larger_than_memory(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "available_memory", lambda: 150 * 10**6)
    assert refused(copy).message == "The model damaged.gguf needs 0.2 GB of memory, but 0.1 GB is free."
    monkeypatch.setattr(machine, "available_memory", lambda: 10**9)
    assert look(copy).layers == 30


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system doesn't tell a process's memory so")
@pytest.mark.parametrize("n_ctx", [256, 4096])
def test_memory_is_foreseen(copy: Path, n_ctx: int) -> None:
    """On the machine it was made on, the estimate was 3 to 5 % above the resident memory."""
    code = """
import ctypes, re, sys
from eduapp.llm import native
lib, n_ctx = native.library(), int(sys.argv[2])
model = lib.llama_model_load_from_file(sys.argv[1].encode(), lib.llama_model_default_params())
params = lib.llama_context_default_params()
params.n_ctx, params.n_batch, params.n_ubatch, params.n_threads, params.n_threads_batch = n_ctx, 32, 32, 1, 1
params.flash_attn_type = lib.LLAMA_FLASH_ATTN_TYPE_DISABLED
context = lib.llama_init_from_model(model, params)
assert lib.llama_decode(context, lib.llama_batch(32, (ctypes.c_int32 * 32)(), None, None, None, None, None)) == 0
print(re.search(r"VmRSS:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""
    done = subprocess.run([sys.executable, "-c", code, str(copy), str(n_ctx)], capture_output=True, text=True)
    resident = int(done.stdout) * 1024
    foreseen = plan.memory_needed(look(copy, trusted=True), n_ctx=n_ctx, block=32)
    assert 0.85 * resident < foreseen < 1.25 * resident


# and after all that


def test_the_process_lives_on_and_the_terminal_stays_clean(
    starter: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cut.gguf").write_bytes(starter[:2_000_000])
    refused(tmp_path / "cut.gguf")
    assert not list(Path.cwd().glob("core*"))
    with open_runtime("starter", n_ctx=256) as model:
        assert "Paris" in model.complete("The capital of France is", max_tokens=2).text
    assert capfd.readouterr() == ("", "")


def test_a_look_is_paid_for_once(copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    again = shutil.copy(copy, tmp_path / "again.gguf")
    first = probe.look(SimpleNamespace(path=copy, hash="sha256:same"))
    monkeypatch.setattr("subprocess.run", None)
    assert probe.look(SimpleNamespace(path=Path(again), hash="sha256:same")) == first
