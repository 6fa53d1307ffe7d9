"""OpenAI's chat protocol as far as it is used here: what a request says, whether a reply fits, what a refusal means."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eduapp.errors import ModelError
from eduapp.llm.grammar import violation

if TYPE_CHECKING:
    import openai
    from tenacity import RetryCallState

    from eduapp.llm.remote import RemoteSpec

KEY_VARIABLE = "EDUAPP_API_KEY"
LONGEST_WAIT = 60.0  # seconds that a server may ask us to wait
TOO_LONG = re.compile(r"context[ _](?:length|size|window)|maximum context|exceed_context", re.IGNORECASE)


class Unavailable(ModelError):
    """The server as a whole can't be used, so further requests would fail too."""


@dataclass(frozen=True, slots=True)
class Request:
    """One message of the user, with LangChain's options and the fields that it doesn't know."""

    text: str
    schema: dict[str, Any] | None
    known: dict[str, Any]
    fields: dict[str, Any]

    def options(self, as_object: bool) -> dict[str, Any]:
        """What `invoke` is given; `as_object` sends a schema in the other of its two formats."""
        # not as LangChain's own response_format: that raises where a reply was cut off
        return {**self.known, "extra_body": {**self.fields, **_response_format(self.schema, as_object)}}


def request(
    prompt: str,
    *,
    schema: dict[str, Any] | None = None,
    grammar: str | None = None,
    max_tokens: int | None = 256,
    temperature: float = 0.0,
    top_p: float = 1.0,
    min_p: float = 0.0,
    typical_p: float = 1.0,
    repeat_penalty: float = 1.0,
    seed: int = 0,
    stop: Sequence[str] = (),
    special: bool = False,
) -> Request:
    """The request for a prompt. What changes nothing isn't sent, since not every server knows every field.

    `special` means nothing here: the server writes the control tokens.
    """
    known: dict[str, Any] = {"temperature": temperature, "seed": seed}
    if top_p < 1:
        known["top_p"] = top_p
    if stop:
        known["stop"] = [stop] if isinstance(stop, str) else list(stop)
    fields = {
        "max_tokens": max_tokens,  # LangChain would send its new name, which llama-cpp-python's server overlooks
        "grammar": grammar,
        "min_p": min_p or None,
        "typical_p": typical_p if typical_p < 1 else None,
        "repeat_penalty": repeat_penalty if repeat_penalty != 1 else None,
    }
    text = f"{prompt}\n\n{told_schema(schema)}" if schema else prompt
    return Request(text, schema, known, {name: value for name, value in fields.items() if value is not None})


def told_schema(schema: dict[str, Any]) -> str:
    """The sentence that shows a schema to the model: what enforces it doesn't show it."""
    return f"Reply with JSON of this schema:\n{json.dumps(schema, ensure_ascii=False)}"


def _response_format(schema: dict[str, Any] | None, as_object: bool) -> dict[str, Any]:
    if not schema:
        return {}
    if as_object:
        return {"response_format": {"type": "json_object", "schema": schema}}
    named = {"name": "reply", "strict": True, "schema": _strict(schema)}
    return {"response_format": {"type": "json_schema", "json_schema": named}}


def _strict(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema as strict mode wants it: every property of an object must be there, and no other."""
    closed = {key: value for key, value in schema.items() if key != "default"}
    for key in ("properties", "$defs"):
        if key in closed:
            closed[key] = {name: _strict(part) for name, part in closed[key].items()}
    for key in ("anyOf", "oneOf"):
        if key in closed:
            closed[key] = [_strict(part) for part in closed[key]]
    if "items" in closed:
        closed["items"] = _strict(closed["items"])
    if "properties" in closed:
        closed |= {"required": list(closed["properties"]), "additionalProperties": False}
    return closed


def check(reply: str, schema: dict[str, Any], *, cut_off: bool) -> None:
    """Raises ModelError if the reply isn't JSON of that schema. Nothing is repaired."""
    try:
        reason = violation(json.loads(reply), schema)
    except (ValueError, RecursionError) as error:
        reason = "it was cut off" if cut_off else f"no JSON: {error}"
    if reason:
        hint = "Allow it more tokens (max_tokens)." if cut_off else "Ask again with another seed, or another model."
        raise ModelError(f"The reply doesn't fit its schema, {reason}: {reply[:200]!r}.", hint=hint)


def passes(error: BaseException) -> bool:
    """Whether the same request may succeed a little later."""
    import openai

    if isinstance(error, openai.APIStatusError):
        return (error.status_code == 429 or error.status_code >= 500) and not refuses_format(error)
    return isinstance(error, openai.APIConnectionError)


def refuses_format(error: openai.APIStatusError) -> bool:
    """Whether the server doesn't know this way to send a schema; llama-cpp-python's says so with a status of 500."""
    return error.status_code in (400, 422, 500, 501) and "response_format" in str(error)


def retry_after(retry_state: RetryCallState) -> float:
    """The seconds that the server asks us to wait besides, at most LONGEST_WAIT."""
    error = retry_state.outcome.exception() if retry_state.outcome else None
    asked = error.response.headers.get("retry-after", "") if hasattr(error, "response") else ""
    return min(float(asked), LONGEST_WAIT) if asked.isdigit() else 0.0


def unreachable(error: openai.APIConnectionError, spec: RemoteSpec) -> Unavailable:
    """What a failed or silent connection means to the person."""
    import openai

    if isinstance(error, openai.APITimeoutError):
        message, hint = "didn't answer in time", "Wait until it is less busy, or send it less at once."
        return Unavailable(f"The model server at {spec.base_url} {message}.", hint=hint)
    hint = f"Check that it runs, for instance with `curl {spec.base_url}/models`."
    return Unavailable(f"There is no model server to be reached at {spec.base_url}.", hint=hint)


def refused(error: openai.APIError, spec: RemoteSpec) -> ModelError:
    """What a refusal of the server means to the person."""
    status, said = getattr(error, "status_code", 0), words(error)
    if status in (401, 403):
        return Unavailable(f"The server at {spec.base_url} refuses the key ({said}).", hint=f"Set {KEY_VARIABLE}.")
    if status == 429:
        hint = "Wait, or ask for less at once."
        return Unavailable(f"The server at {spec.base_url} is asked more often than it allows ({said}).", hint=hint)
    if TOO_LONG.search(str(error)):
        hint = "Shorten the prompt, or start the server with a longer context."
        return ModelError(f"The prompt is too long for the model {spec.model!r} ({said}).", hint=hint)
    if status >= 500:
        message = f"The server at {spec.base_url} has an error of its own, {status} ({said})."
        return ModelError(message, hint="Look into its log.")
    return ModelError(f"The server at {spec.base_url} refuses the request ({said}).")


def words(error: Exception) -> str:
    """The server's own words, or the error's, on one short line."""
    body = getattr(error, "body", None)
    said = body.get("message") if isinstance(body, dict) else None
    return " ".join(str(said or error).split())[:200].rstrip(".")
