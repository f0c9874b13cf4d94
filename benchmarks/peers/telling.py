"""What a contestant's process says: for each mark a line with the mark, the seconds it took, and each set's slot."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence


class Marks:
    """Says at each mark which schedule was the best known then."""

    def __init__(self, marks: Sequence[float]) -> None:
        self._left, self.last = sorted(marks), max(marks)
        self._best: list[int] = []
        self.begin()

    def begin(self) -> None:
        """Start the clock."""
        self._began = time.monotonic()

    def best(self, slots: list[int]) -> None:
        """Take note of a better schedule, found now."""
        self._tell(time.monotonic() - self._began)
        self._best = slots

    def end(self) -> None:
        """Say what is left to be said."""
        self._tell(float("inf"))

    def _tell(self, until: float) -> None:
        while self._left and self._left[0] < until:
            mark = self._left.pop(0)
            if self._best:
                tell(mark, mark, self._best)


def tell(mark: float, seconds: float, slots: Sequence[int]) -> None:
    """Say one schedule."""
    print(mark, f"{seconds:.3f}", *slots, flush=True)


def told(output: str) -> Iterator[tuple[float, float, list[int]]]:
    """Read what was said: mark, seconds it took, slots."""
    for line in output.splitlines():
        mark, seconds, *slots = line.split()
        yield float(mark), float(seconds), [int(slot) for slot in slots]
