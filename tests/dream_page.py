"""The dream room as tests find their way in it."""

import re

from playwright.sync_api import TimeoutError as TookTooLong

READY = 60_000  # ms; a cold load takes a fraction
# For the address: one large tile, as it comes, is what a software WebGPU draws in a second.
FEW_TILES = "&scale=24&depth=0&refresh=2"


def data(page, name):
    return page.get_attribute("html", f"data-{name}")


def wait_for_state(page, *states, timeout=READY):
    selector = ", ".join(f"html[data-state={state}]" for state in states)
    try:
        page.wait_for_selector(selector, timeout=timeout, state="attached")
    except TookTooLong as error:
        said = page.locator("#notice").inner_text()
        wanted = " or ".join(states)
        raise AssertionError(
            f"{wanted} waited for, but it is {data(page, 'state')} at step {data(page, 'step')}"
            f" on {data(page, 'backend')}; it says {said!r}"
        ) from error


def wait_for_step(page, step, timeout=180_000):
    page.wait_for_function(
        f"() => Number(document.documentElement.dataset.step) >= {step}"
        " || document.documentElement.dataset.state === 'error'",
        timeout=timeout,
    )
    assert data(page, "state") != "error", page.get_by_role("alert").inner_text()


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def open_tiny(open_page, query="", seed=7, **context):
    """The room with the small network on one thread, ready to start."""
    page, watched = open_page(f"dream/?backend=wasm&config=tiny&seed={seed}{query}", **context)
    wait_for_state(page, "ready")
    return page, watched


def with_worker_that(context, prelude):
    """Runs some JavaScript in the worker before its own."""

    def spoilt(route):
        response = route.fetch()
        route.fulfill(response=response, body=f"{prelude};\n{response.text()}")

    context.route(re.compile(r"/worker/dream-worker\.js$"), spoilt)


def drop_paths(page, *paths):
    """Files and folders of this machine, dropped on the page as a hand does."""
    devtools = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        event = {"type": kind, "x": 300, "y": 200, "data": data}
        devtools.send("Input.dispatchDragEvent", event)
