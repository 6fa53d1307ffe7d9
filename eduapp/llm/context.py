"""The memory in which a model is evaluated: several streams of tokens side by side, a step for all of them at once.

Each stream has a place of its own, so that no sum runs over a neighbour's tokens. In one place for all streams
(llama.cpp's `kv_unified`) a prefix would be shared without a copy, but scores would depend on neighbours. As it is, a
stream's scores on a CPU are the same bit for bit, whatever the others hold, in whatever portions the tokens came, and
however many there are, if three things are seen to:

- attention sums otherwise for a token of a stream that comes alone, so that of a prompt none does;
- products with weights of 16 bits sum otherwise for a token that is alone in a step, so that it is given company: a
  neighbour evaluates a token, which it forgets at once; on some processors (seen with AVX2) a prompt that is read
  beside another comes out otherwise all the same, and only the `strict` scheduler holds;
- weights of 4 bits in K-quants (Q4_K) are multiplied four tokens at a time in another way than one at a time, and a
  graphics card chooses its ways by the size of a step: there only the `strict` scheduler holds.
"""

from __future__ import annotations

import ctypes
import time
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np

from eduapp.errors import ModelError
from eduapp.llm.adapter import attach
from eduapp.llm.base import Cancel, Cancelled
from eduapp.llm.native import last_errors
from eduapp.llm.pace import Pace

if TYPE_CHECKING:
    from eduapp.llm.native import NativeModel

ABORTED = 2  # llama_decode's answer when the abort callback said yes
FULL = 1
SLOW_PARAMETERS = 400_000_000  # from here on a step is long, and asking within it whether to stop costs nothing


@dataclass(frozen=True, slots=True)
class Part:
    """Tokens of one stream for one step, from position `start` on; scores are wanted from index `wanted` on."""

    stream: int
    start: int
    tokens: Sequence[int]
    wanted: int


class NativeContext:
    """A context of `streams` streams of at most `tokens` tokens each, evaluated up to `block` tokens a step.

    Not safe for two threads at a time.
    """

    def __init__(
        self,
        model: NativeModel,
        handle: object,
        *,
        streams: int,
        tokens: int,
        block: int,
        threads: int,
        company: bool = False,
    ) -> None:
        self.streams, self.tokens, self.block = streams, tokens, block
        self._company = company
        self._places = max(2, streams) if company else streams
        self._lib = model.lib
        self._n_vocab = model.n_vocab
        self._asked = asked = _Asked()  # apart from self, which a callback that names it would keep alive for ever
        self._abort = self._lib.ggml_abort_callback(lambda _: asked.cancelled is not None and asked.cancelled())
        self._ctx = self._make(model, handle, threads)
        self._batch = self._lib.llama_batch_init(block, 0, 1)
        self._free = weakref.finalize(self, _free, self._lib, self._ctx, self._batch, self._abort, model)
        self._memory = self._lib.llama_get_memory(self._ctx)
        self._fields = self._views(block)
        self._pace = Pace(threads)

    def _make(self, model: NativeModel, handle: object, threads: int) -> object:
        lib = self._lib
        params = lib.llama_context_default_params()
        params.n_ctx = self._places * self.tokens
        params.n_seq_max = self._places
        params.n_batch = params.n_ubatch = self.block
        params.n_threads = params.n_threads_batch = threads
        params.no_perf = True
        params.kv_unified = False
        params.swa_full = True  # a window that forgets could not be taken back to a shared prefix
        # off on a CPU, where it splits sums by the number of threads: other machines would write other text
        on_cpu = model.gpu_layers == 0
        params.flash_attn_type = lib.LLAMA_FLASH_ATTN_TYPE_DISABLED if on_cpu else lib.LLAMA_FLASH_ATTN_TYPE_AUTO
        if model.parameters > SLOW_PARAMETERS:
            params.abort_callback = self._abort
        ctx = lib.llama_init_from_model(handle, params)
        if not ctx:
            message = f"There isn't enough memory for {self.streams} times {self.tokens} tokens."
            raise ModelError(message, hint="Close other programs, or ask for a shorter context (n_ctx).")
        if model.adapter:
            attach(lib, ctx, model.adapter)
        return ctx

    def _views(self, block: int) -> dict[str, np.ndarray]:
        batch = self._batch
        for i in range(block):
            batch.n_seq_id[i] = 1
        streams = [ctypes.addressof(batch.seq_id[i].contents) for i in range(block)]
        self._targets = [ctypes.cast(at, ctypes.POINTER(ctypes.c_int32)) for at in streams]
        names = ("token", "pos", "logits")
        return {name: np.ctypeslib.as_array(getattr(batch, name), shape=(block,)) for name in names}

    def close(self) -> None:
        """Gives the memory back. A second call does nothing."""
        self._free()

    def keep(self, stream: int, length: int) -> int:
        """Drops a stream's tokens from position `length` on; returns how many could be kept, which may be 0."""
        if length and self._lib.llama_memory_seq_rm(self._memory, stream, length, -1):
            return length
        self._lib.llama_memory_seq_rm(self._memory, stream, -1, -1)  # a recurrent model can't go back by a part
        return 0

    def copy(self, source: int, target: int) -> None:
        """Makes one stream the same as another."""
        self._lib.llama_memory_seq_rm(self._memory, target, -1, -1)
        self._lib.llama_memory_seq_cp(self._memory, source, target, -1, -1)

    def decode(self, parts: Sequence[Part], cancelled: Cancel | None = None) -> np.ndarray:
        """Evaluates up to `block` tokens; returns the logits of those wanted, in order, shape (wanted, vocabulary).

        The array is a view that the next step overwrites. Raises Cancelled, or ModelError; the streams that took part
        must then be dropped.
        """
        beside = self._beside(parts) if self._company else []
        count, wanted = self._fill(sorted([*parts, *beside], key=_stream_of) if beside else parts)
        self._batch.n_tokens = count
        self._asked.cancelled = cancelled
        code = self._evaluate(count)
        self._asked.cancelled = None
        for part in beside:
            self._lib.llama_memory_seq_rm(self._memory, part.stream, part.start, -1)
        if code == ABORTED:
            raise Cancelled
        if code == FULL:
            raise ModelError(f"The context of {self.tokens} tokens is full.", hint="Ask for a longer one (n_ctx).")
        if code:
            errors = last_errors()
            raise ModelError(f"llama.cpp couldn't evaluate the text: {errors[-1] if errors else f'code {code}'}.")
        if not wanted:
            return np.empty((0, self._n_vocab), np.float32)
        return np.ctypeslib.as_array(self._lib.llama_get_logits(self._ctx), shape=(wanted, self._n_vocab))

    def _beside(self, parts: Sequence[Part]) -> list[Part]:
        """A token for a neighbour of each stream that would be evaluated alone.

        llama.cpp evaluates a row of streams without a gap at once. A stream always has room for one more token, since
        the last that a job writes is never evaluated.
        """
        sizes = {part.stream: len(part.tokens) for part in parts}
        beside: dict[int, Part] = {}
        for stream, size in sizes.items():
            near = [n for n in (stream + 1, stream - 1) if 0 <= n < self._places]
            if size == 1 and not any(n in sizes or n in beside for n in near):
                end = self._lib.llama_memory_seq_pos_max(self._memory, near[0]) + 1
                beside[near[0]] = Part(near[0], end, [0], 1)
        return list(beside.values())

    def _evaluate(self, count: int) -> int:
        threads = self._pace.threads(count)
        self._lib.llama_set_n_threads(self._ctx, threads, threads)
        started = time.perf_counter()
        code = self._lib.llama_decode(self._ctx, self._batch)
        self._pace.note(count, threads, time.perf_counter() - started)
        return code

    def _fill(self, parts: Sequence[Part]) -> tuple[int, int]:
        """Writes the parts into the batch; returns how many tokens there are, and how many scores are wanted."""
        tokens, positions, wanted = (self._fields[name] for name in ("token", "pos", "logits"))
        at = asked = 0
        for part in parts:
            end = at + len(part.tokens)
            tokens[at:end] = part.tokens
            positions[at:end] = range(part.start, part.start + len(part.tokens))
            wanted[at:end] = 0
            wanted[at + part.wanted : end] = 1
            asked += max(0, len(part.tokens) - part.wanted)
            for i in range(at, end):
                self._targets[i][0] = part.stream
            at = end
        return at, asked


def differs_alone(model: NativeModel, handle: object) -> bool:
    """Whether a token's scores are others when it is alone in a step than when it has company: two steps tell."""
    context = NativeContext(model, handle, streams=2, tokens=256, block=2, threads=1)
    try:
        alone = context.decode([Part(0, 0, [0], 0)]).copy()
        context.keep(0, 0)
        among = context.decode([Part(0, 0, [0], 0), Part(1, 0, [0], 1)])
        return not np.array_equal(alone, among)
    finally:
        context.close()


def _stream_of(part: Part) -> int:
    return part.stream


class _Asked:
    """Whom the abort callback asks during a step."""

    cancelled: Cancel | None = None


def _free(lib: ModuleType, ctx: object, batch: object, *kept_alive: object) -> None:
    lib.llama_batch_free(batch)
    lib.llama_free(ctx)
