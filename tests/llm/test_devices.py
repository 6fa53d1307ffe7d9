from __future__ import annotations

import ctypes
from types import SimpleNamespace

import pytest

from eduapp.llm import devices, native
from eduapp.llm.devices import Device

GB = 10**9
CPU = Device("CPU", "Some processor", "cpu", 8 * GB, 16 * GB)
RTX = Device("CUDA0", "NVIDIA GeForce RTX 4070", "gpu", 11 * GB, 12 * GB)
IRIS = Device("Vulkan0", "Intel Iris Xe", "integrated", 4 * GB, 8 * GB)
APPLE = Device("MTL0", "Apple M3", "gpu", 10 * GB, 12 * GB)


def test_the_real_llama_cpp_sees_the_processor():
    found = devices.devices()
    assert [device.kind for device in found].count("cpu") == 1
    processor = next(device for device in found if device.kind == "cpu")
    assert processor.name == "CPU" and processor.description
    assert 0 < processor.free <= processor.total


def test_a_llama_cpp_that_keeps_its_parts_elsewhere_has_no_list(monkeypatch, tmp_path):
    monkeypatch.setattr(native, "library", lambda: SimpleNamespace(_base_path=tmp_path))
    assert devices.devices() == []
    monkeypatch.setattr(native, "library", SimpleNamespace)
    assert devices.devices() == []


def test_what_ggml_says_is_read(monkeypatch):
    def memory(device, free, total):
        free._obj.value, total._obj.value = 5 * device, 7 * device

    ask = {
        "count": lambda: 3,
        "get": lambda number: number + 1,
        "name": lambda device: None if device == 3 else f"CUDA{device}".encode(),
        "description": lambda device: b"card \xff",
        "type": lambda device: {1: 1, 2: 2, 3: 9}[device],
        "memory": memory,
    }
    monkeypatch.setattr(devices, "_functions", lambda lib: ask)
    assert devices.devices() == [
        Device("CUDA1", "card �", "gpu", 5, 7),
        Device("CUDA2", "card �", "integrated", 10, 14),
        Device("", "card �", "accelerator", 15, 21),
    ]


def test_functions_are_typed():
    ask = devices._functions(native.library())
    assert ask["get"].restype is ctypes.c_void_p, "an int would cut the pointer off"
    assert ask["get"].argtypes == [ctypes.c_size_t]


def test_integrated_graphics_are_used_only_without_a_card():
    assert devices.gpus([CPU, IRIS, RTX]) == [RTX]
    assert devices.gpus([CPU, IRIS]) == [IRIS]
    assert devices.gpus([CPU]) == []


def test_who_shares_main_memory():
    assert [one.shares_memory for one in (RTX, IRIS, APPLE)] == [False, True, True]


@pytest.mark.parametrize(
    ("present", "maker", "flag"),
    [
        ({"nvidia-smi"}, "NVIDIA", "-DGGML_CUDA=on"),
        ({"nvidia driver"}, "NVIDIA", "-DGGML_CUDA=on"),
        ({"amd driver"}, "AMD", "-DGGML_HIP=on"),
        ({"apple"}, "Apple", "-DGGML_METAL=on"),
        ({"nvidia-smi", "amd driver"}, "NVIDIA", "-DGGML_CUDA=on"),
    ],
)
def test_a_card_that_this_llama_cpp_was_built_without_is_seen(machine_with, present, maker, flag):
    machine_with(present, can_offload=False)
    missed = devices.overlooked()
    assert missed.maker == maker
    assert missed.build.startswith(f'CMAKE_ARGS="{flag}" pip install ')
    assert "llama-cpp-python==0." in missed.build


def test_nothing_is_overlooked_without_a_card_or_with_support(machine_with):
    machine_with(set(), can_offload=False)
    assert devices.overlooked() is None
    machine_with({"nvidia-smi", "apple"}, can_offload=True)
    assert devices.overlooked() is None


@pytest.fixture
def machine_with(monkeypatch, tmp_path):
    def make(present, *, can_offload):
        for name, what in (("NVIDIA_DRIVER", "nvidia driver"), ("AMD_DRIVER", "amd driver")):
            path = tmp_path / name
            path.unlink(missing_ok=True)
            if what in present:
                path.touch()
            monkeypatch.setattr(devices, name, path)
        monkeypatch.setattr("shutil.which", lambda name: name if name in present else None)
        monkeypatch.setattr("sys.platform", "darwin" if "apple" in present else "linux")
        monkeypatch.setattr("platform.machine", lambda: "arm64")
        monkeypatch.setattr(devices, "can_offload", lambda: can_offload)

    return make
