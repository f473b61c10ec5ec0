"""Train the sprite transformer: python -m pixelllm.train --synthetic --epochs 5 --device cpu

A training can be cut into stretches: `--minutes 30`, then again with `--resume`, and so on; the
last with `--decay-minutes 10`, over which the rate falls to nothing. On several processes:
torchrun --nproc-per-node 2 -m pixelllm.train ...

With `--teacher weights.pt --guidance 1.5` it learns to answer as that network does when guided.

Writes to `--out`: state.pt (to continue), stable.pt (as it was before the rate fell), weights.pt
(to draw with), log.csv, the same in tensorboard/, and samples/ with a sheet of the 36 cells every
so often.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from aipixel import commands
from aipixel.commands import a_path, add_force, say
from aipixel.documents import fitting
from aipixel.files import other_places, try_out
from aipixel.stopping import Stop

from pixelllm.augment import Augmentation
from pixelllm.checkpoint import read, save, weights_of
from pixelllm.dataset import FolderSource, Source, SyntheticSource
from pixelllm.distillation import Teacher
from pixelllm.optimizer import Schedule
from pixelllm.options import MOST_THREADS, SHIPPED, load_drawing_model
from pixelllm.paint_network import PaintSizes
from pixelllm.sheet import draw_cells, save_sheet
from pixelllm.sprite_network import Sizes
from pixelllm.trainer import Recipe, Trainer
from pixelllm.training_log import TrainingLog

FILES = ("state.pt", "stable.pt", "weights.pt", "log.csv")
SPRITES_PER_EPOCH = 512  # of synthetic data, which has no end: five epochs take a few minutes
SEEDS = 2**32
PATIENCE = 10  # validations: little art is soon learned by heart
DECAY_SHARE = 0.2  # of a training counted in epochs, unless --decay-steps says otherwise


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The options, checked; a wrong one ends the program with one line and status 2."""
    parser = commands.Parser(prog="python -m pixelllm.train", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    data = parser.add_mutually_exclusive_group(required=True)
    data.add_argument("--synthetic", action="store_true", help="sprites drawn by the generator")
    data.add_argument("--data-dir", type=a_path, help="folder that `python -m pixelllm.data` wrote")
    parser.add_argument("--flip", action="store_true", help="own art may look the other way")
    parser.add_argument(
        "--shift", type=int, default=0, metavar="N", help="and be up to N pixels off"
    )
    parser.add_argument(
        "--recolour", type=float, default=0.0, metavar="SHARE", help="in other ramps"
    )
    parser.add_argument(
        "--init",
        nargs="?",
        type=a_path,
        const=SHIPPED,
        metavar="WEIGHTS",
        help="begin from these, or without a name from those that are shipped",
    )
    parser.add_argument(
        "--patience",
        type=int,
        metavar="N",
        help=f"stop after N validations that were no better; 0: never ({PATIENCE} of own sprites)",
    )
    parser.add_argument("--sprites-per-epoch", type=int, default=SPRITES_PER_EPOCH)
    parser.add_argument("--epochs", type=int, help="length of the whole training")
    parser.add_argument("--minutes", type=float, help="length of this stretch")
    parser.add_argument("--decay-steps", type=int, help="steps at the end in which the rate falls")
    parser.add_argument("--decay-minutes", type=float, help="the same, of a stretch in minutes")
    parser.add_argument("--batch-size", type=int, default=16, help="sprites a pass, each process")
    parser.add_argument("--grad-accum", type=int, default=1, help="passes a step")
    parser.add_argument("--rate", type=float, default=Recipe.rate, help="learning rate")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--fp16", action="store_true", help="half precision, on CUDA")
    parser.add_argument("--fp32", action="store_true", help="full precision where bf16 is usual")
    parser.add_argument("--threads", type=int, help="of the CPU")
    parser.add_argument("--layers", type=int, default=PaintSizes.layers)
    parser.add_argument("--width", type=int, default=PaintSizes.width)
    parser.add_argument("--heads", type=int, default=PaintSizes.heads)
    parser.add_argument("--out", type=a_path, default=Path("runs/sprites"))
    add_force(parser)
    parser.add_argument("--teacher", type=a_path, metavar="WEIGHTS", help="network to learn from")
    parser.add_argument("--guidance", type=float, help="of the teacher, above 0")
    parser.add_argument("--resume", nargs="?", type=a_path, const=Path(), metavar="STATE")
    parser.add_argument("--save-every", type=int, default=100, metavar="STEPS")
    parser.add_argument("--validate-every", type=int, default=200, metavar="STEPS")
    parser.add_argument("--sample-every", type=int, default=1000, metavar="STEPS")
    options = parser.parse_args(arguments)
    problem = _problem(options)
    if problem:
        parser.error(problem)
    return options


def _problem(options: argparse.Namespace) -> str:
    if options.epochs is None and options.minutes is None:
        return "say how long: --epochs or --minutes"
    for name, value in vars(options).items():
        if isinstance(value, (int, float)) and not isinstance(value, bool) and name != "seed":
            may_be_none = name.startswith("decay") or name in ("patience", "shift", "recolour")
            least = 0 if may_be_none else 1e-9
            if not least <= value < math.inf:  # nan compares as nothing
                return f"--{name.replace('_', '-')} must be above 0, and a number"
    if not 0 <= options.seed < SEEDS:
        return f"--seed must be 0 to {SEEDS - 1}"
    if options.threads and options.threads > MOST_THREADS:
        return f"--threads must be {MOST_THREADS} at most"
    if options.decay_minutes and options.minutes is None:
        return "--decay-minutes needs --minutes"
    if options.decay_steps and options.minutes is not None:
        return "with --minutes the fall is in minutes too: --decay-minutes"
    if (options.teacher is None) != (options.guidance is None):
        return "--teacher and --guidance go together"
    if options.fp16 and options.device != "cuda":
        return "--fp16 needs --device cuda"
    if options.device == "cuda" and not torch.cuda.is_available():
        return "torch sees no CUDA device here: --device cpu"
    return ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    return commands.run("pixelllm.train", _run, arguments)


def _run(arguments: Sequence[str]) -> int:
    options = parse(arguments)
    if options.threads:
        torch.set_num_threads(options.threads)
    if "RANK" in os.environ:
        dist.init_process_group("nccl" if options.device == "cuda" else "gloo")
    try:
        with Stop() as stop:
            run(options, stop)
    finally:
        if dist.is_initialized():
            dist.destroy_process_group()
    return 0


def run(options: argparse.Namespace, stop: Stop) -> None:
    """Train as the options say."""
    stop.gently()
    source: Source
    if options.synthetic:
        source, epoch = SyntheticSource(options.seed), options.sprites_per_epoch
    else:
        change = Augmentation(options.flip, options.shift, options.recolour)
        source = FolderSource(options.data_dir, options.seed, change)
        epoch = len(source)
        if rare := source.rare():
            print(f"few sprites, so expect little of them: {', '.join(rare)}", file=sys.stderr)
    trainer = Trainer(
        Sizes(paint=PaintSizes(options.layers, options.width, options.heads)),
        source,
        Recipe(
            batch_size=options.batch_size,
            grad_accum=options.grad_accum,
            rate=options.rate,
            seed=options.seed,
            precision=_precision(options),
            device=options.device,
        ),
        _teacher(options),
    )
    if options.init:
        trainer.begin_as(load_drawing_model(options.init))
    state_path = options.out / "state.pt"
    begun = options.resume if options.resume and options.resume.name else state_path
    if trainer.rank == 0:
        _check_place(options, begun)
        say("Ctrl-C stops after a step and saves; again, at once")
    if options.resume is not None:
        with fitting(f"{begun}: the state does not fit this training, or is damaged"):
            trainer.load_state(read(begun))
    last_step = math.inf
    if options.epochs is not None:
        last_step = max(1, round(options.epochs * epoch / trainer.sprites_per_step))
    Loop(options, trainer, _schedule(options, last_step), last_step, stop).run()


def _check_place(options: argparse.Namespace, begun: Path) -> None:
    """Said before the first step. begun: the state that is continued, if one is.

    Raises ValueError where files of another training are, which only --force writes over, and
    OSError.
    """
    options.out.mkdir(parents=True, exist_ok=True)
    own = options.resume is not None and begun.absolute() == (options.out / "state.pt").absolute()
    there = [name for name in FILES if (options.out / name).exists()]
    if there and not own and not options.force:
        raise ValueError(
            f"{options.out / there[0]} exists: add --resume to continue it, choose another --out, "
            "or write over it with --force"
        )
    try_out({options.out / name: b"" for name in FILES}, overwrite=True)
    if not own:
        (options.out / FILES[-1]).unlink(missing_ok=True)  # rows of a training are added to it


def _teacher(options: argparse.Namespace) -> Teacher | None:
    if options.teacher is None:
        return None
    model = load_drawing_model(options.teacher).to(options.device).requires_grad_(False)
    return Teacher(model, options.guidance)


def _precision(options: argparse.Namespace) -> str:
    if options.fp16:
        return "fp16"
    if options.fp32 or options.device == "cuda":
        return "fp32"
    return "bf16" if torch.cpu.get_capabilities().get("avx512_bf16") else "fp32"


def _schedule(options: argparse.Namespace, last_step: float) -> Schedule:
    if options.minutes is not None:
        return Schedule(options.minutes * 60, (options.decay_minutes or 0) * 60)
    fall = DECAY_SHARE * last_step if options.decay_steps is None else options.decay_steps
    return Schedule(last_step, fall)


class Loop:
    """Steps, and between them what is logged, saved and drawn. Only rank 0 writes."""

    def __init__(
        self,
        options: argparse.Namespace,
        trainer: Trainer,
        schedule: Schedule,
        last_step: float,
        stop: Stop,
    ) -> None:
        self.options, self.trainer, self.schedule = options, trainer, schedule
        self.last_step, self.stop = last_step, stop
        self.started, self.first_step = time.monotonic(), trainer.step
        self.loss = math.nan  # a running mean
        usual = 0 if options.synthetic else PATIENCE
        self.patience = usual if options.patience is None else options.patience
        self.best: tuple[float, dict[str, Any]] | None = None  # a validation loss, its weights
        self.waited = 0  # validations since
        self.logged = -1  # the last step that was validated
        self.log = TrainingLog(options.out) if trainer.rank == 0 else None
        self.reported = 0.0

    def run(self) -> None:
        """To the end of the training or the stretch, or until asked to stop."""
        trainer = self.trainer
        fallen = self.schedule.fallen(self._position()) > 0
        while trainer.step < self.last_step and not self._over():
            position = self._position()
            if self.schedule.fallen(position) > 0 and not fallen:
                fallen = True
                self._save("stable.pt")
            loss = trainer.train_step(self.schedule.factor(trainer.step, position))
            if not math.isfinite(loss):
                raise ValueError(f"the loss became {loss} at step {trainer.step}: lower --rate")
            self.loss = loss if math.isnan(self.loss) else 0.98 * self.loss + 0.02 * loss
            self._report()
            if trainer.step % self.options.save_every == 0:
                self._save("state.pt")
            if trainer.step % self.options.validate_every == 0:
                self._log()
            if trainer.step % self.options.sample_every == 0:
                self._draw()
        self._save("state.pt")
        self._log()
        if not self.stop.asked:
            self._draw()
        if self.log:
            self.log.close()
            last = weights_of(trainer.average, trainer.history())
            self._write("weights.pt", self.best[1] if self.best else last)
            early = self.patience and self.waited >= self.patience
            why = f", as {self.waited} validations were no better" if early else ""
            print(f"\nstopped at step {trainer.step}{why}: {self.options.out}", flush=True)

    def _position(self) -> float:
        """Of the schedule: seconds of a stretch, or steps of a training."""
        if self.options.minutes is not None:
            return time.monotonic() - self.started
        return self.trainer.step

    def _over(self) -> bool:
        """All ranks stop after the same step: the first to be asked or out of time decides."""
        minutes = self.options.minutes
        over = self.stop.asked or (minutes is not None and self._position() >= minutes * 60)
        over = over or (self.patience > 0 and self.waited >= self.patience)
        if self.trainer.ranks > 1:
            votes = torch.tensor(float(over), device=self.options.device)
            dist.all_reduce(votes)
            over = bool(votes > 0)
        return over

    def _save(self, name: str) -> None:
        """Every rank goes on from what the file holds, which is rounded."""
        state = self.trainer.state()
        if self.trainer.rank == 0:
            self._write(name, state)
        self.trainer.load_state(state)

    def _write(self, name: str, content: dict[str, Any]) -> None:
        """Uninterrupted, and where there is no room for it, to another place."""
        path = self.options.out / name
        with self.stop.held():
            try:
                save(path, content)
                return
            except OSError as error:
                trouble = error
            for other in other_places(path):
                with suppress(OSError):
                    save(other, content, overwrite=False)
                    say(f"pixelllm.train: {trouble}; saved in {other} instead")
                    return
            raise trouble

    def _log(self) -> None:
        if self.log is None or self.logged == self.trainer.step:
            return
        self.logged = self.trainer.step
        score = self.trainer.validate()
        trainer, seconds = self.trainer, time.monotonic() - self.started
        sprites = trainer.step * trainer.sprites_per_step
        self.log.add(trainer.step, sprites, seconds, self.loss, score)
        self._judge(score.loss)
        print(
            f"\nstep {self.trainer.step}: validation {score.loss:.2f} nats a sprite, "
            f"{score.shape_loss:.2f} of them the shape; colours {score.paint_loss:.4f} nats a "
            f"pixel, accuracy {score.accuracy:.4f}",
            flush=True,
        )

    def _judge(self, loss: float) -> None:
        """Keep the best weights so far, where the training ends when they get no better."""
        if not self.patience:
            return
        self.waited += 1
        if self.best is None or loss < self.best[0]:
            self.best = loss, weights_of(self.trainer.average, self.trainer.history())
            self.waited = 0

    def _draw(self) -> None:
        if self.trainer.rank == 0:
            path = self.options.out / "samples" / f"step_{self.trainer.step:06d}.png"
            save_sheet(draw_cells(self.trainer.average), path, self.trainer.model.palette)

    def _report(self) -> None:
        now = time.monotonic() - self.started
        if self.trainer.rank or now - self.reported < 5:
            return
        self.reported = now
        steps = self.trainer.step - self.first_step
        speed = steps / now
        left = (self.last_step - self.trainer.step) / speed
        if self.options.minutes is not None:
            left = min(left, self.options.minutes * 60 - now)
        print(
            f"step {self.trainer.step}  loss {self.loss:.4f}  "
            f"{speed * self.trainer.sprites_per_step:.1f} sprites/s  {left / 60:.1f} min left",
            end="\r" if sys.stdout.isatty() else "\n",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main())
