"""The model at work: completes prompts, one or many at a time, reusing what it has read already.

The model evaluates many replies in one step (see scheduler.py). On a CPU the text drawn by a seed doesn't depend on
what else is asked for at the time, or was before (see context.py); `strict` holds that on any machine, for the price of
one reply at a time.
"""

from __future__ import annotations

import functools
import json
import math
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from eduapp.errors import ModelError
from eduapp.llm import machine
from eduapp.llm.base import OPTIONS, SAMPLING, Ask, Cancel, Cancelled, Completion, Forms, OnDone, Outcome, completion
from eduapp.llm.grammar import to_gbnf
from eduapp.llm.native import NativeModel
from eduapp.llm.plan import fallbacks
from eduapp.llm.reply import Choosing, Job, Reply, Scoring
from eduapp.llm.sampling import Sampler
from eduapp.llm.scheduler import WIDTH, Scheduler, shared

if TYPE_CHECKING:
    from eduapp.llm.catalog import ModelFile
    from eduapp.llm.plan import Plan

NUMERICS = "4"  # raised whenever the same request could come out otherwise; a part of the reply cache's key


class GGUFRuntime:
    """A GGUF model loaded by llama.cpp, asked through `complete`, `complete_many`, `stream` and `logprob`.

    Threads may share it: they take turns, `stream` token by token and the others call by call. `n_ctx` is how many
    tokens prompt and reply may have together (at most what the model was trained on), `threads` how many cores it
    computes on (default: the physical ones), `width` how many replies it writes at a time, and `plan` says how much of
    it goes to the GPU. Raises ModelError if the file can't be loaded.
    """

    def __init__(
        self,
        file: ModelFile,
        *,
        n_ctx: int = 2048,
        threads: int | None = None,
        width: int = WIDTH,
        strict: bool = False,
        plan: Plan | None = None,
    ) -> None:
        self.file = file
        self.threads = threads or machine.cores()
        self.placement = plan.reason if plan else ""
        self._lock = threading.RLock()
        self._chooser: Scheduler | None = None
        self._model, self._scheduler = self._load(n_ctx, width, strict, plan)

    def _load(self, n_ctx: int, width: int, strict: bool, plan: Plan | None) -> tuple[NativeModel, Scheduler]:
        """The model where the plan wants it, or where the GPU allows."""
        plans = [plan, *(fallbacks(plan) if plan and plan.gpu_layers else ())]
        for number, attempt in enumerate(plans, start=1):
            try:
                layers = attempt.gpu_layers if attempt else 0
                model = NativeModel(self.file.path, gpu_layers=layers, adapter=self.file.adapter)
                tokens = min(attempt.n_ctx if attempt else n_ctx, model.n_ctx_train or n_ctx)
                scheduler = Scheduler(model, n_ctx=tokens, threads=self.threads, width=width, strict=strict)
                scheduler.prepare(1, tokens)
            except ModelError:
                if number == len(plans):
                    raise
            else:
                self.n_ctx, self.placement = tokens, attempt.reason if attempt else ""
                break
        return model, scheduler

    @property
    def name(self) -> str:
        """The model's name in the catalogue, or its file's stem."""
        return self.file.name

    @property
    def hash(self) -> str:
        """The tagged hash of the model file, and of its adapter if it has one."""
        return self.file.hash

    @property
    def forms(self) -> Forms:
        """The forms of prompts that the model was trained on, by the catalogue; see ModelCard."""
        return self.file.forms

    @property
    def gpu_layers(self) -> int:
        """How many layers lie on the GPU."""
        return self._model.gpu_layers

    def close(self) -> None:
        """Gives the model's memory back; whatever is asked afterwards raises ModelError."""
        with self._lock:
            self._scheduler.close()
            if self._chooser is not None:
                self._chooser.close()
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

    def complete(self, prompt: str, *, cancelled: Cancel | None = None, **options: Any) -> Completion:
        """The continuation of the prompt. The options are those of `stream`.

        Raises ModelError, and Cancelled, one of them, within a step after `cancelled` answers yes.
        """
        (outcome,) = self.complete_many([Ask(prompt, options)], cancelled=cancelled)
        return completion(outcome)

    def complete_many(
        self, asks: Sequence[Ask], *, cancelled: Cancel | None = None, on_done: OnDone | None = None
    ) -> list[Outcome]:
        """The continuations of many prompts, in the order of the asks; the options of each are those of `stream`.

        `on_done` is told of each as it ends, by its place. One that fails, or wasn't done when `cancelled` answered
        yes, is a ModelError in its place. Prompts that begin alike are cheapest side by side.
        """
        outcomes: list[Outcome] = [Cancelled() for _ in asks]
        places: dict[Job, int] = {}

        def note(place: int, outcome: Outcome) -> None:
            outcomes[place] = outcome
            if on_done:
                on_done(place, outcome)

        with self._open():
            try:
                for place, ask in enumerate(asks):
                    try:
                        places[self._reply(ask)] = place
                    except ModelError as error:
                        note(place, error)
                end = functools.partial(_ended, note, places)
                self._scheduler.run(places, cancelled=cancelled, on_end=end)
            finally:
                for job in places:
                    job.close()
        return outcomes

    def stream(self, prompt: str, **options: Any) -> Generator[str, None, Completion]:
        """The continuation of the prompt, piece by piece; the generator's return value is the whole Completion.

        schema: a JSON Schema that the reply will fit; grammar: the same as GBNF. max_tokens: None for whatever room
        there is. temperature 0 takes the likeliest token; top_p, min_p and typical_p narrow the choice, repeat_penalty
        makes recent tokens less likely, seed decides. stop: strings that end the reply and aren't part of it. special:
        read control tokens in the prompt as such. Raises ModelError if the prompt is empty, or too long by itself or
        together with max_tokens.
        """
        with self._open():
            reply = self._reply(Ask(prompt, options))
        try:
            if text := reply.fresh():  # what every such reply begins with
                yield text
            while not reply.done:
                with self._open():
                    self._scheduler.advance(reply)
                if text := reply.fresh():
                    yield text
        finally:
            with self._lock:
                self._scheduler.leave(reply)
                reply.close()
        return reply.completion

    def logprob(self, prompt: str, continuation: str) -> float:
        """The mean log-probability (natural log) of the continuation's tokens after the prompt: nearer 0 is likelier.

        Where the last word of the prompt and the first of the continuation share a token, it counts as continuation.
        Raises ModelError if both don't fit the context, ValueError if either is empty.
        """
        return self.logprobs(prompt, [continuation])[0]

    def logprobs(self, prompt: str, continuations: Sequence[str]) -> list[float]:
        """The same for several continuations of one prompt, which is read once."""
        with self._open():
            jobs = [self._scoring(prompt, continuation) for continuation in continuations]
            self._scheduler.run(jobs)
        return [job.total / (len(job.tokens) - 1 - job.wanted) for job in jobs]

    def choose(self, prompts: Sequence[str], options: Sequence[str]) -> list[list[float]]:
        """The log-probability of each option after each prompt, by the first token in which the options differ.

        A prompt is read once, and what neighbours begin with alike is too, but always in the same blocks, as where the
        runtime is `strict`: what is found for one doesn't depend on the others, not in the last digit. Raises
        ModelError if a prompt doesn't fit the context, ValueError if two options can't be told apart by a token.
        """
        with self._open():
            jobs = [self._choosing(prompt, options) for prompt in prompts]
            if self._chooser is None:
                self._chooser = Scheduler(self._model, n_ctx=self.n_ctx, threads=self.threads, strict=True)
            self._chooser.run(jobs)
        return [job.found for job in jobs]

    def perplexity(self, text: str, *, window: int = 512) -> float:
        """How surprised the model is by a text, token by token: exp of the mean negative log-probability.

        The text is read in windows of so many tokens, each scored from its second token on. Raises ModelError.
        """
        tokens, window = self._tokenize(text), min(window, self.n_ctx)
        parts = [tokens[at : at + window] for at in range(0, len(tokens), window)]
        with self._open():
            jobs = [Scoring(part, 1) for part in parts if len(part) > 1]
            self._scheduler.run(jobs)
        scored = sum(len(job.tokens) - 1 for job in jobs)
        if not scored:
            raise ModelError("There is no text to measure.")
        return math.exp(-sum(job.total for job in jobs) / scored)

    def _reply(self, ask: Ask) -> Reply:
        """The job for an ask, its prompt shortened if it must be and may be."""
        text, options = ask.text, {**OPTIONS, **ask.options}
        unknown = [name for name in options if name not in OPTIONS]
        if unknown:
            raise TypeError(f"complete() got an unexpected keyword argument {unknown[0]!r}")
        schema, max_tokens = options["schema"], options["max_tokens"]
        if max_tokens is not None and max_tokens < 1:
            raise ModelError(
                f"A reply of {max_tokens} tokens can't be written.", hint="Allow it at least 1 (max_tokens)."
            )
        tokens = self._model.tokenize(text, special=options["special"])
        start, end = ask.spare
        while end > start and len(tokens) + (max_tokens or 1) > self.n_ctx:
            end = _earlier(text, start, end, len(tokens) + (max_tokens or 1) - self.n_ctx)
            tokens = self._model.tokenize(text[:end] + text[ask.spare[1] :], special=options["special"])
        limit = self._room(len(tokens), max_tokens)
        gbnf = _gbnf(json.dumps(schema)) if schema else options["grammar"]
        sampler = Sampler(self._model, gbnf=gbnf, **{name: options[name] for name in SAMPLING})
        return Reply(self._model, tokens, sampler, limit, options["stop"], shortened=ask.spare[1] - end)

    def _scoring(self, prompt: str, continuation: str) -> Scoring:
        whole = self._model.tokenize(prompt + continuation)
        start = shared(self._model.tokenize(prompt), whole)
        if not 0 < start < len(whole):
            raise ValueError("logprob needs a prompt and a continuation")
        self._room(len(whole), None, reply=0)
        return Scoring(whole, start)

    def _choosing(self, prompt: str, options: Sequence[str]) -> Choosing:
        first, *others = [self._model.tokenize(prompt + option) for option in options]
        start = min((shared(first, other) for other in others), default=0)
        tokens = [whole[start] for whole in (first, *others) if start < len(whole)]
        if not start or len(set(tokens)) < len(options):
            raise ValueError("choose needs a prompt and options that begin differently")
        self._room(start, None, reply=0)
        return Choosing(first[:start], tokens)

    def _room(self, tokens_in: int, max_tokens: int | None, *, reply: int = 1) -> int:
        """How many tokens may be written after a prompt of that length."""
        room = self.n_ctx - tokens_in
        if not tokens_in:
            raise ModelError("There is no prompt to continue.")
        if room < (max_tokens or reply):
            wanted = f" and {max_tokens} for the reply" if max_tokens else ""
            message = f"The prompt is too long: {tokens_in} tokens{wanted}, but the context holds {self.n_ctx}."
            raise ModelError(message, hint="Shorten the prompt, or open the model with a longer context (n_ctx).")
        return max_tokens or room

    def _tokenize(self, text: str) -> list[int]:
        with self._open():
            return self._model.tokenize(text)

    @contextmanager
    def _open(self) -> Iterator[None]:
        """The model to oneself, for a moment."""
        with self._lock:
            if self._model.closed:
                raise ModelError(f"The model {self.name} is closed.", hint="Open it again.")
            yield


def _ended(note: OnDone, places: dict[Job, int], job: Reply, error: ModelError | None) -> None:
    note(places[job], error or job.completion)
    job.close()


def _earlier(text: str, start: int, end: int, surplus: int) -> int:
    """Where to end a part of a text that has so many tokens too many: after a word, a character a token earlier."""
    least = max(start, end - surplus)
    return max(text.rfind(" ", start, least), start)


@functools.lru_cache(maxsize=256)
def _gbnf(schema: str) -> str:
    return to_gbnf(json.loads(schema))
