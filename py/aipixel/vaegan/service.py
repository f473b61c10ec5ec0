"""The dream as a page asks for it: calls in, messages out, pictures as RGBA bytes.

A message is a JSON text and, where it shows pictures, their bytes; `web/worker/protocol.js`
says what each holds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aipixel.archives import write_zip
from aipixel.runtime import heap_bytes, live_tensors
from aipixel.scripting import Emit as EmitOfScript
from aipixel.scripting import ScriptError
from aipixel.vaegan.dreams.metrics import DreamMetrics
from aipixel.vaegan.dreams.recording import Recording
from aipixel.vaegan.dreams.tiles import Origin, latent_code, read_latent_code, tile_png
from aipixel.vaegan.dreams.walks import slerp
from aipixel.vaegan.files.model_files import load_model, pack_model
from aipixel.vaegan.model import PLAYERS, Model
from aipixel.vaegan.nine import Nine
from aipixel.vaegan.picture_service import PictureService
from aipixel.vaegan.pictures import SIZE
from aipixel.vaegan.script.control import ScriptControl
from aipixel.vaegan.script.interruption import interrupt_scripts_alone
from aipixel.vaegan.script.original import original_script
from aipixel.vaegan.token.hashes import seed_of_hash
from aipixel.vaegan.token.portrait import SIDE as PORTRAIT_SIDE
from aipixel.vaegan.token.portrait import STEPS as PORTRAIT_STEPS
from aipixel.vaegan.token.portrait import draw_portrait, hang
from aipixel.vaegan.token.traits import token_features
from aipixel.vaegan.training.checkpoint import FILE, Checkpoint
from aipixel.vaegan.training.loop import Report, TrainingLoop
from aipixel.vaegan.training.trainer import Trainer

Bytes = NDArray[np.uint8]
Buffer = bytes | memoryview
Emit = Callable[[str, Bytes | None], None]

STEPS_OF_WALK = 9


def to_rgba(pictures: NDArray[np.float32]) -> Bytes:
    """Floats in [0, 1] to opaque pixels: (N, 3, H, W) -> (N, H, W, 4)."""
    count, _, height, width = pictures.shape
    rgba = np.full((count, height, width, 4), 255, dtype=np.uint8)
    rgba[..., :3] = np.rint(pictures.clip(0, 1) * 255).transpose(0, 2, 3, 1)
    return rgba


class DreamService:
    """Opens a model, trains it, and emits what happens. Methods answer as protocol.js says."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self.pictures = PictureService(self)
        self.recording = Recording()

    async def open(self, folder: str, seed: int | str) -> None:
        """Load the graphs under `folder` and begin with a seed; emits `opened`.

        seed: a number, or a token's hash: then `token` is emitted first. From now on SIGINT stops
        scripts and nothing else.
        """
        interrupt_scripts_alone()
        if isinstance(seed, str):
            seed = self._read_token(seed)
        model = await Model.open(folder)
        self.loop = TrainingLoop(Trainer(model, seed), listener=self, tiles=1)
        self.script = ScriptControl(self.loop, listener=self)
        self._emit_opened()

    def _read_token(self, text: str) -> int:
        seed = seed_of_hash(text)
        self._send("token", seed=seed, features=token_features(seed), steps=PORTRAIT_STEPS)
        return seed

    async def portrait(self) -> tuple[Buffer, int, int]:
        """The token's portrait as RGBA, its side and its step, from a network without a step.

        Training is in a pause then; emits `state`. See `aipixel.vaegan.token.portrait`.
        """
        try:
            tiles = await draw_portrait(self.loop)
        finally:
            self.on_state(running=False)
        return hang(to_rgba(tiles)).tobytes(), PORTRAIT_SIDE, self.loop.trainer.step_count

    def start(self) -> None:
        self.loop.start()

    async def pause(self) -> None:
        await self.loop.pause()

    async def single_step(self) -> None:
        await self.loop.single_step()

    async def reset(self, seed: int) -> None:
        """Begin again with a seed; pictures of one's own stay. Needs Pillow where there are any."""
        await self.begin(seed, Nine.of_seed(seed).replaced(self.pictures.own()))

    async def begin(self, seed: int, nine: Nine) -> None:
        """Begin again with a seed and pictures; emits `opened`."""
        await self.loop.reset(seed, nine)
        self._emit_opened()

    async def restore(self, checkpoint: Checkpoint) -> None:
        """Pause and go on from a checkpoint; emits `opened`."""
        await self.loop.restore(checkpoint)
        self._emit_opened()

    async def save(self) -> dict[str, bytes]:
        """The four files of the network as it is now, by name; training goes on."""
        return pack_model(await self.loop.checkpoint(), self.loop.trainer.model)

    async def export(self) -> dict[str, bytes]:
        """A zip of the four files, and each of them, by name."""
        files = await self.save()
        trainer = self.loop.trainer
        name = f"dream-seed{trainer.seed}-step{trainer.step_count}.zip"
        return {name: write_zip(files), **files}

    async def training(self) -> tuple[bytes, int, int]:
        """training.npz as it is now, its seed and its step; training goes on.

        Raises Diverged where nothing could go on from it.
        """
        checkpoint = await self.loop.checkpoint()
        training = pack_model(checkpoint, self.loop.trainer.model)[FILE]
        return training, checkpoint.seed, checkpoint.step

    async def load(self, files: Mapping[str, Buffer]) -> None:
        """Pause and go on from the files (or a zip of them), by name; emits `opened`.

        Raises ValueError if they are not those of a network of this configuration; training is
        then as it was.
        """
        given = {name: bytes(content) for name, content in files.items()}
        await self.restore(load_model(given, self.loop.trainer.model.manifest))

    async def show(self) -> None:
        """Draw the tiles and the nine as they are now; from a pause."""
        await self.loop.show()

    async def set_mosaic(self, count: int, seconds_per_refresh: float) -> None:
        await self.loop.set_mosaic(count, seconds_per_refresh)

    async def set_depth(self, depth: int | None) -> None:
        await self.loop.set_depth(depth)

    async def set_walk(self, ends: Sequence[str]) -> None:
        """Dream a walk between the latents of two codes, or none where there are no ends.

        Raises ValueError for a code that is none of this network.
        """
        size = self.loop.trainer.model.manifest.latent
        latents = [read_latent_code(code, size) for code in ends]
        await self.loop.set_walk(
            slerp(latents[0], latents[1], STEPS_OF_WALK) if latents else np.empty((0, size), "f4")
        )

    def original_script(self) -> str:
        """The script that the network trains by where nobody changes it."""
        return original_script()

    async def run_script(self, source: str, emit: EmitOfScript) -> str:
        """See `ScriptControl.run`."""
        return await self.script.run(source, emit)

    def use_original(self) -> None:
        """Train by the original from the next step on."""
        self.script.use_original()

    def tile_file(self, rgba: Buffer, code: str, step: int, depth: int) -> tuple[str, Buffer]:
        """The name and the bytes of a PNG of a tile: its pixels, its latent's code, its moment."""
        manifest, seed = self.loop.trainer.model.manifest, self.loop.trainer.seed
        latent = read_latent_code(code, manifest.latent)
        origin = Origin(manifest.name, seed, step, depth, latent)
        pixels = np.frombuffer(rgba, np.uint8).reshape(SIZE, SIZE, 4)
        return origin.file_name, tile_png(pixels[..., :3], origin)

    def _emit_opened(self) -> None:
        trainer = self.loop.trainer
        self.recording.begin(trainer.palette)
        self._send(
            "opened",
            trainer.originals,
            seed=trainer.seed,
            step=trainer.step_count,
            pictureNames=trainer.nine.names,
            own=trainer.nine.own(trainer.seed),
            parameters=sum(map(trainer.model.manifest.parameter_count, PLAYERS)),
            captured=trainer.model.training_step.captured,
        )

    def _send(self, kind: str, pictures: NDArray[np.float32] | None = None, **fields: Any) -> None:
        if pictures is None:
            self._emit(json.dumps({"type": kind, **fields}), None)
        else:
            fields.update(count=len(pictures), size=SIZE)
            self._emit(json.dumps({"type": kind, **fields}), to_rgba(pictures).reshape(-1))

    def on_report(self, report: Report) -> None:
        self._send(
            "training",
            step=report.step,
            losses=report.losses,
            stepsPerSecond=report.steps_per_second,
            stepSeconds=report.step_seconds,
            pythonSeconds=report.python_seconds,
            elapsedSeconds=report.elapsed_seconds,
            heapBytes=heap_bytes(),
            liveTensors=sum(live_tensors().values()),
        )

    def on_tiles(
        self, steps: list[int], depth: int, latents: NDArray[np.float32], tiles: NDArray[np.float32]
    ) -> None:
        codes = [latent_code(latent) for latent in latents]
        step = max(steps)
        self.recording.add(step, to_rgba(tiles))
        self._send("tiles", tiles, step=step, steps=steps, depth=depth, codes=codes)

    def on_walk(self, step: int, tiles: NDArray[np.float32]) -> None:
        self._send("walk", tiles, step=step)

    def on_metrics(self, step: int, count: int, metrics: DreamMetrics) -> None:
        self._send("metrics", step=step, tiles=count, **asdict(metrics))

    def on_reconstructions(
        self, step: int, errors: NDArray[np.float32], pictures: NDArray[np.float32]
    ) -> None:
        fields = {"step": step, "error": float(errors.mean()), "errors": errors.tolist()}
        self._send("reconstructions", pictures, **fields)

    def on_script_fault(self, step: int, error: ScriptError, restored: bool) -> None:
        self._send("fault", step=step, error=asdict(error), restored=restored)

    def on_state(self, running: bool) -> None:
        if not running:
            self.script.rest()
        self._send("state", state="running" if running else "paused")

    def on_recovery(self, step: int, message: str) -> None:
        self.recording.go_back(step)
        self._send("recovered", step=step, message=message)

    def on_failure(self, message: str, broken: bool) -> None:
        self._send("failure", message=message, broken=broken)
