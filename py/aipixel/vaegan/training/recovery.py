"""Keeps the last good states of a training, and takes it back to them when it goes wrong.

Looking changes nothing of what is learned: a training that stays well is the same with it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from aipixel.vaegan.dreams.metrics import DreamJudge
from aipixel.vaegan.training.checkpoint import Checkpoint
from aipixel.vaegan.training.health import Collapsed, Health
from aipixel.vaegan.training.trainer import Diverged, Trainer

WRONG = (Diverged, Collapsed)

SECONDS_PER_LOOK = 10.0
LOOKING_SHARE = 0.02  # of the time, at most: where dreaming is slow, looks are fewer
DREAMS_JUDGED = 32  # of latents that stay the same, so that looks can be compared
KEPT = 2  # where the newest leads into the same trouble, the one before is tried
CALM_STEPS = 100  # at a lower rate after going back
MOST_RECOVERIES = 3
RECOVERY_SECONDS = 300.0  # in which there may be so many

_STREAM = 4  # of the seed; apart from training's


class Hopeless(ArithmeticError):
    """Going back does not help."""


class Recovery:
    """Watches one trainer. clock: seconds, from any moment on."""

    def __init__(self, trainer: Trainer, clock: Callable[[], float]) -> None:
        self._trainer = trainer
        self._clock = clock
        self._health = Health()
        self._judge = DreamJudge(trainer.originals)
        rng = np.random.default_rng([trainer.seed, _STREAM])
        shape = (DREAMS_JUDGED, trainer.model.manifest.latent)
        self._latents: NDArray[np.float32] = rng.standard_normal(shape, dtype=np.float32)
        self._good: deque[Checkpoint] = deque(maxlen=KEPT)
        self._due = -np.inf
        self._went_back: deque[float] = deque(maxlen=MOST_RECOVERIES)
        self._count = 0

    def hear_losses(self, losses: Mapping[str, float]) -> None:
        """Raises Collapsed where they say that nothing is learned any more."""
        if losses:
            self._health.hear_losses(losses, self._clock())

    async def look(self) -> None:
        """Judge and remember the state, where that is due; between two steps.

        Raises Collapsed or Diverged where the training has gone wrong.
        """
        began = self._clock()
        if began < self._due:
            return
        if not self._good or await self._is_well():  # it begins at once, and is judged later
            self._good.append(await self._trainer.checkpoint())
        now = self._clock()
        self._due = now + max(SECONDS_PER_LOOK, (now - began) / LOOKING_SHARE)

    async def _is_well(self) -> bool:
        dreams = await self._trainer.dreams(self._latents, depth=0)
        judge = self._judge
        return self._health.hear_diversity(
            judge.metrics(dreams).diversity if judge.nine_differ else 1.0
        )

    def go_back(self, trouble: ArithmeticError) -> None:
        """Take the trainer back to the last good state.

        It goes on from there with other noise, and more slowly for a while, not to fall into
        the same hole. Raises Hopeless from the trouble where there is no good state, or where
        going back was tried too often in a short time; the trainer is back all the same.
        """
        if not self._good:
            raise Hopeless(str(trouble)) from trouble
        now = self._clock()
        often = len(self._went_back) == MOST_RECOVERIES
        hopeless = often and now - self._went_back[0] < RECOVERY_SECONDS
        self._trainer.restore(self._good.pop() if len(self._good) > 1 else self._good[0])
        self._count += 1
        self._trainer.detour(self._count, CALM_STEPS)
        self._health.forget()
        self._due = now + SECONDS_PER_LOOK
        self._went_back.append(now)
        if hopeless:
            raise Hopeless(f"{trouble}, again and again") from trouble
