"""Milliseconds per training step, side by side: torch, native onnxruntime, the browser, a peer.

Every variant takes its turn in each round, so that a machine whose speed drifts treats them
alike; those that take seconds for a step take part in the first round only. Ratios are to the
page's own wasm on one thread.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

import tensorflow_js
from harness import ROOT, chromium_and_site, report, summary
from playwright.sync_api import Browser, Error

ROUNDS = 5
SLOW = 4.0  # seconds a step
STEPS = 10
MODEL = ROOT / "web" / "models" / "vaegan" / "default"
BASE = "browser wasm"


@dataclass
class Variant:
    """seconds: for so many steps. samples: milliseconds a step, one for each round."""

    name: str
    seconds: Callable[[int], float]
    samples: list[float] = field(default_factory=list)

    def take_turn(self) -> None:
        """One round, or a single step where a step takes seconds."""
        if not self.samples:
            once = self.seconds(1)
            if once > SLOW:
                self.samples.append(once * 1000)
                return
        elif self.samples[0] > SLOW * 1000:
            return
        self.samples.append(self.seconds(STEPS) / STEPS * 1000)


def torch_variant(threads: int) -> Callable[[int], float]:
    import torch
    from vaegan.export import example_inputs
    from vaegan.network import CONFIGS
    from vaegan.training_step import training_step

    config = CONFIGS["default"]
    first = tuple(example_inputs(config).values())

    def seconds(steps: int) -> float:
        torch.set_num_threads(threads)
        state, rest = first[:6], first[6:]
        began = time.perf_counter()
        for _ in range(steps):
            state = training_step(config, state, *rest)[:6]
        return time.perf_counter() - began

    return seconds


def native_variant(threads: int) -> Callable[[int], float]:
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # at its import it is too late
    import onnxruntime
    from vaegan.export import STATE, example_inputs
    from vaegan.network import CONFIGS

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(MODEL / "training_step.onnx"), options)
    first = {name: value.numpy() for name, value in example_inputs(CONFIGS["default"]).items()}

    def seconds(steps: int) -> float:
        feeds = dict(first)
        began = time.perf_counter()
        for _ in range(steps):
            feeds.update(zip(STATE, session.run(None, feeds)[:6], strict=True))
        return time.perf_counter() - began

    return seconds


PREPARE = """
import gc, time
from aipixel.vaegan.training.loop import TrainingLoop
async def seconds(steps):
    loop = next(o for o in gc.get_objects() if isinstance(o, TrainingLoop))
    began = time.perf_counter()
    for _ in range(steps):
        await loop.trainer.step()
    await loop.trainer.losses()
    return time.perf_counter() - began
"""


def browser_variant(browser: Browser, site: str, backend: str) -> Callable[[int], float]:
    page = browser.new_context().new_page()
    page.goto(f"{site}dream/?backend={backend}&seed=7")
    page.wait_for_selector("html[data-state=ready]", timeout=300_000, state="attached")
    worker = page.workers[0]
    worker.evaluate("(code) => { globalThis.pyodide.runPython(code); }", PREPARE)
    call = "async (n) => await globalThis.pyodide.runPythonAsync(`await seconds(${n})`)"
    return lambda steps: float(worker.evaluate(call, steps))


def variants_of(browser: Browser, site: str, peer: str) -> list[Variant]:
    variants = [
        Variant("torch eager, 1 thread", torch_variant(1)),
        Variant("torch eager, 2 threads", torch_variant(2)),
        Variant("onnxruntime native, 1 thread", native_variant(1)),
        Variant("onnxruntime native, 2 threads", native_variant(2)),
        *(
            Variant(f"browser {backend}", browser_variant(browser, site, backend))
            for backend in ("wasm", "wasm-threads", "webgpu")
        ),
    ]
    for backend, threads in (("wasm", 1), ("wasm", 2), ("cpu", 1), ("webgl", 1), ("webgpu", 1)):
        name = f"TensorFlow.js {backend}" + (f", {threads} threads" if threads > 1 else "")
        try:
            peer_variant = tensorflow_js.Peer(browser, peer, backend, threads)
        except (Error, RuntimeError) as error:
            print(f"{name} does not train here: {str(error).splitlines()[0]}", flush=True)
            continue
        variants.append(Variant(name, peer_variant.seconds))
    return variants


def main() -> None:
    tensorflow_js.install()
    with ExitStack() as stack:
        browser, site = stack.enter_context(chromium_and_site())
        variants = variants_of(browser, site, stack.enter_context(tensorflow_js.served()))
        for number in range(ROUNDS):
            for variant in variants:
                variant.take_turn()
            print(f"round {number + 1} of {ROUNDS}", flush=True)
    found = {variant.name: summary(variant.samples) for variant in variants}
    base = found[BASE]["median"]
    rows = [(n, f["median"], f["min"], f["max"], f["median"] / base) for n, f in found.items()]
    report("vaegan", ("variant", "ms a step", "least", "most", "ratio"), rows)


if __name__ == "__main__":
    main()
