"""Settings from the environment and from the settings file."""

from __future__ import annotations

import errno
import getpass
import json
import os
from pathlib import Path

import platformdirs
import pytest

from eduapp import settings
from eduapp.errors import InputError

NAMES = ("HUB", "HUB_TOKEN", "MODEL", "THREADS")


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings file of this test, which isn't there yet."""
    monkeypatch.setenv("EDUAPP_CONFIG", str(tmp_path / "config"))
    for name in NAMES:
        monkeypatch.delenv(f"EDUAPP_{name}", raising=False)
    return tmp_path / "config" / "settings.json"


def test_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EDUAPP_LIBRARY")
    monkeypatch.delenv("EDUAPP_REVIEWER")
    monkeypatch.setattr(getpass, "getuser", lambda: "maria")
    found = settings.load()
    assert found.library == str(platformdirs.user_data_path("eduapp"))
    assert (found.model, found.reviewer, found.threads, found.debug) == ("starter", "maria", 0, False)
    assert (found.hub, found.hub_token.get_secret_value()) == (settings.HUB, "")


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


def test_a_saved_setting_holds_until_the_environment_says_otherwise(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.save("model", "grün")
    settings.save("threads", "3")
    assert (settings.load().model, settings.load().threads) == ("grün", 3)
    monkeypatch.setenv("EDUAPP_MODEL", "none")
    assert settings.load().model == "none"
    settings.save("model", None)
    assert settings.saved() == {"threads": "3"}
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]


def test_settings_that_are_not_ours_are_kept(file: Path) -> None:
    file.parent.mkdir()
    file.write_text('{"of a later version": [1]}')
    settings.save("model", "none")
    assert settings.load().model == "none"
    assert json.loads(file.read_text()) == {"of a later version": [1], "model": "none"}


def test_the_file_is_in_the_users_config_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EDUAPP_CONFIG")
    assert settings.settings_file() == platformdirs.user_config_path("eduapp") / "settings.json"


@pytest.mark.parametrize(("text", "said"), [("{", "can't be read"), ("\xff", "can't be read"), ("[]", "by name")])
def test_a_broken_file_is_named(file: Path, text: str, said: str) -> None:
    file.parent.mkdir()
    file.write_bytes(text.encode("latin-1"))
    for action in (settings.load, lambda: settings.save("model", "none")):
        with pytest.raises(InputError, match=said) as caught:
            action()
        assert str(file) in caught.value.message and caught.value.hint == "Mend or delete it."
    assert file.read_bytes() == text.encode("latin-1")


def test_a_wrong_value_in_the_file_names_the_file(file: Path) -> None:
    settings.save("threads", "many")
    with pytest.raises(InputError) as caught:
        settings.load()
    assert caught.value.message.startswith(f"'threads' in {file} is 'many': ")


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").write_text("a file where the folder should be")
    with pytest.raises(InputError, match=r"can't be written: .+ Set it in the environment"):
        settings.save("model", "none")


def test_what_cannot_be_written_whole_leaves_the_old_text(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    settings.save("model", "none")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="No space left"):
        settings.save("model", "starter")
    assert settings.load().model == "none" and [path.name for path in file.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    "address", ["https://hub.example", "https://hub.example/", "http://127.0.0.1:8080/models/", "https://[::1]/"]
)
def test_a_hub_is_a_web_address(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("EDUAPP_HUB", address)
    assert settings.load().hub == address.rstrip("/")


@pytest.mark.parametrize("address", ["hub.example", "ftp://hub.example", "https://", "file:relative", "https://[::1"])
def test_another_address_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("EDUAPP_HUB", address)
    with pytest.raises(InputError, match="EDUAPP_HUB can't be used: "):
        settings.load()


def test_secrets_are_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDUAPP_HUB_TOKEN", "secret-key")
    assert "secret-key" not in repr(settings.load())
    assert settings.load().hub_token.get_secret_value() == "secret-key"
    monkeypatch.setenv("EDUAPP_HUB", "https://maria:secret-key@hub.example")
    with pytest.raises(InputError, match="EDUAPP_HUB_TOKEN") as caught:
        settings.load()
    assert "secret-key" not in str(caught.value)
