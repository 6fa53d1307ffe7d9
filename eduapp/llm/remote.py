"""A model on a server that speaks OpenAI's protocol: llama-server, vLLM, Ollama and others.

A spec such as "openai:qwen3-8b@http://127.0.0.1:8080/v1" names the model and the server. Nothing is sent before a
runtime of this module is asked something, and then to that server alone: LangChain's tracing is off for its requests.
"""

from __future__ import annotations

import math
import os
import queue
import re
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import SplitResult, urlsplit

from eduapp.errors import InputError, ModelError
from eduapp.llm import protocol
from eduapp.llm.base import Ask, Cancel, Cancelled, Completion, Forms, OnDone, Outcome, completion
from eduapp.llm.protocol import KEY_VARIABLE, Request, Unavailable

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage

T = TypeVar("T")

SCHEME = "openai:"
FORM = "Write it as openai:MODEL@http://HOST:PORT/v1."
LONGEST_PAUSE = 8.0  # seconds between two tries
GLANCE = 0.2  # seconds between two looks at whether the person has cancelled


@dataclass(frozen=True, slots=True)
class RemoteSpec:
    """A model's name on a server, and the address below which the server has `/chat/completions` and `/models`."""

    model: str
    base_url: str

    @property
    def host(self) -> str:
        """The server's name and port."""
        return urlsplit(self.base_url).netloc

    @property
    def is_here(self) -> bool:
        """Whether the server runs on this machine."""
        return urlsplit(self.base_url).hostname in ("127.0.0.1", "localhost", "::1")


def is_remote(spec: str) -> bool:
    """Whether the spec means a model on a server."""
    return spec.startswith(SCHEME)


def parse(spec: str) -> RemoteSpec:
    """The parts of "openai:MODEL@ADDRESS"; the address stands after the last @. Raises InputError."""
    rest = spec.removeprefix(SCHEME) if is_remote(spec) else ""
    if re.search(r"https?://[^/]*@", rest):  # not repeated in the message: there may be a password in it
        hint = f"Leave out what stands before the @ in it, and set {KEY_VARIABLE}."
        raise InputError("The address of a model server must not hold a password or key.", hint=hint)
    model, _, address = rest.rpartition("@")
    if not model.strip() or not address.strip():
        missing = "name" if address.strip() else "server's address"
        raise InputError(f"The model {spec!r} lacks the {missing}.", hint=FORM)
    parts = _split(address)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", address):
        raise InputError(f"{address!r} is not the address of a model server.", hint=FORM)
    if parts.query or parts.fragment:
        hint = f"End it before the ? or #; a key goes into {KEY_VARIABLE}."
        raise InputError("The address of a model server must not hold a query.", hint=hint)
    return RemoteSpec(model.strip(), address.rstrip("/"))


def open_remote(spec: str, **options: Any) -> RemoteRuntime:
    """The model of that spec, ready to be asked. The options are RemoteRuntime's. Raises InputError or ModelError."""
    return RemoteRuntime(parse(spec), **options)


def open_chat(spec: str, *, api_key: str | None = None, timeout: float = 300.0, **options: Any) -> BaseChatModel:
    """The same model as LangChain's own chat model, with `options` as `init_chat_model` takes them.

    `timeout` is in seconds. Raises InputError, or ModelError if LangChain's OpenAI part isn't installed.
    """
    remote = parse(spec)
    try:
        import openai
        from langchain.chat_models import init_chat_model

        # no other machine may come between: not one that the server points to, and for a server on this machine
        # not the environment's proxy either
        shared = {"trust_env": not remote.is_here, "follow_redirects": False}
        given = {
            "base_url": remote.base_url,
            "api_key": api_key or os.environ.get(KEY_VARIABLE) or "none",
            "timeout": openai.Timeout(timeout, connect=min(timeout, 10.0)),
            "max_retries": 0,
            "stream_usage": True,
            "use_responses_api": False,
            "openai_proxy": "",
            "http_client": openai.DefaultHttpxClient(**shared),
            "http_async_client": openai.DefaultAsyncHttpxClient(**shared),
        }
        return init_chat_model(remote.model, model_provider="openai", **(given | options))
    except ImportError as error:
        hint = "Install it with `pip install 'eduapp[remote]'`."
        raise ModelError("Models on a server need LangChain's OpenAI part.", hint=hint) from error


class RemoteRuntime:
    """A model on an OpenAI-compatible server, asked through `complete`, `complete_many` and `stream`.

    A prompt is sent as one message of the user. `parallel` requests run at once; each has `attempts` tries if the
    server is busy, silent for `timeout` seconds or out of order, with a growing pause that begins at `pause` seconds.
    `api_key` is that of the environment's EDUAPP_API_KEY unless given.
    """

    def __init__(
        self,
        spec: RemoteSpec,
        *,
        api_key: str | None = None,
        parallel: int = 4,
        attempts: int = 4,
        timeout: float = 300.0,
        pause: float = 0.5,
    ) -> None:
        self.spec = spec
        self.parallel = parallel
        self.attempts = attempts
        self.pause = pause
        self._chat = open_chat(f"{SCHEME}{spec.model}@{spec.base_url}", api_key=api_key, timeout=timeout)
        self._as_object = False  # whether the server has refused OpenAI's way to send a schema
        self._closed = False

    @property
    def name(self) -> str:
        """The model's name on the server."""
        return self.spec.model

    @property
    def hash(self) -> str:
        """Model and server with the tag "remote:"; there is no file that could be hashed."""
        return f"remote:{self.spec.model}@{self.spec.host}"

    @property
    def forms(self) -> Forms:
        """None of eduapp's own: a server's model is taken for an instruct model."""
        return ""

    def close(self) -> None:
        """Closes the connections; whatever is asked afterwards raises ModelError."""
        self._closed = True
        self._chat.root_client.close()

    def __enter__(self) -> RemoteRuntime:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def tokens(self, text: str) -> int:
        """An estimate, one token for four characters: only the server knows the model's tokens."""
        return math.ceil(len(text) / 4)

    def metadata(self, key: str) -> str:
        """Always "": a server doesn't show its model's file."""
        return ""

    def special_texts(self) -> tuple[str, str, tuple[str, ...]]:
        """Always empty: the server writes the control tokens itself."""
        return "", "", ()

    def logprob(self, prompt: str, continuation: str) -> float:
        """Always raises ModelError: the protocol has no way to score a given text."""
        hint = "Use a model on this machine for it."
        raise ModelError(f"The model {self.name} on a server can't score a given text.", hint=hint)

    def complete(self, prompt: str, *, cancelled: Cancel | None = None, **options: Any) -> Completion:
        """The model's reply to the prompt, with the options of Runtime.complete. Raises ModelError.

        A reply that doesn't fit the schema is a ModelError. A grammar binds only on a server that knows llama.cpp's
        field, so whoever asks checks it; min_p, typical_p and repeat_penalty are such fields too.
        """
        (outcome,) = self.complete_many([Ask(prompt, options)], cancelled=cancelled)
        return completion(outcome)

    def complete_many(
        self, asks: Sequence[Ask], *, cancelled: Cancel | None = None, on_done: OnDone | None = None
    ) -> list[Outcome]:
        """The replies in the order of the asks, `parallel` at a time; `on_done` runs in the caller's thread.

        Once the server as a whole can't be used, the asks that haven't begun fail with the same error. Cancelling
        returns within a second; what the server is still writing then is thrown away.
        """
        requests = [protocol.request(ask.text, **ask.options) for ask in asks]
        return _side_by_side(self._outcome, requests, self.parallel, cancelled, on_done)

    def stream(
        self, prompt: str, *, cancelled: Cancel | None = None, **options: Any
    ) -> Generator[str, None, Completion]:
        """The reply piece by piece; the generator's return value is the whole Completion. Raises ModelError."""
        request = protocol.request(prompt, **options)
        with self._translated():
            chunks, chunk = self._patiently(self._begin, request, threading.Event())
        with closing(chunks):
            whole = chunk
            while chunk is not None:
                if chunk.text:
                    yield chunk.text
                if cancelled and cancelled():
                    raise Cancelled
                with self._translated():
                    chunk = next(chunks, None)
                if chunk is not None:
                    whole += chunk
        return self._completion(whole, request)

    def _outcome(self, request: Request, halt: threading.Event) -> Outcome:
        """The reply to one request, or why there is none."""
        try:
            with self._translated():
                message = self._patiently(self._send, request, halt)
            return self._completion(message, request)
        except ModelError as error:
            return error

    def _send(self, request: Request) -> AIMessage:
        with _untraced():
            return self._chat.invoke([("user", request.text)], **request.options(self._as_object))

    def _begin(self, request: Request) -> tuple[Generator[AIMessage], AIMessage]:
        """The pieces of a reply that has begun, and the first of them."""
        with _untraced():
            chunks = self._chat.stream([("user", request.text)], **request.options(self._as_object))
            return chunks, next(chunks)

    def _patiently(self, send: Callable[[Request], T], request: Request, halt: threading.Event) -> T:
        """What `send` returns, tried again after errors that pass, and with the other format if one is refused."""
        import openai
        import tenacity

        def send_unless_halted() -> T:
            if halt.is_set():
                raise Cancelled
            return send(request)

        growing = tenacity.wait_exponential(multiplier=self.pause, max=LONGEST_PAUSE)
        tries = tenacity.Retrying(
            retry=tenacity.retry_if_exception(protocol.passes),
            stop=tenacity.stop_after_attempt(self.attempts),
            wait=growing + tenacity.wait_random(0, self.pause) + protocol.retry_after,
            sleep=tenacity.sleep_using_event(halt),
            reraise=True,
        )
        try:
            return tries(send_unless_halted)
        except openai.APIStatusError as error:
            if not (request.schema and protocol.refuses_format(error)):
                raise
            self._as_object = True
            return tries(send_unless_halted)

    def _completion(self, message: AIMessage, request: Request) -> Completion:
        """The message as a Completion. Raises ModelError if it was withheld or doesn't fit the schema."""
        reason, usage = message.response_metadata.get("finish_reason"), message.usage_metadata or {}
        if reason == "content_filter":
            raise ModelError(f"The server at {self.spec.base_url} withheld the reply (content filter).")
        if request.schema:
            protocol.check(message.text, request.schema, cut_off=reason == "length")
        tokens_in = usage.get("input_tokens") or self.tokens(request.text)
        tokens_out = usage.get("output_tokens") or self.tokens(message.text)
        return Completion(message.text, tokens_in, tokens_out, "length" if reason == "length" else "stop")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """The failures of a request in the person's words."""
        import openai

        if self._closed:
            raise ModelError(f"The model {self.name} is closed.", hint="Open it again.")
        try:
            yield
        except openai.APIConnectionError as error:
            raise protocol.unreachable(error, self.spec) from error
        except openai.NotFoundError as error:
            raise self._not_found(error) from error
        except openai.APIError as error:
            raise protocol.refused(error, self.spec) from error
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            said = protocol.words(error)
            message = f"What answers at {self.spec.base_url} doesn't speak OpenAI's chat protocol ({said})."
            raise Unavailable(message, hint="Check the address; most end in /v1.") from error

    def _not_found(self, error: Exception) -> ModelError:
        names = self._models()
        if not names:
            message = f"Nothing at {self.spec.base_url} knows a model {self.name!r}."
            return Unavailable(message, hint="Check the address; most end in /v1.")
        message = f"The server at {self.spec.base_url} has no model {self.name!r} ({protocol.words(error)})."
        return Unavailable(message, hint=f"It has: {', '.join(names)}.")

    def _models(self) -> list[str]:
        """The names of the server's models; none if it doesn't tell."""
        import openai

        with suppress(openai.OpenAIError, ValueError, TypeError, AttributeError):
            return [model.id for model in self._chat.root_client.with_options(timeout=5.0).models.list()]
        return []


@contextmanager
def _untraced() -> Iterator[None]:
    """Within it, LangChain reports to no tracing service, even where the environment switches that on."""
    from langchain_core.tracers.context import tracing_v2_callback_var
    from langsmith.run_helpers import tracing_context

    token = tracing_v2_callback_var.set(None)
    try:
        with tracing_context(enabled=False):
            yield
    finally:
        tracing_v2_callback_var.reset(token)


def _side_by_side(
    answer: Callable[[Request, threading.Event], Outcome],
    requests: Sequence[Request],
    parallel: int,
    cancelled: Cancel | None,
    on_done: OnDone | None,
) -> list[Outcome]:
    """The answers in the order of the requests, from up to `parallel` threads, which are left behind on cancelling."""
    todo, done, halt = deque(enumerate(requests)), queue.SimpleQueue(), threading.Event()

    def work() -> None:
        with suppress(IndexError):
            while not halt.is_set():
                place, request = todo.popleft()
                outcome = _caught(answer, request, halt)
                if isinstance(outcome, Unavailable):
                    give_up(outcome)
                done.put((place, outcome))

    def give_up(error: ModelError) -> None:
        with suppress(IndexError):
            while True:
                done.put((todo.popleft()[0], error))

    outcomes: dict[int, Outcome] = {}

    def end(place: int, outcome: Outcome) -> None:
        outcomes[place] = outcome
        if on_done:
            on_done(place, outcome)

    try:
        for _ in range(min(parallel, len(requests))):
            threading.Thread(target=work, daemon=True).start()
        while len(outcomes) < len(requests) and not (cancelled and cancelled()):
            try:
                place, outcome = done.get(timeout=GLANCE)
            except queue.Empty:
                continue
            if not isinstance(outcome, Outcome):
                raise outcome
            end(place, outcome)
    finally:
        halt.set()
    for place in range(len(requests)):
        if place not in outcomes:
            end(place, Cancelled())
    return [outcomes[place] for place in range(len(requests))]


def _caught(answer: Callable[..., Outcome], *args: Any) -> Outcome | Exception:
    try:
        return answer(*args)
    except Exception as error:  # a programmer's, raised again in the caller's thread
        return error


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - raises for one that is no number
    except ValueError:
        return None
    return parts
