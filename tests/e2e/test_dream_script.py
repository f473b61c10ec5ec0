"""The Python of the dream is open: its training, changed and run in the page."""

import itertools
import re

import pytest
from aipixel.vaegan.script.original import original_script
from playwright.sync_api import expect
from sitebuild.server import running_server

from tests.conftest import ROOT, new_context
from tests.dream_page import READY, button, data, open_tiny, wait_for_state, wait_for_step
from tests.in_worker import run_python, unpack

STATE = """
import gc
from aipixel.vaegan.training.loop import TrainingLoop
loop = next(o for o in gc.get_objects() if isinstance(o, TrainingLoop))
packed(await loop.trainer.state())
"""
FROZEN = "def learning_rates(step):\n    return 0, 0"
FAILS_AT_5 = (
    "def loss_weights(step):\n    if step == 5:\n        return 1 / 0\n    return 1, 4, 0.05, 0.2"
)
ENDLESS = "def loss_weights(step):\n    while step > 3:\n        pass\n    return 1, 4, 0.05, 0.2"
DEAF = (
    "import itertools\n\ndef loss_weights(step):\n    if step > 3:\n"
    "        sum(itertools.repeat(0))\n    return 1, 4, 0.05, 0.2"
)


def part(page):
    return page.get_by_role("region", name="The Python")


def in_use(page):
    return part(page).locator("#script-in-use")


def problem_of(page):
    return page.get_by_role("region", name="Training").get_by_role("alert")


def editor(page):
    return page.get_by_role("textbox", name="Python script")


def output(page):
    return page.get_by_role("log", name="Output")


def show_the_python(page):
    button(page, "Show the Python").click()
    expect(editor(page)).to_be_visible()


def run_script(page, script):
    editor(page).fill(script)
    button(page, "Run").click()


def step_until(page, step):
    for number in range(int(data(page, "step")) + 1, step + 1):
        button(page, "Step").click()
        wait_for_step(page, number)
        expect(button(page, "Step")).to_be_enabled()  # all of it is drawn


def start_and_get_stuck(page):
    button(page, "Start").click()
    wait_for_state(page, "running")
    page.wait_for_timeout(3000)  # a worker that is stuck says no more which step it is at


@pytest.fixture
def room(open_page):
    page, watched = open_tiny(open_page)
    assert not any("editor" in url for url in watched.requests)
    show_the_python(page)
    return page


def test_the_panel_shows_the_code_in_use_and_running_it_changes_nothing(room):
    expect(editor(room)).to_contain_text("def learning_rates(step: int)")
    expect(editor(room)).to_contain_text("This is how the dream learns: the code in use.")
    in_page = run_python(
        room,
        "from aipixel.vaegan.script.original import original_script\noriginal_script()",
    )
    assert in_page == original_script()
    button(room, "Run").click()
    expect(part(room)).to_contain_text("Done in")
    expect(in_use(room)).to_be_empty()
    step_until(room, 3)
    ran = unpack(run_python(room, STATE))
    button(room, "Reset").click()
    room.wait_for_selector("html[data-step='0']", timeout=READY, state="attached")
    step_until(room, 3)
    again = unpack(run_python(room, STATE))
    assert all((ran[name] == again[name]).all() for name in ran)


def test_a_changed_rate_trains_from_the_next_step_on_until_the_original_is_taken(room):
    step_until(room, 2)
    error = data(room, "error")
    run_script(room, FROZEN)
    expect(in_use(room)).to_contain_text("Trains by your script: learning_rates changed.")
    button(room, "Start").click()
    wait_for_step(room, 60)
    button(room, "Pause").click()
    wait_for_state(room, "paused")
    assert data(room, "error") == error
    button(room, "Train by the original").click()
    expect(in_use(room)).to_be_empty()
    expect(button(room, "Hide the Python")).to_be_focused()
    button(room, "Start").click()
    wait_for_step(room, int(data(room, "step")) + 30)
    assert data(room, "error") != error


def test_reset_keeps_the_script_and_says_so(room):
    run_script(room, FROZEN)
    expect(in_use(room)).to_contain_text("Reset and Import keep it in use.")
    button(room, "Reset").click()
    step_until(room, 1)
    error = data(room, "error")
    step_until(room, 3)
    assert data(room, "error") == error


def test_an_error_pauses_with_its_line_and_training_goes_on_when_it_is_mended(room):
    run_script(room, FAILS_AT_5)
    expect(in_use(room)).to_contain_text("loss_weights changed")
    button(room, "Start").click()
    problem = problem_of(room)
    expect(problem).to_have_text(
        "Training paused after step 4, nothing is lost. In your script, line 3, "
        "ZeroDivisionError: division by zero. Mend it, run it, then start.",
        timeout=READY,
    )
    wait_for_state(room, "paused")
    assert data(room, "step") == "4"
    expect(output(room)).to_contain_text("Line 3: ZeroDivisionError: division by zero")
    expect(room.locator(".cm-line.python-wrong-line")).to_contain_text("return 1 / 0")
    run_script(room, FAILS_AT_5.replace("1 / 0", "1, 4, 0, 0"))
    expect(problem).to_be_hidden()
    expect(part(room)).to_contain_text("Done in")
    button(room, "Start").click()
    wait_for_step(room, 8)


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("def learning_rates(step):\n    return -1, 0", r"learning_rates\(1\) gave \(-1, 0\)"),
        ("x = 1\n\ndef loss_weights(step):\n    return 1", "must give four finite numbers"),
        ("def train(trainer):\n    pass", r"train must be `async def train\(trainer\):`"),
    ],
)
def test_what_cannot_train_is_told_at_once_and_is_not_used(room, script, told):
    run_script(room, script)
    expect(output(room)).to_contain_text(re.compile(told))
    expect(part(room)).to_contain_text("There is an error in line")
    expect(in_use(room)).to_be_empty()


def test_functions_print_and_scripts_may_await_steps_and_show_pictures(room):
    run_script(
        room,
        "async def train(trainer):\n    print('before step', trainer.step_count + 1)\n"
        "    await trainer.step()\n\n"
        "await trainer.step()\n"
        "show_pictures(await trainer.reconstructions(), 'The nine, rebuilt')\n"
        "trainer.step_count",
    )
    expect(output(room).get_by_role("img", name="The nine, rebuilt")).to_be_visible()
    expect(part(room).locator(".python-text-value")).to_have_text("1\n")
    wait_for_step(room, 1)
    step_until(room, 3)
    expect(output(room)).to_contain_text("before step 2")
    expect(output(room)).to_contain_text("before step 3")


def test_a_script_without_an_end_is_stopped_and_the_network_stays(room):
    step_until(room, 2)
    before = unpack(run_python(room, STATE))
    endless = "while True: pass", "while True:\n    await trainer.reconstructions()"
    for script, wait in itertools.product(endless, (0, 1500)):
        run_script(room, script)
        expect(part(room)).to_contain_text("Running.")
        room.wait_for_timeout(wait)  # without, it is stopped before it begins, or just then
        button(room, "Stop").click()
        expect(output(room)).to_contain_text("Python is still running", timeout=20_000)
    after = unpack(run_python(room, STATE))
    assert all((before[name] == after[name]).all() for name in before)
    step_until(room, 3)


def test_a_schedule_without_an_end_is_stopped_by_the_pause(room):
    assert room.evaluate("crossOriginIsolated")
    run_script(room, ENDLESS)
    expect(in_use(room)).to_contain_text("loss_weights changed")
    start_and_get_stuck(room)
    button(room, "Pause").click()
    expect(problem_of(room)).to_contain_text(
        re.compile(r"after step 3, .* line [23], loss_weights was stopped here"), timeout=READY
    )
    wait_for_state(room, "paused")
    button(room, "Train by the original").click()
    step_until(room, 5)


def assert_restarted(page, step):
    expect(in_use(page)).to_contain_text("The network is back", timeout=READY)
    wait_for_state(page, "paused")
    assert data(page, "step") == str(step)
    expect(button(page, "Train by the original")).to_be_hidden()
    step_until(page, step + 2)


def test_what_ignores_the_interruption_is_ended_and_the_network_comes_back(room):
    step_until(room, 2)
    run_script(room, DEAF)
    expect(in_use(room)).to_contain_text("loss_weights changed")
    start_and_get_stuck(room)
    button(room, "Pause").click()
    assert_restarted(room, 2)


def test_without_isolation_python_is_ended_and_the_network_comes_back(browser):
    with running_server(ROOT / "dist", isolated=False) as server:
        page = new_context(browser).new_page()
        page.goto(server.address + "dream/?backend=wasm&config=tiny&seed=7")
        wait_for_state(page, "ready")
        assert not page.evaluate("crossOriginIsolated")
        step_until(page, 2)
        error = data(page, "error")
        show_the_python(page)
        run_script(page, "while True: pass")
        expect(part(page)).to_contain_text("Running.")
        page.wait_for_timeout(500)
        button(page, "Stop").click()
        expect(output(page)).to_contain_text("ending Python", timeout=READY)
        expect(in_use(page)).to_contain_text("The network is back")
        assert (data(page, "step"), data(page, "error")) == ("2", error)
        page.context.close()


def test_divergence_by_the_users_rate_goes_back_to_where_it_was_well(room):
    step_until(room, 2)
    run_script(room, "def learning_rates(step):\n    return 1e30, 1e30")
    button(room, "Start").click()
    problem = problem_of(room)
    expect(problem).to_contain_text("no longer", timeout=READY)
    expect(problem).to_contain_text("as it was at step 2")
    assert data(room, "step") == "2"
    button(room, "Train by the original").click()
    step_until(room, 4)


def test_the_keyboard_alone_is_enough(open_page):
    page, _ = open_tiny(open_page)
    button(page, "Show the Python").focus()
    page.keyboard.press("Enter")
    expect(editor(page)).to_be_visible()
    page.keyboard.press("Tab")
    expect(editor(page)).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("def learning_rates(step):\nreturn 0, 0")
    assert data(page, "state") == "ready"  # the keys of the room are letters here
    page.keyboard.press("Control+Enter")
    expect(in_use(page)).to_contain_text("learning_rates changed")
    page.keyboard.press("Escape")
    for _ in range(4):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.id") == "use-original":
            break
    page.keyboard.press("Enter")
    expect(in_use(page)).to_be_empty()


@pytest.mark.parametrize("width", [360, 390, 1280])
def test_nothing_runs_out_of_the_window(open_page, width):
    page, _ = open_tiny(open_page, viewport={"width": width, "height": 800})
    show_the_python(page)
    run_script(page, FROZEN + "\nprint('long' * 200)")
    expect(in_use(page)).to_contain_text("learning_rates")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
