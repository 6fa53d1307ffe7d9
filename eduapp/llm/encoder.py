"""Texts as vectors: a GGUF model read through llama.cpp for the mean of its last states, one text at a time.

A text is read alone, so its vector is the same whatever else is read.
"""

from __future__ import annotations

import ctypes
import threading
import weakref
from collections.abc import Sequence
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from eduapp.errors import ModelError
from eduapp.llm.native import NativeModel

Array = NDArray[np.float32]


class Encoder:
    """A loaded model that reads texts into vectors: an encoder such as BERT, or a language model without its adapter.

    `most` is how many tokens of a text are read at most. Threads may share it; they take turns. The model must stay
    open as long as this does. Raises ModelError if there isn't enough memory.
    """

    def __init__(self, model: NativeModel, *, most: int = 512, threads: int = 1) -> None:
        self._model, self._lib = model, model.lib
        self._lock = threading.Lock()
        self.most = min(most, self._model.n_ctx_train or most)
        self.width: int = self._lib.llama_model_n_embd(self._model._model)
        self._ctx = self._context(threads)
        self._batch = self._lib.llama_batch_init(self.most, 0, 1)
        self._free = weakref.finalize(self, _free, self._lib, self._ctx, self._batch, self._model)
        marks = (self._lib.llama_vocab_bos(self._model.vocab), self._lib.llama_vocab_sep(self._model.vocab))
        self._start, self._separator = marks

    def _context(self, threads: int) -> object:
        lib = self._lib
        params = lib.llama_context_default_params()
        params.n_ctx = params.n_batch = params.n_ubatch = self.most
        params.n_seq_max = 1
        params.n_threads = params.n_threads_batch = threads
        params.embeddings = True
        params.pooling_type = lib.LLAMA_POOLING_TYPE_MEAN
        params.flash_attn_type = lib.LLAMA_FLASH_ATTN_TYPE_DISABLED
        params.no_perf = True
        ctx = lib.llama_init_from_model(self._model._model, params)
        if not ctx:
            raise ModelError("There isn't enough memory to read texts.", hint="Close other programs.")
        return ctx

    def close(self) -> None:
        """Gives its own memory back, and leaves the model. A second call does nothing."""
        self._free()

    def tokens(self, parts: Sequence[str]) -> list[int]:
        """The token ids of the parts of a text, each part closed by the model's separator if it has one."""
        found = [self._start] if self._separator >= 0 and self._start >= 0 else []
        for part in parts:
            ids = self._plain(part)
            found += [*ids, self._separator] if self._separator >= 0 else ids
        return found[: self.most]

    def _plain(self, text: str) -> list[int]:
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        buffer = (ctypes.c_int32 * room)()
        count = self._lib.llama_tokenize(self._model.vocab, data, len(data), buffer, room, False, False)
        return buffer[: max(count, 0)]

    def vector(self, parts: Sequence[str]) -> Array:
        """The mean of the last states over the tokens of a text given in parts, shape (width,).

        Raises ModelError if nothing can be read.
        """
        with self._lock:
            if not self._free.alive:
                raise ModelError("The encoder is closed.", hint="Open it again.")
            return self._read(self.tokens(parts))

    def _read(self, tokens: Sequence[int]) -> Array:
        if not tokens:
            raise ModelError("There is no text to read.")
        batch = self._batch
        batch.n_tokens = len(tokens)
        for place, token in enumerate(tokens):
            batch.token[place], batch.pos[place], batch.n_seq_id[place] = token, place, 1
            batch.seq_id[place][0], batch.logits[place] = 0, 1
        memory = self._lib.llama_get_memory(self._ctx)
        if memory:
            self._lib.llama_memory_clear(memory, True)
        if code := self._lib.llama_decode(self._ctx, batch):
            raise ModelError(f"llama.cpp couldn't read the text: code {code}.")
        found = self._lib.llama_get_embeddings_seq(self._ctx, 0)
        return np.ctypeslib.as_array(found, shape=(self.width,)).copy()


def _free(lib: ModuleType, ctx: object, batch: object, _model: NativeModel) -> None:
    """Gives a context back before its model, which this keeps."""
    lib.llama_batch_free(batch)
    lib.llama_free(ctx)
