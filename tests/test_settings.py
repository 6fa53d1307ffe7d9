"""Settings from the environment."""

from __future__ import annotations

import getpass

import platformdirs
import pytest

from eduapp import settings
from eduapp.errors import InputError


def test_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EDUAPP_LIBRARY")
    monkeypatch.delenv("EDUAPP_REVIEWER")
    monkeypatch.setattr(getpass, "getuser", lambda: "maria")
    found = settings.load()
    assert found.library == str(platformdirs.user_data_path("eduapp"))
    assert (found.model, found.reviewer, found.threads, found.debug) == ("starter", "maria", 0, False)


def test_the_environment_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"LIBRARY": "here", "MODEL": "none", "REVIEWER": "B. Head", "THREADS": "2"}.items():
        monkeypatch.setenv(f"EDUAPP_{name}", value)
    found = settings.load()
    assert (found.library, found.model, found.reviewer, found.threads) == ("here", "none", "B. Head", 2)


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDUAPP_THREADS", "")
    assert settings.load().threads == 0


def test_a_wrong_value_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDUAPP_THREADS", "many")
    with pytest.raises(InputError, match="EDUAPP_THREADS is 'many'"):
        settings.load()


def test_a_user_without_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 4711")

    monkeypatch.delenv("EDUAPP_REVIEWER")
    monkeypatch.setattr(getpass, "getuser", nobody)
    assert settings.load().reviewer == "reviewer"
