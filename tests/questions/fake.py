"""A scripted model: queued replies, recorded prompts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eduapp.errors import ModelError
from eduapp.llm.base import Completion


class ScriptedModel:
    """Answers with what `reply` makes of the prompt; a reply that is an error is raised."""

    name = "scripted"
    hash = "sha256:scripted"

    def __init__(self, reply: Callable[[str], str | ModelError]) -> None:
        self.reply = reply
        self.prompts: list[str] = []
        self.options: list[dict[str, Any]] = []

    def complete(self, prompt: str, **options: Any) -> Completion:
        self.prompts.append(prompt)
        self.options.append(options)
        answer = self.reply(prompt)
        if isinstance(answer, ModelError):
            raise answer
        return Completion(answer, len(prompt.split()), len(answer.split()))


def asked(prompt: str) -> tuple[str, str]:
    """The sentence and the answer that the prompt ends with."""
    line = prompt.strip().splitlines()[-2].removeprefix("Sentence: ")
    before, _, rest = line.partition("[")
    answer, _, after = rest.partition("]")
    return f"{before}{answer}{after}", answer
