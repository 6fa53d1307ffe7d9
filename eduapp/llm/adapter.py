"""A LoRA adapter in a GGUF file: what was trained on top of a model's weights, attached to it or merged into a copy.

Hu et al. 2021: a weight W of shape (out, in) becomes W + B·A·alpha/r, with A of shape (r, in) and B of (out, r). In the
file they are called as the weight is, with ".lora_a" and ".lora_b" after it (llama.cpp's convert_lora_to_gguf.py).
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from eduapp.errors import ModelError
from eduapp.llm.gguf import check_header

if TYPE_CHECKING:
    from types import ModuleType

    from gguf import GGUFReader, GGUFWriter, ReaderTensor

A, B = ".lora_a", ".lora_b"
OTHER_WAY_ROUND = "token_embd.weight"  # llama.cpp reads the embedding's adapter transposed
WRITTEN_ANEW = ("GGUF.", "general.architecture")  # by whoever writes the file


def load(lib: ModuleType, model: object, path: Path) -> object:
    """The adapter on a loaded model, which gives its memory back with its own. Raises ModelError if it doesn't fit."""
    check_header(path)
    if adapter := lib.llama_adapter_lora_init(model, os.fsencode(path)):
        return adapter
    raise _unfit(path)


def attach(lib: ModuleType, context: object, adapter: object) -> None:
    """Has a context evaluate the model with the adapter at its full strength."""
    if lib.llama_set_adapters_lora(context, (type(adapter) * 1)(adapter), 1, (ctypes.c_float * 1)(1.0)):
        raise ModelError("The model's adapter can't be attached to it.")


def merge(model: Path, adapter: Path, target: Path) -> None:
    """Writes a copy of a model with an adapter merged in.

    The weights that it changes are written in 32 bits and the others as they are. Takes the memory of the largest
    weight a few times over. Raises ModelError if the adapter isn't the model's, or changes its embedding.
    """
    from gguf import GGMLQuantizationType, GGUFReader, GGUFWriter, dequantize

    source, changes = GGUFReader(model), _changes(adapter)
    if not changes or not changes.keys() <= {tensor.name for tensor in source.tensors} - {OTHER_WAY_ROUND}:
        raise _unfit(adapter)
    writer = GGUFWriter(target, str(source.get_field("general.architecture").contents()))
    for field in source.fields.values():
        if not field.name.startswith(WRITTEN_ANEW):
            kinds = field.types
            writer.add_key_value(field.name, field.contents(), kinds[0], kinds[-1] if len(kinds) > 1 else None)
    for tensor in source.tensors:
        if tensor.name in changes:
            shape = tuple(int(size) for size in reversed(tensor.shape))
            writer.add_tensor_info(
                tensor.name, shape, np.dtype(np.float32), int(np.prod(shape)) * 4, GGMLQuantizationType.F32
            )
        else:
            data = tensor.data
            writer.add_tensor_info(tensor.name, data.shape, data.dtype, data.nbytes, tensor.tensor_type)
    _write(writer, (
        _merged(dequantize(one.data, one.tensor_type), changes[one.name], adapter) if one.name in changes else one.data
        for one in source.tensors
    ))  # fmt: skip


def _write(writer: GGUFWriter, tensors: Iterator[np.ndarray]) -> None:
    try:
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_ti_data_to_file()
        for data in tensors:
            writer.write_tensor_data(data)
    finally:
        writer.close()


def _changes(adapter: Path) -> dict[str, tuple[np.ndarray, np.ndarray, float]]:
    """A, B and the factor alpha/r for each weight that the adapter changes."""
    from gguf import GGUFReader

    reader = GGUFReader(adapter)
    parts = {tensor.name: tensor for tensor in reader.tensors}
    names = [name.removesuffix(A) for name in parts if name.endswith(A)]
    alpha = _alpha(reader)
    if len(parts) != 2 * len(names) or not all(name + B in parts for name in names):
        raise _unfit(adapter)
    low = {name: (_whole(parts[name + A]), _whole(parts[name + B])) for name in names}
    # llama.cpp takes no alpha, and one of 0, as "no factor"
    return {name: (a, b, alpha / a.shape[0] if alpha else 1.0) for name, (a, b) in low.items()}


def _alpha(reader: GGUFReader) -> float:
    field = reader.get_field("adapter.lora.alpha")
    return float(field.contents()) if field else 0.0


def _whole(tensor: ReaderTensor) -> np.ndarray:
    """The numbers of a tensor in 32 bits, of the shape that it has in numpy."""
    from gguf import dequantize

    return np.asarray(dequantize(tensor.data, tensor.tensor_type), np.float32)


def _merged(weight: np.ndarray, change: tuple[np.ndarray, np.ndarray, float], adapter: Path) -> np.ndarray:
    a, b, factor = change
    if a.ndim != 2 or b.ndim != 2 or a.shape[0] != b.shape[1] or weight.shape != (b.shape[0], a.shape[1]):
        raise _unfit(adapter)
    return np.ascontiguousarray(weight + factor * (b @ a), dtype=np.float32)


def _unfit(path: Path) -> ModelError:
    message = f"The adapter {path.name} doesn't fit the model, or is damaged."
    return ModelError(message, hint='Use the model without it: add "-base" to its name.', where=str(path))
