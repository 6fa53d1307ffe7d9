"""The starter in PyTorch, read from its GGUF file and kept in that file's layout, with a low-rank adapter beside it.

Weights stay as llama.cpp has them (rotary pairs side by side), so an adapter is written out as it was trained. Low-rank
adapters: Hu et al. (2021), "LoRA"; here beside the linear layers of the blocks that are adapted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import torch
from gguf import GGUFReader
from gguf.quants import dequantize
from torch import Tensor, nn
from torch.nn import functional

LAYERS = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")
"""The linear layers of a block, by llama.cpp's names."""


@dataclass(frozen=True)
class Shape:
    """What the file's metadata says of the network."""

    blocks: int
    heads: int
    kv_heads: int
    head_size: int
    epsilon: float
    rope_base: float


class LowRank(nn.Module):
    """What an adapter adds to a linear layer's output: `scale` × B(A x), zero before it is trained."""

    def __init__(self, outputs: int, inputs: int, rank: int, alpha: float) -> None:
        super().__init__()
        self.scale = alpha / rank
        self.a = nn.Parameter(torch.randn(rank, inputs) / math.sqrt(inputs))
        self.b = nn.Parameter(torch.zeros(outputs, rank))

    def forward(self, x: Tensor) -> Tensor:
        """The addition for inputs of shape (…, inputs)."""
        return functional.linear(functional.linear(x, self.a), self.b * self.scale)


class Block(nn.Module):
    """One transformer block with its adapters."""

    def __init__(self, weights: dict[str, Tensor], shape: Shape, rank: int, alpha: float, adapted: bool) -> None:
        super().__init__()
        self.shape, self.adapted = shape, adapted
        self.linear = nn.ParameterDict({k: nn.Parameter(weights[k], requires_grad=False) for k in LAYERS})
        self.attn_norm = nn.Parameter(weights["attn_norm"], requires_grad=False)
        self.ffn_norm = nn.Parameter(weights["ffn_norm"], requires_grad=False)
        sizes = {name: weights[name].shape for name in LAYERS} if adapted else {}
        self.low = nn.ModuleDict({name: LowRank(out, into, rank, alpha) for name, (out, into) in sizes.items()})

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor | None) -> Tensor:
        """The block's output for states of shape (batch, length, width)."""
        x = x + self._attended(self._norm(x, self.attn_norm), cos, sin, mask)
        y = self._norm(x, self.ffn_norm)
        return x + self._of("ffn_down", functional.silu(self._of("ffn_gate", y)) * self._of("ffn_up", y))

    def _of(self, name: str, x: Tensor) -> Tensor:
        out = functional.linear(x, self.linear[name])
        return out + self.low[name](x) if self.adapted else out

    def _norm(self, x: Tensor, weight: Tensor) -> Tensor:
        return functional.rms_norm(x, (x.shape[-1],), weight, self.shape.epsilon)

    def _attended(self, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor | None) -> Tensor:
        batch, length, _ = x.shape
        s = self.shape
        q = self._of("attn_q", x).view(batch, length, s.heads, s.head_size).transpose(1, 2)
        k = self._of("attn_k", x).view(batch, length, s.kv_heads, s.head_size).transpose(1, 2)
        v = self._of("attn_v", x).view(batch, length, s.kv_heads, s.head_size).transpose(1, 2)
        q, k = _turned(q, cos, sin), _turned(k, cos, sin)
        share = s.heads // s.kv_heads
        k, v = k.repeat_interleave(share, 1), v.repeat_interleave(share, 1)
        out = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=mask is None)
        return self._of("attn_output", out.transpose(1, 2).reshape(batch, length, -1))


class Network(nn.Module):
    """The whole model. Only the adapter's weights are trained, those of the blocks from `first` on."""

    def __init__(self, path: Path, rank: int = 16, alpha: float = 32.0, first: int = 0) -> None:
        super().__init__()
        reader = GGUFReader(path)
        self.rank, self.alpha, self.shape = rank, alpha, _shape(reader)
        weights = {t.name: torch.from_numpy(dequantize(t.data, t.tensor_type).copy()) for t in reader.tensors}
        self.embedding = nn.Parameter(weights["token_embd.weight"], requires_grad=False)
        self.output_norm = nn.Parameter(weights["output_norm.weight"], requires_grad=False)
        self.blocks = nn.ModuleList(
            Block(_of_block(weights, number), self.shape, rank, alpha, number >= first)
            for number in range(self.shape.blocks)
        )

    def states(self, tokens: Tensor, positions: Tensor | None = None, mask: Tensor | None = None) -> Tensor:
        """The last states, normed, for tokens of shape (batch, length). Padding belongs at the end: nothing sees it.

        `positions` (as the tokens) and `mask` (batch, length, length; true where a token sees another) are those of
        one text a row, unless told.
        """
        x = functional.embedding(tokens, self.embedding)
        if positions is None:
            positions = torch.arange(tokens.shape[1])[None]
        cos, sin = (part[:, None] for part in _angles(positions, self.shape))
        seen = None if mask is None else mask[:, None]
        for block in self.blocks:
            x = block(x, cos, sin, seen)
        return functional.rms_norm(x, (x.shape[-1],), self.output_norm, self.shape.epsilon)

    def logits(self, states: Tensor) -> Tensor:
        """The scores of the next token for some states of shape (…, width)."""
        return functional.linear(states, self.embedding)

    def adapter(self) -> dict[str, Tensor]:
        """The adapter's weights by llama.cpp's names, such as "blk.0.attn_q.weight.lora_a"."""
        return {
            f"blk.{number}.{name}.weight.lora_{side}": getattr(low, side)
            for number, block in enumerate(self.blocks)
            for name, low in block.low.items()
            for side in "ab"
        }

    def load_adapter(self, weights: dict[str, Tensor]) -> None:
        """Takes over an adapter's weights of the same rank, by the names that `adapter` gives."""
        with torch.no_grad():
            for name, own in self.adapter().items():
                own.copy_(weights[name])


def _shape(reader: GGUFReader) -> Shape:
    def said(name: str) -> float:
        return reader.fields[f"llama.{name}"].contents()

    heads = int(said("attention.head_count"))
    return Shape(
        blocks=int(said("block_count")),
        heads=heads,
        kv_heads=int(said("attention.head_count_kv")),
        head_size=int(said("embedding_length")) // heads,
        epsilon=float(said("attention.layer_norm_rms_epsilon")),
        rope_base=float(said("rope.freq_base")),
    )


def _of_block(weights: dict[str, Tensor], number: int) -> dict[str, Tensor]:
    names = (*LAYERS, "attn_norm", "ffn_norm")
    return {name: weights[f"blk.{number}.{name}.weight"] for name in names}


def _angles(positions: Tensor, shape: Shape) -> tuple[Tensor, Tensor]:
    half = torch.arange(0, shape.head_size, 2, dtype=torch.float32) / shape.head_size
    angles = positions.float()[..., None] * shape.rope_base**-half
    return angles.cos(), angles.sin()


def _turned(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotary positions (Su et al. 2021) over neighbouring pairs, as llama.cpp keeps them for this architecture."""
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack((even * cos - odd * sin, odd * cos + even * sin), dim=-1).flatten(-2)
