"""Stop strings in a text that arrives in pieces."""

from __future__ import annotations

from collections.abc import Sequence


class StopScanner:
    """Passes text on up to the first stop string, and holds back an ending that could be the start of one.

    `text` is what has been passed on so far, `stopped` whether a stop string was met.
    """

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = [stop for stop in ([stops] if isinstance(stops, str) else stops) if stop]
        self._held = ""
        self.text = ""
        self.stopped = False

    def feed(self, piece: str) -> str:
        """What can be passed on after this piece."""
        if self.stopped:
            return ""
        self._held += piece
        found = [at for stop in self._stops if (at := self._held.find(stop)) >= 0]
        if found:
            self.stopped = True
            return self._pass_on(min(found))
        return self._pass_on(len(self._held) - self._doubtful())

    def finish(self, piece: str = "") -> str:
        """What was held back, when nothing more will come."""
        passed = self.feed(piece)
        return passed if self.stopped else passed + self._pass_on(len(self._held))

    def _doubtful(self) -> int:
        """How many characters at the end may be the start of a stop string."""
        longest = min(len(self._held), max(map(len, self._stops), default=1) - 1)
        for length in range(longest, 0, -1):
            if any(stop.startswith(self._held[-length:]) for stop in self._stops):
                return length
        return 0

    def _pass_on(self, length: int) -> str:
        passed, self._held = self._held[:length], self._held[length:]
        self.text += passed
        return passed
