"""What a training writes down: `log.csv`, and the same for TensorBoard under `tensorboard/`."""

from __future__ import annotations

import csv
import time
from pathlib import Path

from tensorboardX import SummaryWriter

from pixelllm.trainer import Score


class TrainingLog:
    """Rows of a training's progress; a training that resumes goes on in the same folder."""

    def __init__(self, folder: Path) -> None:
        self._csv = folder / "log.csv"
        # Its own name holds whole seconds: a stretch that begins in the same one would overwrite.
        suffix = f".{time.monotonic_ns()}"
        self._events = SummaryWriter(str(folder / "tensorboard"), filename_suffix=suffix)

    def add(self, step: int, sprites: int, seconds: float, loss: float, score: Score) -> None:
        """`sprites` seen since the training began, `seconds` since it was started or resumed,
        `loss` the running mean of the training's, in nats a sprite.
        """
        new = not self._csv.exists()
        with self._csv.open("a", newline="") as file:
            writer = csv.writer(file)
            if new:
                writer.writerow(["step", "sprites", "seconds", "training_loss", *Score._fields])
            numbers = (f"{value:.5f}" for value in (loss, *score))
            writer.writerow([step, sprites, round(seconds), *numbers])
        self._events.add_scalar("training/loss", loss, step)
        for name, value in score._asdict().items():
            self._events.add_scalar(f"validation/{name}", value, step)
        self._events.flush()

    def close(self) -> None:
        """The last rows reach the disk."""
        self._events.close()
