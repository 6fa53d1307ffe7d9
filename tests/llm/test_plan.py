from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduapp.errors import ModelError
from eduapp.llm import plan
from eduapp.llm.devices import Device
from eduapp.llm.plan import GB, Plan, choose, fallbacks, kv_bytes, memory_needed
from tests.llm.facts import SEVEN_B, STARTER

MB = 10**6
CPU = Device("CPU", "Some processor", "cpu", 8 * GB, 16 * GB)


def card(free: float, kind: str = "gpu", name: str = "CUDA0") -> Device:
    return Device(name, "A card", kind, int(free * GB), 24 * GB)


def catalogued(name: str, gigabytes: float) -> SimpleNamespace:
    size = int(gigabytes * GB)
    return SimpleNamespace(name=name, title=name.upper(), size=size, memory=lambda tokens: size + GB)


# what is needed


def test_the_cache_of_the_starter_is_as_large_as_llama_cpp_says():
    assert kv_bytes(STARTER, 2048) == 45 * 2**20
    assert kv_bytes(STARTER, 8192) == 180 * 2**20


def test_the_cache_is_rounded_up_to_whole_blocks_of_cells():
    assert kv_bytes(STARTER, 1) == kv_bytes(STARTER, 256) < kv_bytes(STARTER, 257) == kv_bytes(STARTER, 512)


def test_key_and_value_sizes_may_differ():
    wide = replace(SEVEN_B, key_size=192, value_size=128)
    assert kv_bytes(wide, 256) == 32 * 8 * (192 + 128) * 2 * 256


# Resident memory of a process with the starter after its first block of tokens, without flash attention, in MiB.
MEASURED = {(256, 32): 172, (2048, 32): 212, (8192, 32): 348, (2048, 512): 232, (8192, 512): 367}


@pytest.mark.parametrize(("n_ctx", "block"), MEASURED)
def test_what_is_needed_is_near_what_was_measured_and_never_below(n_ctx, block):
    needed, measured = memory_needed(STARTER, n_ctx=n_ctx, block=block) / 2**20, MEASURED[n_ctx, block]
    most = 1.06 if block == 32 else 1.42  # most of a large block's buffer is reserved, but not touched
    assert measured < needed < most * measured


def test_each_sequence_needs_its_scores():
    one, many = (memory_needed(STARTER, n_ctx=512, sequences=count) for count in (1, 16))
    assert many - one == 15 * STARTER.vocabulary * 4


# where it goes


def test_without_a_gpu_the_processor_does_it():
    assert choose(STARTER, n_ctx=2048, free_memory=8 * GB, devices=[CPU]) == Plan(
        0, 30, 2048, "llama.cpp sees no GPU, so the model runs on the processor."
    )


def test_a_model_that_fits_goes_to_the_gpu_as_a_whole():
    chosen = choose(SEVEN_B, n_ctx=4096, free_memory=2 * GB, devices=[CPU, card(8)])
    assert chosen == Plan(33, 32, 4096, "The whole model runs on the GPU.")


def test_as_many_layers_as_fit_go_to_the_gpu():
    chosen = choose(SEVEN_B, n_ctx=4096, free_memory=8 * GB, devices=[CPU, card(4)])
    assert 10 < chosen.gpu_layers < 32
    assert chosen.reason == f"The GPU has 4.0 GB free, so {chosen.gpu_layers} of 32 layers run on it."


def test_a_gpu_that_is_too_small_is_left_alone():
    chosen = choose(SEVEN_B, n_ctx=4096, free_memory=8 * GB, devices=[card(0.4)])
    assert (chosen.gpu_layers, "too little" in chosen.reason) == (0, True)


def test_two_gpus_share_the_layers():
    one, two = (choose(SEVEN_B, n_ctx=4096, free_memory=8 * GB, devices=[card(3)] * count) for count in (1, 2))
    assert one.gpu_layers < two.gpu_layers


def test_what_runs_on_a_gpu_with_its_own_memory_needs_no_main_memory():
    with pytest.raises(ModelError):
        choose(SEVEN_B, n_ctx=4096, free_memory=2 * GB, devices=[CPU])
    with pytest.raises(ModelError):
        choose(SEVEN_B, n_ctx=4096, free_memory=2 * GB, devices=[card(8, "integrated")])
    with pytest.raises(ModelError):
        choose(SEVEN_B, n_ctx=4096, free_memory=2 * GB, devices=[card(8, name="MTL0")])
    assert choose(SEVEN_B, n_ctx=4096, free_memory=2 * GB, devices=[card(8)]).gpu_layers == 33


@pytest.mark.parametrize(
    ("wanted", "layers", "said"),
    [
        (0, 0, "0 of 32 layers"),
        (12, 12, "12 of 32 layers"),
        (33, 33, "all 32"),
        (999, 33, "all 32"),
        (-1, 33, "all 32"),
    ],
)
def test_the_person_may_say_how_many_layers(wanted, layers, said):
    chosen = choose(SEVEN_B, n_ctx=4096, free_memory=9 * GB, devices=[card(4)], wanted=wanted)
    assert chosen.gpu_layers == layers
    assert chosen.reason.startswith("As EDUAPP_GPU_LAYERS says, ") and said in chosen.reason


def test_no_layers_can_be_wanted_from_no_gpu():
    assert choose(SEVEN_B, n_ctx=4096, free_memory=9 * GB, devices=[CPU], wanted=12).gpu_layers == 0


def test_the_context_is_no_longer_than_the_model_was_trained_on():
    assert choose(STARTER, n_ctx=100_000, free_memory=None, devices=[]).n_ctx == 8192
    assert choose(replace(STARTER, context=0), n_ctx=100_000, free_memory=None, devices=[]).n_ctx == 100_000


def test_the_context_is_shortened_to_fit_and_says_so():
    free = memory_needed(SEVEN_B, n_ctx=3072)
    chosen = choose(SEVEN_B, n_ctx=8192, free_memory=free, devices=[])
    assert chosen.n_ctx == 3072
    assert chosen.reason.endswith(" Its context is shortened from 8192 to 3072 tokens to fit the free memory.")


def test_what_does_not_fit_is_refused_with_the_numbers():
    free = memory_needed(SEVEN_B, n_ctx=1024) - 1
    with pytest.raises(ModelError) as caught:
        choose(SEVEN_B, n_ctx=8192, free_memory=free, devices=[])
    assert caught.value.message == "The model Seven needs 4.7 GB of memory, but 4.6 GB is free."
    assert caught.value.hint == "Close other programs, or choose a smaller model."


def test_the_largest_model_that_fits_is_named():
    cards = [catalogued("small", 0.1), catalogued("medium", 1.5), catalogued("large", 4)]
    with pytest.raises(ModelError) as caught:
        choose(SEVEN_B, n_ctx=512, free_memory=3 * GB, devices=[], cards=cards)
    assert caught.value.hint == "Close other programs, or choose 'medium' (MEDIUM), which fits."
    assert plan.too_big("X", 9 * GB, GB // 2, cards).hint == "Close other programs, or choose a smaller model."


@given(
    n_ctx=st.integers(16, 40_000),
    free=st.integers(5 * GB, 40 * GB),
    on_gpu=st.lists(st.integers(0, 30 * GB), max_size=3),
)
def test_no_plan_asks_for_more_than_there_is(n_ctx, free, on_gpu):
    gpus = [replace(card(1), free=memory) for memory in on_gpu]
    chosen = choose(SEVEN_B, n_ctx=n_ctx, free_memory=free, devices=gpus)
    assert 0 <= chosen.gpu_layers <= 33
    assert min(n_ctx, 1024) <= chosen.n_ctx <= n_ctx
    moved = (SEVEN_B.weights + kv_bytes(SEVEN_B, chosen.n_ctx)) * chosen.gpu_layers / 33
    assert moved <= sum(on_gpu)
    assert memory_needed(SEVEN_B, n_ctx=chosen.n_ctx) - moved <= free + 1


# when the GPU refuses


def test_fewer_and_fewer_layers_are_tried():
    tried = list(fallbacks(Plan(33, 32, 4096, "The whole model runs on the GPU.")))
    assert [(one.gpu_layers, one.n_ctx) for one in tried] == [(16, 4096), (8, 4096), (0, 4096)]
    assert [one.reason for one in tried] == [
        "The GPU refused all 32 layers, so 16 of 32 layers run on it.",
        "The GPU refused 16 of 32 layers, so 8 of 32 layers run on it.",
        "The GPU refused 8 of 32 layers, so the model runs on the processor.",
    ]


@pytest.mark.parametrize(("layers", "tried"), [(0, []), (1, [0]), (2, [1, 0]), (3, [1, 0]), (5, [2, 1, 0])])
def test_no_fallback_is_tried_twice(layers, tried):
    assert [one.gpu_layers for one in fallbacks(Plan(layers, 32, 512, ""))] == tried
