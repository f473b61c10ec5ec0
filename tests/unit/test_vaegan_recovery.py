"""Watching a training, and taking it back when it goes wrong, on the real tiny network."""

import json
from pathlib import Path

import numpy as np
import pytest
from aipixel.vaegan.dreams.metrics import DreamJudge
from aipixel.vaegan.model import Model
from aipixel.vaegan.nine import Nine
from aipixel.vaegan.service import DreamService
from aipixel.vaegan.training import recovery
from aipixel.vaegan.training.checkpoint import read_training
from aipixel.vaegan.training.health import (
    ALIVE,
    COLLAPSED,
    COLLAPSED_LOOKS,
    LASTING_SECONDS,
    Collapsed,
    Health,
)
from aipixel.vaegan.training.recovery import CALM_STEPS, MOST_RECOVERIES, WRONG, Hopeless, Recovery
from aipixel.vaegan.training.trainer import CALM, Diverged, Trainer

from tests.coroutines import run

TINY = str(Path(__file__).parents[2] / "web" / "models" / "vaegan" / "tiny")
WELL = {"discriminator": 1.39, "adversarial": 0.7, "colour": 0.1}
SATURATED = {**WELL, "discriminator": 0.001, "adversarial": 9.0}
BLOWN_UP = {**WELL, "colour": 400.0}
TROUBLE = Diverged("the colour loss is no longer a finite number")


class Clock:
    """Time that passes when it is told to."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


async def trainer(seed=3):
    return Trainer(await Model.open(TINY), seed)


async def watched(clock, seed=3):
    one = await trainer(seed)
    return one, Recovery(one, clock)


@pytest.mark.parametrize(("ill", "word"), [(SATURATED, "discriminator"), (BLOWN_UP, "blown up")])
def test_losses_beyond_hope_are_told_once_it_lasts(ill, word):
    health = Health()
    health.hear_losses(ill, 0)
    health.hear_losses(ill, LASTING_SECONDS - 1)
    assert not health.hear_diversity(1.0)  # no state to come back to
    health.hear_losses(WELL, LASTING_SECONDS)  # it recovered in time
    assert health.hear_diversity(1.0)
    health.hear_losses(ill, LASTING_SECONDS + 1)
    health.hear_losses(ill, 2 * LASTING_SECONDS)
    with pytest.raises(Collapsed, match=word):
        health.hear_losses(ill, 2 * LASTING_SECONDS + 1)


def test_dreams_that_were_never_alive_cannot_collapse():
    health = Health()
    assert all(health.hear_diversity(0.05) for _ in range(10))


def test_dreams_that_become_alike_are_told_and_a_stumble_is_not():
    health = Health()
    assert health.hear_diversity(ALIVE)
    for _ in range(5):
        assert not health.hear_diversity(COLLAPSED - 0.01)
        assert health.hear_diversity(ALIVE + 0.1)
    for _ in range(COLLAPSED_LOOKS - 1):
        assert not health.hear_diversity(COLLAPSED - 0.01)
    with pytest.raises(Collapsed, match="alike"):
        health.hear_diversity(COLLAPSED - 0.01)


def test_what_is_between_alive_and_collapsed_is_no_state_to_come_back_to():
    health = Health()
    health.hear_diversity(1.0)
    for _ in range(10):
        assert not health.hear_diversity((ALIVE + COLLAPSED) / 2)


def test_nine_pictures_all_alike_are_no_trouble():
    async def check():
        clock = Clock()
        one = await trainer()
        rgb = np.full_like(one.nine.rgb, 90)
        one.reset(3, Nine(rgb, one.nine.names))
        watch = Recovery(one, clock)
        for _ in range(5):
            await one.step()
            await watch.look()
            clock.now += 60
        watch.go_back(TROUBLE)
        assert one.step_count == 5
        dreams = await one.dreams(np.zeros((2, one.model.manifest.latent), np.float32), 0)
        numbers = DreamJudge(one.originals).metrics(dreams)
        assert np.isfinite([numbers.diversity, numbers.flatness]).all()

    run(check())


def test_watching_changes_nothing_of_what_is_learned():
    async def check():
        clock = Clock()
        alone = await trainer()
        other, watch = await watched(clock)
        for _ in range(4):
            clock.now += 60
            await watch.look()
            for one in (alone, other):
                await one.step()
            watch.hear_losses(await other.losses())
        for name, vector in (await alone.state()).items():
            assert np.array_equal(vector, (await other.state())[name]), name

    run(check())


def test_it_goes_back_to_the_last_good_state_and_takes_another_way():
    async def check():
        clock = Clock()
        one, watch = await watched(clock)
        await one.step()
        await watch.look()
        good = await one.state()
        as_ever = one.step_inputs(2)
        await one.step()
        await watch.look()  # not due: nothing is remembered
        watch.go_back(TROUBLE)
        assert one.step_count == 1
        for name, vector in (await one.state()).items():
            assert np.array_equal(vector, good[name]), name
        detour = one.step_inputs(2)
        assert not np.array_equal(detour["noise"], as_ever["noise"])
        assert detour["learning_rates"] == pytest.approx(as_ever["learning_rates"] * CALM)
        later = one.step_inputs(CALM_STEPS + 2)["learning_rates"]
        assert later == pytest.approx(one.learning_rates(CALM_STEPS + 2))
        one.reset(3)
        assert np.array_equal(one.step_inputs(2)["noise"], as_ever["noise"])

    run(check())


def test_a_second_trouble_at_once_goes_one_state_further_back():
    async def check():
        clock = Clock()
        one, watch = await watched(clock)
        for _ in range(3):
            await one.step()
            await watch.look()
            clock.now += 60
        steps = []
        for _ in range(3):
            watch.go_back(TROUBLE)
            steps.append(one.step_count)
        assert steps == [3, 2, 2]

    run(check())


def test_going_back_too_often_is_hopeless_and_ends_in_a_good_state():
    async def check():
        clock = Clock()
        one, watch = await watched(clock)
        with pytest.raises(Hopeless):
            watch.go_back(TROUBLE)  # there is nothing to go back to yet
        await watch.look()
        for _ in range(MOST_RECOVERIES):
            watch.go_back(TROUBLE)
        await one.step()
        with pytest.raises(Hopeless, match="again and again"):
            watch.go_back(TROUBLE)
        assert one.step_count == 0
        await one.checkpoint()
        clock.now += recovery.RECOVERY_SECONDS
        watch.go_back(TROUBLE)  # long ago: not so often after all

    run(check())


def test_a_state_that_is_not_finite_is_never_kept():
    async def check():
        clock = Clock()
        one, watch = await watched(clock)
        await watch.look()
        state = await one.state()
        state["discriminator_m"][5] = np.inf
        one._state = state
        clock.now += 60
        with pytest.raises(Diverged):
            await watch.look()
        watch.go_back(TROUBLE)
        assert all(np.isfinite(vector).all() for vector in (await one.state()).values())

    run(check())


def test_looks_are_fewer_where_dreaming_is_slow(monkeypatch):
    async def check():
        clock = Clock()
        one, watch = await watched(clock)
        looks = []
        dreams = one.dreams

        async def slow(latents, depth):
            looks.append(clock.now)
            clock.now += 3
            return await dreams(latents, depth)

        monkeypatch.setattr(one, "dreams", slow)
        for _ in range(40):
            await watch.look()
            clock.now += 10
        assert np.diff(looks).min() >= 3 / recovery.LOOKING_SHARE

    run(check())


class Room:
    """A service on the tiny network, and all it said."""

    def __init__(self):
        self.said = []
        self.service = DreamService(lambda text, pixels: self.said.append(json.loads(text)))

    async def open(self):
        await self.service.open(TINY, 3)
        self.loop, self.trainer = self.service.loop, self.service.loop.trainer
        return self

    def of(self, kind):
        return [message for message in self.said if message["type"] == kind]

    async def train_until(self, done):
        self.service.start()
        while not done() and self.loop.running:
            await self.loop._let_messages_in()
        await self.service.pause()


def test_the_loop_recovers_from_numbers_that_are_not_finite():
    async def check():
        room = await Room().open()
        await room.train_until(lambda: room.trainer.step_count >= 20)
        state = await room.trainer.state()
        state["autoencoder"][:] = np.nan
        room.trainer._state = state
        await room.train_until(lambda: room.of("recovered") and room.trainer.step_count >= 20)
        (recovered,) = room.of("recovered")
        assert "no longer a finite number" in recovered["message"]
        assert f"goes on from step {recovered['step']}" in recovered["message"]
        assert not room.of("failure")
        assert room.of("training")[-1]["step"] == room.trainer.step_count
        assert np.isfinite(list(room.of("training")[-1]["losses"].values())).all()

    run(check())


def test_the_loop_recovers_from_dreams_that_became_alike(monkeypatch):
    async def check():
        monkeypatch.setattr(recovery, "SECONDS_PER_LOOK", 0.0)
        monkeypatch.setattr(recovery, "LOOKING_SHARE", 1e9)
        room = await Room().open()
        await room.train_until(lambda: room.trainer.step_count >= 3)
        alive = DreamJudge.metrics
        collapsed = [True]

        def metrics(judge, dreams):
            return alive(judge, dreams[:1].repeat(9, axis=0) if collapsed[0] else dreams)

        monkeypatch.setattr(DreamJudge, "metrics", metrics)
        await room.train_until(lambda: room.of("recovered"))
        assert "alike" in room.of("recovered")[0]["message"]
        collapsed[0] = False
        step = room.trainer.step_count
        await room.train_until(lambda: room.trainer.step_count >= step + 5)
        assert len(room.of("recovered")) == 1

    run(check())


def test_the_loop_stops_where_nothing_helps_and_what_is_left_is_good():
    async def check():
        room = await Room().open()
        await room.train_until(lambda: room.trainer.step_count >= 5)
        room.trainer.learning_rates = lambda step: (np.nan, np.nan)
        await room.train_until(lambda: False)
        (failure,) = room.of("failure")
        assert len(room.of("recovered")) == MOST_RECOVERIES
        assert "again and again" in failure["message"]
        assert not failure["broken"]
        training, seed, step = await room.service.training()
        checkpoint, _ = read_training(training, room.trainer.model.manifest)
        assert (seed, step) == (checkpoint.seed, checkpoint.step) == (3, room.trainer.step_count)

    run(check())


def test_what_computes_may_break_and_is_not_taken_for_a_training_gone_wrong():
    async def check():
        room = await Room().open()

        async def broken(_inputs):
            raise RuntimeError("the device was lost")

        room.trainer.learn = broken
        await room.train_until(lambda: False)
        (failure,) = room.of("failure")
        assert failure["broken"]
        assert failure["message"] == "the device was lost"
        assert not room.of("recovered")

    run(check())


def test_ordinary_early_training_is_never_taken_back(monkeypatch):
    """Looked at after every step: a hundred times as often as in a room."""

    async def check():
        for seed in (1, 2, 3):
            clock = Clock()
            one, watch = await watched(clock, seed)
            for _ in range(120):
                clock.now += recovery.SECONDS_PER_LOOK
                await one.step()
                try:
                    await watch.look()
                    watch.hear_losses(await one.losses())
                except WRONG as trouble:
                    pytest.fail(f"seed {seed}, step {one.step_count}: {trouble}")

    run(check())
