from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from eduapp.errors import ModelError, NotFoundError
from eduapp.llm import catalog, devices, doctor, native, probe
from eduapp.llm.devices import Device, Overlooked
from eduapp.llm.plan import GB
from tests.llm.facts import STARTER

RTX = Device("CUDA0", "NVIDIA GeForce RTX 4070", "gpu", 11 * GB, 12 * GB)
CARDS = [
    SimpleNamespace(name="starter", title="The starter", tier="any", size=GB // 10, memory=lambda _: GB // 10 + GB),
    SimpleNamespace(name="small", title="A small one", tier="laptop", size=2 * GB, memory=lambda _: 2 * GB + GB),
    SimpleNamespace(name="middle", title="A middle one", tier="laptop", size=5 * GB, memory=lambda _: 5 * GB + GB),
    SimpleNamespace(name="large", title="A large one", tier="gpu", size=15 * GB, memory=lambda _: 15 * GB + GB),
]


def absent(*_):
    raise ModelError("llama-cpp-python can't be loaded: no such file", hint="Install it.")


@pytest.fixture
def room(monkeypatch):
    """A machine with so many bytes free, these devices and this catalogue."""

    def make(free, found=()):
        monkeypatch.setattr("eduapp.llm.machine.available_memory", lambda: free)
        monkeypatch.setattr(devices, "devices", lambda: list(found))
        monkeypatch.setattr(catalog, "catalog", lambda: CARDS)

    return make


@pytest.fixture
def found(monkeypatch):
    """A model file that is there, with these facts."""

    def make(facts=STARTER):
        file = SimpleNamespace(name="some", card=None, path="some.gguf", hash="sha256:0f")
        monkeypatch.setattr(catalog, "find", lambda spec: file)
        monkeypatch.setattr(probe, "look", lambda file: facts)

    return make


def test_it_looks_at_everything_in_order(monkeypatch, found):
    found()
    findings = doctor.report()
    assert [finding.name for finding in findings] == [
        "Python", "Processor", "Memory", "Disk", "llama.cpp", "Graphics", "Starter model", "Models",
    ]  # fmt: skip
    assert all(finding.text.endswith(".") for finding in findings)
    assert all(finding.hint for finding in findings if finding.state != "ok")


def test_a_machine_that_is_short_of_things_is_told_so(monkeypatch, room):
    room(10**8)
    monkeypatch.setattr("eduapp.llm.machine.cpu_features", lambda: ["avx"])
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    assert doctor.memory().state == "warn"
    assert doctor.processor().state == "warn"


def test_a_machine_that_does_not_tell_its_memory_is_no_worse_for_it(room):
    room(None)
    assert (doctor.memory().state, doctor.models().state) == ("ok", "ok")


def test_what_is_not_installed_is_missing(monkeypatch):
    monkeypatch.setattr(native, "library", absent)
    monkeypatch.setattr(catalog, "find", absent)
    assert (doctor.llama_cpp().state, doctor.starter().state) == ("missing", "missing")
    assert doctor.starter().hint == doctor.graphics().hint == "Install it."
    assert (doctor.graphics().state, doctor.models().state) == ("warn", "warn")


# graphics


def test_a_card_that_is_used_is_described(room, monkeypatch):
    room(8 * GB, [RTX])
    monkeypatch.setattr(devices, "can_offload", lambda: True)
    assert doctor.graphics() == doctor.Finding("Graphics", "ok", "NVIDIA GeForce RTX 4070, 11.0 of 12.0 GB free.")


def test_a_card_without_support_gets_the_command(room, monkeypatch):
    room(8 * GB)
    monkeypatch.setattr(devices, "can_offload", lambda: False)
    monkeypatch.setattr(devices, "overlooked", lambda: Overlooked("NVIDIA", "pip install it"))
    finding = doctor.graphics()
    assert finding.state == "warn"
    assert finding.text == "There is a card by NVIDIA, but this llama.cpp was built without support for it."
    assert finding.hint == "Build it anew with `pip install it`. docs/gpu.md says what else it needs."


def test_support_without_a_card_names_the_driver(room, monkeypatch):
    room(8 * GB)
    monkeypatch.setattr(devices, "can_offload", lambda: True)
    assert (doctor.graphics().state, "driver" in doctor.graphics().hint) == ("warn", True)


def test_no_card_is_no_fault(room, monkeypatch):
    room(8 * GB)
    monkeypatch.setattr(devices, "can_offload", lambda: False)
    monkeypatch.setattr(devices, "overlooked", lambda: None)
    assert doctor.graphics().state == "ok"


# models


def test_the_catalogue_is_sorted_by_what_fits(room):
    room(4 * GB)
    assert doctor.models().text == "Fits: starter (any); small (laptop). Too big: middle (laptop); large (gpu)."
    room(4 * GB, [RTX])
    assert doctor.models().text == "Fits: starter (any); small, middle (laptop). Too big: large (gpu)."
    room(40 * GB)
    assert doctor.models().text == "Fits: starter (any); small, middle (laptop); large (gpu). Too big: none."


def test_a_machine_that_holds_no_model_is_told_so(room):
    room(GB)
    assert (doctor.models().state, doctor.models().hint) == ("warn", "Close other programs.")
    assert doctor.models().text.startswith("Fits: none. ")


def test_the_model_in_use_is_described_with_its_place(room, found):
    room(8 * GB)
    found()
    assert doctor.model("some") == doctor.Finding(
        "Model",
        "ok",
        "some, 97 MB, 135 million parameters, trained on texts of 8,192 tokens. "
        "llama.cpp sees no GPU, so the model runs on the processor.",
    )


def test_a_model_that_does_not_fit_is_missing(room, found):
    room(10**8)
    found()
    finding = doctor.model("some")
    assert finding.state == "missing"
    assert " GB of memory, but 0.1 GB is free." in finding.text


def test_a_model_without_a_chat_template_is_warned_of(room, found):
    room(8 * GB)
    found(replace(STARTER, chat_template=False))
    assert (doctor.model("some").state, "chat template" in doctor.model("some").hint) == ("warn", True)


def test_a_model_that_is_unknown_is_missing(monkeypatch):
    def unknown(spec):
        raise NotFoundError(f"There is no model {spec!r}.", hint="There are: starter.")

    monkeypatch.setattr(catalog, "find", unknown)
    assert doctor.model("gpt").state == "missing"


def test_a_model_on_a_server_is_not_asked():
    finding = doctor.model("openai:qwen3-8b@http://127.0.0.1:8080/v1")
    assert (finding.state, finding.text[:38]) == ("ok", "qwen3-8b at http://127.0.0.1:8080/v1, ")
    assert doctor.model("openai:qwen3-8b").state == "missing"
