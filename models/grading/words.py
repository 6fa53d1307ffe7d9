"""Make the scorer's word vectors from the token embeddings of a language model.

    python models/grading/words.py MODEL.gguf [--to words.npz]

Takes the lower-case words that are one token of the model and that people write often enough, removes the mean and the
three strongest common directions (Mu and Viswanath 2018), keeps the strongest dimensions of the rest, in 8 bits. Needs
`pip install gguf`.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import numpy as np
from gguf import GGUFReader
from gguf.quants import dequantize
from numpy.typing import NDArray
from wordfreq import zipf_frequency

COMMON, WIDTH, LEAST_ZIPF = 3, 144, 2.8
WORD = re.compile("Ġ([a-z]{3,})")
"""A token that begins a word, in the byte-level alphabet of GPT-2."""


def embeddings(path: Path) -> tuple[list[str], NDArray[np.float32]]:
    """The words that are one token, and the embedding of each."""
    reader = GGUFReader(path)
    field = reader.fields["tokenizer.ggml.tokens"]
    tokens = [bytes(field.parts[place]).decode() for place in field.data]
    tensor = next(one for one in reader.tensors if one.name == "token_embd.weight")
    rows = {found[1]: row for row, token in enumerate(tokens) if (found := WORD.fullmatch(token))}
    return list(rows), dequantize(tensor.data, tensor.tensor_type)[list(rows.values())].astype(np.float32)


def shortened(table: NDArray[np.float32]) -> NDArray[np.float32]:
    """The vectors without what is common to all, in `WIDTH` dimensions."""
    table = table - table.mean(0)
    common = np.linalg.svd(table, full_matrices=False)[2][:COMMON]
    table = table - table @ common.T @ common
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    return table @ np.linalg.svd(table, full_matrices=False)[2][:WIDTH].T


def main(argv: list[str] | None = None) -> int:
    """Reads the model and writes the vectors."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--to", type=Path, default=Path(__file__).with_name("words.npz"))
    options = parser.parse_args(argv)
    words, table = embeddings(options.model)
    table = shortened(table)
    kept = [row for row, word in enumerate(words) if zipf_frequency(word, "en") >= LEAST_ZIPF]
    table = table[kept] / np.abs(table[kept]).max(1, keepdims=True)
    packed = np.round(table * 127).astype(np.int8)
    np.savez_compressed(options.to, words=" ".join(words[row] for row in kept), vectors=packed)
    print(f"{options.to}: {len(kept)} words, {options.to.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
