"""The dream room as a person uses it, in Chromium."""

import json

import numpy as np
import pytest
from aipixel.vaegan.dreams.metrics import distances, dream_metrics
from aipixel.vaegan.pictures import nine_pictures

from tests.dream_page import READY, data, press, wait_for_state, wait_for_step
from tests.in_worker import run_python, unpack

SEED = 7


def nine_of(seed):
    rgb = np.stack([picture.rgb() for picture in nine_pictures(seed)])
    return rgb.transpose(0, 3, 1, 2).astype(np.float32) / 255


def dreams_in(page):
    """What the page's own loop dreams now, as (N, 3, 32, 32)."""
    tiles = unpack(
        run_python(
            page,
            """
import gc
from aipixel.vaegan.training.loop import TrainingLoop
from aipixel.vaegan.training.schedule import dream_depth
loop = next(o for o in gc.get_objects() if isinstance(o, TrainingLoop))
step = loop.trainer.step_count
packed({"tiles": await loop.trainer.dreams(loop.mosaic.latents, dream_depth(step))})
""",
        )
    )["tiles"]
    return tiles.reshape(-1, 3, 32, 32)


def test_it_learns_the_nine_and_dreams_of_all_of_them(open_page):
    page, watched = open_page(f"dream/?backend=wasm&seed={SEED}")
    wait_for_state(page, "ready")
    assert (data(page, "backend"), data(page, "seed")) == ("wasm", str(SEED))
    page.get_by_role("button", name="Step", exact=True).click()
    page.wait_for_selector("html[data-error]", timeout=READY, state="attached")
    at_first = float(data(page, "error"))
    press(page, "Start")
    wait_for_state(page, "running")
    wait_for_step(page, 300)
    press(page, "Pause")
    wait_for_state(page, "paused")
    assert float(data(page, "error")) <= at_first / 4
    tiles, nine = dreams_in(page), nine_of(SEED)
    assert set(distances(tiles, nine).argmin(axis=1)) == set(range(9))
    assert dream_metrics(tiles, nine).diversity > 0.4
    assert watched.console == []


def test_the_page_shows_the_pictures_of_the_seed(open_page):
    page, _ = open_page(f"dream/?backend=wasm&config=tiny&seed={SEED}")
    wait_for_state(page, "ready")
    for picture in nine_pictures(SEED):
        assert page.get_by_role("img", name=picture.description).count() >= 1


def test_space_and_double_click_start_and_pause(open_page):
    page, _ = open_page(f"dream/?backend=wasm&config=tiny&seed={SEED}")
    wait_for_state(page, "ready")
    page.locator("body").press("Space")
    wait_for_state(page, "running")
    wait_for_step(page, 5)
    page.locator("body").press("Space")
    wait_for_state(page, "paused")
    stopped = data(page, "step")
    page.locator("canvas").first.dblclick()
    wait_for_state(page, "running")
    wait_for_step(page, int(stopped) + 1)


def test_the_keyboard_alone_is_enough(open_page):
    page, _ = open_page(f"dream/?backend=wasm&config=tiny&seed={SEED}")
    wait_for_state(page, "ready")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Start":
            break
    page.keyboard.press("Enter")
    wait_for_state(page, "running")
    page.keyboard.press("Enter")
    wait_for_state(page, "paused")


def test_reset_begins_again_and_a_step_is_one_step(open_page):
    page, _ = open_page(f"dream/?backend=wasm&config=tiny&seed={SEED}")
    wait_for_state(page, "ready")
    press(page, "Step")
    wait_for_step(page, 1)
    press(page, "Step")
    wait_for_step(page, 2)
    press(page, "Reset")
    page.wait_for_selector("html[data-step='0']", timeout=READY, state="attached")
    assert data(page, "seed") == str(SEED)


def test_training_does_not_freeze_the_page(open_page):
    page, _ = open_page(f"dream/?backend=wasm&seed={SEED}")
    wait_for_state(page, "ready")
    press(page, "Start")
    wait_for_step(page, 10)
    blocked = page.evaluate(
        """() => new Promise((done) => {
          const began = performance.now();
          let last = began, blocked = 0;
          const tick = () => {
            const now = performance.now();
            if (now - last > 50) blocked += now - last;
            last = now;
            if (now - began < 3000) setTimeout(tick, 0); else done(blocked / (now - began));
          };
          tick();
        })"""
    )
    assert blocked < 0.5  # steps on the page's own thread would leave no time between them


@pytest.mark.parametrize("backend", ["wasm", "wasm-threads"])
def test_the_backend_that_is_asked_for_is_used(open_page, backend):
    page, _ = open_page(f"dream/?backend={backend}&config=tiny&seed=1")
    wait_for_state(page, "ready")
    assert data(page, "backend") == backend
    press(page, "Step")
    wait_for_step(page, 1)


def test_memory_does_not_grow(open_page):
    page, _ = open_page(f"dream/?backend=wasm&seed={SEED}")
    wait_for_state(page, "ready")
    page.evaluate("globalThis.samples = []")
    press(page, "Start")
    sizes = []
    for step in (100, 300):
        wait_for_step(page, step)
        sizes.append(
            json.loads(
                run_python(
                    page,
                    """
from aipixel.runtime import heap_bytes, live_tensors
json.dumps({"heap": heap_bytes(), "tensors": sum(live_tensors().values())})
""",
                )
            )
        )
    at_100, at_300 = sizes
    assert at_300["heap"] <= 1.25 * at_100["heap"]  # 200 lost states would make it tenfold
    assert at_300["tensors"] <= at_100["tensors"]
    assert at_100["heap"] > 10_000_000  # both heaps are counted
    assert at_100["tensors"] >= 6
