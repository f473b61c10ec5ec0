"""A training at the command line: steps, progress, Ctrl-C, and nothing lost."""

from __future__ import annotations

import sys
import time

from aipixel.commands import INTERRUPTED, TROUBLE, say
from aipixel.stopping import Stop
from aipixel.vaegan.dreams.metrics import mean_absolute_error
from aipixel.vaegan.files.model_files import pack_model
from aipixel.vaegan.files.target import Target
from aipixel.vaegan.training.checkpoint import Checkpoint
from aipixel.vaegan.training.trainer import Diverged, Trainer

DONE, FAILED = 0, 1

STEPS_PER_MOMENT = 10  # of the history: which steps are in it depends on the step alone
SECONDS_PER_SAVE = 30.0


class Progress:
    """Lines on standard error: in place on a terminal, every ten seconds elsewhere."""

    def __init__(self, first: int, last: int) -> None:
        self._in_place = sys.stderr is not None and sys.stderr.isatty()
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
            line = line.ljust(72)  # over what a longer line left
        say(line, end="\r" if self._in_place else "\n")

    def end(self) -> None:
        """Leave the line."""
        if self._in_place:
            say("")


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


class Keeper:
    """Saves a training as it goes. told: the sentence about what is saved so far."""

    def __init__(self, trainer: Trainer, target: Target, stop: Stop) -> None:
        self.target = target
        self.told = "nothing was saved"
        self.displaced = False
        self._model = trainer.model
        self._stop = stop
        self._saved = time.monotonic()

    def claim(self, checkpoint: Checkpoint) -> None:
        """Before the first step. Raises OSError where the network can't be saved."""
        with self._stop.held():
            if self.target.claim(pack_model(checkpoint, self._model)):
                self.told = self._saved_at(checkpoint)

    @property
    def is_due(self) -> bool:
        """Whether it is long enough since it was saved."""
        return time.monotonic() - self._saved >= SECONDS_PER_SAVE

    def save(self, checkpoint: Checkpoint) -> None:
        """Raises OSError, one sentence, where neither its place nor another takes it."""
        with self._stop.held():
            self._saved = time.monotonic()
            try:
                elsewhere = self.target.save_somewhere(pack_model(checkpoint, self._model))
            except OSError as error:
                raise OSError(f"{error}; {self.told}") from error
            self.told = self._saved_at(checkpoint)
            if elsewhere:
                self.displaced = True
                say(elsewhere)

    def _saved_at(self, checkpoint: Checkpoint) -> str:
        return f"step {checkpoint.step} is saved in {self.target.path}"


async def train_and_save(trainer: Trainer, steps: int, keeper: Keeper, stop: Stop) -> int:
    """Make some steps and save the network, before, now and then, and at the end; the exit code.

    When it is asked to stop, what is there is saved; where training fails by itself, what was
    there before.
    """
    last = trainer.step_count + steps
    progress = Progress(trainer.step_count, last)
    good = await trainer.checkpoint()
    keeper.claim(good)
    code, verdict = DONE, "trained up to"
    stop.gently()
    try:
        say(f"training to step {last}; Ctrl-C stops and saves")
        while trainer.step_count < last and not stop.asked:
            await trainer.step()
            if trainer.step_count % STEPS_PER_MOMENT == 0:
                await trainer.losses()
                good = await trainer.checkpoint()
                if keeper.is_due:
                    _save_if_possible(keeper, good)
            if progress.is_due(trainer.step_count):
                progress.tell(trainer.step_count, await _error(trainer))
        good = await trainer.checkpoint()
        if stop.asked:
            code, verdict = INTERRUPTED, "stopped at"
    except Diverged as error:
        code = FAILED
        verdict = f"training failed at step {trainer.step_count} ({error}); back at"
    progress.end()
    keeper.save(good)
    stop.over()
    say(f"{verdict} step {good.step}; saved in {keeper.target.path}")
    return code or (TROUBLE if keeper.displaced else DONE)


def _save_if_possible(keeper: Keeper, checkpoint: Checkpoint) -> None:
    try:
        keeper.save(checkpoint)
    except OSError as error:
        say(f"{error}; training goes on, so make room for it")


async def _error(trainer: Trainer) -> float:
    pictures = await trainer.reconstructions()
    return float(mean_absolute_error(pictures, trainer.originals).mean())
