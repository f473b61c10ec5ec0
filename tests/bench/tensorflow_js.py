"""The peer of the training step in TensorFlow.js, in a page of its own under `tensorflow/`."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from harness import ROOT
from playwright.sync_api import Browser, Page
from sitebuild.server import running_server
from torch import Tensor
from vaegan import network
from vaegan.export import example_inputs
from vaegan.training_step import Adam, training_step

FOLDER = ROOT / "tests" / "bench" / "tensorflow"
CONFIG = network.CONFIGS["default"]
INPUTS = ("learning_rates", "loss_weights", "cells", "targets", "noise", "prior", "between")
TOLERANCE = 1e-3  # of a loss: what is timed must be the same network


def install() -> None:
    """Get TensorFlow.js, in the versions of the lock file, unless it is there."""
    if not (FOLDER / "node_modules").is_dir():
        subprocess.run(["npm", "ci", "--omit=dev", "--silent"], cwd=FOLDER, check=True)


@contextmanager
def served() -> Iterator[str]:
    """The address of the peer's page."""
    with running_server(FOLDER) as server:
        yield server.address


class Peer:
    """TensorFlow.js on one of its backends, in a page of its own.

    Raises RuntimeError if it is not there or can't train, or if its losses are not ours.
    """

    def __init__(self, browser: Browser, address: str, backend: str, threads: int = 1) -> None:
        self.page: Page = browser.new_context().new_page()
        self.page.set_default_timeout(600_000)
        self.page.goto(address)
        self.page.wait_for_function("globalThis.bench")
        arguments = [backend, threads, _network()]
        self.page.evaluate(
            "([name, threads, network]) => bench.open(name, threads, network)", arguments
        )
        self._check(self._steps(1)["losses"])

    def _steps(self, count: int) -> Any:
        return self.page.evaluate("(count) => bench.steps(count)", count)

    def seconds(self, steps: int) -> float:
        """For so many steps, the losses read after each."""
        return sum(self._steps(steps)["milliseconds"]) / 1000

    def _check(self, losses: list[float]) -> None:
        inputs = tuple(example_inputs(CONFIG).values())
        ours = training_step(CONFIG, inputs[:6], *inputs[6:])[6].tolist()
        if any(abs(mine - theirs) > TOLERANCE for mine, theirs in zip(ours, losses, strict=True)):
            raise RuntimeError(f"TensorFlow.js has the losses {losses}, ours are {ours}")


def _network() -> dict[str, Any]:
    inputs = example_inputs(CONFIG)
    autoencoder = network.unpack(inputs["autoencoder"], network.autoencoder_parameters(CONFIG))
    palette = autoencoder.pop(network.PALETTE)
    discriminator = network.unpack(
        inputs["discriminator"], network.discriminator_parameters(CONFIG)
    )
    return {
        "config": asdict(CONFIG),
        "adam": asdict(Adam()),
        "autoencoder": [_tensor(name, value) for name, value in autoencoder.items()],
        "discriminator": [_tensor(name, value) for name, value in discriminator.items()],
        "palette": palette.reshape(-1).tolist(),
        "inputs": {name: _tensor(name, inputs[name]) for name in INPUTS},
    }


def _tensor(name: str, value: Tensor) -> dict[str, Any]:
    return {"name": name, "shape": list(value.shape), "values": value.reshape(-1).tolist()}
