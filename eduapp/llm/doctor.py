"""What this machine offers the language model, in plain words."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from eduapp.errors import EduappError
from eduapp.llm import catalog, machine, native

GB = 10**9
MEMORY_BESIDE_MODEL = GB  # bytes: for the context, the reading of files and everything else
DISK_NEEDED = GB

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
    needed = MEMORY_BESIDE_MODEL + max((card.size for card in _cards() if card.name == catalog.STARTER), default=0)
    text = f"{free / GB:.1f} GB free; a model needs its file's size and about {MEMORY_BESIDE_MODEL / GB:.0f} GB more."
    if free < needed:
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
        lib = native.library()
    except importlib.metadata.PackageNotFoundError:
        return Finding("llama.cpp", "missing", "llama-cpp-python isn't installed.", native.INSTALL)
    except EduappError as error:
        return Finding("llama.cpp", "missing", error.message, error.hint)
    gpu = "can use a graphics card" if lib.llama_supports_gpu_offload() else "computes on the processor only"
    return Finding("llama.cpp", "ok", f"llama-cpp-python {version}, which {gpu}.")


def starter() -> Finding:
    """The model that comes with the app."""
    try:
        found = catalog.find(catalog.STARTER)
    except EduappError as error:
        return Finding("Starter model", "missing", error.message, error.hint)
    title = found.card.title if found.card else found.name
    return Finding("Starter model", "ok", f"{title}, {found.size / 10**6:.0f} MB.")


def _cards() -> list[catalog.ModelCard]:
    try:
        return catalog.catalog()
    except EduappError:
        return []


LOOKS: tuple[Callable[[], Finding], ...] = (python, processor, memory, disk, llama_cpp, starter)
