"""What a model needs, and where its layers go. Arithmetic only: nothing is loaded here."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eduapp.errors import ModelError
from eduapp.llm.devices import Device, gpus

if TYPE_CHECKING:
    from eduapp.llm.catalog import ModelCard
    from eduapp.llm.probe import ModelFacts

GB = 10**9
F16 = 2  # bytes of a number in the key-value cache
F32 = 4  # bytes of a number in between
CELLS = 256  # llama.cpp rounds a context up to a multiple of so many tokens
BLOCK = 512  # tokens evaluated at once
PROCESS = 80 * 10**6  # bytes: Python, llama.cpp's code and the vocabulary's tables, measured with the starter
CARD_TOKENS = 4096  # the context that a model of the catalogue is judged by
SHORTEST = 1024  # tokens: a course paragraph, a few examples and the reply
GPU_MARGIN = 512 * 10**6  # bytes a card: what the driver and the screen take


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a model is put.

    `gpu_layers` is llama.cpp's n_gpu_layers: `layers` + 1 puts everything on the GPU, the output too. `n_ctx` is the
    context's length in tokens. `reason` is a sentence for the person.
    """

    gpu_layers: int
    layers: int
    n_ctx: int
    reason: str


def kv_bytes(facts: ModelFacts, tokens: int) -> int:
    """The size of the key-value cache, in f16, that holds so many tokens.

    All layers are taken to be like the first and to attend to all tokens, as llama.cpp's default (swa_full) has it.
    """
    cells = -(-tokens // CELLS) * CELLS
    return facts.layers * facts.kv_heads * (facts.key_size + facts.value_size) * F16 * cells


def compute_bytes(facts: ModelFacts, *, n_ctx: int, block: int = BLOCK) -> int:
    """The size of the buffer for what lies between layers, without flash attention.

    The larger of the scores of all words and the attention of all heads, each for a block of tokens, and a few
    vectors of the embedding's size.
    """
    widest = max(facts.vocabulary, (facts.heads + 1) * n_ctx)
    return block * F32 * (widest + 4 * facts.embedding)


def memory_needed(facts: ModelFacts, *, n_ctx: int, sequences: int = 1, block: int = BLOCK) -> int:
    """Bytes that the process takes with this model open and everything in main memory.

    `n_ctx`: the tokens that all sequences have together, `sequences`: how many are written at a time, `block`: the most
    tokens evaluated at once.
    """
    scores = sequences * facts.vocabulary * F32
    context = kv_bytes(facts, n_ctx) + compute_bytes(facts, n_ctx=n_ctx, block=block)
    return facts.weights + context + scores + PROCESS


def choose(
    facts: ModelFacts,
    *,
    n_ctx: int,
    free_memory: int | None,
    devices: Sequence[Device],
    wanted: int | None = None,
    sequences: int = 1,
    block: int = BLOCK,
    cards: Sequence[ModelCard] = (),
) -> Plan:
    """As many layers on the GPU as fit, and the longest context up to `n_ctx` that main memory has room for.

    `free_memory` in bytes, None if unknown. `wanted`: the layers that the person wants on the GPU, all if negative.
    `cards`: models to name when this one doesn't fit. Raises ModelError if not even the shortest context does.
    """
    asked = min(n_ctx, facts.context or n_ctx)
    cards_in_use = gpus(devices)
    needed = 0
    for length in _lengths(asked):
        layers, reason = _offload(facts, length, block, cards_in_use, wanted)
        on_cpu = 1.0 if all(card.shares_memory for card in cards_in_use) else 1 - layers / (facts.layers + 1)
        whole = memory_needed(facts, n_ctx=length, sequences=sequences, block=block)
        movable = facts.weights + kv_bytes(facts, length)
        needed = whole - int(movable * (1 - on_cpu))
        if free_memory is None or needed <= free_memory:
            shortened = f" Its context is shortened from {asked} to {length} tokens to fit the free memory."
            return Plan(layers, facts.layers, length, reason + shortened * (length < asked))
    raise too_big(facts.name, needed, free_memory or 0, cards)


def fallbacks(plan: Plan) -> Iterator[Plan]:
    """What to try after the GPU refused the plan: half of its layers there, a quarter, none."""
    before = plan
    for share in (2, 4, 0):
        layers = min(plan.gpu_layers, plan.layers) // share if share else 0
        if layers < min(before.gpu_layers, before.layers):
            now = f"{_layers(layers, plan.layers)} run on it" if layers else "the model runs on the processor"
            reason = f"The GPU refused {_layers(before.gpu_layers, plan.layers)}, so {now}."
            before = replace(plan, gpu_layers=layers, reason=reason)
            yield before


def card_need(card: ModelCard) -> int:
    """About how many bytes of memory a model of the catalogue needs."""
    return card.memory(CARD_TOKENS)


def too_big(name: str, needed: int, free: int, cards: Sequence[ModelCard] = ()) -> ModelError:
    """The error for a model that doesn't fit, with the largest one of the catalogue that does."""
    short = f"{math.ceil(needed / GB * 10) / 10:.1f} GB of memory, but {math.floor(free / GB * 10) / 10:.1f} GB is free"
    message = f"The model {name} needs {short}."
    fitting = [card for card in cards if card_need(card) <= free]
    if not fitting:
        return ModelError(message, hint="Close other programs, or choose a smaller model.")
    largest = max(fitting, key=card_need)
    return ModelError(message, hint=f"Close other programs, or choose {largest.name!r} ({largest.title}), which fits.")


def _lengths(asked: int) -> Iterator[int]:
    """The context lengths to try: the one asked for, then shorter ones."""
    yield asked
    yield from range((asked - 1) // CELLS * CELLS, SHORTEST - 1, -CELLS)


def _offload(facts: ModelFacts, n_ctx: int, block: int, cards: Sequence[Device], wanted: int | None) -> tuple[int, str]:
    """How many layers go to the GPU, and why."""
    everything = facts.layers + 1
    if not cards:
        return 0, "llama.cpp sees no GPU, so the model runs on the processor."
    if wanted is not None:
        layers = everything if wanted < 0 else min(wanted, everything)
        return layers, f"As EDUAPP_GPU_LAYERS says, {_layers(layers, facts.layers)} run on the GPU."
    between = compute_bytes(facts, n_ctx=n_ctx, block=block)
    room = sum(max(0, card.free - GPU_MARGIN - between) for card in cards)
    whole = facts.weights + kv_bytes(facts, n_ctx)
    if whole <= room:
        return everything, "The whole model runs on the GPU."
    layers = min(facts.layers, room * everything // whole)
    free = f"{sum(card.free for card in cards) / GB:.1f} GB"
    if not layers:
        return 0, f"The GPU has {free} free, too little for this model, so it runs on the processor."
    return layers, f"The GPU has {free} free, so {_layers(layers, facts.layers)} run on it."


def _layers(gpu_layers: int, layers: int) -> str:
    return f"all {layers} layers" if gpu_layers > layers else f"{gpu_layers} of {layers} layers"
