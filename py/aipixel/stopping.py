"""Ctrl-C and its kind, where being stopped must lose nothing."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Self

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")  # Ctrl-C, a system that shuts down, a closed terminal


class Stop:
    """Hears Ctrl-C, SIGTERM and SIGHUP, all alike; those that are ignored stay so.

    At first each interrupts at once, by KeyboardInterrupt. From `gently` on the first only asks,
    so that no step is torn, and a second one interrupts. While `held`, and once `over`, none
    interrupts. asked: whether there was one.
    """

    def __init__(self) -> None:
        self.asked = False
        self._gentle = self._deaf = False
        self._before: dict[int, Any] = {}
        if threading.current_thread() is threading.main_thread():  # signals reach it alone
            for number in (getattr(signal, name, None) for name in _SIGNALS):
                if number and signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._hear)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """What heard the signals before does so again."""
        for number, handler in self._before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)

    def gently(self) -> None:
        """From now on the first signal only asks."""
        self._gentle = True

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nothing interrupts the block."""
        before, self._deaf = self._deaf, True
        try:
            yield
        finally:
            self._deaf = before

    def over(self) -> None:
        """All is saved, and the process ends: nothing interrupts it any more."""
        self._deaf = True

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        again, self.asked = self.asked, True
        if not self._deaf and (again or not self._gentle):
            raise KeyboardInterrupt


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ctrl-C and its kind do nothing to the block: what was asked for is being written."""
    numbers = [number for name in _SIGNALS if (number := getattr(signal, name, None))]
    if threading.current_thread() is not threading.main_thread():
        numbers = []
    before = {number: signal.signal(number, signal.SIG_IGN) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
