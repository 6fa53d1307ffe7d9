from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langsmith import utils

from eduapp.errors import InputError, ModelError
from eduapp.llm import Runtime, remote
from eduapp.llm.base import Ask, Cancelled, Completion, Outcome
from eduapp.llm.protocol import Request, Unavailable, request, told_schema
from eduapp.llm.remote import RemoteSpec, is_remote, open_chat, open_remote, parse

HERE = "http://127.0.0.1:8080/v1"
SPEC = f"openai:qwen@{HERE}"
SCHEMA = {
    "type": "object",
    "properties": {
        "default": {"type": "string", "default": "x"},
        "parts": {"type": "array", "items": {"$ref": "#/$defs/P"}},
    },
    "$defs": {"P": {"type": "object", "properties": {"n": {"anyOf": [{"type": "integer"}, {"type": "null"}]}}}},
}


class Scripted(BaseChatModel):
    """A chat model that gives its replies in turn, and keeps what it was asked and whether it was traced."""

    replies: list[Any]
    asked: list[Any] = []  # noqa: RUF012 - pydantic copies it
    traced: list[Any] = []  # noqa: RUF012

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _take(self, messages: Any, run_manager: Any, options: dict[str, Any]) -> str:
        self.asked.append(([message.text for message in messages], options))
        self.traced.append(utils.tracing_is_enabled() or bool(run_manager and run_manager.handlers))
        return self.replies.pop(0)

    def _generate(self, messages: Any, stop: Any = None, run_manager: Any = None, **options: Any) -> ChatResult:
        message = AIMessage(self._take(messages, run_manager, {**options, "stop": stop}))
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self, messages: Any, stop: Any = None, run_manager: Any = None, **options: Any
    ) -> Iterator[ChatGenerationChunk]:
        for piece in self._take(messages, run_manager, {**options, "stop": stop}).split("|"):
            yield ChatGenerationChunk(message=AIMessageChunk(piece))


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    """The chat model that a remote runtime opens instead of a real one."""
    made = Scripted(replies=[])
    monkeypatch.setattr(remote, "open_chat", lambda *_, **__: made)
    return made


def drained(stream: Any) -> tuple[list[str], Completion]:
    pieces = []
    while True:
        try:
            pieces.append(next(stream))
        except StopIteration as end:
            return pieces, end.value


# specs


@pytest.mark.parametrize(
    ("spec", "model", "url", "host"),
    [
        (SPEC, "qwen", HERE, "127.0.0.1:8080"),
        ("openai:qwen2.5:7b@http://localhost:11434/v1/", "qwen2.5:7b", "http://localhost:11434/v1", "localhost:11434"),
        ("openai:Qwen/Qwen3-8B@https://llm.example.org", "Qwen/Qwen3-8B", "https://llm.example.org", "llm.example.org"),
        ("openai:a@b/c:d@http://[::1]:8000/v1", "a@b/c:d", "http://[::1]:8000/v1", "[::1]:8000"),
    ],
)
def test_a_spec_names_a_model_and_a_server(spec: str, model: str, url: str, host: str) -> None:
    assert is_remote(spec)
    assert parse(spec) == RemoteSpec(model, url)
    assert parse(spec).host == host


@given(st.text(st.characters(blacklist_categories=("Z", "C")), min_size=1).filter(lambda name: "://" not in name))
def test_a_models_name_may_hold_anything(name: str) -> None:
    assert parse(f"openai:{name}@{HERE}") == RemoteSpec(name, HERE)


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("starter", "lacks the server's address"),
        ("openai:qwen", "lacks the"),
        (f"openai:@{HERE}", "lacks the name"),
        (f"openai:{HERE}", "lacks the"),
        ("openai:qwen@", "lacks the server's address"),
        ("openai:qwen@127.0.0.1:8080", "is not the address"),
        ("openai:qwen@ftp://host/v1", "is not the address"),
        ("openai:qwen@http://:8080/v1", "is not the address"),
        ("openai:qwen@http://host:port/v1", "is not the address"),
        ("openai:qwen@http://my host/v1", "is not the address"),
        ("openai:qwen@http://host/v1?key=secret", "must not hold a query"),
        ("openai:qwen@https://me:secret@host/v1", "must not hold a password"),
        ("openai:qwen@https://secret@host/v1", "must not hold a password"),
    ],
)
def test_a_spec_that_means_nothing_is_refused(spec: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        parse(spec)
    assert caught.value.hint
    assert "secret" not in str(caught.value)


def test_what_is_local_is_not_remote() -> None:
    assert not any(is_remote(spec) for spec in ("starter", "./openai.gguf", "none"))


# requests


def test_a_request_says_what_changes_something() -> None:
    plain = request("Hi", max_tokens=None, special=True)
    assert plain.options(False) == {"temperature": 0.0, "seed": 0, "extra_body": {}}
    full = request(
        "Hi", grammar="root ::= [a-z]", max_tokens=9, temperature=0.7, top_p=0.9, min_p=0.1, typical_p=0.5,
        repeat_penalty=1.1, seed=3, stop=("\n",),
    )  # fmt: skip
    fields = {"max_tokens": 9, "grammar": "root ::= [a-z]", "min_p": 0.1, "typical_p": 0.5, "repeat_penalty": 1.1}
    assert full.options(False) == {
        "temperature": 0.7, "seed": 3, "top_p": 0.9, "stop": ["\n"], "extra_body": fields
    }  # fmt: skip


def test_a_schema_is_sent_strictly_and_told() -> None:
    asked = request("Hi", schema=SCHEMA)
    assert asked.text == f"Hi\n\n{told_schema(SCHEMA)}"
    sent = asked.options(False)["extra_body"]["response_format"]
    assert sent == {"type": "json_schema", "json_schema": {"name": "reply", "strict": True, "schema": {
        "type": "object",
        "properties": {"default": {"type": "string"}, "parts": {"type": "array", "items": {"$ref": "#/$defs/P"}}},
        "required": ["default", "parts"],
        "additionalProperties": False,
        "$defs": {"P": {
            "type": "object",
            "properties": {"n": {"anyOf": [{"type": "integer"}, {"type": "null"}]}},
            "required": ["n"],
            "additionalProperties": False,
        }},
    }}}  # fmt: skip
    assert asked.options(True)["extra_body"]["response_format"] == {"type": "json_object", "schema": SCHEMA}


# the runtime


def test_it_keeps_the_contract(scripted: Scripted) -> None:
    model = open_remote(SPEC)
    assert isinstance(model, Runtime)
    assert (model.name, model.hash) == ("qwen", "remote:qwen@127.0.0.1:8080")
    assert (model.tokens(""), model.tokens("word"), model.tokens("words")) == (0, 1, 2)
    assert (model.metadata("tokenizer.chat_template"), model.special_texts()) == ("", ("", "", ()))
    with pytest.raises(ModelError, match="can't score"):
        model.logprob("a", "b")


def test_a_prompt_is_one_message(scripted: Scripted) -> None:
    scripted.replies = ["Paris."]
    done = open_remote(SPEC).complete("The capital?\nOf France.", max_tokens=5, stop="\n")
    assert done == Completion("Paris.", 6, 2)
    texts, options = scripted.asked[0]
    assert texts == ["The capital?\nOf France."]
    assert options == {"temperature": 0.0, "seed": 0, "stop": ["\n"], "extra_body": {"max_tokens": 5}}


def test_it_streams(scripted: Scripted) -> None:
    scripted.replies = ["one| two||"]
    pieces, done = drained(open_remote(SPEC).stream("Count"))
    assert (pieces, done.text) == (["one", " two"], "one two")


def test_a_stream_may_be_cancelled(scripted: Scripted) -> None:
    scripted.replies = ["one|two|three"]
    pieces: list[str] = []
    with pytest.raises(Cancelled):
        for piece in open_remote(SPEC).stream("Count", cancelled=lambda: bool(pieces)):
            pieces.append(piece)
    assert pieces == ["one"]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("Rome", "no JSON"),
        ('{"name": "Ro', "no JSON"),
        ('```json\n{"name": "Rome"}\n```', "no JSON"),
        ('{"town": "Rome"}', "name missing"),
        ('{"name": "Rome on the Tiber"}', "above 10"),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_a_reply_that_does_not_fit_is_a_failure_and_is_not_repaired(
    scripted: Scripted, reply: str, reason: str
) -> None:
    schema = {"type": "object", "properties": {"name": {"type": "string", "maxLength": 10}}, "required": ["name"]}
    scripted.replies = [reply, '{"name": "Rome"}']
    failure, well = open_remote(SPEC, parallel=1).complete_many([Ask("?", {"schema": schema})] * 2)
    assert isinstance(failure, ModelError)
    assert reason in failure.message
    assert well.text == '{"name": "Rome"}'


def test_an_option_that_nobody_knows_is_the_programmers_mistake(scripted: Scripted) -> None:
    with pytest.raises(TypeError, match="heat"):
        open_remote(SPEC).complete("Hi", heat=1)


def test_a_closed_model_says_so() -> None:
    model = open_remote(SPEC)
    with model:
        pass
    with pytest.raises(ModelError, match="closed"):
        model.complete("Hi")
    with pytest.raises(ModelError, match="closed"):
        next(model.stream("Hi"))


# many at once


class Answers:
    """Answers requests by their text, and watches how many are under way; "slow" waits to be let go."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.now = self.most = 0
        self.asked: list[str] = []
        self.let_go = threading.Event()

    def __call__(self, asked: Request, halt: threading.Event) -> Outcome:
        with self.lock:
            self.asked.append(asked.text)
            self.now += 1
            self.most = max(self.most, self.now)
        if asked.text == "slow":
            self.let_go.wait(20)
        time.sleep(0.01)
        with self.lock:
            self.now -= 1
        if asked.text == "bug":
            raise ZeroDivisionError("a bug")
        failures = {"fail": ModelError("It failed."), "gone": Unavailable("The server is gone.")}
        return failures.get(asked.text) or Completion(asked.text.upper(), 1, 1)


def many(answers: Answers, texts: list[str], parallel: int = 4, **options: Any) -> list[Outcome]:
    given = {"cancelled": None, "on_done": None} | options
    return remote._side_by_side(answers, [request(text) for text in texts], parallel, **given)


def test_replies_come_in_the_order_of_the_asks() -> None:
    answers, told = Answers(), {}
    texts = [f"w{number}" for number in range(20)]
    outcomes = many(answers, texts, on_done=told.__setitem__)
    assert [outcome.text for outcome in outcomes] == [text.upper() for text in texts]
    assert answers.most == 4
    assert told == dict(enumerate(outcomes))
    assert many(Answers(), []) == []


def test_a_failure_costs_the_others_nothing() -> None:
    first, failure, last = many(Answers(), ["a", "fail", "b"])
    assert (first.text, failure.message, last.text) == ("A", "It failed.", "B")


def test_a_server_that_is_gone_is_not_asked_again() -> None:
    answers = Answers()
    outcomes = many(answers, ["a", "gone", *["b"] * 50], parallel=1)
    assert answers.asked == ["a", "gone"]
    assert outcomes[0].text == "A"
    assert {str(outcome) for outcome in outcomes[1:]} == {"The server is gone."}


def test_a_programmers_mistake_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        many(Answers(), ["a", "bug", "b"])


def test_cancelling_returns_within_a_second() -> None:
    answers, told = Answers(), {}
    begun = time.monotonic()
    outcomes = many(
        answers,
        ["a", "slow", "slow", "b"],
        2,
        on_done=told.__setitem__,
        cancelled=lambda: time.monotonic() > begun + 0.3,
    )
    assert time.monotonic() - begun < 1.3
    answers.let_go.set()
    assert outcomes[0].text == "A"
    assert [type(outcome) for outcome in outcomes[1:]] == [Cancelled] * 3
    assert told == dict(enumerate(outcomes))
    assert answers.asked == ["a", "slow", "slow"]


# what leaves the machine


@pytest.mark.parametrize("switch", ["LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING_V2"])
def test_nothing_is_reported_to_a_tracing_service(
    scripted: Scripted, monkeypatch: pytest.MonkeyPatch, switch: str
) -> None:
    monkeypatch.setenv(switch, "true")
    monkeypatch.setenv("LANGSMITH_API_KEY", "lsv2_x")
    utils.get_env_var.cache_clear()
    scripted.replies = ["two", "t|hree"]
    model = open_remote(SPEC)
    try:
        assert utils.tracing_is_enabled(), "where it isn't switched off"
        assert model.complete("Hi").text == "two"
        assert drained(model.stream("Hi"))[1].text == "three"
        assert scripted.traced == [False, False]
    finally:
        utils.get_env_var.cache_clear()


def test_the_key_is_eduapps_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-server")
    monkeypatch.setenv("OPENAI_API_BASE", "https://other.example.org")
    monkeypatch.setenv("OPENAI_PROXY", "http://proxy.example.org")
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example.org")
    chat = open_chat(SPEC)
    assert chat.root_client.api_key == "none"
    assert str(chat.root_client.base_url).rstrip("/") == HERE
    monkeypatch.setenv("EDUAPP_API_KEY", "mine")
    assert open_chat(SPEC).root_client.api_key == "mine"
    assert open_chat(SPEC, api_key="given").root_client.api_key == "given"


def test_a_chat_takes_langchains_options() -> None:
    chat = open_chat(SPEC, temperature=0.3, timeout=7)
    assert (chat.model_name, chat.temperature) == ("qwen", 0.3)
    assert chat.root_client.timeout.read == 7


def test_nothing_heavy_is_imported_before_a_server_is_asked() -> None:
    code = "import sys, eduapp.llm.remote; print([m for m in ('langchain', 'langchain_core', 'openai', 'tenacity') if m in sys.modules])"  # noqa: E501
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("missing", ["langchain.chat_models", "openai"])
def test_a_missing_part_is_named_with_its_install_command(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ModelError) as caught:
        open_remote(SPEC)
    assert caught.value.hint == "Install it with `pip install 'eduapp[remote]'`."
