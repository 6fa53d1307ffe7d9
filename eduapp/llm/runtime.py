"""The model at work: completes prompts one after another, reusing what it has read already.

A prompt is evaluated in blocks of a fixed number of tokens, counted from its start, and only whole blocks of an earlier
prompt are reused. So a prompt's numbers, and with them the text drawn by a seed, don't depend on what was asked before.
"""

from __future__ import annotations

import codecs
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from eduapp.errors import ModelError
from eduapp.llm import machine
from eduapp.llm.base import Completion
from eduapp.llm.grammar import to_gbnf
from eduapp.llm.native import NativeModel
from eduapp.llm.stops import StopScanner

if TYPE_CHECKING:
    from eduapp.llm.catalog import ModelFile
    from eduapp.llm.sampling import Sampler

BLOCK = 32  # tokens; the starter reads as fast in these as in blocks of 512, and shorter ones are reused more often


class GGUFRuntime:
    """A GGUF model loaded by llama.cpp, asked through `complete`, `stream`, `logprob` and `tokens`.

    Threads may share it: they take turns, `stream` token by token and the others call by call. `n_ctx` is how many
    tokens prompt and reply may have together (at most what the model was trained on), `threads` how many cores it
    computes on (default: the physical ones). Raises ModelError if the file can't be loaded.
    """

    def __init__(self, file: ModelFile, *, n_ctx: int = 2048, threads: int | None = None) -> None:
        self.file = file
        self.threads = threads or machine.cores()
        self._model = NativeModel(file.path, n_ctx=n_ctx, block=BLOCK, threads=self.threads)
        self._lock = threading.RLock()
        self._read: list[int] = []  # the whole blocks of the last prompt, still in the model's memory
        self._speaker: _Reply | None = None  # whose tokens follow them

    @property
    def name(self) -> str:
        """The model's name in the catalogue, or its file's stem."""
        return self.file.name

    @property
    def hash(self) -> str:
        """The tagged hash of the model file."""
        return self.file.hash

    @property
    def n_ctx(self) -> int:
        """How many tokens prompt and reply may have together."""
        return self._model.n_ctx

    def close(self) -> None:
        """Gives the model's memory back; whatever is asked afterwards raises ModelError."""
        with self._lock:
            self._model.close()

    def __enter__(self) -> GGUFRuntime:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def tokens(self, text: str) -> int:
        """How many tokens the text has."""
        return len(self._tokenize(text))

    def metadata(self, key: str) -> str:
        """An entry of the model file's metadata as text, such as "tokenizer.chat_template"; "" if it isn't there."""
        with self._open():
            return self._model.metadata(key)

    def special_texts(self) -> tuple[str, str, tuple[str, ...]]:
        """How this model writes the beginning and the end of a text, and all of its control tokens."""
        with self._open():
            return (*self._model.bos_eos(), self._model.control_texts)

    def complete(self, prompt: str, **options: Any) -> Completion:
        """The continuation of the prompt. The options are those of `stream`. Raises ModelError."""
        pieces = self.stream(prompt, **options)
        with self._lock:  # throughout: a turn for each token would have the prompt read again each time
            while True:
                try:
                    next(pieces)
                except StopIteration as end:
                    return end.value

    def stream(
        self,
        prompt: str,
        *,
        schema: dict[str, Any] | None = None,
        grammar: str | None = None,
        max_tokens: int | None = 256,
        temperature: float = 0.0,
        top_p: float = 1.0,
        min_p: float = 0.0,
        seed: int = 0,
        stop: Sequence[str] = (),
        special: bool = False,
    ) -> Generator[str, None, Completion]:
        """The continuation of the prompt, piece by piece; the generator's return value is the whole Completion.

        schema: a JSON Schema that the reply will fit; grammar: the same as GBNF. max_tokens: None for whatever room
        there is. temperature 0 takes the likeliest token; top_p and min_p narrow the choice, seed decides it. stop:
        strings that end the reply and aren't part of it. special: read control tokens in the prompt as such.
        Raises ModelError if the prompt is empty, or too long by itself or together with max_tokens.
        """
        from eduapp.llm.sampling import Sampler

        prompt_tokens = self._tokenize(prompt, special=special)
        limit = self._room(len(prompt_tokens), max_tokens)
        gbnf = to_gbnf(schema) if schema else grammar
        with self._open():
            sampler = Sampler(self._model, temperature=temperature, top_p=top_p, min_p=min_p, seed=seed, gbnf=gbnf)
        with sampler:
            reply = _Reply(prompt_tokens, sampler, limit)
            return (yield from _text_of(reply, self._bytes_of(reply), stop))

    def logprob(self, prompt: str, continuation: str) -> float:
        """The mean log-probability (natural log) of the continuation's tokens after the prompt: nearer 0 is likelier.

        Where the last word of the prompt and the first of the continuation share a token, it counts as continuation.
        Raises ModelError if both don't fit the context, ValueError if either is empty.
        """
        whole = self._tokenize(prompt + continuation)
        start = _shared(self._tokenize(prompt), whole)
        if not 0 < start < len(whole):
            raise ValueError("logprob needs a prompt and a continuation")
        self._room(len(whole), None)
        with self._open():
            total = self._score(whole, start)
        return total / (len(whole) - start)

    def _score(self, whole: list[int], start: int) -> float:
        """The sum of the log-probabilities of `whole[start:]`."""
        self._read_prompt(whole[:start])
        total = _log_share(self._model.scores(), whole[start])
        for at in range(start, len(whole) - 1, BLOCK):
            block = whole[at : min(at + BLOCK, len(whole) - 1)]
            self._model.decode(block, all_scores=True)
            total += sum(_log_share(self._model.scores(i), whole[at + i + 1]) for i in range(len(block)))
        return total

    def _bytes_of(self, reply: _Reply) -> Iterator[bytes]:
        """The bytes of token after token, until the model ends the reply or the limit cuts it off."""
        while len(reply.written) < reply.limit:
            with self._open():
                self._catch_up(reply)
                token = reply.sampler.pick(self._model.scores())
                if self._model.is_end(token):
                    reply.ended = True
                    return
                reply.sampler.accept(token)
                reply.written.append(token)
                piece = self._model.piece(token)
            yield piece

    def _catch_up(self, reply: _Reply) -> None:
        """Brings the model's memory to the end of this reply, which another one may have pushed out."""
        if self._speaker is reply:
            self._model.decode(reply.written[-1:])
            return
        self._read_prompt(reply.prompt)
        for token in reply.written:
            self._model.decode([token])
        self._speaker = reply

    def _read_prompt(self, tokens: list[int]) -> None:
        """Evaluates the prompt but for the blocks that the last one began with, and at least its last block."""
        whole_blocks = (len(tokens) - 1) // BLOCK * BLOCK
        kept = min(_shared(self._read, tokens), whole_blocks) // BLOCK * BLOCK
        self._speaker, self._read = None, []
        kept = self._model.forget(kept)
        for at in range(kept, len(tokens), BLOCK):
            self._model.decode(tokens[at : at + BLOCK])
        self._read = tokens[:whole_blocks]

    def _room(self, tokens_in: int, max_tokens: int | None) -> int:
        """How many tokens may be written after a prompt of that length."""
        room = self.n_ctx - tokens_in
        if not tokens_in:
            raise ModelError("There is no prompt to continue.")
        if room < (max_tokens or 1):
            reply = f" and {max_tokens} for the reply" if max_tokens else ""
            message = f"The prompt is too long: {tokens_in} tokens{reply}, but the context holds {self.n_ctx}."
            raise ModelError(message, hint="Shorten the prompt, or open the model with a longer context (n_ctx).")
        return max_tokens or room

    def _tokenize(self, text: str, *, special: bool = False) -> list[int]:
        with self._open():
            return self._model.tokenize(text, special=special)

    @contextmanager
    def _open(self) -> Iterator[None]:
        """The model to oneself, for a moment."""
        with self._lock:
            if self._model.closed:
                raise ModelError(f"The model {self.name} is closed.", hint="Open it again.")
            yield


class _Reply:
    """A prompt's tokens and what has been written after it so far."""

    def __init__(self, prompt: list[int], sampler: Sampler, limit: int) -> None:
        self.prompt = prompt
        self.sampler = sampler
        self.limit = limit
        self.written: list[int] = []
        self.ended = False


def _text_of(reply: _Reply, pieces: Iterator[bytes], stop: Sequence[str]) -> Generator[str, None, Completion]:
    """The pieces as text, up to a stop string; a character is passed on when all of its bytes are there."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    scanner = StopScanner(stop)
    for piece in pieces:
        text = scanner.feed(decoder.decode(piece))
        if text:
            yield text
        if scanner.stopped:
            break
    if rest := scanner.finish(decoder.decode(b"", final=True)):
        yield rest
    reason = "stop" if reply.ended or scanner.stopped else "length"
    return Completion(scanner.text, len(reply.prompt), len(reply.written), reason)


def _shared(left: Sequence[int], right: Sequence[int]) -> int:
    """How many tokens both begin with."""
    count = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        count += 1
    return count


def _log_share(logits: Any, token: int) -> float:
    """The log-probability of one token under these logits."""
    import numpy as np

    top = logits.max()
    return float(logits[token] - top - np.log(np.exp(logits - top, dtype=np.float64).sum()))
