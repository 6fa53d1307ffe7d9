"""What is evaluated on a model's behalf: a reply being written, or a text being scored.

A job says which tokens must be in the model's memory and from where on it wants scores; the scheduler brings them.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from eduapp.llm.base import Completion, FinishReason
from eduapp.llm.stops import StopScanner

if TYPE_CHECKING:
    from eduapp.llm.native import NativeModel
    from eduapp.llm.sampling import Sampler


class Job(Protocol):
    """Something to evaluate. `tokens` grows while a reply is written; `most` is the most that it can become.

    The first `read` tokens are given and are read several at a time, those after them come one by one. Scores are
    wanted after each token from index `wanted` on.
    """

    tokens: list[int]
    read: int
    wanted: int
    most: int
    done: bool

    def take(self, scores: np.ndarray, first: int) -> None:
        """The logits after the tokens from index `first` on, shape (tokens, vocabulary)."""

    def close(self) -> None:
        """Gives back what it holds."""


class Reply:
    """A prompt and what is written after it, until the model ends it, a stop string comes, or the limit is reached."""

    def __init__(
        self,
        model: NativeModel,
        prompt: list[int],
        sampler: Sampler,
        limit: int,
        stop: Sequence[str] = (),
        *,
        shortened: int = 0,
    ) -> None:
        self.tokens = list(prompt)
        self.most = len(prompt) + limit
        self.done = False
        self._prompt = len(prompt)
        self._shortened = shortened
        self._model = model
        self._sampler = sampler
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._scanner = StopScanner(stop)
        self._fresh = ""
        self._reason: FinishReason = "stop"
        self._write_forced()  # what every reply begins with is read along with the prompt
        self.read = len(self.tokens)
        self.wanted = self.read - 1

    def take(self, scores: np.ndarray, first: int) -> None:
        """Draws the next token from the last row of scores, and writes what can't but follow it."""
        token = self._sampler.pick(scores[-1])
        if self._model.is_end(token):
            self._finish("stop")
            return
        self._write(token)
        self._write_forced()
        self.wanted = len(self.tokens) - 1

    def _write(self, token: int) -> None:
        self._sampler.accept(token)
        self.tokens.append(token)
        self._fresh += self._scanner.feed(self._decoder.decode(self._model.piece(token)))
        if self._scanner.stopped:
            self._finish("stop")
        elif len(self.tokens) >= self.most:
            self._finish("length")

    def _write_forced(self) -> None:
        """Writes what the grammar leaves no choice about."""
        if self.done:
            return
        text, ends = self._sampler.forced()
        tokens = self._model.spelled(text) if text else []
        for token in tokens:
            if not self.done:
                self._write(token)
        if ends and not self.done and bool(tokens) == bool(text):
            self._finish("stop")

    def _finish(self, reason: FinishReason) -> None:
        self._reason = reason
        self._fresh += self._scanner.finish(self._decoder.decode(b"", final=True))
        self.done = True
        self.close()
        if self._scanner.stopped:
            self._reason = "stop"

    def fresh(self) -> str:
        """The text that has come since this was last asked."""
        text, self._fresh = self._fresh, ""
        return text

    def close(self) -> None:
        """Gives the sampler's memory back."""
        self._sampler.close()

    @property
    def completion(self) -> Completion:
        """What has been written."""
        return Completion(
            self._scanner.text, self._prompt, len(self.tokens) - self._prompt, self._reason, self._shortened
        )


class Choosing:
    """A text after which some tokens are weighed: `found` holds their log-probabilities."""

    def __init__(self, tokens: list[int], options: Sequence[int]) -> None:
        self.tokens = tokens
        self.read = self.most = len(tokens)
        self.wanted = len(tokens) - 1
        self.done = False
        self.found: list[float] = []
        self._options = list(options)

    def take(self, scores: np.ndarray, first: int) -> None:
        """Weighs the tokens by the last row of scores."""
        logits = scores[-1].astype(np.float64)
        top = logits.max()
        self.found = (logits[self._options] - top - np.log(np.exp(logits - top).sum())).tolist()
        self.done = True

    def close(self) -> None:
        """Nothing to give back."""


class Scoring:
    """A text of which the tokens from index `start` on are scored: `total` is the sum of their log-probabilities."""

    def __init__(self, tokens: list[int], start: int) -> None:
        self.tokens = tokens
        self.read = len(tokens)
        self.wanted = start - 1
        self.most = len(tokens)
        self.done = False
        self.total = 0.0

    def take(self, scores: np.ndarray, first: int) -> None:
        """Adds the log-probability of each token that follows one of these."""
        following = self.tokens[first + 1 : first + 1 + len(scores)]
        for logits, token in zip(scores, following, strict=False):
            top = logits.max()
            self.total += float(logits[token] - top - np.log(np.exp(logits - top, dtype=np.float64).sum()))
        self.done = first + len(scores) >= len(self.tokens) - 1

    def close(self) -> None:
        """Nothing to give back."""
