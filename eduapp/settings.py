"""What a person can set: by an environment variable with EDUAPP_ before its name, or in their settings file.

The environment comes before the file.
"""

from __future__ import annotations

import getpass
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from eduapp.errors import InputError

PREFIX = "EDUAPP_"
FILE = "settings.json"
HUB = "https://huggingface.co"
PRIVATE = ("hub", "hub_token")
"""Settings that may hold a password, so that no message repeats their value."""


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container's user may have no name
        return "reviewer"


class Settings(BaseSettings):
    """The settings in force.

    `library` is a folder, or the URL of a PostgreSQL database. `model` is the name of a model, the path of a GGUF file,
    or "none". `threads` is for the language model, 0 leaving it to the runtime. `reviewer` signs decisions. `hub` is
    the address that models are fetched from, without a slash at its end; `hub_token` is a person's key to it, or empty.
    `gpu_layers` of the model go to the GPU, None leaving it to the runtime; `optimize` allows a copy of a model in the
    layout that is fastest here, `cache` that replies are kept on disk.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    library: str = Field(default_factory=lambda: str(platformdirs.user_data_path("eduapp")))
    model: str = "starter"
    reviewer: str = Field(default_factory=_login, min_length=1)
    threads: int = Field(default=0, ge=0, le=1024)
    gpu_layers: int | None = Field(default=None, ge=-1, le=10_000)
    optimize: bool = True
    cache: bool = True
    debug: bool = False
    hub: str = HUB
    hub_token: SecretStr = SecretStr("")

    @field_validator("hub")
    @classmethod
    def _is_web_address(cls, value: str) -> str:
        address = urlsplit(value)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise PydanticCustomError("hub", "it must begin with https:// or http:// and name a host")
        if address.username or address.password:
            raise PydanticCustomError("hub", "it holds a password, which belongs in EDUAPP_HUB_TOKEN")
        return value.rstrip("/")

    @property
    def model_options(self) -> dict[str, Any]:
        """What they say of how a language model is opened, as options of `llm.open_runtime`."""
        named = {"threads": self.threads or None, "gpu_layers": self.gpu_layers}
        return {"optimized": self.optimize} | {name: value for name, value in named.items() if value is not None}

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: Any, env_settings: Any, *_: Any, **__: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Where values come from, the first that has one winning."""
        return init_settings, env_settings, InitSettingsSource(settings_cls, saved())


def load() -> Settings:
    """The settings that the environment and the file give. Raises InputError that names the variable or the file."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0])
        variable = PREFIX + name.upper()
        named = variable if os.environ.get(variable) else f"{name!r} in {settings_file()}"
        value = "can't be used" if name in PRIVATE else f"is {first['input']!r}"
        raise InputError(f"{named} {value}: {first['msg']}.", hint="Change or unset it.") from error


def settings_file() -> Path:
    """The person's settings file, which needn't exist: in EDUAPP_CONFIG's folder, or in the user's config folder."""
    folder = os.environ.get("EDUAPP_CONFIG") or platformdirs.user_config_path("eduapp")
    return Path(folder).expanduser() / FILE


def saved() -> dict[str, Any]:
    """What the settings file says; nothing if there is none. Raises InputError if it can't be read."""
    path = settings_file()
    try:
        found = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as error:
        raise InputError(f"The settings file {path} can't be read.", hint="Mend or delete it.") from error
    if not isinstance(found, dict):
        raise InputError(f"The settings file {path} doesn't hold settings by name.", hint="Mend or delete it.")
    return found


def save(name: str, value: str | None) -> None:
    """Keep a setting in the settings file, or with None drop it. Raises InputError if the file can't be written."""
    path = settings_file()
    kept = {key: old for key, old in saved().items() if key != name}
    if value is not None:
        kept[name] = value
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(kept, ensure_ascii=False, indent=2) + "\n")
    except OSError as error:
        hint = "Set it in the environment, or name another folder with EDUAPP_CONFIG."
        raise InputError(f"The settings file {path} can't be written: {error.strerror}.", hint=hint) from error


def write_whole(path: Path, data: str | bytes) -> None:
    """Write a file so that whoever reads it, even after a power cut, finds the old one or the new, never a part.

    A text is written in UTF-8. Raises OSError.
    """
    descriptor, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data.encode() if isinstance(data, str) else data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(draft)
        raise
