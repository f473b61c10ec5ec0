"""The sprite room as tests find their way in it."""

import re

from tests.dream_page import READY, press, wait_for_state

DRAWN = 180_000  # ms; a sprite takes a second or two


def status(page):
    return page.locator("#status")


def sheet(page):
    return page.get_by_role("region", name="Sheet")


def sprites(page):
    return sheet(page).get_by_role("button")


def generate(page):
    press(page, "Generate")
    wait_for_state(page, "running")
    wait_for_state(page, "ready", timeout=DRAWN)


def save(page, name, pattern):
    with page.expect_download(timeout=READY) as downloading:
        page.get_by_role("button", name=name, exact=True).click()
    assert re.fullmatch(pattern, downloading.value.suggested_filename)
    return downloading.value.path()


def pixels_of(page, number):
    return page.evaluate(
        """(at) => {
          const canvas = document.querySelectorAll('#sheet canvas')[at];
          return [...canvas.getContext('2d').getImageData(0, 0, 32, 32).data];
        }""",
        number,
    )


def alert(page):
    return page.get_by_role("alert").filter(visible=True)


def open_sprites(open_page, query="count=2", **context):
    page, _ = open_page(f"sprites/?backend=wasm&seed=7&{query}", **context)
    wait_for_state(page, "ready")
    return page
