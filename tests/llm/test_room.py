from __future__ import annotations

import subprocess
import sys

import pytest

from eduapp.errors import ModelError, NotFoundError
from eduapp.llm import Runtime, catalog, doctor, native, open_model
from eduapp.llm.runtime import _shared
from tests.llm.fake import FakeRuntime


def test_the_fake_keeps_the_contract():
    assert isinstance(FakeRuntime(), Runtime)


def test_nothing_heavy_is_imported_before_a_model_is_opened():
    code = "import sys, eduapp.llm, eduapp.llm.prompts; print([m for m in ('llama_cpp', 'langchain_core', 'numpy') if m in sys.modules])"  # noqa: E501
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_unknown_model_is_not_found():
    with pytest.raises(NotFoundError, match="no-such-model"):
        open_model("no-such-model")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            ["llama_model_load: error loading model: tensor 'x' data is not within the file bounds"],
            "cut off or damaged",
        ),
        (["gguf_init_from_reader: failed to read key-value pairs"], "cut off or damaged"),
        (["llama_model_load: error loading model: unknown model architecture: 'new'"], "kind that this llama.cpp"),
        (["ggml_backend_cpu_buffer_type_alloc_buffer: failed to allocate buffer of size 9"], "machine's memory"),
        (["llama_model_load: error loading model: error loading model vocabulary: cannot find tokenizer"], "tokenizer"),
        (["llama_model_load: something new"], "can't be loaded (something new)"),
        ([], "can't be loaded (llama.cpp gave no reason)"),
    ],
)
def test_llama_cpps_reasons_are_put_into_words(lines, said):
    message, hint = native._meaning("some.gguf", lines)
    assert said in message
    assert message.startswith("The model some.gguf ")
    assert hint


def test_shared_beginnings():
    assert _shared([1, 2, 3], [1, 2, 4, 5]) == 2
    assert _shared([], [1]) == 0
    assert _shared([1, 2], [1, 2]) == 2


# the doctor


def test_the_doctor_looks_at_everything_in_order():
    findings = doctor.report()
    assert [finding.name for finding in findings] == [
        "Python", "Processor", "Memory", "Disk", "llama.cpp", "Starter model",
    ]  # fmt: skip
    assert all(finding.text.endswith(".") for finding in findings)
    assert all(finding.hint for finding in findings if finding.state != "ok")


def test_a_machine_that_is_short_of_things_is_told_so(monkeypatch):
    monkeypatch.setattr("eduapp.llm.machine.available_memory", lambda: 10**8)
    monkeypatch.setattr("eduapp.llm.machine.cpu_features", lambda: ["avx"])
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    assert doctor.memory().state == "warn"
    assert doctor.processor().state == "warn"


def test_what_is_not_installed_is_missing(monkeypatch):
    def absent(*_):
        raise ModelError("llama-cpp-python can't be loaded: no such file", hint="Install it.")

    monkeypatch.setattr(native, "library", absent)
    monkeypatch.setattr(catalog, "find", absent)
    assert [(doctor.llama_cpp().state, doctor.starter().state)] == [("missing", "missing")]
    assert doctor.starter().hint == "Install it."
