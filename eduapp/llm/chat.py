"""The local model as a LangChain chat model, so that a remote one can take its place."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable, RunnableMap, RunnablePassthrough
from pydantic import BaseModel, ConfigDict

from eduapp.errors import ModelError
from eduapp.llm.base import Completion
from eduapp.llm.template import render_chat

ROLES = {"human": "user", "ai": "assistant", "system": "system"}
SAMPLING = ("max_tokens", "temperature", "top_p", "min_p", "seed")


class ChatGGUF(BaseChatModel):
    """A chat with a GGUF model in this process, through the model's own chat template.

    Each field below can be given for one call too, as can `json_schema` (a JSON Schema that the reply will fit) and
    `response_format` as OpenAI writes it. Every failure is a ModelError.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    runtime: Any
    max_tokens: int | None = 512
    temperature: float = 0.0
    top_p: float = 0.95
    min_p: float = 0.05
    seed: int = 0

    @property
    def _llm_type(self) -> str:
        return "eduapp-gguf"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        sampling = {key: getattr(self, key) for key in SAMPLING}
        return {"model": self.runtime.name, "hash": self.runtime.hash, **sampling}

    def get_num_tokens(self, text: str) -> int:
        """How many tokens the text has."""
        return self.runtime.tokens(text)

    def close(self) -> None:
        """Gives the model's memory back."""
        self.runtime.close()

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        prompt, options = self._request(messages, stop, kwargs)
        done = self.runtime.complete(prompt, **options)
        message = AIMessage(done.text, usage_metadata=_usage(done), response_metadata=self._about(done))
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        prompt, options = self._request(messages, stop, kwargs)
        pieces = self.runtime.stream(prompt, **options)
        while True:
            try:
                text = next(pieces)
            except StopIteration as end:
                done: Completion = end.value
                break
            chunk = ChatGenerationChunk(message=AIMessageChunk(text))
            if run_manager:
                run_manager.on_llm_new_token(text, chunk=chunk)
            yield chunk
        yield ChatGenerationChunk(
            message=AIMessageChunk(
                "", usage_metadata=_usage(done), response_metadata=self._about(done), chunk_position="last"
            )
        )

    def with_structured_output(
        self, schema: dict[str, Any] | type, *, include_raw: bool = False, **kwargs: Any
    ) -> Runnable[LanguageModelInput, Any]:
        """A runnable whose reply is an instance of the pydantic model, or a dict if a JSON Schema is given.

        A reply that was cut off is a ModelError, never repaired. With `include_raw`, the result is a dict of `raw`,
        `parsed` and `parsing_error`.
        """
        parse = functools.partial(_parsed, schema)
        asked = self.bind(json_schema=_json_schema(schema), **kwargs)
        if not include_raw:
            return asked | parse
        parsed = RunnablePassthrough.assign(parsed=lambda given: parse(given["raw"]), parsing_error=_no_error)
        failed = RunnablePassthrough.assign(parsed=_no_error)
        return RunnableMap(raw=asked) | parsed.with_fallbacks([failed], exception_key="parsing_error")

    def _request(
        self, messages: Sequence[BaseMessage], stop: list[str] | None, given: dict[str, Any]
    ) -> tuple[str, dict[str, Any]]:
        """The prompt and the runtime's options for one call. Raises ModelError for an option nobody knows."""
        given = dict(given)
        schema = _asked_schema(given.pop("json_schema", None), given.pop("response_format", None))
        options = {key: given.pop(key, getattr(self, key)) for key in SAMPLING}
        unknown = sorted(key for key in given if not key.startswith("ls_"))
        if unknown:
            hint = f"There are: {', '.join(SAMPLING)}."
            raise ModelError(f"The model has no option {', '.join(unknown)}.", hint=hint)
        turns = [_turn(message) for message in messages]
        if schema:
            turns = _told_schema(turns, schema)
        bos, eos, control = self.runtime.special_texts()
        source = self.runtime.metadata("tokenizer.chat_template")
        prompt = render_chat(source, turns, bos=bos, eos=eos, control=control)
        return prompt, {**options, "schema": schema, "stop": tuple(stop or ()), "special": True}

    def _about(self, done: Completion) -> dict[str, Any]:
        return {"model_name": self.runtime.name, "finish_reason": done.finish_reason}


def _turn(message: BaseMessage) -> dict[str, str]:
    if message.type not in ROLES:
        raise ModelError(f"The local model can't be sent a message of type {message.type!r}.")
    return {"role": ROLES[message.type], "content": str(message.text)}


def _told_schema(turns: list[dict[str, str]], schema: dict[str, Any]) -> list[dict[str, str]]:
    """The turns with the schema spelled out in the last: llama.cpp enforces it, but doesn't show it to the model."""
    if not turns:
        return turns
    told = f"{turns[-1]['content']}\n\nReply with JSON of this schema:\n{json.dumps(schema, ensure_ascii=False)}"
    return [*turns[:-1], {**turns[-1], "content": told}]


def _asked_schema(schema: Any, response_format: dict[str, Any] | None) -> dict[str, Any] | None:
    """The JSON Schema of a call, from either way to give it: ours, or OpenAI's two."""
    if schema:
        return _json_schema(schema)
    if not response_format or response_format.get("type") == "text":
        return None
    found = response_format.get("schema") or response_format.get("json_schema", {}).get("schema")
    if not found:
        raise ModelError("A reply in JSON needs a schema.", hint='Give json_schema={"type": "object", ...}.')
    return found


def _json_schema(schema: Any) -> dict[str, Any]:
    if isinstance(schema, dict):
        return schema
    if isinstance(schema, type) and issubclass(schema, BaseModel):
        return schema.model_json_schema()
    raise ModelError(f"{schema!r} is neither a pydantic model nor a JSON Schema.")


def _parsed(schema: Any, message: AIMessage) -> Any:
    """The reply as an instance of the pydantic model or as JSON. LangChain's own parsers would complete a torn one."""
    try:
        value = json.loads(message.text)
        return schema.model_validate(value) if isinstance(schema, type) else value
    except ValueError as error:
        if message.response_metadata.get("finish_reason") == "length":
            raise ModelError("The reply was cut off.", hint="Allow it more tokens (max_tokens).") from error
        raise ModelError(f"The reply doesn't fit its schema: {message.text[:200]!r}.") from error


def _usage(done: Completion) -> UsageMetadata:
    total = done.tokens_in + done.tokens_out
    return UsageMetadata(input_tokens=done.tokens_in, output_tokens=done.tokens_out, total_tokens=total)


def _no_error(_: Any) -> None:
    return None
