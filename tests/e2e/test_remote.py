"""Models on a server: the real one of llama-cpp-python with the starter, and servers that misbehave."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from eduapp.errors import ModelError
from eduapp.llm.base import Ask, Cancelled, Completion
from eduapp.llm.catalog import find
from eduapp.llm.grammar import violation
from eduapp.llm.protocol import Unavailable
from eduapp.llm.remote import RemoteRuntime, open_chat, open_remote

pytestmark = pytest.mark.e2e

CITY = {
    "type": "object",
    "properties": {"name": {"type": "string", "maxLength": 20}, "coast": {"type": "boolean"}},
    "required": ["name", "coast"],
}


# the real server


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port, log = free_port(), tmp_path_factory.mktemp("server") / "log.txt"
    options = {
        "model": find("starter").path, "model_alias": "starter", "n_ctx": 512, "n_threads": 1, "n_threads_batch": 1,
        "host": "127.0.0.1", "port": port,
    }  # fmt: skip
    command = [
        sys.executable,
        "-m",
        "llama_cpp.server",
        *(str(part) for o in options.items() for part in (f"--{o[0]}", o[1])),
    ]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}
    with log.open("w") as output, subprocess.Popen(command, env=environment, stdout=output, stderr=output) as server:
        try:
            wait_for(server, f"http://127.0.0.1:{port}/v1", log)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.terminate()


def wait_for(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    for _ in range(300):
        assert server.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(f"{address}/models", timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the server didn't start: {log.read_text()}")


@pytest.fixture
def model(address: str) -> Iterator[RemoteRuntime]:
    with open_remote(f"openai:starter@{address}", pause=0.01) as opened:
        yield opened


def drained(stream: Any) -> tuple[list[str], Completion]:
    pieces = []
    while True:
        try:
            pieces.append(next(stream))
        except StopIteration as end:
            return pieces, end.value


def test_it_completes(model: RemoteRuntime) -> None:
    done = model.complete("What is the capital of France?", max_tokens=6)
    assert done.text
    assert (done.tokens_in, done.tokens_out, done.finish_reason) == (37, 6, "length")
    assert model.complete("What is the capital of France?", max_tokens=6) == done
    stopped = model.complete("What is the capital of France?", max_tokens=6, stop=[done.text[3:5]])
    assert (stopped.text, stopped.finish_reason) == (done.text[:3], "stop")


def test_it_completes_many(model: RemoteRuntime) -> None:
    prompts = [f"Say the word {word}." for word in ("one", "two", "three", "four", "five", "six")]
    told: dict[int, Any] = {}
    outcomes = model.complete_many([Ask(prompt, {"max_tokens": 4}) for prompt in prompts], on_done=told.__setitem__)
    assert outcomes == [model.complete(prompt, max_tokens=4) for prompt in prompts]
    assert told == dict(enumerate(outcomes))


def test_it_streams(model: RemoteRuntime) -> None:
    pieces, done = drained(model.stream("What is the capital of France?", max_tokens=6))
    assert len(pieces) > 1
    assert "".join(pieces) == done.text == model.complete("What is the capital of France?", max_tokens=6).text
    assert done.finish_reason == "length"


def test_a_schema_is_honoured_in_the_way_that_the_server_knows(model: RemoteRuntime) -> None:
    asks = [Ask(f"Tell me about {city}.", {"schema": CITY, "max_tokens": 60}) for city in ("Rome", "Bern", "Oslo")]
    for outcome in model.complete_many(asks):
        assert isinstance(outcome, Completion), outcome
        assert violation(json.loads(outcome.text), CITY) == ""
    with pytest.raises(ModelError, match="cut off"):
        model.complete("Tell me about Rome.", schema=CITY, max_tokens=3)


def test_a_grammar_is_honoured(model: RemoteRuntime) -> None:
    assert model.complete("Is Rome in Italy?", grammar='root ::= "yes" | "no"', max_tokens=5).text in ("yes", "no")


def test_a_prompt_that_is_too_long_is_refused_with_the_numbers(model: RemoteRuntime) -> None:
    with pytest.raises(ModelError, match=r"too long.*512 tokens") as caught:
        model.complete("word " * 600)
    assert not isinstance(caught.value, Unavailable)
    assert model.complete("It still works:", max_tokens=2).tokens_out == 2


def test_langchain_reaches_it_too(address: str) -> None:
    chat = open_chat(f"openai:starter@{address}", temperature=0, extra_body={"max_tokens": 4})
    assert chat.invoke("What is the capital of France?").text
    chat.root_client.close()


# servers that misbehave


class Scripted(ThreadingHTTPServer):
    """Answers its first requests with the statuses and bodies queued, and every later one well."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.queued: list[tuple[int, Any]] = []
        self.headers: dict[str, str] = {}
        self.models: Any = {"object": "list", "data": []}
        self.delay = 0.0
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.opened: list[RemoteRuntime] = []

    def open(self, **options: Any) -> RemoteRuntime:
        spec = f"openai:some/model:7b@http://127.0.0.1:{self.server_port}/v1"
        self.opened.append(open_remote(spec, **({"pause": 0.01, "timeout": 5} | options)))
        return self.opened[-1]

    def fail(self, status: int, message: str, *, times: int = 1) -> None:
        self.queued += [(status, {"error": {"message": message}})] * times


class Answering(BaseHTTPRequestHandler):
    server: Scripted

    def do_GET(self) -> None:
        self.answer(200, self.server.models)

    def do_POST(self) -> None:
        self.server.keys.append(self.headers["Authorization"])
        self.server.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        time.sleep(self.server.delay)
        if self.server.queued:
            self.answer(*self.server.queued.pop(0))
        elif self.server.asked[-1].get("stream"):
            self.begin(200, "text/event-stream", 100_000)
            self.wfile.write(f"data: {json.dumps(said('delta', 'Hel'))}\n\n".encode())
            self.close_connection = True  # in the middle of the reply
        else:
            self.answer(200, said("message", "Hello."))

    def answer(self, status: int, body: Any) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.begin(status, "text/html" if isinstance(body, bytes) else "application/json", len(data))
        self.wfile.write(data)

    def begin(self, status: int, kind: str, length: int) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(length), **self.server.headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Keeps the terminal clean."""


def said(part: str, text: str, finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, part: {"role": "assistant", "content": text}, "finish_reason": finish}
    return {"id": "1", "object": "chat.completion", "created": 1, "model": "some/model:7b", "choices": [choice]}


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    with Scripted() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        for model in server.opened:
            model.close()
        server.shutdown()
        thread.join()


def test_the_key_is_sent(monkeypatch: pytest.MonkeyPatch, scripted: Scripted) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-server")
    monkeypatch.setenv("EDUAPP_API_KEY", "mine")
    assert scripted.open().complete("Hi").text == "Hello."
    assert scripted.keys == ["Bearer mine"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_is_busy_is_asked_again(scripted: Scripted, status: int) -> None:
    scripted.fail(status, "try later", times=2)
    assert scripted.open().complete("Hi").text == "Hello."
    assert len(scripted.asked) == 3


def test_the_wait_that_a_server_asks_for_is_kept(scripted: Scripted) -> None:
    scripted.headers = {"Retry-After": "1"}
    scripted.fail(429, "try later")
    begun = time.monotonic()
    assert scripted.open().complete("Hi").text == "Hello."
    assert 1.0 <= time.monotonic() - begun < 4.0


@pytest.mark.parametrize(
    ("status", "said", "kind", "tries"),
    [
        (429, "more often than it allows (slow down)", Unavailable, 3),
        (500, "an error of its own, 500 (slow down)", ModelError, 3),
        (401, "refuses the key (slow down)", Unavailable, 1),
        (403, "refuses the key (slow down)", Unavailable, 1),
        (400, "refuses the request (slow down)", ModelError, 1),
    ],
)
def test_a_refusal_is_told_in_a_sentence(
    scripted: Scripted, status: int, said: str, kind: type[ModelError], tries: int
) -> None:
    scripted.fail(status, "slow down", times=9)
    with pytest.raises(ModelError) as caught:
        scripted.open(attempts=3).complete("Hi")
    assert type(caught.value) is kind
    assert said in caught.value.message
    assert len(scripted.asked) == tries


def test_a_model_that_the_server_lacks_is_told_with_those_it_has(scripted: Scripted) -> None:
    scripted.models = {"object": "list", "data": [{"id": name, "object": "model"} for name in ("small", "large")]}
    scripted.fail(404, "model not found", times=2)
    with pytest.raises(Unavailable, match=r"has no model 'some/model:7b' \(model not found\)") as caught:
        scripted.open().complete("Hi")
    assert caught.value.hint == "It has: small, large."
    scripted.models = b"<html>"
    with pytest.raises(Unavailable, match="knows a model 'some/model:7b'") as caught:
        scripted.open().complete("Hi")
    assert "/v1" in caught.value.hint


def test_a_server_that_does_not_answer_is_told_apart(scripted: Scripted) -> None:
    scripted.delay = 1.0
    with pytest.raises(Unavailable, match="didn't answer in time"):
        scripted.open(timeout=0.2, attempts=2).complete("Hi")
    assert len(scripted.asked) == 2


def test_an_address_where_nothing_is_says_how_to_check() -> None:
    address = f"http://127.0.0.1:{free_port()}/v1"
    with open_remote(f"openai:x@{address}", pause=0.01) as model:
        with pytest.raises(Unavailable, match="no model server to be reached") as caught:
            model.complete("Hi")
        assert f"`curl {address}/models`" in caught.value.hint
        with pytest.raises(Unavailable, match="no model server to be reached"):
            next(model.stream("Hi"))
        assert len({str(outcome) for outcome in model.complete_many([Ask("Hi")] * 50)}) == 1


@pytest.mark.parametrize("body", [b"<html>Welcome</html>", {}, [], {"choices": []}, {"choices": None}])
def test_what_is_no_model_server_is_told_apart(scripted: Scripted, body: Any) -> None:
    scripted.queued = [(200, body)] * 2
    model = scripted.open()
    with pytest.raises(Unavailable, match="doesn't speak OpenAI's chat protocol"):
        model.complete("Hi")
    with pytest.raises(Unavailable, match="doesn't speak OpenAI's chat protocol"):
        next(model.stream("Hi"))


def test_a_stream_that_breaks_off_is_an_error(scripted: Scripted) -> None:
    pieces = scripted.open().stream("Hi")
    assert next(pieces) == "Hel"
    with pytest.raises(Unavailable, match="no model server to be reached"):
        next(pieces)


def test_a_schema_that_the_server_ignores_is_checked(scripted: Scripted) -> None:
    with pytest.raises(ModelError, match="doesn't fit its schema"):
        scripted.open().complete("Hi", schema=CITY)
    assert scripted.asked[0]["response_format"]["json_schema"]["strict"] is True


def test_a_server_that_points_elsewhere_is_not_followed(scripted: Scripted) -> None:
    scripted.headers = {"Location": f"http://127.0.0.1:{scripted.server_port}/v2/chat/completions"}
    scripted.fail(307, "over there")
    with pytest.raises(ModelError, match="refuses the request"):
        scripted.open().complete("Hi")
    assert len(scripted.asked) == 1


def test_a_proxy_is_not_asked_about_a_server_on_this_machine(
    scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "OPENAI_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    assert scripted.open().complete("Hi").text == "Hello."


def test_a_reply_that_was_withheld_is_no_reply(scripted: Scripted) -> None:
    scripted.queued = [(200, said("message", "", finish="content_filter"))]
    with pytest.raises(ModelError, match="withheld"):
        scripted.open().complete("Hi")


def test_cancelling_does_not_wait_for_the_server(scripted: Scripted) -> None:
    scripted.delay = 3.0
    begun = time.monotonic()
    outcomes = scripted.open(parallel=2).complete_many(
        [Ask("Hi")] * 5, cancelled=lambda: time.monotonic() > begun + 0.3
    )
    assert time.monotonic() - begun < 1.3
    assert [type(outcome) for outcome in outcomes] == [Cancelled] * 5


def test_cancelling_ends_the_waiting_for_another_try(scripted: Scripted) -> None:
    scripted.headers = {"Retry-After": "30"}
    scripted.fail(429, "try later", times=9)
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        scripted.open().complete("Hi", cancelled=lambda: time.monotonic() > begun + 0.3)
    time.sleep(0.3)
    assert len(scripted.asked) == 1, "no try is made after cancelling"
