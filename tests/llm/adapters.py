"""Small adapters, made up."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

RANK = 4


def write_adapter(
    path: Path, sizes: Mapping[str, tuple[int, int]], *, alpha: float = 8.0, strength: float = 0.05, seed: int = 1
) -> dict[str, np.ndarray]:
    """Writes a LoRA adapter for weights of those sizes (out, in); returns what it adds to each."""
    from gguf import GGUFWriter

    rng = np.random.default_rng(seed)
    writer = GGUFWriter(path, "llama")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", alpha)
    added = {}
    for name, (rows, columns) in sizes.items():
        a = rng.normal(0, strength, (RANK, columns)).astype(np.float32)
        b = rng.normal(0, strength, (rows, RANK)).astype(np.float32)
        writer.add_tensor(f"{name}.lora_a", a)
        writer.add_tensor(f"{name}.lora_b", b)
        added[name] = b @ a * (alpha / RANK if alpha else 1)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return added
