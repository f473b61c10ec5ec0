"""What opening a room costs a browser."""

import json
import time
from contextlib import closing
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


def test_what_the_browser_compiled_is_kept(browser, site, tmp_path):
    kept = tmp_path / "Default" / "Code Cache" / "wasm"
    with closing(browser.browser_type.launch_persistent_context(tmp_path, **launch_options())) as c:
        page = c.new_page()
        page.goto(f"{site}dream/?backend=wasm&config=tiny&seed=7")
        page.wait_for_selector("html[data-state=ready]", timeout=READY, state="attached")
        page.get_by_role("button", name="Start", exact=True).click()
        until = time.monotonic() + 60
        while time.monotonic() < until and folder_size(kept) < 3e6:
            page.wait_for_timeout(500)
    assert folder_size(kept) > 3e6


SPOIL = """
async () => {
  let spoilt = 0;
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) {
      if (!url.endsWith('.wasm')) continue;
      await cache.put(url, new Response('spoilt'));
      spoilt += 1;
    }
  }
  return spoilt;
}
"""


def test_the_next_visit_takes_webassembly_from_where_its_code_is_kept(browser, site, tmp_path):
    """The copy that is kept for use without a network is not touched: it has no code."""
    with closing(browser.browser_type.launch_persistent_context(tmp_path, **launch_options())) as c:
        page = c.new_page()
        page.goto(f"{site}dream/?backend=wasm&config=tiny&seed=7")
        page.get_by_text("Works without a network now.").wait_for(timeout=READY)
        assert page.evaluate(SPOIL) == 2  # Python and onnxruntime
        page.reload()
        page.wait_for_selector("html[data-state=ready]", timeout=READY, state="attached")
