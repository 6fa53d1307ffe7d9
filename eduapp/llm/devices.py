"""What llama.cpp can compute on, and graphics cards that it was built without.

ggml's list of devices isn't part of llama-cpp-python's bindings, so it is asked through ctypes (ggml-backend.h).
"""

from __future__ import annotations

import ctypes
import importlib.metadata
import platform
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from eduapp.llm import native

Kind = Literal["cpu", "gpu", "integrated", "accelerator"]
KINDS: tuple[Kind, ...] = ("cpu", "gpu", "integrated", "accelerator")  # in the order of ggml_backend_dev_type

NVIDIA_DRIVER = Path("/proc/driver/nvidia/version")
AMD_DRIVER = Path("/dev/kfd")
BUILD = 'CMAKE_ARGS="{flag}" pip install --force-reinstall --no-deps --no-cache-dir llama-cpp-python=={version}'


@dataclass(frozen=True, slots=True)
class Device:
    """Something that llama.cpp can compute on; `free` and `total` are bytes of its memory."""

    name: str
    description: str
    kind: Kind
    free: int
    total: int

    @property
    def shares_memory(self) -> bool:
        """Whether its memory is the machine's main memory: integrated graphics, and Apple's chips."""
        return self.kind == "integrated" or self.name.startswith(("Metal", "MTL"))


@dataclass(frozen=True, slots=True)
class Overlooked:
    """A graphics card that is there, but that this llama.cpp can't use, and the command that builds one that can."""

    maker: str
    build: str


def devices() -> list[Device]:
    """The devices that llama.cpp sees, in its order; empty if they can't be asked for. Raises ModelError."""
    try:
        ask = _functions(native.library())
    except (AttributeError, ImportError, OSError, RuntimeError):  # parts that lie elsewhere or are named otherwise
        return []
    return [_device(ask, number) for number in range(ask["count"]())]


def gpus(found: Sequence[Device]) -> list[Device]:
    """The graphics cards that llama.cpp spreads a model over: integrated ones only if there are no others."""
    return [d for d in found if d.kind == "gpu"] or [d for d in found if d.kind == "integrated"]


def can_offload() -> bool:
    """Whether llama.cpp was built to use a graphics card. Raises ModelError if it isn't installed."""
    return bool(native.library().llama_supports_gpu_offload())


def overlooked() -> Overlooked | None:
    """The graphics card of this machine that the installed llama.cpp was built without; None if there is none."""
    if can_offload():
        return None
    for maker, flag, present in CARDS:
        if present():
            return Overlooked(maker, BUILD.format(flag=flag, version=importlib.metadata.version("llama-cpp-python")))
    return None


def _nvidia() -> bool:
    return shutil.which("nvidia-smi") is not None or NVIDIA_DRIVER.exists()


def _amd() -> bool:
    return AMD_DRIVER.exists()


def _apple() -> bool:
    return sys.platform == "darwin" and platform.machine() == "arm64"


CARDS: tuple[tuple[str, str, Callable[[], bool]], ...] = (
    ("NVIDIA", "-DGGML_CUDA=on", _nvidia),
    ("AMD", "-DGGML_HIP=on", _amd),
    ("Apple", "-DGGML_METAL=on", _apple),
)


def _functions(lib: ModuleType) -> dict[str, Callable[..., Any]]:
    """ggml's functions about devices, typed. An exception that `devices` knows if they aren't to be had."""
    from llama_cpp._ctypes_extensions import load_shared_library

    parts = [load_shared_library(part, lib._base_path) for part in ("ggml", "ggml-base")]
    pointer, size = ctypes.c_void_p, ctypes.POINTER(ctypes.c_size_t)
    signatures = {
        "count": (ctypes.c_size_t, []),
        "get": (pointer, [ctypes.c_size_t]),
        "name": (ctypes.c_char_p, [pointer]),
        "description": (ctypes.c_char_p, [pointer]),
        "type": (ctypes.c_int, [pointer]),
        "memory": (None, [pointer, size, size]),
    }
    functions = {}
    for name, (result, arguments) in signatures.items():
        holder = next((part for part in parts if hasattr(part, f"ggml_backend_dev_{name}")), parts[0])
        functions[name] = getattr(holder, f"ggml_backend_dev_{name}")
        functions[name].restype, functions[name].argtypes = result, arguments
    return functions


def _device(ask: dict[str, Callable[..., Any]], number: int) -> Device:
    device = ask["get"](number)
    free, total = ctypes.c_size_t(), ctypes.c_size_t()
    ask["memory"](device, ctypes.byref(free), ctypes.byref(total))
    kind = ask["type"](device)
    return Device(
        name=(ask["name"](device) or b"").decode("utf-8", "replace"),
        description=(ask["description"](device) or b"").decode("utf-8", "replace"),
        kind=KINDS[kind] if kind < len(KINDS) else "accelerator",
        free=free.value,
        total=total.value,
    )
