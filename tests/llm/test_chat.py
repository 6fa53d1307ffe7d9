from __future__ import annotations

import asyncio

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from pydantic import BaseModel, Field

from eduapp.errors import ModelError
from eduapp.llm.chat import ChatGGUF
from tests.llm.fake import FakeRuntime


class City(BaseModel):
    name: str = Field(max_length=30)


def chat(*replies, **options):
    return ChatGGUF(runtime=FakeRuntime(replies), **options)


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
