from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import Any, TypedDict

import pytest
from langchain_core.caches import InMemoryCache
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from pydantic import BaseModel, Field
from pydantic import v1 as pydantic_v1

from eduapp.errors import ModelError
from eduapp.llm.base import Ask, Cancelled, Outcome
from eduapp.llm.chat import ChatGGUF
from eduapp.llm.together import Together
from tests.llm.fake import FakeRuntime


class City(BaseModel):
    name: str = Field(max_length=30)


class Town(TypedDict):
    name: str


class Echo(FakeRuntime):
    """Answers each prompt with its last word, and keeps the groups that came at once; "fail" is a ModelError."""

    def __init__(self) -> None:
        super().__init__()
        self.groups: list[list[str]] = []

    def complete_many(self, asks: Sequence[Ask], *, cancelled: Any = None, on_done: Any = None) -> list[Outcome]:
        self.groups.append([last_word(ask.text) for ask in asks])
        outcomes = [self.answer(word) for word in self.groups[-1]]
        for place, outcome in reversed(list(enumerate(outcomes))):
            on_done(place, outcome)
        return outcomes

    def answer(self, word: str) -> Outcome:
        if word == "fail":
            return ModelError("It failed.")
        self.replies.append(word)
        return super().complete(word)


class Watcher(BaseCallbackHandler):
    def __init__(self) -> None:
        self.seen: list[str] = []

    def on_chat_model_start(self, *_: Any, **__: Any) -> None:
        self.seen.append("start")

    def on_llm_end(self, response: Any, **_: Any) -> None:
        self.seen.append(response.generations[0][0].text)

    def on_llm_error(self, error: BaseException, **_: Any) -> None:
        self.seen.append(str(error))


def last_word(prompt: str) -> str:
    return prompt.split("<|im_end|>\n<|im_start|>assistant")[0].split()[-1]


def chat(*replies, **options):
    return ChatGGUF(runtime=FakeRuntime(replies), **options)


def echo(**options):
    return ChatGGUF(runtime=Echo(), **options)


def in_threads(*calls: Callable[[], Any]) -> None:
    threads = [threading.Thread(target=call, daemon=True) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
        assert not thread.is_alive()


def test_a_conversation_is_one_prompt_in_the_models_own_form():
    model = chat("Two.", temperature=0.3)
    reply = model.invoke(
        [SystemMessage("Be brief."), HumanMessage("One and one?"), AIMessage("2"), HumanMessage("Word!")]
    )
    assert reply.content == "Two."
    assert reply.usage_metadata == {"input_tokens": 12, "output_tokens": 1, "total_tokens": 13}
    assert reply.response_metadata == {"model_name": "fake", "finish_reason": "stop"}
    assert model.runtime.asked == [
        (
            "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nOne and one?<|im_end|>\n"
            "<|im_start|>assistant\n2<|im_end|>\n<|im_start|>user\nWord!<|im_end|>\n<|im_start|>assistant\n",
            {
                "max_tokens": 512,
                "temperature": 0.3,
                "top_p": 0.95,
                "min_p": 0.05,
                "typical_p": 1.0,
                "repeat_penalty": 1.0,
                "seed": 0,
                "schema": None,
                "stop": (),
                "special": True,
            },
        )
    ]


def test_options_may_be_given_for_one_call():
    model = chat("x")
    model.invoke("Hi", temperature=1.0, seed=7, max_tokens=5, stop=["\n"])
    _, options = model.runtime.asked[0]
    assert (options["temperature"], options["seed"], options["max_tokens"], options["stop"]) == (1.0, 7, 5, ("\n",))


def test_strings_that_end_a_reply_may_be_the_models_own():
    model = chat("x", "x", stop=["end"])
    model.invoke("Hi")
    model.invoke("Hi", stop=["\n"])
    assert [options["stop"] for _, options in model.runtime.asked] == [("end",), ("\n",)]


def test_an_option_that_nobody_knows_is_refused():
    with pytest.raises(ModelError, match="no option heat"):
        chat("x").invoke("Hi", heat=1)


def test_pieces_arrive_as_they_are_made():
    chunks = list(chat("one two three").stream("Count"))
    assert [chunk.content for chunk in chunks] == ["one", " two", " three", ""]
    assert chunks[-1].usage_metadata["output_tokens"] == 3


def test_pieces_arrive_without_blocking_too():
    async def collect():
        return [chunk.content async for chunk in chat("one two").astream("Count")]

    assert asyncio.run(collect()) == ["one", " two", ""]


def test_a_structured_reply_is_an_instance():
    model = chat('{"name": "Rome"}')
    assert model.with_structured_output(City).invoke("The capital of Italy") == City(name="Rome")
    prompt, options = model.runtime.asked[0]
    assert options["schema"] == City.model_json_schema()
    assert 'Reply with JSON of this schema:\n{"properties"' in prompt


def test_a_schema_gives_a_dict():
    schema = City.model_json_schema()
    assert chat('{"name": "Rome"}').with_structured_output(schema).invoke("?") == {"name": "Rome"}


def test_a_typed_dict_gives_a_dict():
    assert chat('{"name": "Rome"}').with_structured_output(Town).invoke("?") == {"name": "Rome"}


def test_a_model_of_the_old_pydantic_is_an_instance():
    class OldCity(pydantic_v1.BaseModel):
        name: str

    assert chat('{"name": "Rome"}').with_structured_output(OldCity).invoke("?") == OldCity(name="Rome")


def test_what_is_no_schema_is_refused():
    with pytest.raises(ModelError, match="neither a pydantic model nor a TypedDict"):
        chat().with_structured_output(int)


def test_the_raw_reply_may_be_kept():
    good = chat('{"name": "Rome"}').with_structured_output(City, include_raw=True).invoke("?")
    assert (good["parsed"], good["parsing_error"], good["raw"].content) == (City(name="Rome"), None, '{"name": "Rome"}')
    cut = chat('{"name": "Ro').with_structured_output(City, include_raw=True).invoke("?")
    assert cut["parsed"] is None
    assert isinstance(cut["parsing_error"], ModelError)


def test_a_torn_reply_is_not_completed_by_guessing():
    with pytest.raises(ModelError, match="doesn't fit its schema"):
        chat('{"name": "Ro').with_structured_output(City).invoke("?")
    with pytest.raises(ModelError, match="doesn't fit its schema"):
        chat('{"town": "Rome"}').with_structured_output(City).invoke("?")


@pytest.mark.parametrize(
    "given",
    [
        {"json_schema": City},
        {"response_format": {"type": "json_object", "schema": City.model_json_schema()}},
        {"response_format": {"type": "json_schema", "json_schema": {"schema": City.model_json_schema()}}},
    ],
)
def test_a_schema_may_be_given_in_three_ways(given):
    model = chat("{}")
    model.invoke("?", **given)
    assert model.runtime.asked[0][1]["schema"] == City.model_json_schema()


def test_json_without_a_schema_is_refused():
    with pytest.raises(ModelError, match="needs a schema"):
        chat("{}").invoke("?", response_format={"type": "json_object"})


def test_plain_text_may_be_asked_for_by_name():
    model = chat("x")
    model.invoke("?", response_format={"type": "text"})
    assert model.runtime.asked[0][1]["schema"] is None


def test_messages_that_only_other_models_understand_are_refused():
    with pytest.raises(ModelError, match="'tool'"):
        chat("x").invoke([ToolMessage("4", tool_call_id="1")])


def test_errors_of_the_model_pass_through():
    with pytest.raises(ModelError, match="too long"):
        chat(ModelError("The prompt is too long.")).invoke("Hi")


def test_it_says_who_it_is_counts_and_closes():
    model = chat()
    assert model._identifying_params["hash"] == model.runtime.hash
    assert model.get_num_tokens("two words") == 2
    model.close()
    assert model.runtime.closed


# batches


def test_the_prompts_of_a_batch_go_in_one_call():
    model = echo()
    replies = model.batch(["one", "two", "three"], temperature=0.5)
    assert [reply.content for reply in replies] == ["one", "two", "three"]
    assert [sorted(group) for group in model.runtime.groups] == [["one", "three", "two"]]


def test_a_batch_may_be_divided():
    model = echo()
    replies = model.batch([f"w{number}" for number in range(5)], {"max_concurrency": 2})
    assert [reply.content for reply in replies] == ["w0", "w1", "w2", "w3", "w4"]
    assert [len(group) for group in model.runtime.groups] == [2, 2, 1]


def test_an_empty_batch_asks_nothing():
    model = echo()
    assert model.batch([]) == []
    assert model.runtime.groups == []


def test_a_batch_does_not_block():
    assert [reply.content for reply in asyncio.run(echo().abatch(["one", "two"]))] == ["one", "two"]


def test_a_failure_fails_the_batch_unless_it_is_asked_for():
    with pytest.raises(ModelError, match="It failed"):
        echo().batch(["one", "fail", "two"])
    first, failure, last = echo().batch(["one", "fail", "two"], return_exceptions=True)
    assert (first.content, last.content) == ("one", "two")
    assert isinstance(failure, ModelError)


def test_what_fails_before_it_is_asked_does_not_hold_up_the_others():
    tool = [ToolMessage("4", tool_call_id="1")]
    failure, reply = echo().batch([tool, "two"], return_exceptions=True)
    assert isinstance(failure, ModelError)
    assert reply.content == "two"


def test_every_input_of_a_batch_has_its_own_callbacks():
    watchers = [Watcher(), Watcher(), Watcher()]
    configs = [{"callbacks": [watcher]} for watcher in watchers]
    echo().batch(["one", "fail", "two"], configs, return_exceptions=True)
    assert [watcher.seen for watcher in watchers] == [["start", "one"], ["start", "It failed."], ["start", "two"]]


def test_a_batch_asks_only_for_what_langchains_cache_does_not_know():
    model = echo(cache=InMemoryCache())
    model.batch(["one", "two"])
    model.batch(["one", "three", "two"])
    assert [sorted(group) for group in model.runtime.groups] == [["one", "two"], ["three"]]


def test_structured_replies_come_in_batches_too():
    class Quoted(Echo):
        def answer(self, word: str) -> Outcome:
            return super().answer('{"name": "Rome"}')

    model = ChatGGUF(runtime=Quoted())
    assert model.with_structured_output(City).batch(["a", "b"]) == [City(name="Rome")] * 2
    assert len(model.runtime.groups) == 1


def test_whoever_waits_learns_that_the_runtime_broke():
    class Broken(Echo):
        def complete_many(self, *_: Any, **__: Any) -> list[Outcome]:
            raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        ChatGGUF(runtime=Broken()).batch(["one", "two"])


def test_nobody_waits_after_a_cancel():
    together, caught = Together(Echo(), 3), []

    def ask() -> None:
        try:
            together.complete("one")
        except Cancelled as error:
            caught.append(error)

    in_threads(ask, ask, lambda: (together.cancel(), ask()))
    assert len(caught) == 3


def test_all_else_is_the_runtimes_own():
    assert Together(Echo(), 2).tokens("two words") == 2
