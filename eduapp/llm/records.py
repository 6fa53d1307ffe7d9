"""The models folder: where it is, what is known of the files in it, and locks for those who write there.

What is known stands in `models.json`. Each change is made under a lock and written whole, so that processes at work at
the same time don't lose each other's rows.
"""

from __future__ import annotations

import errno
import json
import os
import platform
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path, PurePath
from typing import Literal

import platformdirs
from pydantic import Field, ValidationError, model_validator

from eduapp.domain.base import Model
from eduapp.errors import InputError, ModelError
from eduapp.settings import write_whole

FILE = "models.json"
NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"
GGUF_NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,199}\.gguf$"
DIGEST = r"^[0-9a-f]{64}$"
PATIENCE = 10.0
"""Seconds to wait for another process that changes `models.json`."""
TIME_TO_SIGN = 10.0
"""Seconds after which a lock that names nobody was left behind."""
RETRY = 0.02

Report = Callable[[str, int, int], None]
"""Told of a stage's name, the bytes done, and all bytes."""


class Record(Model):
    """A model file of the person's own. `size` is in bytes, `sha256` 64 hex digits.

    `file` is a name within the models folder, or an absolute path if the file is used `in_place`. `origin` is the
    address or path that it came from, `checked` what its digest was compared with when it came.
    """

    name: str = Field(pattern=NAME)
    file: str
    in_place: bool = False
    size: int = Field(ge=0)
    sha256: str = Field(pattern=DIGEST)
    origin: str
    checked: Literal["catalogue", "hub", "nothing"] = "nothing"
    added: datetime

    @model_validator(mode="after")
    def _stays_where_it_belongs(self) -> Record:
        belongs = PurePath(self.file).is_absolute() if self.in_place else re.fullmatch(GGUF_NAME, self.file)
        if not belongs:
            raise ValueError(f"{self.file!r} is no place for a model")
        return self

    @property
    def path(self) -> Path:
        """Where the file is, or should be."""
        return Path(self.file) if self.in_place else models_folder() / self.file


class _Records(Model):
    models: tuple[Record, ...] = ()


def models_folder() -> Path:
    """Where a person's model files are: the environment's EDUAPP_MODELS, or in the user's data folder."""
    return Path(os.environ.get("EDUAPP_MODELS") or platformdirs.user_data_path("eduapp") / "models").expanduser()


def made_folder() -> Path:
    """The models folder, made if it wasn't there. Raises ModelError if it can't be."""
    with writing():
        models_folder().mkdir(parents=True, exist_ok=True)
    return models_folder()


def known() -> dict[str, Record]:
    """The records by name in lower case, the oldest first. Raises ModelError if `models.json` can't be read."""
    path = models_folder() / FILE
    try:
        found = _Records.model_validate_json(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValidationError) as error:
        hint = "Delete it, and add your models again; their files stay."
        raise ModelError(f"The list of your models, {path}, can't be read.", hint=hint, where=str(path)) from error
    return {record.name.casefold(): record for record in found.models}


def remember(record: Record, *, anew: bool = False) -> None:
    """Keep a record. Raises InputError if another has its name, unless it is kept `anew`."""
    with _changing() as records:
        if not anew and record.name.casefold() in records:
            raise name_taken(record.name)
        records[record.name.casefold()] = record


def forget(name: str) -> None:
    """Drop the record of that name, if there is one."""
    with _changing() as records:
        records.pop(name.casefold(), None)


def name_taken(name: str) -> InputError:
    """The error for a name that another model has."""
    hint = f"Choose another with --name, or remove it first: `eduapp models remove {name}`."
    return InputError(f"There is a model {name!r} already.", hint=hint, where=name)


def part_of(file: str) -> Path:
    """Where a file of that name is put together while it is fetched."""
    return models_folder() / f"{file}.part"


def note_of(file: str) -> Path:
    """Where it is noted what that part is a part of."""
    return models_folder() / f"{file}.part.json"


def fetched(file: str) -> int:
    """How many bytes of a file that is being fetched are here."""
    try:
        return part_of(file).stat().st_size
    except OSError:
        return 0


def need_space(folder: Path, wanted: int) -> None:
    """Nothing, if the folder's disk has that many bytes left; else a ModelError."""
    free = shutil.disk_usage(folder).free
    if free < wanted:
        message = f"{wanted / 1e9:.1f} GB are needed in {folder}, and {free / 1e9:.1f} GB are free."
        raise ModelError(message, hint="Make room, or name a folder on another disk with EDUAPP_MODELS.")


@contextmanager
def writing() -> Iterator[None]:
    """Within it, a failure to write to the models folder becomes ModelError."""
    try:
        yield
    except OSError as error:
        folder = models_folder()
        if error.errno == errno.ENOSPC:
            message, hint = f"The disk with {folder} is full.", "Make room, then run the same command again."
        else:
            message = f"The models folder {folder} can't be written to: {error.strerror or error}."
            hint = "Ask for write permission, or name another folder with EDUAPP_MODELS."
        raise ModelError(message, hint=hint, where=str(folder)) from error


@contextmanager
def busy(file: str) -> Iterator[None]:
    """Holds the lock of a file in the models folder. Raises ModelError if another process has it."""
    with locked(made_folder() / f"{file}.lock", f"Another eduapp is at work on {file}."):
        yield


@contextmanager
def locked(path: Path, refusal: str, *, patience: float = 0.0) -> Iterator[None]:
    """Holds a lock file. Raises ModelError with that sentence if another process holds it for `patience` seconds.

    The file names its holder, so that a lock left behind by a process that has died on this machine is taken over.
    """
    until = time.monotonic() + patience
    while True:
        with writing():
            descriptor = _take(path)
        if descriptor is not None:
            break
        if time.monotonic() >= until:
            hint = f"Wait until it has ended. If no other eduapp runs, delete {path}."
            raise ModelError(refusal, hint=hint, where=str(path))
        time.sleep(RETRY)
    try:
        yield
    finally:
        os.close(descriptor)
        path.unlink(missing_ok=True)


@contextmanager
def _changing() -> Iterator[dict[str, Record]]:
    path = made_folder() / FILE
    with locked(path.with_name(f"{FILE}.lock"), "Another eduapp is changing the list of models.", patience=PATIENCE):
        records = known()
        yield records
        kept = _Records(models=tuple(records.values())).model_dump(mode="json")
        with writing():
            write_whole(path, json.dumps(kept, ensure_ascii=False, indent=2) + "\n")


def _take(path: Path) -> int | None:
    """The descriptor of the lock file, made and signed; None if it is held."""
    for _ in range(2):
        try:
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except FileExistsError:
            _clear_if_left_behind(path)
        else:
            os.write(descriptor, f"{os.getpid()} {platform.node()}".encode())
            return descriptor
    return None


def _clear_if_left_behind(path: Path) -> None:
    """Remove the lock of a process that has died. Of several that try, the renaming lets only one do it."""
    if not _left_behind(path):
        return
    claim = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):  # another was quicker, or Windows protects a file that is open
        path.rename(claim)
        if not _left_behind(claim):  # a new holder had come in between: give it back
            os.link(claim, path)
        claim.unlink()


def _left_behind(path: Path) -> bool:
    try:
        pid, _, host = path.read_text("utf-8").partition(" ")
        age = time.time() - path.stat().st_mtime
    except (OSError, UnicodeDecodeError):
        return False
    if not pid.isdigit():
        return age > TIME_TO_SIGN
    return host == platform.node() and not _runs(int(pid))


def _runs(pid: int) -> bool:
    if os.name == "nt":  # signal 0 would be Ctrl-C there; that the holder's file is open protects it
        return False
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
