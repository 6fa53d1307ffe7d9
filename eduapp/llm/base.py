"""The contracts of this room on one page: what a runtime answers, and what it returns."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

FinishReason = Literal["stop", "length"]


@dataclass(frozen=True, slots=True)
class Completion:
    """What the model wrote. `finish_reason` is "length" when it was cut off by `max_tokens`, else "stop"."""

    text: str
    tokens_in: int
    tokens_out: int
    finish_reason: FinishReason = "stop"


@runtime_checkable
class Runtime(Protocol):
    """A language model that continues text. The real one is GGUFRuntime; tests have a scripted one."""

    @property
    def name(self) -> str:
        """The model's name in the catalogue, or its file's stem."""

    @property
    def hash(self) -> str:
        """A tagged hash of the model file, such as "sha256:9f…"."""

    def complete(
        self,
        prompt: str,
        *,
        schema: dict[str, Any] | None = None,
        grammar: str | None = None,
        max_tokens: int | None = 256,
        temperature: float = 0.0,
        top_p: float = 1.0,
        min_p: float = 0.0,
        seed: int = 0,
        stop: Sequence[str] = (),
        special: bool = False,
    ) -> Completion:
        """The continuation of `prompt`. Same prompt, options, seed and model: same text."""

    def stream(self, prompt: str, **options: Any) -> Generator[str, None, Completion]:
        """The same piece by piece; the generator's return value is the whole."""

    def logprob(self, prompt: str, continuation: str) -> float:
        """The mean log-probability (natural log) of the continuation's tokens after the prompt."""

    def tokens(self, text: str) -> int:
        """How many tokens the text has."""
