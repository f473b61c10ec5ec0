"""Pictures in and out of a service on the tiny network: what begins anew can be taken back."""

import asyncio
import io
import json

import numpy as np
import pytest
from aipixel.pixels.png import decode_texts
from aipixel.vaegan import picture_service
from aipixel.vaegan.nine import Nine
from PIL import Image

from tests.coroutines import run
from tests.unit.test_own_pictures import encoded
from tests.unit.test_vaegan_loop import Room


def pixels(seed):
    return np.random.default_rng(seed).integers(0, 256, (32, 32, 3), np.uint8)


def files(*seeds):
    return [(f"mine {seed}.png", encoded(Image.fromarray(pixels(seed)))) for seed in seeds]


def nine_of(room):
    return room.loop.trainer.nine


def test_own_pictures_are_learned_beside_the_seeds():
    async def check():
        room = await Room().open(seed=3)
        told = json.loads(await room.service.pictures.learn(files(1, 2)))
        assert told == {"learned": ["mine 1", "mine 2"], "remarks": []}
        await room.service.pictures.learn(files(4))
        opened = room.of("opened")[-1]
        assert (opened["step"], opened["own"]) == (0, [0, 1, 2])
        assert opened["pictureNames"][:3] == ["mine 1", "mine 2", "mine 4"]
        expected = np.stack([pixels(1), pixels(2), pixels(4), *Nine.of_seed(3).rgb[3:]])
        assert np.array_equal(nine_of(room).rgb, expected)
        await room.service.reset(8)
        assert np.array_equal(nine_of(room).rgb[:3], expected[:3])
        assert np.array_equal(nine_of(room).rgb[3:], Nine.of_seed(8).rgb[3:])
        await room.service.pictures.keep_own([0, 2])
        assert nine_of(room).names[:3] == ("mine 1", "mine 4", Nine.of_seed(8).names[2])
        await room.service.pictures.keep_own([])
        assert room.of("opened")[-1]["own"] == []

    run(check())


def test_what_is_no_picture_is_told_and_the_rest_is_learned():
    async def check():
        room = await Room().open(seed=3)
        learn = room.service.pictures.learn
        glass = np.dstack([pixels(1), np.zeros((32, 32), np.uint8)])
        glass[4, 4, 3] = 255
        mix = [*files(1), ("no.png", b"no"), ("glass.png", encoded(Image.fromarray(glass)))]
        assert json.loads(await learn(mix)) == {
            "learned": ["mine 1", "glass"],
            "remarks": [
                "no.png is no picture that can be read; choose another one.",
                "What is transparent in glass.png is black here.",
            ],
        }

    run(check())


def test_what_is_refused_changes_nothing():
    async def check():
        room = await Room().open(seed=3)
        learn = room.service.pictures.learn
        await room.service.single_step()
        for given, problem in (
            ([("no.png", b"no")], r"^no\.png is no picture that can be read; choose another one$"),
            (files(*range(10)), "^10 pictures were given; the network learns 9$"),
        ):
            with pytest.raises(ValueError, match=problem):
                await learn(given)
        assert room.loop.trainer.step_count == 1
        assert len(room.of("opened")) == 1
        await learn(files(1, 2))
        with pytest.raises(ValueError, match=r"; 2 are own already, so take some out$"):
            await learn(files(*range(8)))

    run(check())


def test_the_training_that_was_is_taken_back():
    async def check():
        room = await Room().open(seed=3)
        pictures = room.service.pictures
        assert pictures.before == "null"
        await pictures.learn(files(1))
        assert pictures.before == "null"  # nothing was learned that could be lost
        with pytest.raises(ValueError, match="no training to go back to"):
            await pictures.take_back()
        await room.service.single_step()
        was = (await room.loop.checkpoint()).state["autoencoder"]
        await pictures.begin_seed(9)
        assert json.loads(pictures.before) == {"seed": 3, "step": 1}
        assert (room.loop.trainer.seed, room.of("opened")[-1]["own"]) == (9, [])
        await pictures.take_back()
        assert pictures.before == "null"
        opened = room.of("opened")[-1]
        assert (opened["seed"], opened["step"], opened["own"]) == (3, 1, [0])
        assert np.array_equal((await room.loop.checkpoint()).state["autoencoder"], was)

    run(check())


def test_own_pictures_survive_export_and_import():
    async def check():
        room = await Room().open(seed=3)
        await room.service.pictures.learn(files(1, 2))
        saved = await room.service.save()
        await room.service.pictures.begin_seed(4)
        await room.service.load({"training.npz": saved["training.npz"]})
        assert room.of("opened")[-1]["own"] == [0, 1]
        assert np.array_equal(nine_of(room).rgb[0], pixels(1))

    run(check())


def test_a_snapshot_says_seed_step_and_settings():
    async def check():
        room = await Room().open(seed=3)
        await room.service.set_mosaic(6, 1.0)
        await room.service.pictures.learn(files(1))
        await room.service.single_step()
        tiles = room.of("tiles")[-1]["pixels"].tobytes()
        name, data = room.service.pictures.snapshot(tiles, 3, 1, 0, {"refresh": "0.5"})
        assert name == "dreams-seed3-step1.png"
        facts = room.service.pictures.facts(memoryview(data))
        version = facts.pop("version")
        assert version
        assert facts == {
            "config": "tiny", "seed": "3", "step": "1", "depth": "0", "own": "1",
            "refresh": "0.5", "tiles": "6", "backend": "native",
        }  # fmt: skip
        assert "after 1 steps from seed 3" in decode_texts(data)["Description"]

    run(check())


def test_a_time_lapse_has_a_frame_for_each_draw_as_training_goes_on(monkeypatch):
    monkeypatch.setattr(picture_service, "SECONDS_AT_A_TIME", 0)

    async def check():
        room = await Room().open(seed=3)
        pictures = room.service.pictures
        await room.service.set_mosaic(4, 1.0)
        with pytest.raises(ValueError, match="start training first"):
            await pictures.time_lapse(2, print)
        for _ in range(3):
            await room.service.single_step()
        await room.service.set_mosaic(6, 1.0)
        shown = {}
        for message in room.of("tiles"):
            shown[message["step"]] = message["pixels"].reshape(-1, 32, 32, 4)[..., :3]
        done = []
        room.service.start()
        name, data = await pictures.time_lapse(3, lambda *progress: done.append(progress))
        assert room.loop.trainer.step_count > 3
        await room.service.pause()
        assert name == "dream-seed3-step3.gif"
        assert done == [(1, 4), (2, 4), (3, 4), (4, 4)]
        with Image.open(io.BytesIO(data)) as gif:
            assert gif.size == (3 * 32 * 5, 2 * 32 * 5)
            for step in range(4):
                gif.seek(step)
                sheet = np.asarray(gif.convert("RGB"))[::5, ::5]
                for index in range(6):
                    row, column = divmod(index, 3)
                    there = sheet[row * 32 : row * 32 + 32, column * 32 : column * 32 + 32]
                    there_was = shown[step][index] if index < len(shown[step]) else 0
                    assert (there == there_was).all()

    run(check())


def test_a_time_lapse_can_be_stopped(monkeypatch):
    monkeypatch.setattr(picture_service, "SECONDS_AT_A_TIME", 0)

    async def check():
        room = await Room().open(seed=3)
        for _ in range(3):
            await room.service.single_step()
        making = asyncio.ensure_future(room.service.pictures.time_lapse(1, lambda *_: None))
        await asyncio.sleep(0)
        room.service.pictures.stop_time_lapse()
        assert await making is None

    run(check())
