"""Pictures in and out of the dream, as a page asks for them: `web/worker/protocol.js` says how."""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from aipixel.vaegan.dreams.recording import Frame
from aipixel.vaegan.dreams.sheet import arrange
from aipixel.vaegan.dreams.snapshots import read_facts, snapshot_png
from aipixel.vaegan.nine import Nine
from aipixel.vaegan.pictures import COUNT, SIZE
from aipixel.vaegan.training.checkpoint import Checkpoint
from aipixel.vaegan.training.trainer import Diverged

if TYPE_CHECKING:
    from aipixel.vaegan.service import DreamService

Buffer = bytes | memoryview
Own = tuple[str, NDArray[np.uint8]]

MILLISECONDS, LAST_MILLISECONDS = 100, 2500
LARGEST_AREA = 200_000  # pixels of a time-lapse, where tiles alone have no more
LARGEST_SCALE = 8
SECONDS_AT_A_TIME = 0.1  # that training waits for some frames of a time-lapse


class PictureService:
    """Own pictures, snapshots and time-lapses of one service's network.

    What begins training anew keeps the training that was, one of them: `take_back`.
    """

    def __init__(self, service: DreamService) -> None:
        self._service = service
        self._before: Checkpoint | None = None
        self._stopping = False

    async def learn(self, files: Sequence[tuple[str, Buffer]]) -> str:
        """Begin anew with more pictures of one's own, by file name; JSON: learned, remarks.

        Those that are none are told and left out. Raises ValueError for more than nine in all,
        and where none can be read; training is then as it was. Needs Pillow.
        """
        from aipixel.vaegan.files.own_pictures import read_picture

        own = self.own()
        if len(own) + len(files) > COUNT:
            already = f"; {len(own)} are own already, so take some out" if own else ""
            raise ValueError(
                f"{len(files)} pictures were given; the network learns {COUNT}{already}"
            )
        learned, remarks = [], []
        for name, data in files:
            try:
                picture = read_picture(name, bytes(data))
            except ValueError as error:
                remarks.append(f"{error}.")
                continue
            learned.append((picture.name, picture.rgb))
            if picture.see_through:
                remarks.append(f"What is transparent in {name} is black here.")
        if not learned:
            raise ValueError(" ".join(remarks).removesuffix("."))
        await self._begin(self._seed, [*own, *learned])
        return json.dumps({"learned": [name for name, _ in learned], "remarks": remarks})

    async def keep_own(self, kept: Sequence[int]) -> None:
        """Begin anew with those of one's own pictures that are kept, by their places."""
        nine = self._service.loop.trainer.nine
        await self._begin(self._seed, [(nine.names[at], nine.rgb[at]) for at in kept])

    async def begin_seed(self, seed: int) -> None:
        """Begin anew with the pictures of a seed."""
        await self._begin(seed, [])

    async def take_back(self) -> None:
        """Go on from the training that the last new beginning ended. ValueError if none did."""
        if self._before is None:
            raise ValueError("there is no training to go back to")
        before, self._before = self._before, None
        await self._service.restore(before)

    @property
    def before(self) -> str:
        """JSON: seed and step of the training that `take_back` goes back to, or null."""
        checkpoint = self._before
        return json.dumps(checkpoint and {"seed": checkpoint.seed, "step": checkpoint.step})

    def facts(self, data: Buffer) -> dict[str, str]:
        """What a PNG of dreams says it is of; see `read_facts`."""
        return read_facts(bytes(data))

    def snapshot(
        self, rgba: Buffer, columns: int, step: int, depth: int, more: Mapping[str, str]
    ) -> tuple[str, bytes]:
        """Name and bytes of a PNG of what is shown: RGBA tiles one after another.

        step, depth: that they were dreamed at. more: further facts, by name.
        """
        trainer = self._service.loop.trainer
        tiles = np.frombuffer(rgba, np.uint8).reshape(-1, SIZE, SIZE, 4)[..., :3]
        facts = {
            "config": trainer.model.manifest.name,
            "seed": str(self._seed),
            "step": str(step),
            "depth": str(depth),
            "own": str(len(trainer.nine.own(self._seed))),
            **more,
        }
        return f"dreams-seed{self._seed}-step{step}.png", snapshot_png(tiles, columns, facts)

    async def time_lapse(
        self, columns: int, progress: Callable[[int, int], object]
    ) -> tuple[str, bytes] | None:
        """Name and bytes of a GIF of what was recorded, laid out in columns; None once stopped.

        Training goes on meanwhile. progress: told how many frames of how many are done. Raises
        ValueError where there is but one frame. Needs Pillow.
        """
        from aipixel.vaegan.dreams.gif import GifWriter

        recording, seed = self._service.recording, self._seed
        frames = recording.frames
        if len(frames) < 2:
            raise ValueError("there is nothing to see grow yet; start training first")
        self._stopping = False
        empty = len(recording.palette)
        palette = np.concatenate([recording.palette, np.zeros((1, 3), np.uint8)])
        sheets = _sheets(frames, columns, empty)
        writer = GifWriter(next(sheets).shape[::-1], palette)
        yielding = time.perf_counter() + SECONDS_AT_A_TIME
        for done, sheet in enumerate(sheets, 1):
            last = done == len(frames)
            writer.add(sheet, LAST_MILLISECONDS if last else MILLISECONDS)
            if not last and time.perf_counter() < yielding:
                continue
            progress(done, len(frames))
            await asyncio.sleep(0)
            if self._stopping:
                return None
            yielding = time.perf_counter() + SECONDS_AT_A_TIME
        return f"dream-seed{seed}-step{frames[-1].step}.gif", writer.data

    def stop_time_lapse(self) -> None:
        """The time-lapse being made ends without one."""
        self._stopping = True

    def own(self) -> list[Own]:
        """Names and pixels of those of the nine that are not the seed's."""
        nine = self._service.loop.trainer.nine
        return [(nine.names[index], nine.rgb[index]) for index in nine.own(self._seed)]

    @property
    def _seed(self) -> int:
        return self._service.loop.trainer.seed

    async def _begin(self, seed: int, own: Sequence[Own]) -> None:
        nine = Nine.of_seed(seed).replaced(own)
        if self._service.loop.trainer.step_count:
            try:
                self._before = await self._service.loop.checkpoint()
            except Diverged:
                self._before = None
        await self._service.begin(seed, nine)


def _sheets(frames: Sequence[Frame], columns: int, empty: int) -> Iterator[NDArray[np.uint8]]:
    """The last frame's sheet, then each one's, with as many tiles as the last frame has.

    A place is `empty` where a frame had no tile yet.
    """
    count = len(frames[-1].tiles)
    scale = min(LARGEST_SCALE, max(1, math.isqrt(LARGEST_AREA // (count * SIZE * SIZE))))
    for frame in (frames[-1], *frames):
        tiles = np.full((count, SIZE, SIZE), empty, np.uint8)
        shown = frame.tiles[:count]
        tiles[: len(shown)] = shown
        yield arrange(tiles, columns, scale, empty)
