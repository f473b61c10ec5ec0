"""The hall at `/`: three rooms, one of them open, at every width."""

import pytest


def test_the_hall_shows_three_rooms_and_opens_one(open_page, site):
    page, _ = open_page("")
    for name in ("One pixel", "The dream", "The sprites"):
        assert page.get_by_role("heading", name=name, exact=True).is_visible()
    assert page.get_by_text("Coming", exact=True).filter(visible=True).count() == 2
    page.get_by_role("link", name="Enter the dream").click()
    page.wait_for_url(f"{site}dream/**")
    page.wait_for_selector("html[data-state=ready]", timeout=60_000, state="attached")


@pytest.mark.parametrize("width", [360, 390, 1280])
@pytest.mark.parametrize("path", ["", "dream/?backend=wasm&config=tiny&seed=1"])
def test_nothing_runs_out_of_the_window(open_page, path, width):
    page, _ = open_page(path, viewport={"width": width, "height": 800})
    if path:
        page.wait_for_selector("html[data-state=ready]", timeout=60_000, state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_reduced_motion_is_respected(open_page):
    page, _ = open_page("dream/?backend=wasm&config=tiny&seed=1", reduced_motion="reduce")
    page.wait_for_selector("html[data-state=ready]", timeout=60_000, state="attached")
    assert page.get_by_text("Your system asks for less motion").is_visible()
