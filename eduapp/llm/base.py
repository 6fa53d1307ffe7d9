"""The contracts of this room on one page: what a runtime is asked, what it answers, and how it gives up."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

from eduapp.errors import ModelError

FinishReason = Literal["stop", "length"]
Forms = Literal["", "tasks"]
# what `complete` may be told, with what it does where it isn't
SAMPLING = {"temperature": 0.0, "top_p": 1.0, "min_p": 0.0, "typical_p": 1.0, "repeat_penalty": 1.0, "seed": 0}
OPTIONS = {"schema": None, "grammar": None, "max_tokens": 256, "stop": (), "special": False, **SAMPLING}


@dataclass(frozen=True, slots=True)
class Ask:
    """A prompt and the options of `complete` that belong to it.

    `spare` are the first and the last character, the latter not included, of what may be shortened from its end if the
    prompt is too long for the model.
    """

    text: str
    options: dict[str, Any] = field(default_factory=dict)
    spare: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Completion:
    """What the model wrote. `finish_reason` is "length" when it was cut off by `max_tokens`, else "stop".

    `shortened` says how many characters of the prompt had to be left out.
    """

    text: str
    tokens_in: int
    tokens_out: int
    finish_reason: FinishReason = "stop"
    shortened: int = 0


class Cancelled(ModelError):
    """The person, or the program that asked, didn't want the reply any more."""

    def __init__(self) -> None:
        super().__init__("The model was stopped before it had replied.", hint="Ask again.")


Outcome = Completion | ModelError
Cancel = Callable[[], bool]
OnDone = Callable[[int, Outcome], None]


@runtime_checkable
class Completer(Protocol):
    """What whoever only wants replies needs of a language model."""

    @property
    def name(self) -> str:
        """The model's name in the catalogue, or its file's stem."""

    @property
    def hash(self) -> str:
        """A tagged hash of the model file, such as "sha256:9f…"."""

    @property
    def forms(self) -> Forms:
        """The forms of prompts that the model was trained on: "tasks" for eduapp's own, "" for an instruct model's."""

    def complete_many(
        self, asks: Sequence[Ask], *, cancelled: Cancel | None = None, on_done: OnDone | None = None
    ) -> list[Outcome]:
        """The continuations of many prompts, in the order of the asks.

        `on_done` is told of each as it ends, by its place. One that fails, or was cancelled, is a ModelError in its
        place, and costs the others nothing.
        """


class Runtime(Completer, Protocol):
    """A language model that continues text. The real one is GGUFRuntime; tests have a scripted one."""

    def complete(self, prompt: str, *, cancelled: Cancel | None = None, **options: Any) -> Completion:
        """The continuation of `prompt`. Same prompt, options, seed and model: same text.

        schema: a JSON Schema that the reply will fit; grammar: the same as GBNF. max_tokens: None for whatever room
        there is. temperature 0 takes the likeliest token; top_p, min_p and typical_p narrow the choice, repeat_penalty
        makes recent tokens less likely, seed decides. stop: strings that end the reply and aren't part of it. special:
        whether control tokens are written out.
        """

    def stream(self, prompt: str, **options: Any) -> Generator[str, None, Completion]:
        """The same piece by piece; the generator's return value is the whole."""

    def logprob(self, prompt: str, continuation: str) -> float:
        """The mean log-probability (natural log) of the continuation's tokens after the prompt."""

    def tokens(self, text: str) -> int:
        """How many tokens the text has."""

    def close(self) -> None:
        """Gives back what it holds. A second call does nothing."""


def completion(outcome: Outcome) -> Completion:
    """The outcome if it is a completion; raises it if it is an error."""
    if isinstance(outcome, ModelError):
        raise outcome
    return outcome
