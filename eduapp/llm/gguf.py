"""A look at the first bytes of a model file, before llama.cpp is handed it.

Format: ggml's docs/gguf.md, "File Structure".
"""

from __future__ import annotations

import struct
from pathlib import Path

from eduapp.errors import ModelError

MAGIC = b"GGUF"
VERSIONS = (2, 3)
HEADER = struct.Struct("<4sIQQ")  # magic, version, number of tensors, number of metadata entries
SMALLEST_ENTRY = 13  # bytes: a key's length, its type, and a value of one byte
FETCH_AGAIN = "Fetch the file again, and compare its size with the one that its page names."
TAKE_A_GGUF = "Take the file of the model that ends in .gguf."

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
    head = _first_bytes(path)
    size = path.stat().st_size
    if not head:
        raise ModelError(f"{path.name} is empty.", hint=FETCH_AGAIN, where=str(path))
    if head[:4] != MAGIC:
        what, way_out = _looks_like(head)
        raise ModelError(f"{path.name} is {what}.", hint=way_out, where=str(path))
    if len(head) < HEADER.size:
        raise ModelError(f"{path.name} is cut off: it has {len(head)} bytes.", hint=FETCH_AGAIN, where=str(path))
    _, version, tensors, entries = HEADER.unpack_from(head)
    if version not in VERSIONS:
        message = f"{path.name} is GGUF version {_as_read(version)}, which can't be read."
        raise ModelError(message, hint="Take a newer conversion of the same model.", where=str(path))
    if (tensors + entries) * SMALLEST_ENTRY > size:
        raise ModelError(f"{path.name} is damaged: its header doesn't fit its size.", hint=FETCH_AGAIN, where=str(path))


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(64)
    except FileNotFoundError:
        raise ModelError(f"There is no file {path}.", hint="Check the path.", where=str(path)) from None
    except IsADirectoryError:
        raise ModelError(f"{path} is a folder.", hint=TAKE_A_GGUF, where=str(path)) from None
    except PermissionError:
        raise ModelError(f"{path} may not be read.", hint="Check its permissions.", where=str(path)) from None
    except OSError as error:
        raise ModelError(f"{path} can't be read: {error.strerror}.", where=str(path)) from error


def _looks_like(head: bytes) -> tuple[str, str]:
    for first, what, way_out in LOOKALIKES:
        if head.startswith(first):
            return what, way_out
    return "not a GGUF model", TAKE_A_GGUF


def _as_read(version: int) -> str:
    swapped = int.from_bytes(version.to_bytes(4, "little"), "big")
    return f"{swapped}, big-endian" if swapped in VERSIONS else str(version)
