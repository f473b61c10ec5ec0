"""What opening a room costs a browser."""

import json
import time
from pathlib import Path

import pytest

from tests.conftest import launch_options
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


def folder_size(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_what_the_browser_compiled_is_kept_for_the_next_visit(browser, site, tmp_path):
    """Also where the service worker answers, from the second visit on."""
    kept = tmp_path / "Default" / "Code Cache" / "wasm"
    sizes = []
    for _ in range(2):
        context = browser.browser_type.launch_persistent_context(tmp_path, **launch_options())
        page = context.new_page()
        page.goto(f"{site}dream/?backend=wasm&config=tiny&seed=7")
        page.get_by_text("Works without a network now.").wait_for(timeout=READY)
        page.get_by_role("button", name="Start", exact=True).click()
        until = time.monotonic() + 60
        while time.monotonic() < until and folder_size(kept) < 3e6:
            page.wait_for_timeout(500)
        context.close()
        sizes.append(folder_size(kept))
    assert sizes[0] > 3e6
    assert sizes[1] < 1.9 * sizes[0]  # not compiled and kept a second time
