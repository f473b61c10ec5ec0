"""The dream's Python as a script, and scripts of the user's in its training."""

import asyncio
import inspect
import json
import math
import re
import signal
import threading
from pathlib import Path

import numpy as np
import pytest
from aipixel import scripting
from aipixel.vaegan.script.guard import Fault, guarded_function
from aipixel.vaegan.script.interruption import forget_interruption, interrupt_scripts_alone
from aipixel.vaegan.script.original import FUNCTIONS, changed_functions, original_script
from aipixel.vaegan.training import schedule, step
from hypothesis import given
from hypothesis import strategies as st

from tests.coroutines import run
from tests.unit.test_vaegan_loop import Room as Page


class Room(Page):
    """The page, and a panel that hears of its scripts."""

    def __init__(self):
        super().__init__()
        self.printed = ""

    def hear_script(self, text, png):
        message = json.loads(text)
        self.printed += "".join(part["text"] for part in message.get("parts", []))

    async def script(self, source):
        return json.loads(await self.service.run_script(source, self.hear_script))

    async def train_until(self, last):
        self.service.start()
        while self.loop.running and self.loop.trainer.step_count < last:
            await asyncio.sleep(0)
        await self.service.pause()


def in_a_room(check):
    async def begin():
        room = await Room().open()
        try:
            await check(room)
        finally:
            room.service.use_original()  # whose printing goes where it always went

    run(begin())


def test_the_script_is_the_code_in_use():
    text = original_script()
    for name in FUNCTIONS:
        module = schedule if hasattr(schedule, name) else step
        assert inspect.getsource(getattr(module, name)) in text

    async def check(room):
        loop, trainer = room.loop, room.loop.trainer
        in_use = [trainer.learning_rates, trainer.loss_weights, loop.dream_depth]
        in_use += [loop.train, loop.show_progress]
        assert all(inspect.getsource(function) in text for function in in_use)

    in_a_room(check)


def test_the_script_unchanged_leaves_training_bit_for_bit():
    async def check(room):
        states = []
        for source in ("", original_script()):
            await room.service.reset(5)
            answer = await room.script(source)
            assert (answer["status"], answer["result"]) == ("done", {"changed": []})
            for _ in range(3):
                await room.service.single_step()
            states.append(await room.loop.trainer.state())
        assert all(np.array_equal(states[0][name], states[1][name]) for name in states[0])

    in_a_room(check)


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("", "\n# a remark", []),
        ("2e-3", "1e-3", ["learning_rates"]),
        ("1.0, 4.0, kl", "1.0, 9.0, kl", ["loss_weights"]),
        ("import math", "import cmath as math", ["learning_rates", "loss_weights"]),
        ("await trainer.learn(inputs)", "pass", ["train"]),
        ("STEPS_PER_RECONSTRUCTION = 25", "STEPS_PER_RECONSTRUCTION = 5", ["show_progress"]),
        ("1 if 100", "8 if 100", ["dream_depth"]),
        ("\nasync def", "\nloss_weights = len\n\nasync def", ["loss_weights"]),
    ],
)
def test_what_is_changed_is_found_through_what_it_uses(before, after, changed):
    assert (
        changed_functions(
            original_script().replace(before, after, 1) if before else original_script() + after
        )
        == changed
    )


def test_a_script_may_hold_only_what_it_changes():
    async def check(room):
        answer = await room.script("def learning_rates(step):\n    return 0, 0")
        assert answer["result"] == {"changed": ["learning_rates"]}
        first = await room.loop.trainer.state()
        await room.service.single_step()
        frozen = await room.loop.trainer.state()
        assert np.array_equal(first["autoencoder"], frozen["autoencoder"])
        assert room.loop.trainer.loss_weights is schedule.loss_weights
        await room.service.reset(4)
        assert (await room.script("trainer.step_count"))["result"] == {
            "changed": ["learning_rates"]
        }
        assert room.printed == "0\n"
        await room.service.load(await room.service.save())
        assert room.service.script.changed == ["learning_rates"]
        assert room.loop.trainer.learning_rates(1) == (0, 0)
        await room.script("def dream_depth(step):\n    return 3")
        assert room.loop.trainer.learning_rates is schedule.learning_rates
        await room.service.single_step()
        assert room.of("tiles")[-1]["depth"] == 3
        room.service.use_original()
        assert room.service.script.changed == []
        await room.service.single_step()
        assert room.of("tiles")[-1]["depth"] == 0

    in_a_room(check)


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        (
            "def loss_weights(step):\n    return 1, 2",
            1,
            "loss_weights(1) gave (1, 2); it must give four",
        ),
        (
            "x = 1\nlearning_rates = lambda step: (1, float('nan'))",
            2,
            "gave (1, nan); it must give two",
        ),
        ("def learning_rates(step):\n    return -1, 0", 1, "two finite numbers, 0 or more"),
        ("def dream_depth(step):\n    return 2.5", 1, "a whole number from 0 to 8"),
        ("dream_depth = 3", None, "dream_depth must be `def dream_depth(step):`."),
        ("def loss_weights():\n    return 1", None, "takes 0 positional arguments"),
        ("def loss_weights(step):\n    return missing", 2, "NameError: name 'missing'"),
        ("def train(trainer):\n    pass", 1, "train must be `async def train(trainer):`."),
        ("raise ValueError('no')", 1, "ValueError: no"),
    ],
)
def test_what_cannot_train_is_told_and_what_was_in_use_stays(source, line, message):
    async def check(room):
        await room.script("def learning_rates(step):\n    return 0, 0")
        answer = await room.script(source)
        assert answer["status"] == "error"
        assert message in answer["error"]["message"]
        assert answer["error"]["line"] == line
        assert answer["result"] == {"changed": ["learning_rates"]}
        assert room.loop.trainer.learning_rates(1) == (0, 0)

    in_a_room(check)


NUMBERS = st.one_of(st.floats(), st.integers(), st.text(max_size=2), st.none())


@given(st.one_of(NUMBERS, st.lists(NUMBERS, max_size=5).map(tuple)))
def test_rates_are_two_numbers_that_can_be_trained_with_or_a_fault(value):
    try:
        rates = guarded_function("learning_rates", lambda step: value)(1)
    except Fault:
        return
    assert len(rates) == 2
    assert all(math.isfinite(rate) and rate >= 0 for rate in rates)


def test_a_failing_function_pauses_training_which_goes_on_when_it_is_mended():
    async def check(room):
        source = "def loss_weights(step):\n    if step == 5:\n        {}\n    return 1, 4, 0, 0"
        await room.script(source.format("1 / 0"))
        await room.train_until(9)
        (fault,) = room.of("fault")
        assert (fault["step"], fault["error"]["line"], fault["restored"]) == (4, 3, False)
        assert fault["error"]["message"] == "ZeroDivisionError: division by zero"
        assert room.of("state")[-1]["state"] == "paused"
        assert not room.of("failure")
        await room.service.single_step()
        assert len(room.of("fault")) == 2
        await room.script(source.format("pass"))
        await room.train_until(9)
        assert room.loop.trainer.step_count == 9

    in_a_room(check)


def test_a_depth_that_fails_in_a_pause_is_told_and_tiles_are_drawn_all_the_same():
    async def check(room):
        await room.script(
            "calls = []\ndef dream_depth(step):\n    calls.append(1)\n"
            "    return 1 if len(calls) < 2 else 9"
        )
        await room.service.set_mosaic(4, 1.0)
        assert room.of("tiles")[-1]["depth"] == 0
        assert "gave 9" in room.of("fault")[-1]["error"]["message"]

    in_a_room(check)


def test_divergence_by_a_script_goes_back_to_where_it_was_well():
    async def check(room):
        for _ in range(2):
            await room.service.single_step()
        good = await room.loop.trainer.state()
        await room.script("def learning_rates(step):\n    return 1e30, 1e30")
        await room.train_until(500)
        (fault,) = room.of("fault")
        assert fault["restored"]
        assert fault["step"] == room.loop.trainer.step_count == 2
        back = await room.loop.trainer.state()
        assert all(np.array_equal(good[name], back[name]) for name in good)
        assert not room.of("failure")
        # Another network is not set back to this one.
        await room.service.reset(8)
        await room.train_until(500)
        assert room.of("fault")[-1]["step"] == 0
        assert room.loop.trainer.seed == 8

    in_a_room(check)


def test_divergence_is_seen_in_what_is_drawn_as_well():
    async def check(room):
        await room.service.set_mosaic(4, 0.0)
        await room.script("def learning_rates(step):\n    return 1e30, 1e30")
        room.loop.show_progress = lambda loop: loop.show_tiles()
        await room.train_until(500)
        assert room.of("fault")[-1]["restored"]
        assert not room.of("failure")

    in_a_room(check)


def test_a_step_of_the_users_may_be_the_trainers_and_print():
    async def check(room):
        await room.script(
            "async def train(trainer):\n    print('step', trainer.step_count + 1)\n"
            "    await trainer.step()"
        )
        await room.train_until(3)
        assert room.printed.startswith("step 1\nstep 2\nstep 3\n")
        room.service.use_original()
        print("not the panel's")
        assert "not" not in room.printed

    in_a_room(check)


def test_a_script_makes_steps_between_those_of_the_training():
    async def check(room):
        room.service.start()
        await room.until(2)
        answer = await room.script(
            "before = trainer.step_count\nfor _ in range(3): await trainer.step()\n"
            "print(trainer.step_count - before, nine.rgb.shape)"
        )
        assert answer["status"] == "done"
        assert room.printed == "3 (9, 32, 32, 3)\n"
        assert room.loop.running
        await room.service.pause()

    in_a_room(check)


def interrupted(source, seconds=0.3):
    """What a script's function raises when SIGINT comes while it runs, in the main thread."""
    before = signal.getsignal(signal.SIGINT)
    interrupt_scripts_alone()
    timer = threading.Timer(seconds, signal.raise_signal, [signal.SIGINT])
    namespace = {}
    exec(compile(source, scripting.SCRIPT, "exec"), namespace)
    timer.start()
    try:
        return guarded_function("loss_weights", namespace["loss_weights"])(1)
    finally:
        timer.join()
        forget_interruption()
        signal.signal(signal.SIGINT, before)


def test_an_interruption_stops_the_users_functions():
    with pytest.raises(Fault) as fault:
        interrupted("def loss_weights(step):\n    while True:\n        pass")
    assert fault.value.error.line in (2, 3)
    assert fault.value.error.message.startswith("loss_weights was stopped here")


def test_an_interruption_of_our_own_code_waits_for_the_users():
    source = "def loss_weights(step):\n    return 1, 1, 1, 1"
    before = signal.getsignal(signal.SIGINT)
    interrupt_scripts_alone()
    try:
        namespace = {}
        exec(compile(source, scripting.SCRIPT, "exec"), namespace)
        weights = guarded_function("loss_weights", namespace["loss_weights"])
        signal.raise_signal(signal.SIGINT)  # nothing of the user's runs
        with pytest.raises(Fault):
            weights(1)
        assert weights(1) == (1, 1, 1, 1)
        signal.raise_signal(signal.SIGINT)
        forget_interruption()
        assert weights(1) == (1, 1, 1, 1)
    finally:
        signal.signal(signal.SIGINT, before)


DOCUMENT = (Path(__file__).parents[2] / "docs" / "dream-python.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"^```python\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)


def test_the_document_names_every_function():
    assert re.findall(r"^\| `(?:async )?(\w+)\(", DOCUMENT, re.MULTILINE) == list(FUNCTIONS)


@pytest.mark.parametrize(
    ("snippet", "changed", "printed"),
    list(zip(SNIPPETS, [["learning_rates"], ["train"], []], ["", "", " 0."], strict=True)),
)
def test_the_snippets_of_the_document_run_as_written(snippet, changed, printed):
    async def check(room):
        answer = await room.script(snippet)
        assert (answer["error"], answer["result"]) == (None, {"changed": changed})
        steps = room.loop.trainer.step_count
        await room.train_until(steps + 2)
        assert room.loop.trainer.step_count == steps + 2
        assert not room.of("fault")
        assert printed in room.printed

    in_a_room(check)
