"""Writes a checkpoint of `train.py` as a GGUF adapter that llama.cpp attaches or merges.

    python -m models.starter.convert [--checkpoint FILE.pt] [--out models/starter/adapter.gguf]

Weights are half-precision floats. They were trained in the layout that the model file has, so nothing is turned round.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import gguf
import numpy
import torch

HERE = Path(__file__).resolve().parent


def write(weights: dict[str, torch.Tensor], alpha: float, path: Path) -> None:
    """Writes adapter weights by llama.cpp's names, such as "blk.0.attn_q.weight.lora_a"."""
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", alpha)
    writer.add_name("eduapp starter")
    writer.add_license("CC-BY-SA")
    for name, weight in sorted(weights.items()):
        writer.add_tensor(name, weight.detach().float().numpy().astype(numpy.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main(argv: list[str] | None = None) -> int:
    """Converts, and says how many bytes were written."""
    parser = argparse.ArgumentParser(prog="models.starter.convert", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--checkpoint", type=Path, default=HERE / "out" / "checkpoint.pt")
    parser.add_argument("--out", type=Path, default=HERE / "adapter.gguf")
    options = parser.parse_args(argv)
    state = torch.load(options.checkpoint, weights_only=True)
    write(state["adapter"], state["alpha"], options.out)
    print(f"{options.out}: {options.out.stat().st_size:,} bytes after {state['steps']} steps")
    return 0


if __name__ == "__main__":
    sys.exit(main())
