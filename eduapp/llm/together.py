"""Callers in threads of their own whose prompts are completed side by side."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import Any

from eduapp.llm.base import Ask, Cancelled, Completion, Outcome, Runtime


class Together:
    """Stands in for a runtime while `callers` threads ask it: when the last has asked, all prompts go in one call.

    Each caller says `leave` when it is done, whether it has asked or not; nobody waits for one that has left. All else
    is the runtime's own.
    """

    def __init__(self, runtime: Runtime, callers: int) -> None:
        self._runtime = runtime
        self._here = callers
        self._waiting: list[tuple[Ask, Future[Completion]]] = []
        self._lock = threading.Lock()
        self._cancelled = threading.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._runtime, name)

    def complete(self, prompt: str, **options: Any) -> Completion:
        """The continuation of the prompt, when the other callers have asked too. Raises ModelError."""
        reply: Future[Completion] = Future()
        with self._lock:
            if self._cancelled.is_set():
                raise Cancelled
            self._waiting.append((Ask(prompt, options), reply))
        self._ask_if_all_wait()
        return reply.result()

    def leave(self) -> None:
        """A caller will ask no more."""
        with self._lock:
            self._here -= 1
        self._ask_if_all_wait()

    def cancel(self) -> None:
        """Nobody wants the replies any more: whoever waits gets a Cancelled."""
        with self._lock:
            self._cancelled.set()
            group, self._waiting = self._waiting, []
        for _, reply in group:
            reply.set_exception(Cancelled())

    def _ask_if_all_wait(self) -> None:
        with self._lock:
            if not self._waiting or len(self._waiting) < self._here:
                return
            group, self._waiting = self._waiting, []
        replies = [reply for _, reply in group]

        def hand_out(place: int, outcome: Outcome) -> None:
            if isinstance(outcome, Completion):
                replies[place].set_result(outcome)
            else:
                replies[place].set_exception(outcome)

        try:
            self._runtime.complete_many([ask for ask, _ in group], cancelled=self._cancelled.is_set, on_done=hand_out)
        except BaseException as error:
            for reply in replies:
                if not reply.done():
                    reply.set_exception(error)
            raise
