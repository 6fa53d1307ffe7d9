"""A scripted model with the runtime's interface: queued replies, recorded prompts."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from typing import Any

from eduapp.errors import ModelError
from eduapp.llm.base import Ask, Cancel, Cancelled, Completion, OnDone, Outcome


class FakeRuntime:
    """Gives its replies in turn; a reply that is an exception is raised. `asked` holds each prompt with its options.

    A token is a word. `logprob` answers from `likely` by continuation, and -9 for any other.
    """

    name = "fake"
    hash = "sha256:" + "0" * 64
    forms = ""
    control = ("<|im_start|>", "<|im_end|>")

    def __init__(self, replies: Iterable[str | Exception] = (), *, likely: dict[str, float] | None = None) -> None:
        self.replies = list(replies)
        self.likely = likely or {}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.closed = False

    def complete(self, prompt: str, **options: Any) -> Completion:
        self.asked.append((prompt, options))
        assert self.replies, f"no reply is left for: {prompt[-200:]}"
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return Completion(reply, self.tokens(prompt), self.tokens(reply))

    def complete_many(
        self, asks: Sequence[Ask], *, cancelled: Cancel | None = None, on_done: OnDone | None = None
    ) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for place, ask in enumerate(asks):
            try:
                outcome: Outcome = Cancelled() if cancelled and cancelled() else self.complete(ask.text, **ask.options)
            except ModelError as error:
                outcome = error
            outcomes.append(outcome)
            if on_done and not isinstance(outcome, Cancelled):
                on_done(place, outcome)
        return outcomes

    def stream(self, prompt: str, **options: Any) -> Generator[str, None, Completion]:
        done = self.complete(prompt, **options)
        for word in done.text.split(" "):
            yield word if done.text.startswith(word) else f" {word}"
        return done

    def logprob(self, prompt: str, continuation: str) -> float:
        return self.likely.get(continuation.strip(), -9.0)

    def tokens(self, text: str) -> int:
        return len(text.split())

    def metadata(self, key: str) -> str:
        return ""

    def special_texts(self) -> tuple[str, str, tuple[str, ...]]:
        return "", "<|im_end|>", self.control

    def close(self) -> None:
        self.closed = True
