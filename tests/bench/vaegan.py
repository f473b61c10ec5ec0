"""Milliseconds per training step, side by side: torch, native onnxruntime, the browser.

Every variant takes its turn in each round, so that a machine whose speed drifts treats them
alike. Ratios are to torch's eager loop on one thread.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from harness import ROOT, chromium_and_site, report, summary

ROUNDS = 5
STEPS = 10
MODEL = ROOT / "web" / "models" / "vaegan" / "default"

Variant = Callable[[], float]  # seconds for STEPS steps


def torch_variant(threads: int) -> Variant:
    import torch
    from vaegan.export import example_inputs
    from vaegan.network import CONFIGS
    from vaegan.training_step import training_step

    config = CONFIGS["default"]
    first = tuple(example_inputs(config).values())

    def run() -> float:
        torch.set_num_threads(threads)
        state, rest = first[:6], first[6:]
        began = time.perf_counter()
        for _ in range(STEPS):
            state = training_step(config, state, *rest)[:6]
        return time.perf_counter() - began

    return run


def native_variant(threads: int) -> Variant:
    import onnxruntime
    from vaegan.export import STATE, example_inputs
    from vaegan.network import CONFIGS

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(MODEL / "training_step.onnx"), options)
    first = {name: value.numpy() for name, value in example_inputs(CONFIGS["default"]).items()}

    def run() -> float:
        feeds = dict(first)
        began = time.perf_counter()
        for _ in range(STEPS):
            feeds.update(zip(STATE, session.run(None, feeds)[:6], strict=True))
        return time.perf_counter() - began

    return run


PREPARE = """
import gc, time
from aipixel.vaegan.training.loop import TrainingLoop
async def steps_of(count):
    loop = next(o for o in gc.get_objects() if isinstance(o, TrainingLoop))
    began = time.perf_counter()
    for _ in range(count):
        await loop.trainer.step()
    return time.perf_counter() - began
"""


def browser_variant(browser, site: str, backend: str) -> Variant:
    page = browser.new_context().new_page()
    page.goto(f"{site}dream/?backend={backend}&seed=7")
    page.wait_for_selector("html[data-state=ready]", timeout=60_000, state="attached")
    worker = page.workers[0]
    worker.evaluate("(code) => { globalThis.pyodide.runPython(code); }", PREPARE)
    call = f"async () => await globalThis.pyodide.runPythonAsync('await steps_of({STEPS})')"
    return lambda: float(worker.evaluate(call))


def main() -> None:
    with chromium_and_site() as (browser, site):
        variants = {
            "torch eager, 1 thread": torch_variant(1),
            "torch eager, 2 threads": torch_variant(2),
            "onnxruntime native, 1 thread": native_variant(1),
            "onnxruntime native, 2 threads": native_variant(2),
            "browser wasm": browser_variant(browser, site, "wasm"),
            "browser wasm-threads": browser_variant(browser, site, "wasm-threads"),
        }
        samples: dict[str, list[float]] = {name: [] for name in variants}
        for number in range(-1, ROUNDS):  # the first round warms up
            for name, run in variants.items():
                milliseconds = run() / STEPS * 1000
                if number >= 0:
                    samples[name].append(milliseconds)
            print(f"round {number + 1} of {ROUNDS}", flush=True)
    base = summary(samples["torch eager, 1 thread"])["median"]
    rows = []
    for name, values in samples.items():
        found = summary(values)
        row = (name, found["median"], found["min"], found["max"], found["median"] / base)
        rows.append(row)
    report("vaegan", ("variant", "ms a step", "least", "most", "ratio"), rows)


if __name__ == "__main__":
    main()
