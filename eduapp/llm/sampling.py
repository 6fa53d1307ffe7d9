"""Choosing the next token: a sampler chain of llama.cpp's for each reply, held to a grammar if there is one.

Two things make it cheap beside a step of a small model. Only tokens that stand a chance are handed to the chain: those
less than 1/20,000 as likely as the likeliest are left out. And a grammar is asked about the drawn token alone, then
about those that stand a chance, and about the whole vocabulary only when it refuses them all.
"""

from __future__ import annotations

import codecs
import ctypes
from types import TracebackType
from typing import TYPE_CHECKING

import numpy as np

from eduapp.errors import ModelError

if TYPE_CHECKING:
    from eduapp.llm.native import NativeModel

CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])  # llama_token_data
CHANCE = 10.0  # nats below the likeliest token, at temperature 1: a share of 1/22,000
MOST_FORCED = 400  # bytes
END = -1  # in the place of a byte: the end of the reply
AT_ONCE = 4096  # tokens that a grammar is asked about: for a whole vocabulary it takes 30 MB, which stay taken
RECENT = 64  # tokens that a repetition penalty looks back on


class Sampler:
    """Draws tokens from logits. Use as a context manager: it owns memory of llama.cpp's.

    temperature 0 takes the likeliest token. top_p: Holtzman et al. 2020; min_p: Nguyen et al. 2024; typical_p: Meister
    et al. 2023; repeat_penalty: Keskar et al. 2019, over the last 64 tokens of the reply. `gbnf` is a grammar.
    """

    def __init__(
        self,
        model: NativeModel,
        *,
        temperature: float = 0.0,
        top_p: float = 1.0,
        min_p: float = 0.0,
        typical_p: float = 1.0,
        repeat_penalty: float = 1.0,
        seed: int = 0,
        gbnf: str | None = None,
    ) -> None:
        self._lib = model.lib
        self._penalty = repeat_penalty
        self._margin = CHANCE * max(temperature, 1.0)
        self._written: list[int] = []
        self._greedy = temperature <= 0
        self._grammar = self._make_grammar(model, gbnf) if gbnf else None
        self._chain = None if self._greedy else self._make_chain(temperature, top_p, min_p, typical_p, seed)
        self._one = _Candidates(self._lib, 1)
        self._alphabet = model.alphabet if gbnf else None

    def _make_chain(self, temperature: float, top_p: float, min_p: float, typical_p: float, seed: int) -> object:
        lib = self._lib
        chain = lib.llama_sampler_chain_init(lib.llama_sampler_chain_default_params())
        if typical_p < 1:
            lib.llama_sampler_chain_add(chain, lib.llama_sampler_init_typical(typical_p, 1))
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
        self.close()

    def close(self) -> None:
        """Gives the memory back. A second call does nothing."""
        for sampler in (self._chain, self._grammar):
            if sampler:
                self._lib.llama_sampler_free(sampler)
        self._chain = self._grammar = None

    def pick(self, logits: np.ndarray) -> int:
        """The next token's id, drawn from logits of shape (n_vocab,), admitted by the grammar. Raises ModelError."""
        if self._penalty != 1 and self._written:
            logits = _penalized(logits, self._written[-RECENT:], self._penalty)
        best = int(logits.argmax())
        if not np.isfinite(logits[best]):  # llama.cpp would end the process
            raise ModelError("The model computes no numbers for this text.", hint="Choose another model.")
        likely = None if self._greedy else np.flatnonzero(logits > logits[best] - self._margin)
        token = best if likely is None else self._draw(likely, logits[likely])
        if self._grammar is None or self._admits(token):
            return token
        return self._draw_admitted(logits, float(logits[best]))

    def accept(self, token: int) -> None:
        """Moves on by a token that `pick` returned and that doesn't end the text."""
        self._written.append(token)
        if self._grammar:
            self._lib.llama_sampler_accept(self._grammar, token)

    def forced(self) -> tuple[bytes, bool]:
        """The text that the grammar leaves no choice about, and whether the reply ends after it.

        A character that is the only one admitted has to come, whichever token brings it, so the model needn't be asked.
        The first bytes of a character that may end in several ways are left to the model.
        """
        if self._grammar is None or self._alphabet is None or self._is_free():
            return b"", False
        text = bytearray()
        ahead = self._lib.llama_sampler_clone(self._grammar)
        try:
            while True:
                choice = self._alphabet.admitted(ahead)
                if len(choice) != 1 or choice == [END] or len(text) == MOST_FORCED:
                    whole = codecs.utf_8_decode(text, "replace")[1]
                    return bytes(text[:whole]), choice == [END]
                self._lib.llama_sampler_accept(ahead, self._alphabet.token(choice[0]))
                text.append(choice[0])
        finally:
            self._lib.llama_sampler_free(ahead)

    def _is_free(self) -> bool:
        """Whether the grammar admits several letters here, as within a string: then nothing is forced."""
        return sum(self._admits(self._alphabet.token(letter)) for letter in b"ae") > 1

    def _draw_admitted(self, logits: np.ndarray, best: float) -> int:
        """A draw from what the grammar admits: of the likelier tokens if that is safe, else of all."""
        for floor in (best - 2 * self._margin, -np.inf):
            likely = np.flatnonzero(logits > floor)
            admitted = self._admitted(likely, logits[likely])
            values = logits[admitted]
            if len(admitted) and (self._greedy or values.max() - self._margin > floor):
                return int(admitted[values.argmax()]) if self._greedy else self._draw(admitted, values)
        raise ModelError("No token of the model fits the grammar for the reply.")

    def _draw(self, tokens: np.ndarray, logits: np.ndarray) -> int:
        order = np.argsort(-logits, kind="stable")
        candidates = _Candidates(self._lib, len(tokens), tokens[order], logits[order])
        self._lib.llama_sampler_apply(self._chain, candidates.pointer)
        return int(candidates.table["id"][candidates.view.selected])

    def _admitted(self, tokens: np.ndarray, logits: np.ndarray) -> np.ndarray:
        """The tokens that the grammar admits, in their order."""
        kept = []
        for start in range(0, len(tokens), AT_ONCE):
            some = tokens[start : start + AT_ONCE]
            candidates = _Candidates(self._lib, len(some), some, logits[start : start + AT_ONCE])
            self._lib.llama_sampler_apply(self._grammar, candidates.pointer)
            kept.append(some[np.isfinite(candidates.table["logit"])])
        return np.concatenate(kept) if kept else tokens

    def _admits(self, token: int) -> bool:
        one = self._one.table
        one["id"], one["logit"] = token, 1.0
        self._lib.llama_sampler_apply(self._grammar, self._one.pointer)
        return one["logit"][0] > 0


class Alphabet:
    """A vocabulary's tokens of a single byte each, and the one that ends a reply."""

    def __init__(self, lib: object, tokens: dict[int, int], end: int) -> None:
        self._lib = lib
        self._tokens = tokens
        self._bytes = [*tokens, END]
        self._ids = np.array([*tokens.values(), end], np.int32)

    def token(self, byte: int) -> int:
        """The token of a byte."""
        return self._tokens[byte]

    def admitted(self, grammar: object) -> list[int]:
        """The bytes that a grammar admits next, and END."""
        candidates = _Candidates(self._lib, len(self._ids), self._ids, np.ones(len(self._ids), np.float32))
        self._lib.llama_sampler_apply(grammar, candidates.pointer)
        return [self._bytes[i] for i in np.flatnonzero(candidates.table["logit"] > 0)]


class _Candidates:
    """A table of tokens as llama.cpp's samplers take them."""

    def __init__(
        self, lib: object, count: int, tokens: np.ndarray | None = None, logits: np.ndarray | None = None
    ) -> None:
        self.table = np.zeros(count, CANDIDATE)
        if tokens is not None:
            self.table["id"], self.table["logit"] = tokens, logits
        data = self.table.ctypes.data_as(lib.llama_token_data_p)
        self.view = lib.llama_token_data_array(data, count, -1, False)
        self.pointer = ctypes.byref(self.view)


def _penalized(logits: np.ndarray, recent: list[int], penalty: float) -> np.ndarray:
    """The logits with those of recent tokens made less likely by the penalty's factor."""
    changed = logits.copy()
    tokens = np.unique(recent)
    values = changed[tokens]
    changed[tokens] = np.where(values > 0, values / penalty, values * penalty)
    return changed
