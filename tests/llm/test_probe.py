from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from dataclasses import asdict, replace
from types import SimpleNamespace

import pytest

from eduapp.errors import ModelError
from eduapp.llm import native, probe
from eduapp.llm.plan import GB
from tests.llm.facts import SEVEN_B, STARTER

HEADER = struct.pack("<4sIQQ", b"GGUF", 3, 2, 3) + bytes(200)
GOOD = json.dumps({"facts": asdict(STARTER), "lasting": True})
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="this system has no signals")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "some.gguf"
    path.write_bytes(HEADER)
    return SimpleNamespace(path=path, hash="sha256:0f")


@pytest.fixture
def trial(monkeypatch, tmp_path):
    """Puts a line of Python in the place of the process that tries a file; the list grows with each one started."""
    started = []

    def stand_in(code):
        def command(path, free, thorough):
            started.append(thorough)
            return [sys.executable, "-c", code]

        monkeypatch.setattr(probe, "_command", command)
        return started

    monkeypatch.setattr(probe, "_folder", lambda: tmp_path / "cache")
    return stand_in


def refused(file):
    with pytest.raises(ModelError) as caught:
        probe.look(file)
    assert caught.value.hint
    assert caught.value.where == str(file.path)
    return caught.value


# what the process says


def test_facts_are_kept_once_they_are_known(trial, file):
    started = trial(f"print({GOOD!r})")
    assert probe.look(file) == STARTER
    assert probe.look(file) == STARTER
    assert started == [True]


def test_another_file_or_llama_cpp_is_looked_at_anew(trial, file, monkeypatch):
    started = trial(f"print({GOOD!r})")
    probe.look(file)
    probe.look(SimpleNamespace(path=file.path, hash="sha256:10"))
    monkeypatch.setattr("importlib.metadata.version", lambda name: "99.0")
    probe.look(file)
    monkeypatch.setattr(probe, "VERSION", probe.VERSION + 1)
    probe.look(file)
    assert len(started) == 4


def test_a_trusted_file_is_looked_at_quickly(trial, file):
    started = trial(f"print({GOOD!r})")
    file.trusted = True
    probe.look(file)
    file.trusted = False
    probe.look(file)
    assert started == [False, True]


def test_a_failure_is_told_under_the_files_present_name(trial, file):
    started = trial("""print('{"message": "The model {name} is bad.", "hint": "Mend it.", "lasting": true}')""")
    assert refused(file).message == "The model some.gguf is bad."
    file.path = file.path.rename(file.path.with_name("other.gguf"))
    assert str(refused(file)) == "The model other.gguf is bad. Mend it."
    assert len(started) == 1


def test_a_failure_that_may_pass_is_not_kept(trial, file):
    started = trial("""print('{"message": "Too big.", "hint": "Wait.", "lasting": false}')""")
    refused(file)
    refused(file)
    assert len(started) == 2


def test_words_of_other_libraries_do_not_disturb(trial, file):
    trial(f"print('loading'); print({GOOD!r}); print('bye')")
    assert probe.look(file) == STARTER


# how it may end


@POSIX
@pytest.mark.parametrize(
    ("signal", "said", "trials"),
    [
        ("SIGABRT", "The model some.gguf made llama.cpp crash while it was tried (SIGABRT).", 1),
        ("SIGSEGV", "The model some.gguf made llama.cpp crash while it was tried (SIGSEGV).", 1),
        ("SIGBUS", "The model some.gguf made llama.cpp crash while it was tried (SIGBUS).", 2),
        ("SIGKILL", "stopped by the system while it was tried, most likely because memory ran out.", 2),
        ("SIGILL", "llama.cpp was built for another processor.", 2),
    ],
)
def test_a_crash_is_one_clear_error(trial, file, signal, said, trials):
    no_core = "import os, resource, signal; resource.setrlimit(resource.RLIMIT_CORE, (0, 0))"
    started = trial(f"{no_core}; os.kill(os.getpid(), signal.{signal})")
    assert refused(file).message.endswith(said)
    assert refused(file).message.endswith(said)
    assert len(started) == trials


@pytest.mark.parametrize("code", ["raise SystemExit(3)", "1 / 0", "", "print('{}'); raise SystemExit(3)"])
def test_an_end_without_a_report_is_one_clear_error(trial, file, code):
    trial(code)
    assert "made llama.cpp crash while it was tried (code " in refused(file).message


def test_a_trial_that_takes_too_long_is_stopped(trial, file, monkeypatch):
    trial("import time; time.sleep(60)")
    monkeypatch.setattr(probe, "START", 0.2)
    assert refused(file).message == "The model some.gguf took more than 0 seconds to load."


def test_a_process_that_cannot_be_started_is_one_clear_error(trial, file, monkeypatch):
    trial("")

    def fail(*_, **__):
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr("subprocess.run", fail)
    assert refused(file).message == "The model some.gguf couldn't be tried: Cannot allocate memory."


def test_the_trial_writes_nothing_to_the_terminal(trial, file, capfd):
    trial(f"import sys; print('noise', file=sys.stderr); print({GOOD!r})")
    probe.look(file)
    assert capfd.readouterr() == ("", "")


def test_a_file_that_has_gone_is_told_before_anything_is_tried(trial, file):
    started = trial(f"print({GOOD!r})")
    probe.look(file)
    file.path.unlink()
    assert refused(file).message.startswith("There is no file ")
    assert len(started) == 1


def test_without_llama_cpp_its_command_is_named(trial, file, monkeypatch):
    def absent(name):
        raise probe.importlib.metadata.PackageNotFoundError(name)

    trial("")
    monkeypatch.setattr("importlib.metadata.version", absent)
    with pytest.raises(ModelError, match="isn't installed") as caught:
        probe.look(file)
    assert caught.value.hint == native.INSTALL


# what is kept


@pytest.mark.parametrize("content", ["", "{", "[]", '{"facts": {"layers": 1}}', '{"message": 1, "hint": ""}', "{}"])
def test_a_damaged_note_costs_only_time(trial, file, tmp_path, content):
    started = trial(f"print({GOOD!r})")
    probe.look(file)
    (kept,) = (tmp_path / "cache").iterdir()
    kept.write_text(content)
    assert probe.look(file) == STARTER
    assert len(started) == 2


def test_a_cache_that_cannot_be_written_costs_only_time(trial, file, tmp_path):
    started = trial(f"print({GOOD!r})")
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert probe.look(file) == probe.look(file) == STARTER
    assert len(started) == 2


# which models can write


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, ""),
        ({"hybrid": True, "recurrent": True}, ""),
        ({"causal": False, "pooled": True}, "compares texts"),
        ({"pooled": True}, "compares texts"),
        ({"causal": False}, "compares texts"),
        ({"has_encoder": True, "has_decoder": False}, "compares texts"),
        ({"has_encoder": True}, "translates one text into another"),
        ({"diffusion": True, "causal": False}, "writes all words at once"),
        ({"vocabulary": 0}, "no vocabulary"),
    ],
)
def test_models_that_cannot_write_are_told_apart(change, said):
    why = probe.why_not(replace(STARTER, **change))
    assert said in why and bool(why) == bool(said)


# the process itself


def test_its_command_names_the_file_and_the_memory(tmp_path):
    path = tmp_path / "a model's name.gguf"
    assert probe._command(path, 5, True)[1:] == ["-P", "-m", "eduapp.llm.probe", str(path), "thorough", "5"]
    assert probe._command(path, None, False)[-2:] == ["quick", ""]


@POSIX
def test_it_leaves_no_core_file_and_goes_first_when_memory_is_short():
    code = """
import resource
from pathlib import Path
from eduapp.llm import probe
probe._make_harmless()
score = Path("/proc/self/oom_score_adj")
print(resource.getrlimit(resource.RLIMIT_CORE), score.read_text().strip() if score.exists() else "1000")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "(0, 0) 1000\n"


def test_it_reports_a_file_that_llama_cpp_refuses(file):
    report = probe._report(file.path, thorough=False, free=None)
    assert report["message"].startswith("The model {name} ")
    assert report["hint"]
    assert report["lasting"] is True


def test_a_want_of_memory_is_not_held_against_the_file(file, monkeypatch):
    monkeypatch.setattr(native, "last_errors", lambda: ["ggml: failed to allocate buffer of size 9"])
    report = probe._report(file.path, thorough=False, free=None)
    assert "doesn't fit into this machine's memory" in report["message"]
    assert report["lasting"] is False


def test_a_model_that_cannot_write_is_not_loaded_as_a_whole(file, monkeypatch):
    monkeypatch.setattr(probe, "_facts", lambda lib, path: replace(STARTER, pooled=True))
    monkeypatch.setattr(probe, "_evaluate_a_word", lambda *_: pytest.fail("it was loaded"))
    report = probe._report(file.path, thorough=True, free=None)
    assert report["message"] == "The model {name} compares texts and can't write any."


def test_a_model_that_does_not_fit_is_not_loaded_as_a_whole(file, monkeypatch):
    monkeypatch.setattr(probe, "_facts", lambda lib, path: SEVEN_B)
    monkeypatch.setattr(probe, "_cards", list)
    monkeypatch.setattr(probe, "_evaluate_a_word", lambda *_: pytest.fail("it was loaded"))
    report = probe._report(file.path, thorough=True, free=GB)
    assert report["message"] == "The model {name} needs 4.5 GB of memory, but 1.0 GB is free."
    assert report["lasting"] is False


def test_a_gpu_is_woken_only_for_a_model_that_main_memory_cannot_hold(monkeypatch):
    card = probe.devices.Device("CUDA0", "A card", "gpu", 24 * GB, 24 * GB)
    monkeypatch.setattr(probe.devices, "devices", lambda: [card])
    assert probe._gpu_layers(SEVEN_B, 8 * GB) == probe._gpu_layers(SEVEN_B, None) == 0
    assert probe._gpu_layers(SEVEN_B, GB) == 33


def test_a_broken_catalogue_does_not_hide_what_is_wrong(monkeypatch):
    def fail():
        raise ModelError("The catalogue of models can't be read.")

    monkeypatch.setattr("eduapp.llm.catalog.catalog", fail)
    assert probe._cards() == []


def test_a_path_that_is_no_text_is_handed_on(tmp_path):
    if sys.platform != "linux":
        pytest.skip("only Linux has such paths")
    path = tmp_path / os.fsdecode(b"mod\xffel.gguf")
    path.write_bytes(HEADER)
    assert "{name}" in probe._report(path, thorough=False, free=None)["message"]
