"""The loop and its trainer, on the real tiny network in native onnxruntime."""

import asyncio
import json
from pathlib import Path

import numpy as np
import pytest
from aipixel.pixels.png import decode
from aipixel.runtime import live_tensors
from aipixel.vaegan.dreams.mosaic import MOST_TILES, Mosaic
from aipixel.vaegan.model import Manifest, Model
from aipixel.vaegan.service import DreamService, to_rgba
from aipixel.vaegan.training.schedule import dream_depth, learning_rates, loss_weights
from aipixel.vaegan.training.step import STEPS_PER_RECONSTRUCTION

from tests.coroutines import run

TINY = Path(__file__).parents[2] / "web" / "models" / "vaegan" / "tiny"


class Room:
    """A service on the tiny network, and all it said."""

    def __init__(self):
        self.said = []
        self.service = DreamService(self.hear)

    def hear(self, text, pixels):
        self.said.append({**json.loads(text), "pixels": pixels})

    async def open(self, seed=3):
        await self.service.open(str(TINY), seed)
        self.loop = self.service.loop
        return self

    def of(self, kind):
        return [message for message in self.said if message["type"] == kind]

    async def until(self, step):
        while self.loop.trainer.step_count < step:
            await asyncio.sleep(0)


def test_opening_shows_nine_named_pictures():
    async def check():
        room = await Room().open()
        (opened,) = room.of("opened")
        assert len(opened["pictureNames"]) == opened["count"] == 9
        assert opened["pixels"].shape == (9 * 32 * 32 * 4,)
        assert opened["parameters"] == sum(
            room.loop.trainer.model.manifest.parameter_count(p)
            for p in ("autoencoder", "discriminator")
        )

    run(check())


def test_training_reports_and_pauses_after_the_step_in_progress():
    async def check():
        room = await Room().open()
        room.service.start()
        room.service.start()  # a second start is no second training
        await room.until(STEPS_PER_RECONSTRUCTION)
        await room.service.pause()
        await room.service.pause()
        stopped = room.loop.trainer.step_count
        assert [m["state"] for m in room.of("state")] == ["running", "paused"]
        assert room.of("training")[-1]["step"] == stopped
        assert set(room.of("training")[-1]["losses"]) == set(
            room.loop.trainer.model.manifest.loss_names
        )
        assert [m["step"] for m in room.of("reconstructions")][:2] == [1, STEPS_PER_RECONSTRUCTION]
        assert room.of("tiles")
        await asyncio.sleep(0.05)
        assert room.loop.trainer.step_count == stopped

    run(check())


def test_a_large_mosaic_is_dreamed_a_few_tiles_at_a_time():
    async def check():
        room = await Room().open()
        await room.service.set_mosaic(200, 0.5)
        await room.service.single_step()
        held_up, dreamed_at, dreams = [], [], room.loop.trainer.dreams

        async def watched(latents, depth):
            held_up.append(len(latents))
            dreamed_at.extend([room.loop.trainer.step_count] * len(latents))
            return await dreams(latents, depth)

        room.loop.trainer.dreams = watched
        room.service.start()
        shown = len(room.of("tiles"))
        while len(room.of("tiles")) < shown + 3:
            await asyncio.sleep(0)
        await room.service.pause()
        later = room.of("tiles")[shown:]
        assert all(message["count"] == 200 for message in later)
        said = [step for message in later for step in message["steps"]]
        assert said == dreamed_at[: len(said)]
        assert np.median(held_up) < 100  # where the machine stalls, one that is late catches up

    run(check())


def test_a_single_step_is_one_step_also_when_asked_twice_at_once():
    async def check():
        room = await Room().open()
        await asyncio.gather(room.service.single_step(), room.service.single_step())
        assert room.loop.trainer.step_count == 2
        assert not room.of("failure")
        assert [m["step"] for m in room.of("training")] == [1, 2]

    run(check())


def test_reset_gives_the_same_run_again():
    async def state_after(room, steps):
        for _ in range(steps):
            await room.service.single_step()
        return await room.loop.trainer.state()

    async def check():
        room = await Room().open(seed=5)
        first = await state_after(room, 3)
        await room.service.reset(6)
        other = await state_after(room, 3)
        await room.service.reset(5)
        again = await state_after(room, 3)
        assert np.array_equal(first["autoencoder"], again["autoencoder"])
        assert not np.array_equal(first["autoencoder"], other["autoencoder"])

    run(check())


def test_looking_does_not_change_what_is_learned():
    async def check():
        rooms = [await Room().open(seed=5) for _ in range(2)]
        await rooms[1].service.set_mosaic(20, 0.05)
        for room in rooms:
            for _ in range(3):
                await room.loop.trainer.step()
                if room is rooms[1]:
                    await room.service.set_mosaic(30, 0.05)
        states = [await room.loop.trainer.state() for room in rooms]
        assert np.array_equal(states[0]["autoencoder"], states[1]["autoencoder"])

    run(check())


def test_dreams_are_as_deep_as_is_asked_and_grow_by_themselves_else():
    async def check():
        room = await Room().open()
        await room.service.set_mosaic(4, 1.0)
        for depth in (8, None):
            await room.service.set_depth(depth)
        assert [message["depth"] for message in room.of("tiles")] == [0, 8, 0]
        pixels = [message["pixels"] for message in room.of("tiles")]
        assert np.array_equal(pixels[0], pixels[2])
        assert not np.array_equal(pixels[0], pixels[1])
        for depth in (-1, 9):
            with pytest.raises(ValueError, match=f"the depth {depth} was asked for"):
                await room.service.set_depth(depth)

    run(check())


def test_a_walk_is_dreamed_with_the_tiles_from_one_to_the_other():
    async def check():
        room = await Room().open()
        await room.service.set_mosaic(4, 1.0)
        (tiles,) = room.of("tiles")
        await room.service.set_walk([tiles["codes"][0], tiles["codes"][3]])
        (walk,) = room.of("walk")
        pictures, strip = tiles["pixels"].reshape(4, -1), walk["pixels"].reshape(9, -1)
        assert np.array_equal(strip[0], pictures[0])
        assert np.array_equal(strip[-1], pictures[3])
        assert len(np.unique(strip, axis=0)) > 2
        await room.service.single_step()
        assert [message["step"] for message in room.of("walk")] == [0, 1]
        await room.service.set_walk([])
        await room.service.single_step()
        assert len(room.of("walk")) == 2
        with pytest.raises(ValueError, match="is no latent of this network"):
            await room.service.set_walk(["AAAA", "AAAA"])

    run(check())


def test_a_tiles_file_says_where_it_is_from_and_dreams_it_again():
    async def check():
        room = await Room().open(seed=3)
        await room.service.set_mosaic(4, 1.0)
        await room.service.single_step()
        tiles = room.of("tiles")[-1]
        rgba = tiles["pixels"].reshape(4, -1)[2]
        name, data = room.service.tile_file(rgba.tobytes(), tiles["codes"][2], 1, 0)
        assert name == "dream-seed3-step1.png"
        png = decode(data)
        assert np.array_equal(png.pixels.reshape(-1, 3), rgba.reshape(-1, 4)[:, :3])
        told = {name: png.text[f"ai-pixel-{name}"] for name in ("seed", "step", "depth", "config")}
        assert told == {"seed": "3", "step": "1", "depth": "0", "config": "tiny"}
        latent = np.array(png.text["ai-pixel-latent"].split(), np.float32)
        again = to_rgba(await room.loop.trainer.dreams(latent[None], 0))
        assert np.abs(again.reshape(-1).astype(int) - rgba).max() <= 1

    run(check())


def test_what_is_exported_is_loaded_and_what_is_not_changes_nothing():
    async def check():
        room = await Room().open(seed=3)
        await room.service.single_step()
        files = await room.service.export()
        (name,) = [name for name in files if name.endswith(".zip")]
        assert name == "dream-seed3-step1.zip"
        await room.service.reset(4)
        for wrong in ({"a.zip": b"PK"}, {"training.npz": files["training.npz"][:-100]}):
            with pytest.raises(ValueError, match=r"again"):
                await room.service.load(wrong)
        assert (room.loop.trainer.seed, room.loop.trainer.step_count) == (4, 0)
        await room.service.load({name: memoryview(files[name])})
        await room.service.show()
        opened = room.of("opened")[-1]
        assert (opened["seed"], opened["step"]) == (3, 1)
        assert room.of("reconstructions")[-1]["step"] == 1
        assert room.of("tiles")[-1]["step"] == 1

    run(check())


def test_tiles_are_judged_when_they_are_drawn_anew_and_every_few_seconds():
    async def check():
        room = await Room().open()
        await room.service.set_mosaic(1, 1.0)
        assert not room.of("metrics")  # one tile can't differ
        await room.service.set_mosaic(80, 1.0)
        await room.service.single_step()
        (metrics,) = room.of("metrics")
        assert metrics["tiles"] == 63
        assert set(metrics) > {"diversity", "present", "flatness", "distance"}

    run(check())


def test_a_failing_step_is_told_and_the_loop_ends():
    async def check():
        room = await Room().open()

        async def broken(trainer):
            raise RuntimeError("the device was lost")

        room.loop.train = broken
        room.service.start()
        while room.loop.running:
            await asyncio.sleep(0)
        (failure,) = room.of("failure")
        assert "the device was lost" in failure["message"]
        assert room.of("state")[-1]["state"] == "paused"

    run(check())


def test_a_loss_that_is_no_number_stops_training():
    async def check():
        room = await Room().open()
        room.loop.trainer.originals[0] = np.nan
        await room.service.single_step()
        (failure,) = room.of("failure")
        assert "no longer a finite number" in failure["message"]

    run(check())


def test_no_tensor_is_left_behind():
    async def check():
        room = await Room().open()
        await room.service.set_mosaic(5, 1.0)
        await room.service.single_step()
        before = live_tensors()
        for _ in range(20):
            await room.service.single_step()
        assert live_tensors() == before

    run(check())


def test_the_mosaic_keeps_what_it_can():
    mosaic = Mosaic(seed=1, latent=4, count=6)
    first = mosaic.latents.copy()
    mosaic.resize(10)
    assert np.array_equal(mosaic.latents[:6], first)
    mosaic.refresh()
    changed = (mosaic.latents[:6] != first).any(axis=1).sum()
    assert changed <= 3
    for count in (0, MOST_TILES + 1):
        with pytest.raises(ValueError, match=f"{count} tiles were asked for"):
            mosaic.resize(count)


def test_schedules():
    assert learning_rates(1) == learning_rates(100)
    assert learning_rates(400)[0] == pytest.approx(learning_rates(1)[0] / 2)
    assert [loss_weights(step)[3] for step in (1, 200, 350, 500, 5000)] == pytest.approx(
        [0.2, 0.2, 0.6, 1, 1]
    )
    assert [loss_weights(step)[2] for step in (1, 300, 1200)] == pytest.approx([0.05, 0.05, 0.025])
    assert [dream_depth(step) for step in (0, 99, 100, 1999, 2000)] == [0, 0, 1, 1, 0]


def test_rgba_is_rounded_clipped_and_opaque():
    pictures = np.array([-1.0, 0.0, 0.5, 2.0], np.float32).reshape(1, 1, 2, 2).repeat(3, axis=1)
    rgba = to_rgba(pictures)
    assert rgba.shape == (1, 2, 2, 4)
    assert rgba[..., 0].ravel().tolist() == [0, 0, 128, 255]
    assert (rgba[..., 3] == 255).all()


def test_a_manifest_of_another_format_is_refused():
    with pytest.raises(ValueError, match="not of format 4, which is read here"):
        Manifest.parse(b'{"format": 99}')


def test_a_graph_cut_short_is_named(tmp_path):
    for path in TINY.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "decoder.onnx").write_bytes((TINY / "decoder.onnx").read_bytes()[:-9])
    with pytest.raises(ValueError, match=r"decoder\.onnx is not the file its manifest names"):
        run(Model.open(str(tmp_path)))
