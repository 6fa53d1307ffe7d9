"""A conversation as the one text that a model was trained on, by the chat template in its own metadata."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from eduapp.errors import ModelError

CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def render_chat(
    source: str, messages: Sequence[dict[str, str]], *, bos: str = "", eos: str = "", control: Sequence[str] = ()
) -> str:
    """The prompt for the model's next turn, from messages of `role` (system, user, assistant) and `content`.

    An empty `source` means ChatML. Control tokens inside a message are taken apart, so that course text can't end its
    turn or speak as someone else. Where the template has no place for a system message, it precedes the user's words.
    Raises ModelError.
    """
    safe = [{**message, "content": defused(message["content"], control)} for message in messages]
    try:
        template = _environment().from_string(source or CHATML)
        try:
            text = template.render(messages=safe, add_generation_prompt=True, bos_token=bos, eos_token=eos)
        except TemplateError:
            if not any(message["role"] == "system" for message in safe):
                raise
            folded = without_system(safe)
            text = template.render(messages=folded, add_generation_prompt=True, bos_token=bos, eos_token=eos)
    except TemplateError as error:
        raise ModelError(f"The model's chat template can't be used: {error}", hint="Choose another model.") from error
    return text


def defused(text: str, control: Sequence[str]) -> str:
    """The text with a space put into every control token that it spells out."""
    names = [name for name in control if len(name) > 2]
    if not names:
        return text
    pattern = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.sub(pattern, lambda found: f"{found[0][0]} {found[0][1:]}", text)


def without_system(messages: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The messages with the system's words at the head of the first user message."""
    system = "\n\n".join(message["content"] for message in messages if message["role"] == "system")
    rest = [dict(message) for message in messages if message["role"] != "system"]
    if rest and rest[0]["role"] == "user":
        rest[0]["content"] = f"{system}\n\n{rest[0]['content']}"
        return rest
    return [{"role": "user", "content": system}, *rest]


def _environment() -> ImmutableSandboxedEnvironment:
    def refuse(message: str) -> Any:
        raise TemplateError(message)

    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"], autoescape=False
    )
    environment.globals["raise_exception"] = refuse
    return environment
