"""A look at the first bytes of a model file, before llama.cpp is handed it.

Format: ggml's docs/gguf.md, "File Structure".
"""

from __future__ import annotations

import os
import re
import stat
import struct
from pathlib import Path

from eduapp.errors import ModelError

MAGIC = b"GGUF"
VERSIONS = (2, 3)
HEADER = struct.Struct("<4sIQQ")  # magic, version, number of tensors, number of metadata entries
SMALLEST_ENTRY = 13  # bytes: a key's length, its type, and a value of one byte
FETCH_AGAIN = "Fetch the file again, and compare its size with the one that its page names."
TAKE_A_GGUF = "Take the file of the model that ends in .gguf."
PART = re.compile(r"(.*)-(\d{5})-of-(\d{5})\.gguf", re.S)  # llama.cpp's llama_split_path

# What people hand in instead of a model, by its first bytes.
LOOKALIKES = (
    (b"version https://git-lfs", "a Git LFS pointer, not the model itself", "Fetch the model with `git lfs pull`."),
    (b"<!DOCTYPE", "a web page, not a model", "Use the page's download link for the file itself."),
    (b"<html", "a web page, not a model", "Use the page's download link for the file itself."),
    (b"PK\x03\x04", "a zip archive or a PyTorch checkpoint, not a GGUF model", TAKE_A_GGUF),
    (b"ggjt", "a model in a format older than GGUF", "Take a GGUF file of the same model."),
    (b"lmgg", "a model in a format older than GGUF", "Take a GGUF file of the same model."),
)


def check_header(path: Path) -> None:
    """Nothing, if the file begins as a GGUF model does; else a ModelError that says what it is instead."""
    head, size = _first_bytes(path)
    if not head:
        raise ModelError(f"{path.name} is empty.", hint=FETCH_AGAIN, where=str(path))
    if head[:4] != MAGIC:
        what, way_out = _looks_like(head)
        raise ModelError(f"{path.name} is {what}.", hint=way_out, where=str(path))
    if len(head) < HEADER.size:
        raise ModelError(f"{path.name} is cut off: it has {len(head)} bytes.", hint=FETCH_AGAIN, where=str(path))
    _check_parts(path)
    _check_numbers(path, head, size)


def parts(path: Path) -> list[Path]:
    """All files of a model that is split, in order, if the path is that of its first; else the path alone."""
    named = PART.fullmatch(path.name)
    if not named or int(named[2]) != 1:
        return [path]
    return [path.with_name(f"{named[1]}-{number:05}-of-{named[3]}.gguf") for number in range(1, int(named[3]) + 1)]


def _check_numbers(path: Path, head: bytes, size: int) -> None:
    _, version, tensors, entries = HEADER.unpack_from(head)
    if version not in VERSIONS:
        message = f"{path.name} is GGUF version {_as_read(version)}, which can't be read."
        raise ModelError(message, hint="Take a newer conversion of the same model.", where=str(path))
    if (tensors + entries) * SMALLEST_ENTRY > size:
        raise ModelError(f"{path.name} is damaged: its header doesn't fit its size.", hint=FETCH_AGAIN, where=str(path))
    if not tensors and not PART.fullmatch(path.name):  # the first part of a split model may hold metadata alone
        message = f"{path.name} holds a vocabulary or metadata without a model."
        raise ModelError(message, hint=TAKE_A_GGUF, where=str(path))


def _check_parts(path: Path) -> None:
    """That a split model is named by its first file, and that the others lie beside it."""
    named = PART.fullmatch(path.name)
    if not named:
        return
    number, count = int(named[2]), int(named[3])
    if number != 1:
        first = f"{named[1]}-00001-of-{named[3]}.gguf"
        message = f"{path.name} is part {number} of {count} of a model."
        raise ModelError(message, hint=f"Name its first part: {first}.", where=str(path))
    missing = [part.name for part in parts(path) if not part.is_file()]
    if missing:
        rest = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        message = f"{path.name} is part 1 of {count} of a model, and {missing[0]}{rest} isn't beside it."
        raise ModelError(message, hint="Put all parts into the same folder.", where=str(path))


def _first_bytes(path: Path) -> tuple[bytes, int]:
    """The first 64 bytes and the file's size. Never waits, as opening a pipe would."""
    try:
        about = path.stat()
        if stat.S_ISREG(about.st_mode):
            with path.open("rb") as file:
                return file.read(64), os.fstat(file.fileno()).st_size
    except FileNotFoundError:
        raise ModelError(f"There is no file {path}.", hint="Check the path.", where=str(path)) from None
    except PermissionError:
        raise ModelError(f"{path} may not be read.", hint="Check its permissions.", where=str(path)) from None
    except OSError as error:
        message = f"{path} can't be read: {error.strerror}."
        raise ModelError(message, hint="Check the disk that it is on.", where=str(path)) from error
    what = "a folder" if stat.S_ISDIR(about.st_mode) else "no ordinary file"
    raise ModelError(f"{path} is {what}.", hint=TAKE_A_GGUF, where=str(path))


def _looks_like(head: bytes) -> tuple[str, str]:
    for first, what, way_out in LOOKALIKES:
        if head.startswith(first):
            return what, way_out
    return "not a GGUF model", TAKE_A_GGUF


def _as_read(version: int) -> str:
    swapped = int.from_bytes(version.to_bytes(4, "little"), "big")
    return f"{swapped}, big-endian" if swapped in VERSIONS else str(version)
