"""Hours of training in Chromium on wasm: does anything grow or slow down?

Once a minute: the step, the error of the nine, the wasm heaps, live tensors, the page's own heap,
bytes in the browser's storage, frames a second, steps a second. With --pictures FOLDER also
screenshots after 1, 5, 20 minutes and at the end, at both widths.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from harness import chromium_and_site, report
from playwright.sync_api import Page

from tests.in_worker import run_python

MEGABYTE = 1e6
PICTURED = (1, 5, 20)  # minutes
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}

IN_WORKER = """
from aipixel.runtime import heap_bytes, live_tensors
json.dumps([heap_bytes(), sum(live_tensors().values())])
"""
IN_PAGE = """async () => {
  const frames = await new Promise((resolve) => {
    let count = 0;
    const began = performance.now();
    const frame = (now) => {
      count += 1;
      if (now - began < 3000) requestAnimationFrame(frame);
      else resolve((count * 1000) / (now - began));
    };
    requestAnimationFrame(frame);
  });
  const { usage } = await navigator.storage.estimate();
  return [Number(document.documentElement.dataset.step),
    Number(document.documentElement.dataset.error),
    performance.memory?.usedJSHeapSize ?? 0, usage, frames];
}"""
HEADER = ("minute", "step", "error", "wasm MB", "tensors", "page MB", "stored MB", "frames/s",
          "steps/s")  # fmt: skip


def measured(page: Page, minute: int, before: tuple[float, int]) -> tuple[Any, ...]:
    """One row; before: when the last one was taken and its step."""
    step, error, page_heap, stored, frames = page.evaluate(IN_PAGE)
    heap, tensors = json.loads(run_python(page, IN_WORKER))
    rate = (step - before[1]) / max(time.monotonic() - before[0], 1e-9)
    return (
        minute, step, f"{error:.4f}", heap / MEGABYTE, tensors, page_heap / MEGABYTE,
        stored / MEGABYTE, frames, rate,
    )  # fmt: skip


def picture(page: Page, folder: Path, name: str) -> None:
    """Screenshots at both widths; the window is as it was after them."""
    usual = page.viewport_size
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(1_000)
        page.screenshot(path=folder / f"{name}-{size}.png")
    if usual:
        page.set_viewport_size(usual)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=int, default=120)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--pictures", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    rows: list[tuple[Any, ...]] = []
    with chromium_and_site() as (browser, site):
        page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
        page.goto(f"{site}dream/?backend=wasm&seed={options.seed}")
        page.wait_for_selector("html[data-state=ready]", timeout=120_000)
        page.get_by_role("button", name="Start").click()
        began, before = time.monotonic(), (time.monotonic(), 0)
        for minute in range(1, options.minutes + 1):
            page.wait_for_timeout(max(0.0, began + 60 * minute - time.monotonic()) * 1000)
            rows.append(measured(page, minute, before))
            before = (time.monotonic(), rows[-1][1])
            print(dict(zip(HEADER, rows[-1], strict=True)), flush=True)
            if options.pictures and (minute in PICTURED or minute == options.minutes):
                options.pictures.mkdir(parents=True, exist_ok=True)
                picture(page, options.pictures, f"{minute}-minutes")
    report("endurance", HEADER, rows)


if __name__ == "__main__":
    main()
