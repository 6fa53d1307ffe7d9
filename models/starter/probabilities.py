"""What PyTorch says comes next after 50 prompts, for a test that compares llama.cpp with it.

    python -m models.starter.probabilities --model FILE.gguf [--out tests/data/starter_probabilities.json]

The network here is transformers' own, which reads the model file and turns rotary pairs into its own layout; the
adapter is turned with it. So neither the training code nor llama.cpp is asked about itself.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import torch
from gguf import GGUFReader
from gguf.quants import dequantize
from torch import Tensor
from transformers import AutoModelForCausalLM

HERE = Path(__file__).resolve().parent
MOST, KEPT, SEED = 50, 6, 23
PLACES = {
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}


def merged(model: Path, adapter: Path) -> torch.nn.Module:
    """Transformers' model from the file, with the adapter added to its weights."""
    network = AutoModelForCausalLM.from_pretrained(str(model.parent), gguf_file=model.name, dtype=torch.float32)
    heads = {"attn_q": network.config.num_attention_heads, "attn_k": network.config.num_key_value_heads}
    reader = GGUFReader(adapter)
    scale = float(reader.fields["adapter.lora.alpha"].contents())
    weights = {t.name: torch.from_numpy(dequantize(t.data, t.tensor_type).copy()).float() for t in reader.tensors}
    with torch.no_grad():
        for name in (name for name in weights if name.endswith(".lora_a")):
            _, block, layer, *_ = name.split(".")
            a, b = weights[name], weights[name.removesuffix("a") + "b"]
            change = (b @ a) * (scale / a.shape[0])
            if layer in heads:
                change = _in_halves(change, heads[layer])
            network.get_submodule(f"model.layers.{block}.{PLACES[layer]}").weight += change
    return network.eval()


def _in_halves(weight: Tensor, heads: int) -> Tensor:
    """Rows with rotary pairs side by side put as transformers has them: the first of all pairs, then the second."""
    return weight.view(heads, -1, 2, weight.shape[1]).transpose(1, 2).reshape(weight.shape)


def main(argv: list[str] | None = None) -> int:
    """Writes the likeliest tokens and their probabilities after each prompt."""
    parser = argparse.ArgumentParser(
        prog="models.starter.probabilities", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--adapter", type=Path, default=HERE / "adapter.gguf")
    parser.add_argument("--prompts", type=Path, default=HERE / "out" / "trees.jsonl")
    parser.add_argument("--out", type=Path, default=Path("tests/data/starter_probabilities.json"))
    options = parser.parse_args(argv)
    torch.set_num_threads(1)
    network, rows = merged(options.model, options.adapter), []
    for line in options.prompts.read_text("utf-8").splitlines()[:MOST]:
        tree = json.loads(line)
        tokens = tree["trunk"] + tree["branches"][0]["prompt"]
        with torch.no_grad():
            scores = network(torch.tensor([tokens])).logits[0, -1].softmax(-1)
        best = scores.topk(KEPT)
        likeliest = {str(int(i)): round(float(p), 5) for p, i in zip(best.values, best.indices, strict=True)}
        rows.append({"tokens": tokens, "likeliest": likeliest})
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text("[\n" + ",\n".join(map(json.dumps, rows)) + "\n]\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
