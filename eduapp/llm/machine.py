"""What this machine has: cores, memory, CPU features. Read from the system's own files, without a library."""

from __future__ import annotations

import os
import re
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")
MEMINFO = Path("/proc/meminfo")
CPU_QUOTA = Path("/sys/fs/cgroup/cpu.max")
FEATURES = (
    "avx",
    "avx2",
    "fma",
    "f16c",
    "avx512f",
    "avx512_vnni",
    "avx512_bf16",
    "amx_int8",
    "asimd",
    "asimddp",
    "sve",
)


def cores() -> int:
    """How many physical cores this process may use, at least 1: the number of threads that serves llama.cpp best."""
    allowed = _allowed_cpus()
    physical = _physical_cores(_read(CPUINFO), allowed) or len(allowed)
    return max(1, min(physical, len(allowed), _quota() or physical))


def available_memory() -> int | None:
    """Bytes that can be had without swapping; None where the system doesn't say."""
    found = re.search(r"^MemAvailable:\s+(\d+) kB", _read(MEMINFO), re.M)
    if found:
        return int(found[1]) * 1024
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError, AttributeError):
        return None


def cpu_features() -> list[str]:
    """The instruction sets that matter to llama.cpp, as the system names them; empty where it doesn't say."""
    found = re.search(r"^(?:flags|Features)\s*:(.*)$", _read(CPUINFO), re.M)
    present = set(found[1].split()) if found else set()
    return [feature for feature in FEATURES if feature in present]


def _allowed_cpus() -> set[int]:
    if hasattr(os, "sched_getaffinity"):
        return os.sched_getaffinity(0)
    return set(range(os.cpu_count() or 1))


def _physical_cores(cpuinfo: str, allowed: set[int]) -> int:
    """Distinct (socket, core) pairs among the allowed CPUs; 0 if the text doesn't tell them."""
    pairs = set()
    for block in cpuinfo.split("\n\n"):
        fields = dict(re.findall(r"^(processor|physical id|core id)\s*:\s*(\d+)", block, re.M))
        if len(fields) == 3 and int(fields["processor"]) in allowed:
            pairs.add((fields["physical id"], fields["core id"]))
    return len(pairs)


def _quota() -> int:
    """Whole cores that a container's CPU quota allows; 0 without one."""
    quota, _, period = _read(CPU_QUOTA).partition(" ")
    return max(1, int(quota) // int(period)) if quota.isdigit() and period.strip().isdigit() else 0


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
