from __future__ import annotations

import pytest

from eduapp.llm import machine

HYPERTHREADED = "\n\n".join(
    f"processor\t: {cpu}\nphysical id\t: 0\ncore id\t\t: {cpu % 4}\nflags\t\t: fpu avx avx2 fma" for cpu in range(8)
)


@pytest.fixture
def system(tmp_path, monkeypatch):
    def write(cpuinfo="", meminfo="", quota="", limit="", used="", statistics=""):
        texts = {"CPUINFO": cpuinfo, "MEMINFO": meminfo, "CPU_QUOTA": quota}
        texts |= {"MEMORY_LIMIT": limit, "MEMORY_USED": used, "MEMORY_STATISTICS": statistics}
        for name, text in texts.items():
            path = tmp_path / name
            path.write_text(text)
            monkeypatch.setattr(machine, name, path)

    monkeypatch.setattr(machine, "_allowed_cpus", lambda: set(range(8)))
    return write


def test_hyperthreads_are_one_core(system):
    system(HYPERTHREADED)
    assert machine.cores() == 4


def test_only_the_cores_that_the_process_may_use_count(system, monkeypatch):
    system(HYPERTHREADED)
    monkeypatch.setattr(machine, "_allowed_cpus", lambda: {0, 4})
    assert machine.cores() == 1


@pytest.mark.parametrize(("quota", "cores"), [("max 100000\n", 4), ("200000 100000\n", 2), ("50000 100000\n", 1)])
def test_a_containers_quota_counts(system, quota, cores):
    system(HYPERTHREADED, quota=quota)
    assert machine.cores() == cores


def test_a_system_that_says_nothing_has_the_cores_it_lets_us_use(system):
    system()
    assert machine.cores() == 8
    assert machine.cpu_features() == []


def test_memory_and_features_are_read(system):
    system(HYPERTHREADED, "MemTotal: 8 kB\nMemAvailable:   2048 kB\n")
    assert machine.available_memory() == 2048 * 1024
    assert machine.cpu_features() == ["avx", "avx2", "fma"]


PLENTY = "MemAvailable:   9000000 kB\n"


@pytest.mark.parametrize(
    ("limit", "used", "statistics", "left"),
    [
        ("max\n", "500\n", "", 9_000_000 * 1024),
        ("1000\n", "600\n", "", 400),
        ("1000\n", "600\n", "anon 1\ninactive_file 250\nactive_file 3\n", 650),
        ("1000\n", "1200\n", "", 0),
        ("99000000000\n", "600\n", "", 9_000_000 * 1024),
        ("1000\n", "", "", 9_000_000 * 1024),
    ],
)
def test_a_containers_memory_limit_counts(system, limit, used, statistics, left):
    system(meminfo=PLENTY, limit=limit, used=used, statistics=statistics)
    assert machine.available_memory() == left


def test_memory_is_unknown_where_nothing_tells_it(system, monkeypatch):
    system()
    monkeypatch.delattr("os.sysconf", raising=False)
    assert machine.available_memory() is None


def test_this_machine_has_a_core_and_memory():
    assert machine.cores() >= 1
    assert (machine.available_memory() or 1) > 0
