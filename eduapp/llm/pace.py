"""How many threads a step is computed with: as many as are quickest at the moment.

Threads wait for each other hundreds of times in a step. Where another program takes one of the cores, that makes two of
them slower than one, for a small model many times slower. What a step takes is measured anyway, so now and then another
number is tried for one step. Scores don't depend on the number of threads.
"""

from __future__ import annotations

from dataclasses import dataclass, field

SOON, LATE = 24, 768  # steps until another number is tried: at first, and at most if it lost again and again
LOST = 1.2  # times as long
MEMORY = 0.5  # of what a step took before


@dataclass(slots=True)
class _Record:
    """What steps of one size took, by threads, in seconds; the next try, and how far away the one after that."""

    seconds: dict[int, float] = field(default_factory=dict)
    steps: int = 0
    rest: int = SOON
    next_try: int = SOON


class Pace:
    """Chooses among `most` threads, half of them and one, apart for steps of different sizes."""

    def __init__(self, most: int) -> None:
        self.options = sorted({most, max(1, most // 2), 1}, reverse=True)
        self._records: dict[int, _Record] = {}
        self._turn = 0

    def threads(self, size: int) -> int:
        """For the next step, which evaluates so many tokens."""
        record = self._records.setdefault(size, _Record())
        untried = next((option for option in self.options if option not in record.seconds), None)
        if untried is not None:
            return untried
        best = min(record.seconds, key=record.seconds.__getitem__)
        others = [option for option in self.options if option != best]
        if not others or record.steps < record.next_try:
            return best
        self._turn += 1
        return others[self._turn % len(others)]

    def note(self, size: int, threads: int, seconds: float) -> None:
        """What a step took."""
        record = self._records[size]
        record.steps += 1
        before = record.seconds.get(threads, seconds)
        best = min(record.seconds.values(), default=seconds)
        record.seconds[threads] = MEMORY * before + (1 - MEMORY) * seconds
        if record.steps > record.next_try:  # that was the try
            record.rest = min(2 * record.rest, LATE) if seconds > LOST * best else SOON
            record.next_try = record.steps + record.rest
