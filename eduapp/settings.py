"""What a person can set, each by an environment variable of its name with EDUAPP_ before it."""

from __future__ import annotations

import getpass

import platformdirs
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from eduapp.errors import InputError

PREFIX = "EDUAPP_"


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container's user may have no name
        return "reviewer"


class Settings(BaseSettings):
    """The settings in force.

    `library` is a folder, or the URL of a PostgreSQL database. `model` is a catalogue name, the path of a GGUF file, or
    "none". `threads` is for the language model, 0 leaving it to the runtime. `reviewer` signs decisions.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    library: str = Field(default_factory=lambda: str(platformdirs.user_data_path("eduapp")))
    model: str = "starter"
    reviewer: str = Field(default_factory=_login, min_length=1)
    threads: int = Field(default=0, ge=0, le=1024)
    debug: bool = False


def load() -> Settings:
    """The settings that the environment gives. Raises InputError that names the variable."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise InputError(f"{name} is {first['input']!r}: {first['msg']}.", hint="Change or unset it.") from error
