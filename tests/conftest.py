"""What every test gets: no network, a library of its own, and stand-ins for the slow rooms where it asks for them."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import sqlalchemy

from tests.fakes import FakeRooms

hypothesis.settings.register_profile("eduapp", deadline=None, derandomize=True)
hypothesis.settings.load_profile("eduapp")

LOOPBACK = ("127.0.0.1", "::1", "localhost")
SETTINGS = ("MODEL", "MODELS", "TEMPLATES", "THREADS", "GPU_LAYERS", "HUB", "HUB_TOKEN", "API_KEY", "DEBUG")


@sqlalchemy.event.listens_for(sqlalchemy.Engine, "connect")
def trust_the_power_supply(connection: Any, _: Any) -> None:
    """Don't wait for the disk after each transaction: no test needs its library after a power cut."""
    connection.execute("PRAGMA synchronous = OFF")


@pytest.fixture(autouse=True)
def no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests reach no other machine; those marked e2e may talk to this one."""
    real = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex")}
    look_up = socket.getaddrinfo
    own_machine = request.node.get_closest_marker("e2e") is not None

    def guarded(name: str) -> Callable[[socket.socket, Any], Any]:
        def call(self: socket.socket, address: Any) -> Any:
            if own_machine and (self.family == socket.AF_UNIX or address[0] in LOOPBACK):
                return real[name](self, address)
            raise AssertionError(f"a test tried to reach {address}")

        return call

    def guarded_look_up(host: Any, *args: Any, **options: Any) -> Any:
        if host in (None, *LOOPBACK):
            return look_up(host, *args, **options)
        raise AssertionError(f"a test tried to look up {host}")

    for name in real:
        monkeypatch.setattr(socket.socket, name, guarded(name))
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)


@pytest.fixture(autouse=True)
def own_library(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The library of this test; nobody's real one is touched."""
    folder = tmp_path_factory.mktemp("library") / "eduapp"
    monkeypatch.setenv("EDUAPP_LIBRARY", str(folder))
    monkeypatch.setenv("EDUAPP_REVIEWER", "A. Teacher")
    monkeypatch.setenv("EDUAPP_CONFIG", str(folder.parent / "config"))
    monkeypatch.setenv("EDUAPP_CACHE", "no")
    monkeypatch.setenv("EDUAPP_OPTIMIZE", "no")
    for name in SETTINGS:
        monkeypatch.delenv(f"EDUAPP_{name}", raising=False)
    return folder


@pytest.fixture
def rooms(monkeypatch: pytest.MonkeyPatch) -> FakeRooms:
    """Fakes in place of language, llm and the question engine."""
    fake = FakeRooms()
    monkeypatch.setattr("eduapp.language.understand", fake.understand)
    monkeypatch.setattr("eduapp.language.pipeline.version", lambda: fake.version)
    monkeypatch.setattr("eduapp.llm.open_runtime", fake.open_runtime)
    monkeypatch.setattr("eduapp.questions.engine.generate", fake.generate)
    monkeypatch.setattr("eduapp.questions.checks.run_checks", fake.run_checks)
    return fake
