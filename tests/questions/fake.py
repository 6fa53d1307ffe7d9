"""A scripted model: queued replies, recorded prompts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from eduapp.errors import ModelError
from eduapp.llm.base import Ask, Cancel, Cancelled, Completion, OnDone, Outcome


class ScriptedModel:
    """Answers with what `reply` makes of the prompt; a reply that is an error stands in its place."""

    name = "scripted"
    hash = "sha256:scripted"

    def __init__(self, reply: Callable[[str], str | ModelError]) -> None:
        self.reply = reply
        self.prompts: list[str] = []
        self.options: list[dict[str, Any]] = []

    def complete_many(
        self, asks: Sequence[Ask], *, cancelled: Cancel | None = None, on_done: OnDone | None = None
    ) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for place, ask in enumerate(asks):
            if cancelled and cancelled():
                outcomes.append(Cancelled())
                continue
            self.prompts.append(ask.text)
            self.options.append(ask.options)
            answer = self.reply(ask.text)
            failed = isinstance(answer, ModelError)
            outcomes.append(answer if failed else Completion(answer, len(ask.text.split()), len(answer.split())))
            if on_done:
                on_done(place, outcomes[-1])
        return outcomes


def asked(prompt: str) -> tuple[str, str]:
    """The sentence and the answer that the prompt ends with."""
    line = prompt.strip().splitlines()[-2].removeprefix("Sentence: ")
    before, _, rest = line.partition("[")
    answer, _, after = rest.partition("]")
    return f"{before}{answer}{after}", answer
