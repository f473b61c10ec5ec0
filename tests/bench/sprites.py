"""Seconds per sprite, side by side: torch block by block, native onnxruntime, the browser.

All draw the same cells from the same seeds with the shipped weights at the same temperature: one
sprite, six of one silhouette, sixteen. Every variant takes its turn in each round. Ratios are to
the page's wasm on one thread. Behind the table: blocks of 2 x 2 pixels painted, of 256, for each
category.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack

import numpy as np
import torch
from aipixel.sprites.model import SpriteModel
from harness import ROOT, chromium_and_site, report, smoke, summary
from pixelllm import sampling
from pixelllm.options import SHIPPED, load_drawing_model
from playwright.sync_api import Browser, Page

from tests.coroutines import run

MODEL = ROOT / "web" / "models" / "pixelllm"
ROUNDS = 1 if smoke() else 3
CELLS = [("Reef", "ReefFish"), ("Kelp", "Coral"), ("Abyssal", "Jellyfish"), ("Vent", "Crustacean")]
TASKS = (("one", 1), ("six of a shape", 6), ("sixteen", 16))
BASE = "browser, 1 thread"

OPEN = """async (threads) => {
  const { ort, modelFolder } = await import(new URL('/sprites/onnxruntime.js', location).href);
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
  const { SpriteModel } = await import(new URL('/sprites/sprite-model.js', location).href);
  globalThis.model = await SpriteModel.open(ort, modelFolder, { executionProviders: ['wasm'] });
}"""
DRAW = """async ([labels, seeds, shapes]) => {
  const silhouettes = shapes && Uint8Array.from(shapes);
  const began = performance.now();
  await globalThis.model.draw({ labels, seeds, silhouettes });
  return (performance.now() - began) / 1000;
}"""

Shapes = np.ndarray | None
Draw = Callable[[dict[str, str], list[int], Shapes], float]  # returns seconds


def torch_loop() -> Draw:
    network = load_drawing_model(SHIPPED)
    torch.set_num_threads(1)  # its steps are too small for two

    def draw(labels: dict[str, str], seeds: list[int], shapes: Shapes) -> float:
        numbers = np.array([network.vocabulary.label(list(labels.values()))] * len(seeds))
        tokens = torch.from_numpy(network.vocabulary.tokens(numbers))
        silhouettes = None if shapes is None else torch.from_numpy(shapes).flatten(1)
        began = time.perf_counter()
        sampling.draw(network, tokens, np.array(seeds), None, None, silhouettes)
        return time.perf_counter() - began

    return draw


def native() -> Draw:
    model = run(SpriteModel.open(str(MODEL)))

    def draw(labels: dict[str, str], seeds: list[int], shapes: Shapes) -> float:
        began = time.perf_counter()
        run(model.draw(labels, seeds, None, None, shapes))
        return time.perf_counter() - began

    return draw


def in_browser(browser: Browser, site: str, threads: int) -> Draw:
    # Without the service worker, which would serve what an earlier build left.
    page: Page = browser.new_context(service_workers="block").new_page()
    page.goto(site)
    page.evaluate(OPEN, threads)

    def draw(labels: dict[str, str], seeds: list[int], shapes: Shapes) -> float:
        given = None if shapes is None else shapes.ravel().astype(int).tolist()
        return float(page.evaluate(DRAW, [labels, seeds, given]))

    return draw


def variants(browser: Browser, site: str) -> dict[str, Draw]:
    return {
        "torch, block by block": torch_loop(),
        "onnxruntime, native": native(),
        BASE: in_browser(browser, site, 1),
        "browser, 2 threads": in_browser(browser, site, 2),
    }


def blocks() -> list[tuple[object, ...]]:
    """The mean number painted, of each category."""
    model = run(SpriteModel.open(str(MODEL)))
    zones, categories = (axis.names for axis in model.manifest.axes)
    rows: list[tuple[object, ...]] = []
    for category in categories:
        drawn = [
            run(model.draw({"zone": zone, "category": category}, [seed])).blocks
            for seed, zone in enumerate(zones)
        ]
        rows.append((category, statistics.mean(drawn)))
    return rows


def shape_of(cell: dict[str, str]) -> np.ndarray:
    model = run(SpriteModel.open(str(MODEL)))
    return run(model.draw(cell, [1])).sprites > 0


def main() -> None:
    cells = [{"zone": zone, "category": category} for zone, category in CELLS]
    shapes = [shape_of(cell) for cell in cells]
    seconds: dict[tuple[str, str], list[float]] = {}
    with ExitStack() as stack:
        drawers = variants(*stack.enter_context(chromium_and_site()))
        for number in range(ROUNDS):
            for name, draw in drawers.items():
                for task, count in TASKS:
                    some = range(1 if smoke() else len(cells)) if count < 16 else [number % 4]
                    taken = [
                        draw(
                            cells[at],
                            list(range(count)),
                            shapes[at].repeat(count, 0) if count == 6 else None,
                        )
                        for at in some
                    ]
                    seconds.setdefault((task, name), []).append(statistics.mean(taken))
            print(f"round {number + 1} of {ROUNDS}", flush=True)
    found = {key: summary(samples) for key, samples in sorted(seconds.items())}
    rows = [
        (task, name, f["median"], f["min"], f["max"], f["median"] / found[task, BASE]["median"])
        for (task, name), f in found.items()
    ]
    report("sprites", ("sprites", "variant", "seconds", "least", "most", "ratio"), rows)
    report("sprites-blocks", ("category", "blocks painted"), blocks())


if __name__ == "__main__":
    main()
