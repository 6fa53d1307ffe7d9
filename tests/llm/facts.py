"""Facts of models as a probe reports them."""

from __future__ import annotations

from eduapp.llm.probe import ModelFacts

STARTER = ModelFacts(
    name="Smollm2 135M 8k Lc100K Mix1 Ep2",
    architecture="llama",
    quantization="Q4_1",
    parameters=134_515_008,
    weights=96_576_768,
    layers=30,
    embedding=576,
    heads=9,
    kv_heads=3,
    key_size=64,
    value_size=64,
    context=8192,
    window=0,
    vocabulary=49_152,
    has_encoder=False,
    has_decoder=True,
    recurrent=False,
    hybrid=False,
    diffusion=False,
    causal=True,
    pooled=False,
    chat_template=True,
)

SEVEN_B = ModelFacts(
    name="Seven",
    architecture="llama",
    quantization="Q4_K - Medium",
    parameters=7_248_023_552,
    weights=4_372_000_000,
    layers=32,
    embedding=4096,
    heads=32,
    kv_heads=8,
    key_size=128,
    value_size=128,
    context=32_768,
    window=0,
    vocabulary=32_768,
    has_encoder=False,
    has_decoder=True,
    recurrent=False,
    hybrid=False,
    diffusion=False,
    causal=True,
    pooled=False,
    chat_template=True,
)
