"""What this machine offers the language model, in plain words."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from eduapp.errors import EduappError
from eduapp.llm import catalog, devices, machine, native, plan, probe, remote
from eduapp.llm.plan import GB

CONTEXT = 4096  # tokens that the model in use is planned for
DISK_NEEDED = GB
HOW_TO = "docs/gpu.md says what else it needs."

State = Literal["ok", "warn", "missing"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: its name, its state, a sentence about it, and what to do if it isn't "ok"."""

    name: str
    state: State
    text: str
    hint: str = ""


def report() -> list[Finding]:
    """What was found, most basic first. Never raises for something missing: that is a finding."""
    return [look() for look in LOOKS]


def python() -> Finding:
    """The Python that runs the app."""
    text = f"Python {platform.python_version()} on {platform.system()} ({platform.machine()})."
    return Finding("Python", "ok", text)


def processor() -> Finding:
    """Cores, and the instruction sets that llama.cpp is quick with."""
    cores, features = machine.cores(), machine.cpu_features()
    text = f"{cores} core{'s' * (cores != 1)}; {', '.join(features) or 'no known vector instructions'}."
    if platform.machine() in ("x86_64", "AMD64") and features and "avx2" not in features:
        return Finding("Processor", "warn", text, "Without AVX2 the model is slow: generate fewer items at a time.")
    return Finding("Processor", "ok", text)


def memory() -> Finding:
    """Whether the starter model fits into the memory that is free now."""
    free = machine.available_memory()
    if free is None:
        return Finding("Memory", "ok", "This system doesn't say how much memory is free.")
    text = f"{free / GB:.1f} GB free; a model needs a little more than its file's size."
    if any(card.name == catalog.STARTER and plan.card_need(card) > free for card in _cards()):
        return Finding("Memory", "warn", text, "Close other programs.")
    return Finding("Memory", "ok", text)


def disk() -> Finding:
    """The space where models and libraries are kept."""
    folder = catalog.models_folder()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    text = f"{free / GB:.1f} GB free."
    if free < DISK_NEEDED:
        return Finding("Disk", "warn", text, "Make room on this disk.")
    return Finding("Disk", "ok", text)


def llama_cpp() -> Finding:
    """llama-cpp-python, and what it was built for."""
    try:
        version = importlib.metadata.version("llama-cpp-python")
        gpu = "can use a graphics card" if devices.can_offload() else "computes on the processor only"
    except importlib.metadata.PackageNotFoundError:
        return Finding("llama.cpp", "missing", "llama-cpp-python isn't installed.", native.INSTALL)
    except EduappError as error:
        return Finding("llama.cpp", "missing", error.message, error.hint)
    return Finding("llama.cpp", "ok", f"llama-cpp-python {version}, which {gpu}.")


def graphics() -> Finding:
    """The graphics cards that llama.cpp computes on, or the one that it could be built for."""
    try:
        found, missed = devices.gpus(devices.devices()), devices.overlooked()
        can = devices.can_offload()
    except EduappError as error:
        return Finding("Graphics", "warn", "Without llama.cpp it can't be told what it could use.", error.hint)
    if found:
        text = "; ".join(f"{d.description}, {d.free / GB:.1f} of {d.total / GB:.1f} GB free" for d in found)
        return Finding("Graphics", "ok", f"{text}.")
    if missed:
        text = f"There is a card by {missed.maker}, but this llama.cpp was built without support for it."
        return Finding("Graphics", "warn", text, f"Build it anew with `{missed.build}`. {HOW_TO}")
    if can:
        text = "llama.cpp could use a graphics card, but sees none."
        return Finding("Graphics", "warn", text, "If this machine has one, install or update its driver.")
    return Finding("Graphics", "ok", "None that llama.cpp could use: models run on the processor.")


def starter() -> Finding:
    """The model that comes with the app."""
    return model(catalog.STARTER, name="Starter model")


def model(spec: str, *, name: str = "Model") -> Finding:
    """Whether that model is there and can be loaded, what it is, and where its layers would go."""
    try:
        if remote.is_remote(spec):
            server = remote.parse(spec)
            return Finding(name, "ok", f"{server.model} at {server.base_url}, which is asked only when it is needed.")
        found = catalog.find(spec)
        facts = probe.look(found)
        free = machine.available_memory()
        chosen = plan.choose(facts, n_ctx=CONTEXT, free_memory=free, devices=devices.devices(), cards=_cards())
    except EduappError as error:
        return Finding(name, "missing", error.message, error.hint)
    title = found.card.title if found.card else found.name
    size = f"{facts.weights / 10**6:,.0f} MB, {facts.parameters / 10**6:,.0f} million parameters"
    text = f"{title}, {size}, trained on texts of {facts.context:,} tokens. {chosen.reason}"
    if not facts.chat_template:
        hint = "Its file has no chat template, so it may not follow instructions: choose an instruct model."
        return Finding(name, "warn", text, hint)
    return Finding(name, "ok", text)


def models() -> Finding:
    """Which models of the catalogue this machine could hold now."""
    try:
        found, cards = devices.gpus(devices.devices()), catalog.catalog()
    except EduappError as error:
        return Finding("Models", "warn", error.message, error.hint)
    free = machine.available_memory()
    if free is None:
        return Finding("Models", "ok", "Which of them fit can't be told, since the free memory isn't known.")
    room = free + sum(card.free for card in found if not card.shares_memory)
    fitting = [card for card in cards if plan.card_need(card) <= room]
    too_big = [card for card in cards if plan.card_need(card) > room]
    text = f"Fits: {_by_tier(fitting)}. Too big: {_by_tier(too_big)}."
    return Finding("Models", "ok" if fitting else "warn", text, "" if fitting else "Close other programs.")


def _by_tier(cards: list[catalog.ModelCard]) -> str:
    """The cards' names, each tier after its name, in the catalogue's order; "none" for no card."""
    tiers: dict[str, list[str]] = {}
    for card in cards:
        tiers.setdefault(card.tier, []).append(card.name)
    return "; ".join(f"{', '.join(names)} ({tier})" for tier, names in tiers.items()) or "none"


def _cards() -> list[catalog.ModelCard]:
    try:
        return catalog.catalog()
    except EduappError:
        return []


LOOKS: tuple[Callable[[], Finding], ...] = (python, processor, memory, disk, llama_cpp, graphics, starter, models)
