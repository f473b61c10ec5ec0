"""Runs Python inside a page's worker and brings what it computes back as arrays."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Page

_PRELUDE = """
import base64, json
import numpy as np
def packed(arrays):
    encode = lambda a: base64.b64encode(np.float32(a).tobytes()).decode()
    return json.dumps({name: encode(a) for name, a in arrays.items()})
"""


def run_python(page: Page, code: str) -> str:
    """Run Python (top-level await allowed) in the worker; the value of its last line as text."""
    assert page.workers, "the page has no worker"
    return page.workers[0].evaluate(
        "async (code) => String(await globalThis.pyodide.runPythonAsync(code))", _PRELUDE + code
    )


def unpack(text: str) -> dict[str, NDArray[np.float32]]:
    """The arrays that `packed` made, each flat."""
    return {
        name: np.frombuffer(base64.b64decode(data), dtype=np.float32)
        for name, data in json.loads(text).items()
    }


def models_address(page: Page) -> str:
    """The address of the folder with the dream's graphs, from the page of a room."""
    return page.evaluate(
        """async () => {
          const root = new URL('../', document.baseURI);
          const { folders } = await (await fetch(new URL('build.json', root))).json();
          return new URL(`${folders['models/vaegan']}/`, root).href;
        }"""
    )


def train_in_page(
    page: Page, config: str, seed: int, steps: int, rate: float | None = None
) -> dict[str, Any]:
    """State vectors and losses, by name, after some steps of a new trainer in the worker.

    captured: 1 where the steps were replayed from a GPU's recorded commands, else 0.
    """
    folder = models_address(page) + config
    return unpack(
        run_python(
            page,
            f"""
from aipixel.vaegan.model import Model
from aipixel.vaegan.training.trainer import Trainer
model = await Model.open({folder!r})
trainer = Trainer(model, {seed})
if {rate} is not None:
    trainer.learning_rates = lambda step: ({rate}, {rate})
for _ in range({steps}):
    await trainer.step()
losses = list((await trainer.losses()).values())
captured = float(model.training_step.captured)
result = packed({{**await trainer.state(), "losses": losses, "captured": captured}})
trainer.close()
await model.close()
result
""",
        )
    )
