"""From a path to bytes, or to one sentence that says why not."""

from __future__ import annotations

import errno
import hashlib
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from stat import S_ISDIR, S_ISREG

from eduapp.domain.source import Source
from eduapp.errors import EduappError, NotFoundError, UnreadableSource
from eduapp.ingest.text import tidy

MAX_BYTES = 200_000_000
_NO_SUCH_FILE = {errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP, errno.EINVAL}


@dataclass(frozen=True)
class RawFile:
    """A file's bytes and the name to call it by."""

    name: str
    data: bytes

    @property
    def suffix(self) -> str:
        """The file's ending in lower case, with its dot, or nothing."""
        return PurePosixPath(self.name).suffix.lower()

    @cached_property
    def sha256(self) -> str:
        """The hash of the bytes, in hex."""
        return hashlib.sha256(self.data).hexdigest()

    def source(self, media_type: str) -> Source:
        """The file as the domain sees it. Its id depends on the bytes alone, so adding it twice gives it once."""
        digest = self.sha256
        return Source(
            id=f"src-{digest[:10]}", name=self.name, media_type=media_type, sha256=digest, size=len(self.data)
        )


def load(path: Path | str, name: str | None = None) -> RawFile:
    """The file's bytes. Raises NotFoundError or UnreadableSource."""
    path = Path(path)
    label = _label(name) or _label(str(path)) or "the file"
    try:
        _check(path, label)
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise _refused(error, path, label) from error
    if not data:
        raise UnreadableSource(f"{label} is empty: it holds no bytes.", hint="Check that it was saved or copied fully.")
    return RawFile(label, data)


def _label(name: str | None) -> str:
    """The last part of a name, fit to be shown: an upload's name is data, never a path."""
    return tidy(PurePosixPath((name or "").replace("\\", "/")).name)


def _check(path: Path, label: str) -> None:
    status = path.stat()
    if S_ISDIR(status.st_mode):
        if not os.access(path, os.R_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        raise UnreadableSource(f"{label} is a folder, not a file.", hint="Add the files in it instead.")
    if not S_ISREG(status.st_mode):
        raise UnreadableSource(f"{label} is a device or a pipe, not a file.", hint="Add a course file instead.")
    if status.st_size > MAX_BYTES:
        size, limit = status.st_size / 1e6, MAX_BYTES / 1e6
        raise UnreadableSource(
            f"{label} is too large: it has {size:,.0f} MB and the limit is {limit:,.0f} MB.",
            hint="Split it into chapters and add those.",
        )


def _refused(error: OSError | ValueError, path: Path, label: str) -> EduappError:
    where = str(path)
    if isinstance(error, PermissionError):
        message, hint = f"{label} can't be opened: you have no permission to read it.", "Change its permissions."
        return UnreadableSource(message, hint=hint, where=where)
    if isinstance(error, ValueError) or error.errno in _NO_SUCH_FILE:
        return NotFoundError(f"There is no file {label}.", hint="Check the name and the folder.", where=where)
    message, hint = f"{label} can't be read from the disk.", "Copy it to another place and add that copy."
    return UnreadableSource(message, hint=hint, where=where)
