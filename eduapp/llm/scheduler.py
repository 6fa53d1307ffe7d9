"""Many jobs on one model: each has a stream of the context, one step serves them all, and others join as they end.

A stream whose job has ended keeps its tokens, and the next job takes the free stream that begins as it does; if one in
use begins so by far more, its memory is copied. So a prefix that prompts share is evaluated once, and many replies to
one prompt cost it once. The first jobs come first: which runs beside which depends on the jobs alone, not on the clock.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from eduapp.errors import ModelError
from eduapp.llm import machine
from eduapp.llm.base import Cancel, Cancelled
from eduapp.llm.context import NativeContext, Part
from eduapp.llm.native import NativeModel
from eduapp.llm.reply import Job

WIDTH = 16  # streams; the starter writes 1.5 to 3 times as fast in 16 as in one, and little faster in more
BLOCK = 64  # tokens a step: longer ones read no faster on a CPU, and a person who stops would wait for them
STRICT_BLOCK = 32
COPY_FROM = 24  # tokens that a copied prefix must save: copying a stream takes as long as evaluating about ten
CELLS = 256  # llama.cpp rounds a stream's length up to a multiple of so many tokens
LEAST_MEMORY, MOST_MEMORY, SHARE_OF_FREE = 128 * 10**6, 768 * 10**6, 4  # bytes for the context, 1/4 of what is free

OnEnd = Callable[[Job, ModelError | None], None]


@dataclass(slots=True, eq=False)
class _Stream:
    """A stream's evaluated tokens, of which the first `read` weren't evaluated alone, and the job that it serves.

    `answer` holds the scores after the last of those, if they are known: another reply to the prompt needs no more.
    """

    number: int
    held: list[int] = field(default_factory=list)
    read: int = 0
    answer: np.ndarray | None = None
    job: Job | None = None


class Scheduler:
    """Evaluates jobs on a model. Not safe for two threads at a time.

    `width`: the most jobs side by side, up to BLOCK. `strict`: one job at a time, in blocks counted from its start, of
    which only whole ones are reused, so that a job's numbers depend on nothing else even where llama.cpp sums
    differently by the number of tokens in a step.
    """

    def __init__(
        self, model: NativeModel, *, n_ctx: int, threads: int, width: int = WIDTH, strict: bool = False
    ) -> None:
        self._model = model
        self._threads = threads
        self._n_ctx = n_ctx
        self._width = 1 if strict else min(width, BLOCK)
        self._block = STRICT_BLOCK if strict else BLOCK
        self._strict = strict
        self._context: NativeContext | None = None
        self._streams: list[_Stream] = []

    def close(self) -> None:
        """Gives the context's memory back."""
        if self._context:
            self._context.close()
        self._context, self._streams = None, []

    def run(self, jobs: Iterable[Job], *, cancelled: Cancel | None = None, on_end: OnEnd | None = None) -> None:
        """Brings all jobs to their end, in the order given as far as there is room.

        `on_end` is told of each, with the error if it failed. When `cancelled` says so, what isn't done is left as it
        is. Raises ModelError if the model can't be evaluated.
        """
        waiting = deque(jobs)
        if not waiting:
            return
        self.prepare(len(waiting), max(job.most for job in waiting))
        live: list[_Stream] = []
        try:
            while (waiting or live) and not (cancelled and cancelled()):
                joined = self._admit(waiting, live)
                live += joined
                _let_go(live, self._answer(joined), on_end)
                for parts in self._steps(live):
                    _let_go(live, self._evaluate(parts, cancelled), on_end)
                if not waiting:
                    live = self._close_ranks(live)
        except Cancelled:
            return
        finally:
            for stream in live:
                stream.job = None

    def advance(self, job: Job) -> None:
        """Takes one step for a job that shares the streams with whatever comes between its steps."""
        self.prepare(1, job.most)
        stream = next((s for s in self._streams if s.job is job), None)
        failed = {} if stream else self._answer([stream := self._seat(job)])
        for parts in [] if failed or job.done else self._steps([stream]):
            failed |= self._evaluate(parts, None)
        if failed:
            stream.job = None
            raise failed[stream]

    def leave(self, job: Job) -> None:
        """Frees the stream of a job that was advanced, if it still has one."""
        for stream in self._streams:
            if stream.job is job:
                stream.job = None

    def prepare(self, jobs: int, tokens: int) -> None:
        """Sees to it that there is a context for so many jobs, as far as memory goes, of so many tokens each."""
        cells = -(-min(tokens, self._n_ctx) // CELLS) * CELLS
        context = self._context
        if context and context.tokens >= cells and context.streams >= self._affordable(jobs, context.tokens):
            return
        streams = max(
            self._affordable(jobs, cells), min(context.streams if context else 1, self._affordable(99, cells))
        )
        self.close()
        self._context = self._model.open_context(
            streams=streams, tokens=cells, block=self._block, threads=self._threads, strict=self._strict
        )
        self._streams = [_Stream(number) for number in range(streams)]

    def _affordable(self, jobs: int, tokens: int) -> int:
        free = machine.available_memory() or MOST_MEMORY * SHARE_OF_FREE
        memory = min(max(free // SHARE_OF_FREE, LEAST_MEMORY), MOST_MEMORY)
        return max(1, min(jobs, self._width, memory // (tokens * self._model.bytes_per_token)))

    def _admit(self, waiting: deque[Job], live: Sequence[_Stream]) -> list[_Stream]:
        """Gives waiting jobs a stream while there are any, unless a prompt they share is still being read."""
        joined: list[_Stream] = []
        # replies that are written step by step may hold every stream; they are read again when they go on
        while waiting and (any(s.job is None for s in self._streams) or not (live or joined)):
            if self._comes_soon(waiting[0], [*live, *joined]):
                break
            joined.append(self._seat(waiting.popleft()))
        return joined

    def _comes_soon(self, job: Job, live: Sequence[_Stream]) -> bool:
        """Whether a stream that is still reading will hold much more of the job's beginning than the others do."""
        reading = [s for s in live if len(s.held) < s.job.read]
        now = max((_common(s, job) for s in self._streams if s not in reading), default=0)
        soon = {s: min(shared(s.job.tokens, job.tokens), s.job.read, _reusable(job)) for s in reading}
        return any(_common(s, job) < soon[s] and soon[s] - now >= COPY_FROM for s in reading)

    def _seat(self, job: Job) -> _Stream:
        """The stream for a job, with as much of its beginning as any stream holds."""
        free = [s for s in self._streams if s.job is None] or self._streams[:1]  # at worst someone reads again later
        stream = max(free, key=lambda s: (_common(s, job), -s.number))
        best = max(self._streams, key=lambda s: (_common(s, job), -s.number))
        if not self._strict and _common(best, job) - _common(stream, job) >= COPY_FROM:
            self._context.copy(best.number, stream.number)
            stream.held, stream.read, stream.answer = list(best.held), best.read, best.answer
        stream.job = job
        self._keep(stream, _common(stream, job))
        return stream

    def _answer(self, joined: Sequence[_Stream]) -> dict[_Stream, ModelError]:
        """Hands jobs whose whole prompt is held already the scores that are known; returns what failed."""
        failed: dict[_Stream, ModelError] = {}
        for stream in joined:
            if not stream.job.done and len(stream.held) == stream.job.read and stream.answer is not None:
                failed |= _handed(stream, stream.answer, stream.job.read - 1)
        return failed

    def _keep(self, stream: _Stream, length: int) -> None:
        if self._strict:
            length -= length % self._block
        if length < len(stream.held) or not length:
            length = self._context.keep(stream.number, length)
            del stream.held[length:]
        if stream.read > length:
            stream.read, stream.answer = length, None

    def _steps(self, live: Sequence[_Stream]) -> list[list[tuple[_Stream, Part]]]:
        """What is evaluated next: tokens of the streams that read, and then one of each that writes."""
        return [parts for parts in (self._reading(live), self._writing(live)) if parts]

    def _evaluate(self, parts: list[tuple[_Stream, Part]], cancelled: Cancel | None) -> dict[_Stream, ModelError]:
        """Evaluates tokens, and hands the scores to the streams' jobs; returns what failed."""
        # neighbours stand side by side, since llama.cpp evaluates a row of streams without a gap at once
        parts.sort(key=lambda pair: pair[0].number)
        try:
            scores = self._context.decode([part for _, part in parts], cancelled)
        except BaseException:
            for stream, _ in parts:
                self._keep(stream, 0)
            raise
        for stream, part in parts:
            stream.held += part.tokens
            if len(stream.held) <= stream.job.read and len(part.tokens) > 1:
                stream.read, stream.answer = len(stream.held), None
        failed: dict[_Stream, ModelError] = {}
        at = 0
        for stream, part in parts:
            count = max(0, len(part.tokens) - part.wanted)
            rows, at = scores[at : at + count], at + count
            if count:
                if stream.read == len(stream.held):
                    stream.answer = rows[-1:].copy()
                failed |= _handed(stream, rows, part.start + part.wanted)
        return failed

    def _writing(self, live: Sequence[_Stream]) -> list[tuple[_Stream, Part]]:
        """The next token of each stream that has read its prompt."""
        ready = [s for s in live if s.job.read <= len(s.held) < len(s.job.tokens)]
        return [(s, _part(s, 1)) for s in ready]

    def _reading(self, live: Sequence[_Stream]) -> list[tuple[_Stream, Part]]:
        """As many tokens of each stream that reads as the one with the fewest left has, and of none a token alone."""
        left = {s: s.job.read - len(s.held) for s in live if len(s.held) < s.job.read}
        if not left:
            return []
        fewest = min(left.values())
        if self._strict or fewest >= self._block:
            first = next(s for s in left if not self._strict or left[s] == fewest)
            return [(first, _part(first, self._portion(left[first])))]
        # a prompt of one token has to be read alone, and the others don't join it
        together = [s for s in left if left[s] == fewest or left[s] - fewest > 1 < fewest]
        together = together[: max(1, self._block // fewest)]
        return [(s, _part(s, fewest)) for s in together]

    def _portion(self, left: int) -> int:
        """How much of a prompt is read at once when it takes a step of its own."""
        return self._block - 1 if left == self._block + 1 and not self._strict else min(left, self._block)

    def _close_ranks(self, live: list[_Stream]) -> list[_Stream]:
        """Moves the last stream into a gap, if there is one: a row with a gap takes two evaluations."""
        if not live:
            return live
        last = max(live, key=lambda s: s.number)
        gap = next((s for s in self._streams[: last.number] if s.job is None), None)
        if gap is None:
            return live
        self._context.copy(last.number, gap.number)
        gap.held, gap.read, gap.answer = list(last.held), last.read, last.answer
        gap.job, last.job = last.job, None
        return [gap if s is last else s for s in live]


def _let_go(live: list[_Stream], failed: dict[_Stream, ModelError], on_end: OnEnd | None) -> None:
    """Takes away the streams whose jobs have ended, and tells of each."""
    for stream in [s for s in live if s.job.done or s in failed]:
        live.remove(stream)
        job, stream.job = stream.job, None
        if on_end:
            on_end(job, failed.get(stream))


def _handed(stream: _Stream, scores: np.ndarray, first: int) -> dict[_Stream, ModelError]:
    """Hands a stream's job its scores; returns the failure if there was one."""
    try:
        stream.job.take(scores, first)
    except ModelError as error:
        return {stream: error}
    return {}


def _part(stream: _Stream, count: int) -> Part:
    start = len(stream.held)
    tokens = stream.job.tokens[start : start + count]
    return Part(stream.number, start, tokens, min(max(stream.job.wanted - start, 0), len(tokens)))


def _common(stream: _Stream, job: Job) -> int:
    """How much of what a stream holds can serve a job: all of its prompt if the scores after it are known too.

    Otherwise at least two of its tokens are read anew, since scores come with a token, and none may be read alone.
    """
    common = min(shared(stream.held, job.tokens), stream.read)
    known = stream.answer is not None and common == stream.read == job.read == job.wanted + 1
    return common if known else min(common, _reusable(job))


def _reusable(job: Job) -> int:
    return max(0, min(job.wanted, job.read - 2))


def shared(left: Sequence[int], right: Sequence[int]) -> int:
    """How many tokens both begin with."""
    low, high = 0, min(len(left), len(right))
    if left[:high] == right[:high]:
        return high
    while high - low > 1:  # they agree up to low, and differ before high
        middle = (low + high) // 2
        low, high = (middle, high) if left[low:middle] == right[low:middle] else (low, middle)
    return low
