"""Files that people hand in for a model, made from a good one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

HEADER = 64 * 1024


def damaged_files(good: Path, folder: Path, seed: int, *, flips: int) -> Iterator[tuple[str, Path]]:
    """Each with its name, made when it is asked for and gone before the next."""
    data = good.read_bytes()
    rng = random.Random(seed)
    whole = {
        "empty": b"",
        "magic": b"GGML" + data[4:],
        "text": b"A letter to the parents of class 7b.\n" * 99,
        "header only": data[:20],
        "truncated early": data[:5000],
        "truncated late": data[: len(data) * 9 // 10],
        "architecture": data.replace(b"llama", b"lhama"),
        "no tokenizer": data.replace(b"tokenizer.ggml.model", b"tokenizer.ggml.madel", 1),
        "no tokens": data.replace(b"tokenizer.ggml.tokens", b"tokenizer.ggml.takens", 1),
    }
    for name, content in whole.items():
        yield from _written(name, folder, content)
    for number in range(flips):
        flipped = bytearray(data)
        flipped[rng.randrange(4, HEADER)] ^= 1 << rng.randrange(8)
        yield from _written(f"flip {number}", folder, bytes(flipped))
    yield "folder", folder
    yield "absent", folder / "absent.gguf"


def _written(name: str, folder: Path, content: bytes) -> Iterator[tuple[str, Path]]:
    path = folder / f"{name.replace(' ', '-')}.gguf"
    path.write_bytes(content)
    yield name, path
    path.unlink(missing_ok=True)
