"""Peers of the runtime: llama-cpp-python's `Llama`, and a bare loop over the same low-level functions.

Each runs in a process of its own, `python -m benchmarks.bare`, in which nothing of eduapp sets llama.cpp up. It reads
what to do as JSON, and prints what it measured as JSON.
"""

from __future__ import annotations

import ctypes
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from eduapp.llm import machine
from eduapp.llm.base import Ask


def one_by_one(path: Path, asks: Sequence[Ask]) -> tuple[float, float, int]:
    """Seconds that `Llama` takes for one ask after the other, those of processors, and the tokens written.

    The loading is left out.
    """
    job = {"kind": "llama", "path": str(path), "asks": [[ask.text, ask.options] for ask in asks]}
    return tuple(_elsewhere(job))


def bare_speed(path: Path, prompts: Sequence[str], steps: int, *, unified: bool) -> float:
    """Tokens a second that the bare loop writes, a sequence for each prompt."""
    job = {"kind": "bare", "path": str(path), "prompts": list(prompts), "steps": steps, "unified": unified}
    return _elsewhere(job)[0]


def _elsewhere(job: dict[str, Any]) -> list[Any]:
    command = [sys.executable, "-m", "benchmarks.bare"]
    done = subprocess.run(
        command, input=json.dumps(job), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def _llama(path: str, asks: list[tuple[str, dict[str, Any]]]) -> tuple[float, float, int]:
    """With all cores or with one, whichever was quicker for the first ask."""
    tried = [(_ask_all(path, asks[:1], threads)[0], threads) for threads in {machine.cores(), 1}]
    return _ask_all(path, asks, min(tried)[1])


def _ask_all(path: str, asks: list[tuple[str, dict[str, Any]]], threads: int) -> tuple[float, float, int]:
    from llama_cpp import Llama, LlamaGrammar

    llama = Llama(path, n_ctx=2048, n_threads=threads, n_threads_batch=threads, verbose=False)
    written, started, busy = 0, time.perf_counter(), time.process_time()
    for text, given in asks:
        options = dict(given)
        schema = options.pop("schema", None)
        grammar = LlamaGrammar.from_json_schema(json.dumps(schema), verbose=False) if schema else None
        reply = llama.create_completion(text, grammar=grammar, **options)
        written += reply["usage"]["completion_tokens"]
    return time.perf_counter() - started, time.process_time() - busy, written


class Bare:
    """The least that decoding takes: `width` sequences a step, the likeliest token of each, nothing else."""

    def __init__(self, path: str, width: int, unified: bool) -> None:
        from llama_cpp import llama_cpp

        self.lib, self.width, self.unified = llama_cpp, width, unified
        self.path = path

    def speed(self, prompts: Sequence[str], steps: int) -> float:
        """Tokens a second over so many steps, after the prompts were read."""
        lib = self.lib
        params = lib.llama_model_default_params()
        params.n_gpu_layers = 0
        model = lib.llama_model_load_from_file(self.path.encode(), params)
        vocab = lib.llama_model_get_vocab(model)
        tokens = [self._tokens(vocab, prompt) for prompt in prompts]
        ctx = self._context(model, max(map(len, tokens)) + steps + 8)
        batch = lib.llama_batch_init(512, 0, 1)
        last = [self._read(ctx, batch, number, one) for number, one in enumerate(tokens)]
        started = time.perf_counter()
        for step in range(steps):
            positions = [len(one) + step for one in tokens]
            self._fill(batch, last, positions, range(self.width), [1] * self.width)
            assert lib.llama_decode(ctx, batch) == 0
            shape = (self.width, lib.llama_vocab_n_tokens(vocab))
            last = np.ctypeslib.as_array(lib.llama_get_logits(ctx), shape=shape).argmax(1).tolist()
        seconds = time.perf_counter() - started
        lib.llama_batch_free(batch)
        lib.llama_free(ctx)
        lib.llama_model_free(model)
        return self.width * steps / seconds

    def _context(self, model: Any, length: int) -> Any:
        params = self.lib.llama_context_default_params()
        params.n_ctx = self.width * (-(-length // 256) * 256)
        params.n_batch = params.n_ubatch = 512
        params.n_seq_max = self.width
        params.n_threads = params.n_threads_batch = machine.cores()
        params.kv_unified = self.unified
        params.flash_attn_type = self.lib.LLAMA_FLASH_ATTN_TYPE_DISABLED
        return self.lib.llama_init_from_model(model, params)

    def _read(self, ctx: Any, batch: Any, number: int, tokens: list[int]) -> int:
        """Evaluates a prompt and returns the likeliest token after it."""
        memory, shared = self.lib.llama_get_memory(ctx), 0
        if number and self.unified:  # the prefix that all prompts share is read once
            shared = len(tokens) - 64
            self.lib.llama_memory_seq_cp(memory, 0, number, 0, shared)
        for at in range(shared, len(tokens), 512):
            part = tokens[at : at + 512]
            wanted = [0] * (len(part) - 1) + [1]
            self._fill(batch, part, range(at, at + len(part)), [number] * len(part), wanted)
            assert self.lib.llama_decode(ctx, batch) == 0
        return 0

    def _fill(self, batch: Any, tokens: Any, positions: Any, streams: Any, wanted: Any) -> None:
        rows = list(zip(tokens, positions, streams, wanted, strict=True))
        batch.n_tokens = len(rows)
        for i, (token, position, stream, score) in enumerate(rows):
            batch.token[i], batch.pos[i], batch.logits[i] = token, position, score
            batch.n_seq_id[i], batch.seq_id[i][0] = 1, stream

    def _tokens(self, vocab: Any, text: str) -> list[int]:
        data = text.encode()
        buffer = (ctypes.c_int32 * (len(data) + 8))()
        count = self.lib.llama_tokenize(vocab, data, len(data), buffer, len(buffer), True, False)
        return buffer[:count]


def main() -> None:
    """The other process."""
    job = json.load(sys.stdin)
    if job["kind"] == "llama":
        print(json.dumps(_llama(job["path"], job["asks"])))
    else:
        bare = Bare(job["path"], len(job["prompts"]), job["unified"])
        print(json.dumps([bare.speed(job["prompts"], job["steps"])]))


if __name__ == "__main__":
    main()
