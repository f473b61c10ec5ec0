"""Seconds per sprite, side by side: torch pixel by pixel, native onnxruntime, the browser.

All draw the same cells from the same seeds with the shipped weights at the same temperature, one
sprite a call and sixteen; the graphs with drafts as they ship, and one pixel a pass. Every variant
takes its turn in each round. Ratios are to the page's wasm on one thread with drafts. Behind the
table: pixels that become final in a pass, for each category and some temperatures.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import torch
from aipixel.sprites.choice import Choice
from aipixel.sprites.model import SpriteModel
from harness import ROOT, chromium_and_site, report, summary
from pixelllm import sampling
from pixelllm.dataset import label_tokens
from pixelllm.export import export
from pixelllm.options import SHIPPED, load_drawing_model
from pixelllm.row_parts import export_parts
from pixelllm.vocabulary import CATEGORIES, ZONES
from playwright.sync_api import Browser, Page, Route

from tests.coroutines import run

MODEL = ROOT / "web" / "models" / "pixelllm"
MODULE = ROOT / "web" / "sprites" / "sprite-model.js"
ROUNDS = 3
SIXTEEN = 16
CELLS = [("Reef", "ReefFish"), ("Kelp", "Coral"), ("Abyssal", "Jellyfish"), ("Vent", "Crustacean")]
TEMPERATURES = (0.3, 0.8, 1.2)
BASE = "browser wasm"

OPEN = """async ([folder, backend, threads]) => {
  const { folders } = await (await fetch('/build.json')).json();
  const vendor = new URL(`/${folders['vendor/onnxruntime']}/`, location.href);
  const build = backend === 'webgpu' ? 'ort.webgpu.min.js' : 'ort.wasm.min.js';
  const ort = await import(new URL(build, vendor).href);
  ort.env.wasm.wasmPaths = vendor.href;
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
  const { SpriteModel } = await import(new URL('/sprites/sprite-model.js', location.href).href);
  const options = { executionProviders: [backend] };
  globalThis.model = await SpriteModel.open(ort, new URL(folder, location.href).href, options);
}"""
DRAW = """async ([zone, category, seeds]) => {
  const began = performance.now();
  await globalThis.model.draw({ zone, category, seeds });
  return (performance.now() - began) / 1000;
}"""

Draw = Callable[[str, str, list[int]], float]  # returns seconds


def torch_loop() -> Draw:
    network = load_drawing_model(SHIPPED)
    torch.set_num_threads(1)  # its steps are too small for two

    def draw(zone: str, category: str, seeds: list[int]) -> float:
        label = np.array([ZONES.index(zone)]), np.array([CATEGORIES.index(category)])
        labels = label_tokens(*label).expand(len(seeds), -1)
        began = time.perf_counter()
        sampling.draw(network, labels, np.array(seeds))
        return time.perf_counter() - began

    return draw


def native(folder: Path) -> Draw:
    model = run(SpriteModel.open(str(folder)))

    def draw(zone: str, category: str, seeds: list[int]) -> float:
        began = time.perf_counter()
        run(model.draw(zone, category, seeds))
        return time.perf_counter() - began

    return draw


def in_browser(browser: Browser, site: str, folder: Path, backend: str, threads: int) -> Draw:
    page: Page = browser.new_context().new_page()
    page.goto(site)

    def from_disk(route: Route) -> None:
        path = (
            MODULE if route.request.url.endswith(".js") else folder / Path(route.request.url).name
        )
        kind = "text/javascript" if path.suffix == ".js" else "application/octet-stream"
        route.fulfill(body=path.read_bytes(), content_type=kind)

    page.route("**/sprites/sprite-model.js", from_disk)
    page.route("**/benched/*", from_disk)
    page.evaluate(OPEN, ["/benched/", backend, threads])
    return lambda zone, category, seeds: float(page.evaluate(DRAW, [zone, category, seeds]))


def variants(browser: Browser, site: str, one_pixel: Path) -> dict[str, Draw]:
    made = {"torch eager, pixel by pixel": torch_loop()}
    for folder, how in ((MODEL, ""), (one_pixel, ", no drafts")):
        made[f"onnxruntime native{how}"] = native(folder)
        for name, backend, threads in (("wasm", "wasm", 1), ("wasm-threads", "wasm", 2)):
            made[f"browser {name}{how}"] = in_browser(browser, site, folder, backend, threads)
    return made


def accepted() -> list[tuple[object, ...]]:
    """Pixels that become final in a pass, of each category at each temperature."""
    model = run(SpriteModel.open(str(MODEL)))
    rows = []
    for category in model.manifest.categories:
        row: list[object] = [category]
        for temperature in TEMPERATURES:
            passes = [
                run(model.draw(zone, category, [seed], Choice(temperature))).passes
                for seed, zone in enumerate(model.manifest.zones)
            ]
            row.append(1024 / statistics.mean(passes))
        rows.append(tuple(row))
    return rows


def main() -> None:
    seconds: dict[tuple[str, int], list[float]] = {}
    with ExitStack() as stack:
        one_pixel = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        export(export_parts(load_drawing_model(SHIPPED)), one_pixel, reach=1)
        browser, site = stack.enter_context(chromium_and_site())
        for number in range(ROUNDS):
            if number == 0:
                drawers = variants(browser, site, one_pixel)
            for name, draw in drawers.items():
                for count in (1, SIXTEEN):
                    cells = CELLS if count == 1 else CELLS[number % len(CELLS) :][:1]
                    taken = [draw(*cell, list(range(count))) for cell in cells]
                    seconds.setdefault((name, count), []).append(statistics.mean(taken) / count)
            print(f"round {number + 1} of {ROUNDS}", flush=True)
    found = {key: summary(samples) for key, samples in seconds.items()}
    rows = [
        (name, count, f["median"], f["min"], f["max"], f["median"] / found[BASE, count]["median"])
        for (name, count), f in found.items()
    ]
    report("sprites", ("variant", "at once", "s a sprite", "least", "most", "ratio"), rows)
    header = ("pixels a pass", *(f"at {temperature}" for temperature in TEMPERATURES))
    report("sprites-accepted", header, accepted())


if __name__ == "__main__":
    main()
