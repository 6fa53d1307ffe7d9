from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from gguf import GGMLQuantizationType, GGUFReader, GGUFWriter, dequantize, quantize

from eduapp.errors import ModelError
from eduapp.llm.adapter import merge
from tests.llm.adapters import write_adapter

LAYOUTS = {"whole": "F32", "half": "F16", "bytes": "Q8_0", "nibbles": "Q4_1"}
SIZE = (64, 96)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A file with a weight in each layout, and metadata of several kinds."""
    rng = np.random.default_rng(0)
    writer = GGUFWriter(tmp_path / "model.gguf", "llama")
    writer.add_context_length(77)
    writer.add_token_list(["a", "é", "<|end|>"])
    writer.add_token_scores([0.5, -1.0, 2.0])
    writer.add_bool("tokenizer.ggml.add_bos_token", False)
    for name, layout in LAYOUTS.items():
        kind = GGMLQuantizationType[layout]
        weight = rng.normal(0, 1, SIZE).astype(np.float32)
        data = weight if layout == "F32" else quantize(weight, kind)
        writer.add_tensor(f"{name}.weight", data, raw_dtype=kind)
    writer.add_tensor("norm.weight", np.ones(7, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return tmp_path / "model.gguf"


def weights(path: Path) -> dict[str, np.ndarray]:
    return {one.name: np.array(dequantize(one.data, one.tensor_type)) for one in GGUFReader(path).tensors}


def described(path: Path) -> dict[str, object]:
    return {name: field.contents() for name, field in GGUFReader(path).fields.items() if not name.startswith("GGUF.")}


@pytest.mark.parametrize("alpha", [8.0, 4.0, 0.0])
def test_what_the_adapter_says_is_added_to_each_weight(model, tmp_path, alpha):
    names = [f"{name}.weight" for name in LAYOUTS]
    added = write_adapter(tmp_path / "lora.gguf", dict.fromkeys(names, SIZE), alpha=alpha, strength=1.0)
    merge(model, tmp_path / "lora.gguf", tmp_path / "merged.gguf")
    before, after = weights(model), weights(tmp_path / "merged.gguf")
    assert list(after) == list(before)
    for name in names:
        assert np.abs(added[name]).max() > 1
        np.testing.assert_allclose(after[name], before[name] + added[name], atol=1e-5)
    np.testing.assert_array_equal(after["norm.weight"], before["norm.weight"])


def test_the_rest_of_the_file_stays_as_it_is(model, tmp_path):
    write_adapter(tmp_path / "lora.gguf", {"half.weight": SIZE})
    merge(model, tmp_path / "lora.gguf", tmp_path / "merged.gguf")
    assert described(tmp_path / "merged.gguf") == described(model)
    assert described(model)["tokenizer.ggml.tokens"] == ["a", "é", "<|end|>"]
    kinds = {one.name: one.tensor_type.name for one in GGUFReader(tmp_path / "merged.gguf").tensors}
    assert kinds["half.weight"] == "F32" and kinds["nibbles.weight"] == "Q4_1"
    before = {one.name: one.data.tobytes() for one in GGUFReader(model).tensors}
    after = {one.name: one.data.tobytes() for one in GGUFReader(tmp_path / "merged.gguf").tensors}
    assert [name for name in before if after[name] != before[name]] == ["half.weight"]


@pytest.mark.parametrize(
    "sizes",
    [{"other.weight": SIZE}, {"half.weight": (96, 64)}, {"half.weight": SIZE, "token_embd.weight": SIZE}, {}],
    ids=["no such weight", "the other way round", "the embedding", "nothing"],
)
def test_an_adapter_of_another_model_is_refused(model, tmp_path, sizes):
    write_adapter(tmp_path / "lora.gguf", sizes)
    with pytest.raises(ModelError, match=r"The adapter lora.gguf doesn't fit the model, or is damaged\.") as refused:
        merge(model, tmp_path / "lora.gguf", tmp_path / "merged.gguf")
    assert "-base" in refused.value.hint
