"""Choosing the next token: a sampler chain of llama.cpp's, held to a grammar if there is one."""

from __future__ import annotations

import ctypes
from types import TracebackType
from typing import TYPE_CHECKING

import numpy as np

from eduapp.errors import ModelError

if TYPE_CHECKING:
    from eduapp.llm.native import NativeModel

CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])  # llama_token_data


class Sampler:
    """Draws tokens from logits. Use as a context manager: it owns memory of llama.cpp's.

    With a grammar, the drawn token alone is tried first, and the whole vocabulary is masked only when it is refused
    (about 1 token in 20), since masking costs more than a step of a small model.
    """

    def __init__(
        self, model: NativeModel, *, temperature: float, top_p: float, min_p: float, seed: int, gbnf: str | None
    ) -> None:
        self._lib = model.lib
        self._n_vocab = model.n_vocab
        self._ids = np.arange(model.n_vocab, dtype=np.int32)
        self._candidates = np.zeros(model.n_vocab, CANDIDATE)
        self._grammar = self._make_grammar(model, gbnf) if gbnf else None
        self._chain = self._make_chain(temperature, top_p, min_p, seed)

    def _make_chain(self, temperature: float, top_p: float, min_p: float, seed: int) -> object:
        lib = self._lib
        chain = lib.llama_sampler_chain_init(lib.llama_sampler_chain_default_params())
        if temperature <= 0:
            lib.llama_sampler_chain_add(chain, lib.llama_sampler_init_greedy())
            return chain
        if top_p < 1:
            lib.llama_sampler_chain_add(chain, lib.llama_sampler_init_top_p(top_p, 1))
        if min_p > 0:
            lib.llama_sampler_chain_add(chain, lib.llama_sampler_init_min_p(min_p, 1))
        lib.llama_sampler_chain_add(chain, lib.llama_sampler_init_temp(temperature))
        # 31 bits, because a seed of 2**32 - 1 means "at random" to llama.cpp
        lib.llama_sampler_chain_add(chain, lib.llama_sampler_init_dist(seed & 0x7FFFFFFF))
        return chain

    def _make_grammar(self, model: NativeModel, gbnf: str) -> object:
        grammar = self._lib.llama_sampler_init_grammar(model.vocab, gbnf.encode(), b"root")
        if not grammar:
            raise ModelError("The grammar for the reply can't be read.", where=gbnf)
        return grammar

    def __enter__(self) -> Sampler:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for sampler in (self._chain, self._grammar):
            if sampler:
                self._lib.llama_sampler_free(sampler)
        self._chain = self._grammar = None

    def pick(self, logits: np.ndarray) -> int:
        """The next token's id, drawn from logits of shape (n_vocab,), admitted by the grammar."""
        token = self._draw(logits, masked=False)
        if self._grammar and not self._admits(token):
            token = self._draw(logits, masked=True)
        return token

    def accept(self, token: int) -> None:
        """Moves the grammar on by a token that `pick` returned and that doesn't end the text."""
        self._lib.llama_sampler_accept(self._chain, token)
        if self._grammar:
            self._lib.llama_sampler_accept(self._grammar, token)

    def _draw(self, logits: np.ndarray, *, masked: bool) -> int:
        self._candidates["id"] = self._ids
        self._candidates["logit"] = logits
        view = self._view(self._candidates)
        if masked:
            self._lib.llama_sampler_apply(self._grammar, ctypes.byref(view))
            if not np.isfinite(self._candidates["logit"]).any():
                raise ModelError("No token of the model fits the grammar for the reply.")
        self._lib.llama_sampler_apply(self._chain, ctypes.byref(view))
        return int(self._candidates["id"][view.selected])

    def _admits(self, token: int) -> bool:
        one = np.array([(token, 1.0, 0.0)], CANDIDATE)
        self._lib.llama_sampler_apply(self._grammar, ctypes.byref(self._view(one)))
        return bool(np.isfinite(one["logit"][0]))

    def _view(self, candidates: np.ndarray) -> ctypes.Structure:
        data = candidates.ctypes.data_as(self._lib.llama_token_data_p)
        return self._lib.llama_token_data_array(data, len(candidates), -1, False)
