"""Texts as vectors: a tiny encoder of random weights, beside the same sums in numpy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from gguf import GGUFWriter, PoolingType, TokenType

from eduapp.errors import ModelError
from eduapp.llm.encoder import Encoder
from eduapp.llm.native import NativeModel

WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "▁the", "▁bulb", "▁is", "▁out", "s", "▁a", "▁gap")
WIDTH, HEADS, INNER, LONGEST = 32, 2, 64, 16


@pytest.fixture(scope="module")
def weights() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(7)

    def normal(*shape: int) -> np.ndarray:
        return (rng.normal(size=shape) * 0.3).astype(np.float32)

    found = {
        "token_embd.weight": normal(len(WORDS), WIDTH), "position_embd.weight": normal(LONGEST, WIDTH),
        "token_types.weight": normal(2, WIDTH),
    }  # fmt: skip
    sizes = {"attn_q": (WIDTH, WIDTH), "attn_k": (WIDTH, WIDTH), "attn_v": (WIDTH, WIDTH),
             "attn_output": (WIDTH, WIDTH), "ffn_up": (INNER, WIDTH), "ffn_down": (WIDTH, INNER)}  # fmt: skip
    for name, (out, into) in sizes.items():
        found |= {f"blk.0.{name}.weight": normal(out, into), f"blk.0.{name}.bias": normal(out)}
    for name in ("token_embd_norm", "blk.0.attn_output_norm", "blk.0.layer_output_norm"):
        found |= {f"{name}.weight": 1 + normal(WIDTH), f"{name}.bias": normal(WIDTH)}
    return found


@pytest.fixture(scope="module")
def path(weights: dict[str, np.ndarray], tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("encoder") / "tiny.gguf"
    writer = GGUFWriter(place, "bert")
    writer.add_context_length(LONGEST)
    writer.add_embedding_length(WIDTH)
    writer.add_feed_forward_length(INNER)
    writer.add_block_count(1)
    writer.add_head_count(HEADS)
    writer.add_layer_norm_eps(1e-12)
    writer.add_causal_attention(False)
    writer.add_pooling_type(PoolingType.MEAN)
    writer.add_tokenizer_model("bert")
    writer.add_token_list(list(WORDS))
    writer.add_token_types([TokenType.CONTROL] * 5 + [TokenType.NORMAL] * (len(WORDS) - 5))
    writer.add_token_type_count(2)
    for number, add in enumerate((writer.add_pad_token_id, writer.add_unk_token_id, writer.add_bos_token_id)):
        add(number)
    writer.add_sep_token_id(3)
    writer.add_eos_token_id(3)
    for name, values in weights.items():
        writer.add_tensor(name, values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return place


def _normed(x: np.ndarray, weights: dict[str, np.ndarray], name: str) -> np.ndarray:
    x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-12)
    return x * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def _by_hand(ids: list[int], weights: dict[str, np.ndarray]) -> np.ndarray:
    def linear(x: np.ndarray, name: str) -> np.ndarray:
        return x @ weights[f"blk.0.{name}.weight"].T + weights[f"blk.0.{name}.bias"]

    x = (
        weights["token_embd.weight"][ids]
        + weights["position_embd.weight"][: len(ids)]
        + weights["token_types.weight"][0]
    )
    x = _normed(x, weights, "token_embd_norm")
    q, k, v = (linear(x, name).reshape(len(ids), HEADS, -1).swapaxes(0, 1) for name in ("attn_q", "attn_k", "attn_v"))
    scores = np.exp(q @ k.swapaxes(1, 2) / np.sqrt(WIDTH / HEADS))
    mixed = (scores / scores.sum(-1, keepdims=True) @ v).swapaxes(0, 1).reshape(len(ids), WIDTH)
    x = _normed(x + linear(mixed, "attn_output"), weights, "blk.0.attn_output_norm")
    up = linear(x, "ffn_up")
    turned = 0.5 * up * (1 + np.tanh(np.sqrt(2 / np.pi) * (up + 0.044715 * up**3)))
    return _normed(x + linear(turned, "ffn_down"), weights, "blk.0.layer_output_norm").mean(0)


def test_vectors_are_those_worked_out_by_hand(path: Path, weights: dict[str, np.ndarray]) -> None:
    encoder = Encoder(NativeModel(path))
    parts = ("The bulb is out", "a gaps")
    assert encoder.tokens(parts) == [2, 5, 6, 7, 8, 3, 10, 11, 9, 3]
    assert encoder.vector(parts) == pytest.approx(_by_hand(encoder.tokens(parts), weights), abs=5e-3)


def test_a_text_is_read_the_same_whatever_was_read_before(path: Path) -> None:
    encoder = Encoder(NativeModel(path))
    alone = encoder.vector(("a gap",))
    for other in ("the bulb is out", "", "is is is is is is is is is is is is is is is is is is"):
        encoder.vector((other, "out"))
        assert np.array_equal(encoder.vector(("a gap",)), alone)
    assert np.array_equal(Encoder(NativeModel(path), threads=2).vector(("a gap",)), alone)


def test_a_long_text_is_cut(path: Path) -> None:
    encoder = Encoder(NativeModel(path), most=99)
    assert encoder.most == LONGEST and len(encoder.tokens(("the bulb " * 20,))) == LONGEST


def test_what_cannot_be_read_is_said(path: Path, tmp_path: Path) -> None:
    encoder = Encoder(NativeModel(path))
    encoder.close()
    encoder.close()
    with pytest.raises(ModelError, match="closed"):
        encoder.vector(("a gap",))
    (tmp_path / "bad.gguf").write_bytes(path.read_bytes()[:500])
    with pytest.raises(ModelError):
        Encoder(NativeModel(tmp_path / "bad.gguf"))
