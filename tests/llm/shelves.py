"""Small model files, and a catalogue that names them."""

from __future__ import annotations

import hashlib
import json
import random
import struct
from pathlib import Path
from typing import Any

import pytest

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


def gguf(seed: int, size: int = 4000) -> bytes:
    """Bytes that begin as a model does, the same for the same seed."""
    head = struct.pack("<4sIQQ", b"GGUF", 3, 2, 3)
    return head + random.Random(seed).randbytes(size - len(head))


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def row(name: str, content: bytes, **changes: Any) -> dict[str, Any]:
    """A row of a catalogue for a file with that content."""
    return {
        "name": name,
        "title": name.title(),
        "licence": "MIT",
        "repository": "school/models",
        "file": f"{name.title()}-Q4.gguf",
        "size": len(content),
        "sha256": digest(content),
        "parameters": 1000,
        "context": 8192,
        "layers": 2,
        "kv_heads": 1,
        "head_size": 4,
        "languages": ["en", "de"],
        "tier": "any",
    } | changes


def set_up(folder: Path, monkeypatch: pytest.MonkeyPatch, *rows: dict[str, Any]) -> Path:
    """A catalogue of those rows, and folders of the test's own; returns the models folder."""
    (folder / "catalogue").mkdir()
    tables = ("\n".join(f"{key} = {json.dumps(value)}" for key, value in one.items()) for one in rows)
    (folder / "catalogue" / "catalog.toml").write_text("\n".join(f"[[model]]\n{table}\n" for table in tables))
    monkeypatch.setattr("eduapp.resources.model_dir", lambda: folder / "catalogue")
    monkeypatch.setattr("eduapp.llm.catalog._hashes_path", lambda: folder / "cache" / "hashes.json")
    monkeypatch.setenv("EDUAPP_MODELS", str(folder / "models"))
    monkeypatch.setenv("EDUAPP_CONFIG", str(folder / "config"))
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name in ("HUB", "HUB_TOKEN"):
        monkeypatch.delenv(f"EDUAPP_{name}", raising=False)
    monkeypatch.setattr("eduapp.llm.pull.PAUSES", (0.0, 0.0, 0.0))
    return folder / "models"
