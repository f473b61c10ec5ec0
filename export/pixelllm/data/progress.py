"""A line now and then about how far a long command is."""

from __future__ import annotations

import sys
import time

PAUSE = 2.0


class Progress:
    """Tells on standard error how many are done, at most every two seconds."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._start = self._told = time.monotonic()

    def step(self, done: int, total: int) -> None:
        """`done` of `total` are finished."""
        now = time.monotonic()
        if now - self._told < PAUSE:
            return
        self._told = now
        rate = done / (now - self._start)
        print(f"{self.what}: {done} of {total}, {rate:.3g} a second", file=sys.stderr, flush=True)

    def note(self, text: str) -> None:
        """Something the user should know, at once."""
        print(f"{self.what}: {text}", file=sys.stderr, flush=True)
