"""A training at the command line: steps, progress, Ctrl-C, and nothing lost."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from aipixel.vaegan.dreams.metrics import mean_absolute_error
from aipixel.vaegan.files.folders import Target
from aipixel.vaegan.files.model_files import pack_model
from aipixel.vaegan.training.trainer import Diverged, Trainer

DONE, FAILED, INTERRUPTED = 0, 1, 130

STEPS_PER_MOMENT = 10  # of the history: which steps are in it depends on the step alone


class Progress:
    """Lines on standard error: in place on a terminal, every ten seconds elsewhere."""

    def __init__(self, first: int, last: int) -> None:
        self._in_place = sys.stderr.isatty()
        self._seconds = 1.0 if self._in_place else 10.0
        self._first, self._last = first, last
        self._began = self._told = time.monotonic()

    def is_due(self, step: int) -> bool:
        """Whether to tell now: when it is time, and after the last step."""
        return step == self._last or time.monotonic() - self._told >= self._seconds

    def tell(self, step: int, error: float) -> None:
        """Step, mean absolute error of the nine, steps a second and the time left."""
        self._told = time.monotonic()
        rate = (step - self._first) / max(self._told - self._began, 1e-9)
        left = _duration((self._last - step) / max(rate, 1e-9))
        line = f"step {step} of {self._last}, error {error:.4f}, {rate:.1f} steps/s, {left} left"
        if self._in_place:
            line = line.ljust(72) + "\r"  # over what a longer line left
        print(line, end="" if self._in_place else "\n", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the line."""
        if self._in_place:
            print(file=sys.stderr)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


class _Stop:
    asked = False


@contextmanager
def _ctrl_c_between_steps() -> Iterator[_Stop]:
    """The first Ctrl-C only asks, so that no step is torn; a second one interrupts."""
    stop = _Stop()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    if threading.current_thread() is not threading.main_thread():
        yield stop  # signals reach the main thread alone
        return
    before = signal.signal(signal.SIGINT, ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


async def train_and_save(trainer: Trainer, steps: int, target: Target) -> int:
    """Make some steps and write the files; the exit code.

    After Ctrl-C what is there is written, where training fails by itself what was there before.
    """
    last = trainer.step_count + steps
    progress = Progress(trainer.step_count, last)
    good = await trainer.checkpoint()
    code, verdict = DONE, "trained up to"
    try:
        with _ctrl_c_between_steps() as stop:
            print(f"training to step {last}; Ctrl-C stops and saves", file=sys.stderr, flush=True)
            while trainer.step_count < last and not stop.asked:
                await trainer.step()
                if trainer.step_count % STEPS_PER_MOMENT == 0:
                    await trainer.losses()
                    good = await trainer.checkpoint()
                if progress.is_due(trainer.step_count):
                    progress.tell(trainer.step_count, await _error(trainer))
            good = await trainer.checkpoint()
            if stop.asked:
                code, verdict = INTERRUPTED, "stopped at"
    except Diverged as error:
        code = FAILED
        verdict = f"training failed at step {trainer.step_count} ({error}); back at"
    progress.end()
    target.write(pack_model(good, trainer.model))
    print(f"{verdict} step {good.step}; saved in {target.path}", file=sys.stderr)
    return code


async def _error(trainer: Trainer) -> float:
    pictures = await trainer.reconstructions()
    return float(mean_absolute_error(pictures, trainer.originals).mean())
