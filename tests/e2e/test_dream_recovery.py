"""Nothing is lost: the room in Chromium through reloads, breakdowns and storage that refuses."""

import random
import re

import pytest
from playwright.sync_api import expect

from tests.conftest import new_context
from tests.dream_page import (
    FEW_TILES,
    READY,
    button,
    data,
    open_tiny,
    press,
    wait_for_state,
    wait_for_step,
    with_worker_that,
)
from tests.in_worker import run_python

RELOADS = 5
RESTART = 240_000  # ms; a worker that is loaded anew

BREAK_TRAINER = """
import gc
from aipixel.vaegan.training.trainer import Trainer
trainer = next(o for o in gc.get_objects() if isinstance(o, Trainer))
"""


def step_of(page):
    return int(data(page, "step"))


def kept_of(page):
    return int(data(page, "kept") or 0)


def kept_section(page):
    return page.get_by_role("region", name="Kept in this browser")


def notice(page):
    return page.locator("#notice")


def alert(page):
    return page.get_by_role("alert").filter(visible=True)


def wait_until_kept(page, step=1):
    """Software WebGPU takes a minute for its first step."""
    page.wait_for_function(
        f"() => Number(document.documentElement.dataset.kept ?? 0) >= {step}", timeout=RESTART
    )


def train_and_pause(page, steps):
    press(page, "Start")
    wait_for_step(page, step_of(page) + steps)
    press(page, "Pause")
    wait_for_state(page, "paused")
    wait_until_kept(page, step_of(page))


@pytest.fixture
def room(browser, site):
    """Opens the tiny room in a context that stays, so that what is kept can be found again."""
    context = new_context(browser)

    def open_room(query="", seed=7, prelude=None, everywhere=False, backend="wasm"):
        page = context.new_page()
        if everywhere:
            page.add_init_script(prelude)
        if prelude:
            with_worker_that(context, prelude)
        page.goto(f"{site}dream/?backend={backend}&config=tiny&seed={seed}{query}")
        wait_for_state(page, "ready", timeout=RESTART)
        return page

    yield open_room
    context.close()


def button_like(page, pattern):
    return page.get_by_role("button", name=re.compile(pattern))


def test_a_reload_at_any_step_loses_nothing_that_was_saved(room):
    page = room()
    chance = random.Random(20)
    press(page, "Start")
    for _ in range(RELOADS):
        wait_for_step(page, step_of(page) + chance.randint(1, 25))
        page.wait_for_timeout(chance.randint(0, 100))
        kept = kept_of(page)
        page.reload()
        wait_for_state(page, "ready")
        if kept == 0:  # the first seconds: nothing was saved yet
            press(page, "Start")
            wait_until_kept(page)
            continue
        button_like(page, "^Go on from step").first.click()
        wait_for_state(page, "running")
        wait_until_kept(page)
        assert kept_of(page) >= kept
    wait_for_step(page, step_of(page) + 1)


def test_closing_the_page_loses_nothing_and_the_next_one_offers_it(room):
    page = room("&depth=3")
    train_and_pause(page, 10)
    kept = step_of(page)
    page.close()
    page = room("", seed=9)
    assert (data(page, "seed"), data(page, "step")) == ("9", "0")
    offer = page.get_by_role("region", name="Kept training")
    expect(offer).to_contain_text(f"Step {kept} of seed 7 is kept in this browser")
    expect(offer).to_contain_text("This page has opened seed 9")
    button(page, f"Go on from step {kept} of seed 7").click()
    wait_for_state(page, "running")
    expect(offer).to_be_hidden()
    assert data(page, "seed") == "7"
    assert step_of(page) >= kept
    assert "seed=7" in page.url
    expect(page.get_by_role("slider", name="Depth of the dream")).to_have_value("3")


def test_beginning_anew_keeps_what_was_there(room):
    page = room()
    train_and_pause(page, 10)
    kept = step_of(page)
    page.reload()
    wait_for_state(page, "ready")
    press(page, "Begin anew")
    expect(page.get_by_role("region", name="Kept training")).to_be_hidden()
    train_and_pause(page, 3)
    expect(kept_section(page)).to_contain_text(f"Seed 7, step {kept}")
    button(page, f"Go on: Seed 7, step {kept}").click()
    wait_for_state(page, "running")
    assert step_of(page) >= kept


def test_a_reset_and_an_import_leave_the_training_before_them(room, tmp_path):
    page = room()
    press(page, "Start")
    wait_for_step(page, 10)
    press(page, "New seed")
    wait_for_state(page, "ready")
    expect(kept_section(page)).to_contain_text("Seed 7, step")
    goes_back = button_like(page, "^Go on: Seed 7")
    step = int(re.search(r"step (\d+)", goes_back.get_attribute("aria-label"))[1])
    assert step >= 10
    goes_back.click()
    wait_for_state(page, "running")
    assert data(page, "seed") == "7"
    assert step_of(page) >= step
    for remove in button_like(page, "^Remove: Seed").all():
        remove.click()
    expect(button_like(page, "^Remove: Seed")).to_have_count(0)


def test_two_tabs_keep_a_training_each(room):
    first = room(seed=7)
    train_and_pause(first, 5)
    second = room(seed=7)
    expect(second.get_by_role("region", name="Kept training")).to_be_hidden()
    train_and_pause(second, 12)
    steps = {step_of(first), step_of(second)}
    first.close()
    second.close()
    third = room(seed=7)
    found = kept_section(third).get_by_role("listitem").all_inner_texts()
    assert {int(re.search(r"step (\d+)", text)[1]) for text in found} == steps


UNTIL_ONE_IS_HELD = """async () => {
  const isRun = ({ name }) => name.startsWith('aipixel-run-');
  while ((await navigator.locks.query()).held.filter(isRun).length > 1)
    await new Promise((resolve) => setTimeout(resolve, 50));
}"""


def test_a_training_that_another_tab_goes_on_with_is_not_removed(room):
    first = room()
    train_and_pause(first, 5)
    step = step_of(first)
    first.close()
    second = room(seed=9)
    remove = button_like(second, f"^Remove: Seed 7, step {step}$")
    for told in ("has gone on in another tab", "goes on in another tab"):
        expect(remove).to_have_count(1)
        third = room()
        button_like(third, "^Go on from step").first.click()
        wait_for_state(third, "running")
        wait_for_step(third, step_of(third) + 5)
        press(third, "Pause")
        wait_for_state(third, "paused")
        wait_until_kept(third, step_of(third))
        if told.startswith("has"):
            step = step_of(third)
            third.close()
            second.evaluate(UNTIL_ONE_IS_HELD)
        remove.click()
        expect(notice(second)).to_contain_text(told)
        remove = button_like(second, f"^Remove: Seed 7, step {step}$")
    expect(remove).to_have_count(0)  # it is the other tab's
    third.close()
    third = room()
    expect(button_like(third, "^Go on from step")).not_to_have_count(0)


def test_a_worker_that_ends_is_replaced_and_training_goes_on(room):
    page = room()
    press(page, "Start")
    wait_until_kept(page)
    kept = kept_of(page)
    page.workers[0].evaluate("self.close()")
    expect(notice(page)).to_contain_text("the worker has ended", timeout=READY)
    wait_for_state(page, "running", timeout=RESTART)
    assert step_of(page) >= kept
    assert data(page, "seed") == "7"
    wait_for_step(page, step_of(page) + 5)


def test_a_worker_that_ends_again_and_again_is_left_and_the_way_on_is_offered(room):
    page = room()
    train_and_pause(page, 5)
    kept = kept_of(page)
    for _ in range(4):
        page.workers[-1].evaluate("self.close()")
        page.wait_for_selector(
            "html[data-state=loading], html[data-state=error]", state="attached", timeout=READY
        )
        wait_for_state(page, "paused", "error", timeout=RESTART)
    expect(alert(page)).to_contain_text("again and again")
    button(page, f"Go on from step {kept}").click()
    wait_for_state(page, "running", timeout=RESTART)
    assert step_of(page) >= kept


def test_memory_that_runs_out_is_a_breakdown_like_others(room):
    page = room()
    press(page, "Start")
    wait_until_kept(page)
    kept = kept_of(page)
    run_python(
        page,
        BREAK_TRAINER
        + """
async def learn(inputs):
    raise MemoryError("no room for 4 GB")
trainer.learn = learn
""",
    )
    expect(notice(page)).to_contain_text("no room for 4 GB", timeout=READY)
    wait_for_state(page, "running", timeout=RESTART)
    assert step_of(page) >= kept


# So that the test can lose what onnxruntime was given.
NOTE_DEVICE = """
const { requestDevice } = GPUAdapter.prototype;
GPUAdapter.prototype.requestDevice = async function (...wishes) {
  globalThis.device = await requestDevice.apply(this, wishes);
  return globalThis.device;
}"""


def test_a_lost_gpu_is_found_again_and_left_when_it_is_lost_twice(room):
    page = room(FEW_TILES, backend="webgpu", prelude=NOTE_DEVICE)
    assert data(page, "backend") == "webgpu"
    press(page, "Start")
    wait_until_kept(page)
    for backend in ("webgpu", "wasm"):
        kept = kept_of(page)
        page.workers[-1].evaluate("() => globalThis.device.destroy()")
        wait_for_state(page, "loading")  # the second time, the notice of the first is still there
        expect(notice(page)).to_contain_text("the graphics processor was lost", timeout=READY)
        wait_for_state(page, "running", timeout=RESTART)
        assert data(page, "backend").startswith(backend)
        assert step_of(page) >= kept
    wait_for_step(page, step_of(page) + 1)
    expect(page.locator("#backend-reason")).to_contain_text("lost twice")


def test_numbers_that_are_not_finite_are_left_behind(room):
    page = room()
    press(page, "Start")
    wait_until_kept(page)
    run_python(
        page,
        BREAK_TRAINER
        + """
import numpy as np
from aipixel.vaegan.training.loop import TrainingLoop
loop = next(o for o in gc.get_objects() if isinstance(o, TrainingLoop))
async with loop.turn:
    state = await trainer.state()
    trainer._state = {**state, "autoencoder": state["autoencoder"] * np.float32(np.nan)}
""",
    )
    expect(notice(page)).to_contain_text("no longer a finite number", timeout=READY)
    assert data(page, "state") == "running"
    wait_for_step(page, step_of(page) + 10)


REFUSED = "navigator.storage.getDirectory = () => Promise.reject(new Error('no'))"
NO_DATABASE = "indexedDB.open = () => { throw new DOMException('no', 'SecurityError') }"


def test_where_the_file_system_is_refused_a_database_keeps_it(room):
    page = room(prelude=REFUSED)
    train_and_pause(page, 5)
    kept = step_of(page)
    page.reload()
    wait_for_state(page, "ready")
    go = button(page, f"Go on from step {kept}")
    go.click()
    wait_for_state(page, "running")
    assert step_of(page) >= kept


def test_where_nothing_can_be_kept_the_page_says_so_and_a_crash_loses_nothing(room):
    page = room(prelude=f"{REFUSED};{NO_DATABASE}")
    train_and_pause(page, 5)
    expect(kept_section(page).get_by_role("alert")).to_contain_text("keeps nothing for this page")
    kept = step_of(page)
    page.workers[0].evaluate("self.close()")
    wait_for_state(page, "loading")
    wait_for_state(page, "paused", timeout=RESTART)
    assert step_of(page) == kept
    press(page, "New seed")
    expect(kept_section(page)).to_contain_text(f"Seed 7, step {kept}")


STUCK = "navigator.storage.getDirectory = () => new Promise(() => {}); indexedDB.open = () => ({})"


def test_a_room_opens_where_the_storage_never_answers(room):
    page = room(prelude=STUCK)
    train_and_pause(page, 5)
    expect(kept_section(page).get_by_role("alert")).to_contain_text("keeps nothing for this page")


NO_LOCKS = "Object.defineProperty(navigator, 'locks', { value: undefined })"


def test_a_browser_without_locks_still_keeps(room):
    page = room(prelude=NO_LOCKS, everywhere=True)
    train_and_pause(page, 5)
    kept = step_of(page)
    page.reload()
    wait_for_state(page, "ready")
    button(page, f"Go on from step {kept}").click()
    wait_for_state(page, "running")
    assert step_of(page) >= kept


# The browser's own limit cannot be moved for this file system, so writing refuses as it would.
FULL = """
const { write } = FileSystemSyncAccessHandle.prototype;
globalThis.full = true;
FileSystemSyncAccessHandle.prototype.write = function (...content) {
  if (globalThis.full) throw new DOMException('no room', 'QuotaExceededError');
  return write.apply(this, content);
}"""


def test_a_full_storage_is_told_and_tried_again(room):
    page = room(prelude=FULL)
    train_and_pause(page, 5)
    problem = kept_section(page).get_by_role("alert")
    expect(problem).to_contain_text("its storage is full")
    expect(kept_section(page)).to_contain_text("Nothing of this training is kept in this browser")
    train_and_pause(page, 3)
    expect(problem).to_have_count(1)
    page.workers[0].evaluate("() => { globalThis.full = false; }")
    train_and_pause(page, 3)
    expect(problem).to_be_hidden()
    kept = step_of(page)
    page.workers[0].evaluate("() => { globalThis.full = true; }")
    train_and_pause(page, 3)
    expect(problem).to_be_visible()
    expect(kept_section(page)).to_contain_text(
        f"The last save of this training in this browser: step {kept}"
    )
    page.reload()
    wait_for_state(page, "ready")
    expect(button(page, f"Go on from step {kept}")).to_be_visible()


SPOIL = """async (how) => {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle('aipixel-dream-tiny');
  const files = [];
  for await (const handle of folder.values()) files.push(await handle.getFile());
  files.sort((one, other) => other.lastModified - one.lastModified);
  const chosen = how === 'cut all' ? files : files.slice(0, 1);
  for (const file of chosen) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (how === 'flip') bytes[bytes.length >> 1] ^= 1;
    const handle = await folder.getFileHandle(file.name);
    const stream = await handle.createWritable();
    await stream.write(how === 'flip' ? bytes : bytes.slice(0, bytes.length >> 1));
    await stream.close();
  }
}"""


@pytest.mark.parametrize("how", ["cut", "flip", "cut all"])
def test_a_damaged_save_falls_back_to_the_one_before(room, site, how):
    page = room()
    train_and_pause(page, 5)
    older = step_of(page)
    train_and_pause(page, 5)
    newer = step_of(page)
    page.goto(site)
    page.evaluate(SPOIL, how)
    page.goto(f"{site}dream/?backend=wasm&config=tiny&seed=7")
    wait_for_state(page, "ready")
    offer = page.get_by_role("region", name="Kept training")
    if how == "cut all":
        expect(offer).to_be_hidden()
        return
    if how == "cut":
        expect(offer).to_contain_text("Another save of it is damaged")
        button(page, f"Go on from step {older}").click()
    else:
        button(page, f"Go on from step {newer}").click()
        expect(notice(page)).to_contain_text(f"the one before, of step {older}")
    wait_for_state(page, "running")
    wait_for_step(page, older + 1)


def test_a_file_that_is_no_network_leaves_the_training_and_what_is_kept(open_page, tmp_path):
    page, _ = open_tiny(open_page)
    train_and_pause(page, 5)
    wrong = tmp_path / "training.npz"
    wrong.write_bytes(b"PK\x03\x04 and no more")
    with page.expect_file_chooser() as chooser:
        button(page, "Import").click()
    chooser.value.set_files(wrong)
    expect(page.get_by_role("region", name="Files").get_by_role("alert")).to_contain_text(
        "training.npz is cut short"
    )
    step = step_of(page)
    train_and_pause(page, 3)
    assert step_of(page) >= step + 3
    expect(kept_section(page).get_by_role("listitem")).to_have_count(0)
