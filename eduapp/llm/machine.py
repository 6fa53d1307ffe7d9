"""What this machine has: cores, memory, CPU features. Read from the system's own files, without a library."""

from __future__ import annotations

import os
import re
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")
MEMINFO = Path("/proc/meminfo")
CPU_QUOTA = Path("/sys/fs/cgroup/cpu.max")
MEMORY_LIMIT = Path("/sys/fs/cgroup/memory.max")
MEMORY_USED = Path("/sys/fs/cgroup/memory.current")
MEMORY_STATISTICS = Path("/sys/fs/cgroup/memory.stat")
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
    """Bytes that can be had without swapping or passing a container's limit; None where the system doesn't say."""
    figures = [figure for figure in (_system_memory(), _container_memory()) if figure is not None]
    return min(figures, default=None)


def cpu_features() -> list[str]:
    """The instruction sets that matter to llama.cpp, as the system names them; empty where it doesn't say."""
    found = re.search(r"^(?:flags|Features)\s*:(.*)$", _read(CPUINFO), re.M)
    present = set(found[1].split()) if found else set()
    return [feature for feature in FEATURES if feature in present]


def model_name() -> str:
    """The processor's name; empty where the system doesn't say."""
    found = re.search(r"^model name\s*:(.*)$", _read(CPUINFO), re.M)
    return found[1].strip() if found else ""


def _system_memory() -> int | None:
    found = re.search(r"^MemAvailable:\s+(\d+) kB", _read(MEMINFO), re.M)
    if found:
        return int(found[1]) * 1024
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError, AttributeError):
        return None


def _container_memory() -> int | None:
    """What is left of a container's memory limit; None without one.

    Pages of files that weren't read lately count as used, but the system takes them back when it needs them.
    """
    limit, used = _read(MEMORY_LIMIT).strip(), _read(MEMORY_USED).strip()
    if not (limit.isdigit() and used.isdigit()):
        return None
    idle = re.search(r"^inactive_file (\d+)", _read(MEMORY_STATISTICS), re.M)
    return max(0, int(limit) - int(used) + (int(idle[1]) if idle else 0))


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
