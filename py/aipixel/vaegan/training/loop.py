"""Runs a trainer until it is told to pause, and reports as it goes.

Knows nothing of the network or of who listens: it calls the named callbacks of a `Listener`.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from aipixel.vaegan.dreams.drawing import Drawing
from aipixel.vaegan.dreams.metrics import DreamJudge, DreamMetrics, mean_absolute_error
from aipixel.vaegan.dreams.mosaic import Mosaic
from aipixel.vaegan.nine import Nine
from aipixel.vaegan.training.checkpoint import Checkpoint
from aipixel.vaegan.training.recovery import WRONG, Hopeless, Recovery
from aipixel.vaegan.training.schedule import dream_depth
from aipixel.vaegan.training.step import show_progress, train
from aipixel.vaegan.training.trainer import Diverged, Trainer

Array = NDArray[np.float32]

REPORT_SECONDS = 0.1
RATE_WINDOW_SECONDS = 3.0
SECONDS_PER_REST, REST_SECONDS = 0.25, 0.01
SECONDS_PER_JUDGEMENT = 5.0
FEWEST_TILES = 9  # dreamed between two steps: about a fifth of a step at depth 1
TILES_JUDGED = 63  # at most: more say little more, and the cost grows with the square
DEEPEST = 8


@dataclass(frozen=True)
class Report:
    """step: steps done. losses: by name. steps_per_second: over the last seconds, as are the
    means step_seconds, that a step takes, and python_seconds, that it spends outside its graph.
    elapsed_seconds: spent training, pauses left out.
    """

    step: int
    losses: dict[str, float]
    steps_per_second: float
    step_seconds: float
    python_seconds: float
    elapsed_seconds: float


class Listener(Protocol):
    """What a loop tells; every call is made between two steps."""

    def on_report(self, report: Report) -> None:
        """Every tenth of a second while training, and when a step was made alone."""

    def on_tiles(self, steps: list[int], depth: int, latents: Array, tiles: Array) -> None:
        """New tiles (N, 3, 32, 32) of latents (N, Z), at the refresh rate, their depth, and the
        step that each was dreamed at.
        """

    def on_walk(self, step: int, tiles: Array) -> None:
        """The tiles of the walk, dreamed whenever the mosaic is."""

    def on_metrics(self, step: int, count: int, metrics: DreamMetrics) -> None:
        """What `count` of the tiles shown are like, every few seconds."""

    def on_reconstructions(self, step: int, errors: Array, pictures: Array) -> None:
        """The nine rebuilt (9, 3, 32, 32) and each one's mean absolute error (9,)."""

    def on_state(self, running: bool) -> None:
        """Training began or paused."""

    def on_recovery(self, step: int, message: str) -> None:
        """Training went wrong and goes on from an earlier step; one sentence says why."""

    def on_failure(self, message: str, broken: bool) -> None:
        """Training stopped by itself; one sentence says why and what to do.

        broken: what computes has failed, not what is learned; the message is a clause then.
        """


class TrainingLoop:
    """Start, pause, single step and reset of one trainer.

    seconds_per_refresh: the time between two draws of the mosaic while training. depth: how
    many times dreams are settled (0 to 8); None: as the schedule has it, growing with training.
    walk: latents (M, Z) dreamed beside the mosaic's, none at first. turn: whoever uses the
    trainer holds it. train, show_progress, dream_depth: what `step` and `schedule` have of these
    names. rescue: asked first when training fails, holding the turn; true where it has seen to it.
    """

    def __init__(
        self,
        trainer: Trainer,
        listener: Listener,
        tiles: int,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.trainer = trainer
        self.seconds_per_refresh = 1.0
        self.depth: int | None = None
        self.train: Callable[[Trainer], Awaitable[None]] = train
        self.show_progress: Callable[[TrainingLoop], Awaitable[None]] = show_progress
        self.dream_depth = dream_depth
        self.rescue: Callable[[Exception], Awaitable[bool]] | None = None
        self._listener = listener
        self._clock = clock
        self._task: asyncio.Task[None] | None = None
        self._pausing = False
        # One user of the trainer at a time: a draw must not meet a step that replaces the state.
        self.turn = asyncio.Lock()
        self.walk = np.empty((0, trainer.model.manifest.latent), np.float32)
        self._begin(tiles)

    def _begin(self, tiles: int) -> None:
        latent = self.trainer.model.manifest.latent
        self.mosaic = Mosaic(self.trainer.seed, latent, tiles)
        self._elapsed = 0.0
        # Of the last seconds, for each step: when it ended, what it took, what of that its graph.
        self._recent: deque[tuple[float, float, float]] = deque()
        self._judge = DreamJudge(self.trainer.originals)
        self._recovery = Recovery(self.trainer, self._clock)
        self._drawing: Drawing | None = None
        self._reported = self._drawn = self._judged = self._rested = -np.inf

    @property
    def running(self) -> bool:
        """True while training goes on."""
        return self._task is not None

    def start(self) -> None:
        """Train until `pause`; does nothing if training."""
        if self._task is None:
            self._pausing = False
            self._task = asyncio.ensure_future(self._train())

    async def pause(self) -> None:
        """Settles when the step in progress is done; does nothing if paused."""
        if self._task is not None:
            self._pausing = True
            await self._task

    async def single_step(self) -> None:
        """Pause if training, then one step, reported and drawn."""
        await self.pause()
        async with self.turn:
            try:
                await self._step()
                await self.show_losses()
                await self.show_tiles()
                await self.show_nine()
            except Exception as error:  # whatever it is, the listener must hear of it
                await self._fail(error)

    async def train_to(self, step: int) -> None:
        """Pause, and make steps until that one is done; shown as they go, but never set back.

        What comes of them depends on where they began alone. Raises Diverged where they go wrong.
        """
        await self.pause()
        while self.trainer.step_count < step:
            async with self.turn:
                await self._step()
                await self.show_progress(self)
            await self._let_messages_in()

    async def dreams(self, latents: Array, depth: int) -> Array:
        """Dreams (N, 3, 32, 32) of latents (N, Z), between two steps; Diverged if not finite."""
        async with self.turn:
            dreams = await self.trainer.dreams(latents, depth)
        _require_finite(dreams)
        return dreams

    async def reset(self, seed: int, nine: Nine | None = None) -> None:
        """Pause and begin again with a seed, the mosaic as large as it was; see Trainer.reset."""
        await self.pause()
        async with self.turn:
            self.trainer.reset(seed, nine)
            self._begin(len(self.mosaic.latents))

    async def checkpoint(self) -> Checkpoint:
        """All that is needed to go on from here, taken between two steps."""
        async with self.turn:
            return await self.trainer.checkpoint()

    async def restore(self, checkpoint: Checkpoint) -> None:
        """Pause and go on from a checkpoint, the mosaic as large as it was."""
        await self.pause()
        async with self.turn:
            self.trainer.restore(checkpoint)
            self._begin(len(self.mosaic.latents))

    async def set_mosaic(self, tiles: int, seconds_per_refresh: float) -> None:
        """How many tiles (1 to 400) and how often (seconds); drawn at once, or by the loop."""
        self.mosaic.resize(tiles)
        self.seconds_per_refresh = seconds_per_refresh
        await self._draw_anew()

    async def show(self) -> None:
        """Draw the tiles and the nine as they are now; from a pause."""
        async with self.turn:
            await self.show_tiles()
            await self.show_nine()

    async def set_depth(self, depth: int | None) -> None:
        """How deeply to dream (0 to 8, or None: as training goes); drawn at once, or by the loop.

        Raises ValueError for another depth.
        """
        if depth is not None and not 0 <= depth <= DEEPEST:
            raise ValueError(f"the depth {depth} was asked for; dreams go from 0 to {DEEPEST}")
        self.depth = depth
        await self._draw_anew()

    async def set_walk(self, latents: Array) -> None:
        """Latents (M, Z) to dream beside the mosaic's; drawn at once, or by the loop."""
        self.walk = latents
        await self._draw_anew()

    async def _draw_anew(self) -> None:
        self._drawing = None
        self._drawn = self._judged = -np.inf
        if not self.running:
            async with self.turn:
                await self.show_tiles()

    def begin_tiles(self) -> None:
        """Begin to dream the mosaic and the walk; `draw_tiles` goes on with it."""
        step = self.trainer.step_count
        depth = self.dream_depth(step) if self.depth is None else self.depth
        self._drawing = Drawing(self.mosaic.latents.copy(), self.walk, depth)
        self._drawn = self._clock()

    async def draw_tiles(self) -> None:
        """Dream the next few of the tiles that are begun, and show them all after the last."""
        if self._drawing:
            await self._draw(self._drawing, self._tiles_at_once(self._drawing))

    async def show_tiles(self) -> None:
        """Dream the mosaic and the walk at once."""
        self.begin_tiles()
        if self._drawing:
            await self._draw(self._drawing, len(self._drawing))

    def _tiles_at_once(self, drawing: Drawing) -> int:
        """As few as will do to be ready after half the time that a mosaic is shown."""
        steps = self.seconds_per_refresh / 2 / max(self._step_seconds(), 1e-3)
        return max(FEWEST_TILES, math.ceil(len(drawing) / max(steps, 1)))

    async def _draw(self, drawing: Drawing, count: int) -> None:
        dreams = await self.trainer.dreams(drawing.next(count), drawing.depth)
        _require_finite(dreams)
        drawing.add(dreams, self.trainer.step_count)
        if drawing.done:
            self._drawing = None
            self._tell_tiles(drawing)

    def _tell_tiles(self, drawing: Drawing) -> None:
        """Now and then what was dreamed is judged as well."""
        step, now = self.trainer.step_count, self._clock()
        tiles, walk = drawing.pictures()
        self._listener.on_tiles(drawing.steps, drawing.depth, drawing.latents, tiles)
        if len(walk):
            self._listener.on_walk(step, walk)
        if len(tiles) > 1 and now - self._judged >= SECONDS_PER_JUDGEMENT:
            self._judged = now
            judged = tiles[:TILES_JUDGED]
            self._listener.on_metrics(step, len(judged), self._judge.metrics(judged))

    async def _train(self) -> None:
        self._listener.on_state(True)
        self._recent.clear()
        try:
            while not self._pausing:
                async with self.turn:
                    await self._or_go_back(self._advance)
                await self._let_messages_in()
            async with self.turn:
                await self._or_go_back(self.show_losses)
        except Exception as error:  # whatever it is, the listener must hear of it
            async with self.turn:
                await self._fail(error)
        finally:
            self._task = None
            self._listener.on_state(False)

    async def _advance(self) -> None:
        await self._recovery.look()
        await self._step()
        await self.show_progress(self)

    async def _or_go_back(self, act: Callable[[], Awaitable[None]]) -> None:
        """Back to a good state where training has gone wrong.

        Raises Hopeless, from a good state, where that has not helped.
        """
        try:
            await act()
        except WRONG as trouble:
            if self.rescue and await self.rescue(trouble):
                self._pausing = True
                return
            step = self.trainer.step_count
            self._recovery.go_back(trouble)
            back = self.trainer.step_count
            self._listener.on_recovery(
                back,
                f"At step {step} {trouble}; training goes on from step {back}, "
                "with other noise and more slowly at first.",
            )
            await self.show_tiles()
            await self.show_nine()

    async def _let_messages_in(self) -> None:
        """A turn for others; now and then a rest, without which a busy browser worker hears of
        nothing: its own tasks go before messages, a pause among them, for many seconds.
        """
        now = self._clock()
        due = now - self._rested >= SECONDS_PER_REST
        await asyncio.sleep(REST_SECONDS if due else 0)
        if due:
            self._rested = self._clock()

    async def _step(self) -> None:
        graph = self.trainer.model.training_step
        began, ran = self._clock(), graph.seconds
        await self.train(self.trainer)
        now = self._clock()
        self._elapsed += now - began
        self._recent.append((now, now - began, graph.seconds - ran))
        while now - self._recent[0][0] > RATE_WINDOW_SECONDS and len(self._recent) > 2:
            self._recent.popleft()

    @property
    def losses_are_due(self) -> bool:
        """Whether it is long enough since the losses were shown."""
        return self._clock() - self._reported >= REPORT_SECONDS

    @property
    def tiles_are_due(self) -> bool:
        """Whether it is long enough since the mosaic was drawn."""
        return self._drawing is None and self._clock() - self._drawn >= self.seconds_per_refresh

    async def show_losses(self) -> None:
        """Read the losses and tell the listener; for who holds the turn, as the next two are."""
        self._reported = self._clock()
        losses = await self.trainer.losses()
        self._recovery.hear_losses(losses)
        whole = self._step_seconds()
        graph = float(np.mean([ran for _, _, ran in self._recent] or [0.0]))
        report = Report(
            self.trainer.step_count, losses, self._rate(), whole, whole - graph, self._elapsed
        )
        self._listener.on_report(report)

    def _step_seconds(self) -> float:
        """The mean of the last seconds; 0 before the first step."""
        return float(np.mean([took for _, took, _ in self._recent] or [0.0]))

    def _rate(self) -> float:
        if len(self._recent) < 2:
            return 0.0
        first, last = self._recent[0][0], self._recent[-1][0]
        return (len(self._recent) - 1) / max(last - first, 1e-9)

    async def show_nine(self) -> None:
        """Draw the nine as the network rebuilds them."""
        pictures = await self.trainer.reconstructions()
        _require_finite(pictures)
        errors = mean_absolute_error(pictures, self.trainer.originals)
        self._listener.on_reconstructions(self.trainer.step_count, errors, pictures)

    async def _fail(self, error: Exception) -> None:
        if self.rescue and await self.rescue(error):
            return
        if not isinstance(error, (*WRONG, Hopeless)):
            self._listener.on_failure(str(error) or type(error).__name__, broken=True)
            return
        self._listener.on_failure(
            f"Training stopped at step {self.trainer.step_count}: {error}. "
            "Reset begins again; another seed or another backend may fare better.",
            broken=False,
        )


def _require_finite(pictures: Array) -> None:
    if not np.isfinite(pictures).all():
        raise Diverged("what the network paints is no longer a finite number")
