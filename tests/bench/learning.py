"""How fast the dream learns, and how well it dreams, in Chromium on one thread of wasm.

For each seed: seconds after Start until the mean absolute error of the nine is 0.05, and until
every word of the nine is read right in their reconstructions; then what 63 dreams at the default
depth are like at 1,000 and 3,000 steps. The nine are looked at every 25 steps. Words are read by
`tests/reading.py`, which matches the project's fonts, and compared with those of the originals.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from harness import RESULTS, chromium_and_site, report
from numpy.typing import NDArray
from playwright.sync_api import Browser

from tests.in_worker import run_python, unpack
from tests.reading import words_in

SEEDS = (1, 2, 3, 5, 20)
STOPS = (1_000, 3_000)
GOAL = 0.05
DREAMS = 63
SLOWEST = 1_800_000  # milliseconds for one stretch of training

PREPARE = """
import gc, time
from aipixel.vaegan.service import DreamService
from aipixel.vaegan.dreams.metrics import dream_metrics
from aipixel.vaegan.training.schedule import dream_depth
service = next(o for o in gc.get_objects() if isinstance(o, DreamService))
seen, began = [], []
told, stated = service.on_reconstructions, service.on_state
def on_reconstructions(step, errors, pictures):
    pixels = np.uint8(np.rint(pictures * 255))
    seen.append((time.perf_counter() - began[0], step, float(errors.mean()), pixels))
    told(step, errors, pictures)
def on_state(running):
    began.append(time.perf_counter())
    stated(running)
service.on_reconstructions, service.on_state = on_reconstructions, on_state
"""
SEEN = """
json.dumps({"seen": [(when, step, error) for when, step, error, _ in seen],
            "names": list(service.loop.trainer.nine.names),
            "arrays": packed({"originals": service.loop.trainer.originals,
                              **{str(i): p for i, (_, _, _, p) in enumerate(seen)}})})
"""
DREAMED = f"""
trainer = service.loop.trainer
shape = ({DREAMS}, trainer.model.manifest.latent)
latents = np.random.default_rng(99).standard_normal(shape, np.float32)
dreams = await trainer.dreams(latents, dream_depth(trainer.step_count))
found = dream_metrics(dreams, trainer.originals)
error = float(np.abs(await trainer.reconstructions() - trainer.originals).mean())
json.dumps({{"step": trainer.step_count, "error": error, **vars(found)}})
"""


def lettered(names: Sequence[str]) -> list[int]:
    """Which of the nine say words, by their descriptions."""
    return [index for index, name in enumerate(names) if "“" in name or "clock that says" in name]


def as_bytes(planes: NDArray[np.float32]) -> NDArray[np.uint8]:
    return np.rint(planes.reshape(9, 3, 32, 32)).astype(np.uint8).transpose(0, 2, 3, 1)


def first_seconds(answer: dict[str, Any]) -> tuple[float, float]:
    """Seconds until the error and the words are there; infinite where they never were."""
    arrays = unpack(answer["arrays"])
    texts = lettered(answer["names"])
    originals = as_bytes(arrays["originals"] * 255)
    words = [words_in(originals[index]) for index in texts]
    low = read = float("inf")
    for number, (when, _, error) in enumerate(answer["seen"]):
        if error <= GOAL:
            low = min(low, when)
        if when < read:
            rebuilt = as_bytes(arrays[str(number)])
            if [words_in(rebuilt[index]) for index in texts] == words:
                read = when
    return low, read


def learn(browser: Browser, site: str, seed: int, stops: Sequence[int]) -> dict[str, Any]:
    """One seed's row, and what was measured at each stop."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"{site}dream/?backend=wasm&seed={seed}")
    page.wait_for_selector("html[data-state=ready]", timeout=120_000)
    run_python(page, PREPARE + "None")
    row: dict[str, Any] = {"seed": seed}
    for stop in stops:
        page.get_by_role("button", name="Start").click()
        reached = f"() => Number(document.documentElement.dataset.step) >= {stop}"
        page.wait_for_function(reached, timeout=SLOWEST, polling=250)
        page.get_by_role("button", name="Pause").click()
        page.wait_for_selector("html[data-state=paused]")
        if stop == stops[0]:
            row["to_error"], row["to_words"] = first_seconds(json.loads(run_python(page, SEEN)))
        row[str(stop)] = json.loads(run_python(page, DREAMED))
    page.context.close()
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parser.add_argument("--stops", type=int, nargs="+", default=STOPS)
    options = parser.parse_args()
    rows = []
    with chromium_and_site() as (browser, site):
        for seed in options.seeds:
            rows.append(learn(browser, site, seed, options.stops))
            print(json.dumps(rows[-1]), flush=True)
    RESULTS.mkdir(exist_ok=True)
    header = ("seed", "s to 0.05", "s to words", "step", "error", "diversity", "present",
              "flatness", "distance")  # fmt: skip
    table = [
        (row["seed"], row["to_error"], row["to_words"], at["step"], f"{at['error']:.4f}",
         at["diversity"], at["present"], at["flatness"], f"{at['distance']:.3f}")
        for row in rows
        for at in (row[str(stop)] for stop in options.stops)
    ]  # fmt: skip
    report("learning", header, table)


if __name__ == "__main__":
    main()
