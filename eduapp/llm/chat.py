"""The local model as a LangChain chat model, so that a remote one can take its place."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LangSmithParams, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable, RunnableConfig, RunnableMap, RunnablePassthrough
from langchain_core.runnables.config import get_config_list, get_executor_for_config, run_in_executor
from langchain_core.utils.function_calling import convert_to_json_schema
from langchain_core.utils.pydantic import is_basemodel_subclass
from pydantic import BaseModel, ConfigDict
from typing_extensions import is_typeddict  # typing's knows only its own

from eduapp.errors import ModelError
from eduapp.llm.base import Completion
from eduapp.llm.protocol import told_schema
from eduapp.llm.template import render_chat
from eduapp.llm.together import Together

ROLES = {"human": "user", "ai": "assistant", "system": "system"}
SAMPLING = ("max_tokens", "temperature", "top_p", "min_p", "typical_p", "repeat_penalty", "seed")
SIDE_BY_SIDE = 64  # prompts of a batch that are completed at once, unless its config says max_concurrency


class ChatGGUF(BaseChatModel):
    """A chat with a GGUF model in this process, through the model's own chat template.

    Each field below can be given for one call too, as can `json_schema` (a JSON Schema that the reply will fit) and
    `response_format` as OpenAI writes it. The prompts of a `batch` are completed side by side. Every failure is a
    ModelError.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    runtime: Any
    max_tokens: int | None = 512
    temperature: float = 0.0
    top_p: float = 0.95
    min_p: float = 0.05
    typical_p: float = 1.0
    repeat_penalty: float = 1.0
    seed: int = 0
    stop: list[str] | None = None

    @property
    def _llm_type(self) -> str:
        return "eduapp-gguf"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        sampling = {key: getattr(self, key) for key in SAMPLING}
        return {"model": self.runtime.name, "hash": self.runtime.hash, **sampling, "stop": self.stop}

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> LangSmithParams:
        named = {"model": self.runtime.name, "max_tokens": self.max_tokens, "temperature": self.temperature}
        return super()._get_ls_params(stop=stop or self.stop, **(named | kwargs))

    def get_num_tokens(self, text: str) -> int:
        """How many tokens the text has."""
        return self.runtime.tokens(text)

    def close(self) -> None:
        """Gives the model's memory back."""
        self.runtime.close()

    def batch(
        self,
        inputs: list[LanguageModelInput],
        config: RunnableConfig | list[RunnableConfig] | None = None,
        *,
        return_exceptions: bool = False,
        **kwargs: Any,
    ) -> list[Any]:
        """The replies in the order of the inputs, completed side by side; a ModelError for each failure if asked for.

        The config's max_concurrency is how many are completed at once.
        """
        configs = get_config_list(config, len(inputs)) if inputs else []
        width = (configs[0].get("max_concurrency") if configs else None) or SIDE_BY_SIDE
        replies: list[Any] = []
        for at in range(0, len(inputs), width):
            part = slice(at, at + width)
            replies += self._batch_at_once(inputs[part], configs[part], return_exceptions, kwargs)
        return replies

    async def abatch(
        self,
        inputs: list[LanguageModelInput],
        config: RunnableConfig | list[RunnableConfig] | None = None,
        *,
        return_exceptions: bool = False,
        **kwargs: Any,
    ) -> list[Any]:
        """The same without blocking."""
        call = functools.partial(self.batch, inputs, config, return_exceptions=return_exceptions, **kwargs)
        return await run_in_executor(None, call)

    def _batch_at_once(
        self,
        inputs: Sequence[LanguageModelInput],
        configs: Sequence[RunnableConfig],
        return_exceptions: bool,
        options: dict[str, Any],
    ) -> list[Any]:
        """The replies to prompts that LangChain handles in a thread each, with all of its callbacks and caches."""
        together = Together(self.runtime, len(inputs))
        model = self.model_copy(update={"runtime": together})

        def reply(given: LanguageModelInput, config: RunnableConfig) -> Any:
            try:
                return model.invoke(given, config, **options)
            except Exception as error:
                if return_exceptions:
                    return error
                raise
            finally:
                together.leave()

        with get_executor_for_config({**configs[0], "max_concurrency": len(inputs)}) as threads:
            try:
                return list(threads.map(reply, inputs, configs))
            except BaseException:
                together.cancel()
                raise

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
        self,
        schema: dict[str, Any] | type,
        *,
        include_raw: bool = False,
        method: str | None = None,
        strict: bool | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, Any]:
        """A runnable whose reply is an instance of the pydantic model, or a dict for a TypedDict or JSON Schema.

        A reply that was cut off is a ModelError, never repaired. With `include_raw`, the result is a dict of `raw`,
        `parsed` and `parsing_error`. `method` and `strict`, which other chat models need, change nothing: the reply is
        always held to the schema.
        """
        parse = functools.partial(_parsed, schema)
        shape = _json_schema(schema)
        traced = convert_to_json_schema(schema) if "title" in shape else shape
        told = {"kwargs": {"method": method or "json_schema"}, "schema": traced}
        asked = self.bind(json_schema=shape, ls_structured_output_format=told, **kwargs)
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
        return prompt, {**options, "schema": schema, "stop": tuple(stop or self.stop or ()), "special": True}

    def _about(self, done: Completion) -> dict[str, Any]:
        return {"model_name": self.runtime.name, "finish_reason": done.finish_reason}


def _turn(message: BaseMessage) -> dict[str, str]:
    if message.type not in ROLES:
        raise ModelError(f"The local model can't be sent a message of type {message.type!r}.")
    return {"role": ROLES[message.type], "content": str(message.text)}


def _told_schema(turns: list[dict[str, str]], schema: dict[str, Any]) -> list[dict[str, str]]:
    """The turns with the schema spelled out in the last."""
    if not turns:
        return turns
    return [*turns[:-1], {**turns[-1], "content": f"{turns[-1]['content']}\n\n{told_schema(schema)}"}]


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
    if is_typeddict(schema) or (isinstance(schema, type) and is_basemodel_subclass(schema)):
        return convert_to_json_schema(schema)
    raise ModelError(f"{schema!r} is neither a pydantic model nor a TypedDict nor a JSON Schema.")


def _parsed(schema: Any, message: AIMessage) -> Any:
    """The reply as an instance of the pydantic model or as JSON. LangChain's own parsers would complete a torn one."""
    try:
        value = json.loads(message.text)
        if isinstance(schema, dict) or is_typeddict(schema):
            return value
        return schema.model_validate(value) if issubclass(schema, BaseModel) else schema.parse_obj(value)
    except ValueError as error:
        if message.response_metadata.get("finish_reason") == "length":
            raise ModelError("The reply was cut off.", hint="Allow it more tokens (max_tokens).") from error
        raise ModelError(f"The reply doesn't fit its schema: {message.text[:200]!r}.") from error


def _usage(done: Completion) -> UsageMetadata:
    total = done.tokens_in + done.tokens_out
    return UsageMetadata(input_tokens=done.tokens_in, output_tokens=done.tokens_out, total_tokens=total)


def _no_error(_: Any) -> None:
    return None
