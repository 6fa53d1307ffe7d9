"""A model that computes nothing: its scores are a function of a stream's tokens and of how they were evaluated.

In `portions` it is as touchy as llama.cpp may be: its scores change with the number of tokens that came in one step.
Otherwise they change only where a token came alone, as they do on a CPU. So whoever evaluates in another way than the
reference writes another text, and the context itself checks what must hold for every step.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np

from eduapp.errors import ModelError
from eduapp.llm.base import Cancel, Cancelled
from eduapp.llm.context import Part
from eduapp.llm.reply import Reply, Scoring

END = 0
WORDS = 24  # tokens of the vocabulary
STRANGE = "The context is told to fail."

Follows = Mapping[int, tuple[bytes, bool]]  # what has to come after a token (END: at the start), and whether it ends


class FakeContext:
    """Streams of cells; a cell is a digest of the stream up to it."""

    def __init__(self, model: FakeModel, *, streams: int, tokens: int, block: int) -> None:
        self.streams, self.tokens, self.block = streams, tokens, block
        self.model = model
        self.cells: list[list[bytes]] = [[] for _ in range(streams)]
        self.broken: set[int] = set()
        self.closed = False
        self._scores = np.empty((block, WORDS), np.float32)

    def close(self) -> None:
        assert not self.closed
        self.closed = True

    def keep(self, stream: int, length: int) -> int:
        assert not self.closed
        cells = self.cells[stream]
        assert 0 <= length <= len(cells) or stream in self.broken
        if self.model.recurrent and length < len(cells):
            length = 0
        if not length:
            self.broken.discard(stream)
        del cells[length:]
        return length

    def copy(self, source: int, target: int) -> None:
        assert not self.closed
        assert source != target
        assert source not in self.broken
        self.model.copies += 1
        self.broken.discard(target)
        self.cells[target] = list(self.cells[source])

    def decode(self, parts: Sequence[Part], cancelled: Cancel | None = None) -> np.ndarray:
        self._check(parts)
        self._scores[:] = np.nan  # whoever holds on to the scores of the step before, holds nothing
        self.model.steps.append([(part.stream, part.start, len(part.tokens)) for part in parts])
        failure = self.model.next_failure(cancelled)
        if failure:
            self.broken |= {part.stream for part in parts}
            raise failure
        row = 0
        for part in parts:
            cells = self.cells[part.stream]
            self.model.extend(cells, part.tokens)
            for cell in cells[part.start + part.wanted :]:
                self._scores[row] = self.model.scores(cell)
                row += 1
        return self._scores[:row]

    def _check(self, parts: Sequence[Part]) -> None:
        streams = [part.stream for part in parts]
        assert not self.closed
        assert parts
        assert len(set(streams)) == len(streams), "a stream took part twice"
        assert streams == sorted(streams), "neighbours don't stand side by side"
        assert all(0 <= stream < self.streams for stream in streams)
        assert not self.broken & set(streams), "a stream is used whose last step failed"
        assert len({len(part.tokens) for part in parts}) == 1, "streams took unequal numbers of tokens"
        assert 0 < sum(len(part.tokens) for part in parts) <= self.block
        for part in parts:
            assert part.start == len(self.cells[part.stream]), "positions have a gap"
            assert 0 <= part.wanted <= len(part.tokens)
            assert part.start + len(part.tokens) <= self.tokens, "a stream is too full"


class FakeModel:
    """Stands in for NativeModel. `steps` has the (stream, start, count) of each step; `fail` what the next ones raise.

    `fail` is a list of exceptions or None, one for each step to come.
    """

    def __init__(self, *, bytes_per_token: int = 1, recurrent: bool = False, portions: bool = False) -> None:
        self.n_vocab = WORDS
        self.bytes_per_token = bytes_per_token
        self.recurrent = recurrent
        self.portions = portions
        self.contexts: list[FakeContext] = []
        self.steps: list[list[tuple[int, int, int]]] = []
        self.copies = 0
        self.fail: list[Exception | None] = []
        self.refused = False

    def open_context(self, *, streams: int, tokens: int, block: int, threads: int, strict: bool = False) -> FakeContext:
        assert all(context.closed for context in self.contexts), "two contexts at a time"
        if self.refused:
            raise ModelError(f"There isn't enough memory for {streams} times {tokens} tokens.")
        self.contexts.append(FakeContext(self, streams=streams, tokens=tokens, block=block))
        return self.contexts[-1]

    def next_failure(self, cancelled: Cancel | None) -> Exception | None:
        failure = self.fail.pop(0) if self.fail else None
        assert cancelled is not None or not isinstance(failure, Cancelled), "nobody could have cancelled"
        return failure

    @property
    def evaluated(self) -> int:
        """How many tokens have been evaluated."""
        return sum(count for step in self.steps for _, _, count in step)

    def extend(self, cells: list[bytes], tokens: Sequence[int]) -> None:
        """Adds the cells of tokens that come in one step."""
        manner = len(tokens) if self.portions else len(tokens) == 1
        for token in tokens:
            before = cells[-1] if cells else b""
            cells.append(hashlib.blake2b(before + b"%d %d" % (token, manner), digest_size=2 * WORDS).digest())

    def scores(self, cell: bytes) -> np.ndarray:
        """The logits after a cell, shape (vocabulary,)."""
        return np.frombuffer(cell, np.uint16).astype(np.float32) / 4096

    def piece(self, token: int) -> bytes:
        return bytes([96 + token])

    def spelled(self, text: bytes) -> list[int]:
        return [byte - 96 for byte in text]

    def is_end(self, token: int) -> bool:
        return token == END


class FakeSampler:
    """Takes the likeliest token, but where one `follows`; a draw after `fails_at` tokens raises ModelError."""

    def __init__(self, fails_at: int | None = None, follows: Follows | None = None) -> None:
        self.fails_at = fails_at
        self.follows = follows or {}
        self.accepted: list[int] = []
        self.closed = 0

    def pick(self, logits: np.ndarray) -> int:
        assert not self.closed
        assert logits.shape == (WORDS,)
        assert np.isfinite(logits).all()
        if self.fails_at == len(self.accepted):
            raise ModelError("No token fits.")
        return int(logits.argmax())

    def accept(self, token: int) -> None:
        assert not self.closed
        self.accepted.append(token)

    def forced(self) -> tuple[bytes, bool]:
        assert not self.closed
        return self.follows.get(self.accepted[-1] if self.accepted else END, (b"", False))

    def close(self) -> None:
        self.closed += 1


def reply(
    model: FakeModel,
    prompt: Sequence[int],
    limit: int,
    *,
    fails_at: int | None = None,
    stop: Sequence[str] = (),
    follows: Follows | None = None,
) -> Reply:
    """A real reply of the fake model."""
    return Reply(model, list(prompt), FakeSampler(fails_at, follows), limit, stop)


def evaluated_alone(model: FakeModel, job: Reply | Scoring, block: int | None = None) -> None:
    """Brings a job to its end with nothing beside it: the prompt in blocks, or at once, and then token by token.

    Raises ModelError if the job does.
    """
    cells: list[bytes] = []
    while not job.done:
        start = len(cells)
        end = min(job.read, start + (block or job.read)) if start < job.read else start + 1
        model.extend(cells, job.tokens[start:end])
        first = max(start, job.wanted)
        if first < end:
            job.take(np.array([model.scores(cell) for cell in cells[first:]]), first)
