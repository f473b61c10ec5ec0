"""What opening a room costs a browser."""

import json
from pathlib import Path

import pytest

from tests.in_worker import run_python

READY = 120_000
MODULES = """
import json, sys
specs = [getattr(module, "__spec__", None) for module in sys.modules.values()]
json.dumps([spec.origin for spec in specs if spec and spec.has_location])
"""


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("neuron/", set()),
        # The script in the dream's panel is made of their text.
        ("dream/?backend=wasm&config=tiny&seed=7", {"schedule.py", "step.py"}),
        ("gallery/?backend=wasm", {"schedule.py", "step.py"}),
    ],
)
def test_no_module_is_compiled_in_the_browser(open_page, path, shown):
    page, _ = open_page(path)
    page.wait_for_selector("html[data-state=ready]", timeout=READY, state="attached")
    files = json.loads(run_python(page, MODULES))
    assert sum(file.endswith(".pyc") for file in files) > 200
    assert {
        file for file in files if file.endswith(".py") and Path(file).name not in shown
    } == set()
