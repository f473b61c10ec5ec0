"""The nine pictures are the same bytes in the browser's Python as in CPython."""

import inspect

from tests.in_worker import run_python
from tests.nine import DIGEST, SEEDS, digest_of


def test_200_seeds_give_the_same_bytes_in_the_browser(open_page):
    page, _ = open_page("dream/?backend=wasm&config=tiny")
    page.wait_for_selector("html[data-state=ready]", timeout=60_000, state="attached")
    code = f"{inspect.getsource(digest_of)}\ndigest_of({SEEDS})"
    assert run_python(page, code) == DIGEST
