"""What happens in a step of training, and what is shown before the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aipixel.vaegan.training.loop import TrainingLoop
    from aipixel.vaegan.training.trainer import Trainer

STEPS_PER_RECONSTRUCTION = 25


async def train(trainer: Trainer) -> None:
    """One step: both players learn from the nine pictures and from fresh noise."""
    inputs = trainer.step_inputs(trainer.step_count + 1)
    # "learning_rates" and "loss_weights" are this step's. "noise" blurs the latents of the nine,
    # "prior" is where nine other pictures are dreamed up, and "between" puts some of those on the
    # way from one of the nine to another.
    await trainer.learn(inputs)
    # One graph did the rest: it compared with the nine, made a backward pass for each player and
    # moved all weights by Adam. The network stays on the device.


async def show_progress(loop: TrainingLoop) -> None:
    """Before the next step: what is due is read from the device, and drawn."""
    step = loop.trainer.step_count
    if loop.losses_are_due:
        await loop.show_losses()
    if step == 1 or step % STEPS_PER_RECONSTRUCTION == 0:
        await loop.show_nine()
    if loop.tiles_are_due:
        loop.mosaic.refresh()
        loop.begin_tiles()
    await loop.draw_tiles()  # a few at a time, not to hold training up
