"""The hall at `/`: three works and the gallery, at every width."""

import pytest


@pytest.mark.parametrize(
    ("link", "room"),
    [
        ("Enter the dream", "dream"),
        ("Enter the pixel", "neuron"),
        ("Enter the sprites", "sprites"),
        ("Enter the gallery", "gallery"),
    ],
)
def test_the_hall_shows_three_works_and_opens_them_and_the_gallery(open_page, site, link, room):
    page, _ = open_page("")
    for name in ("One pixel", "The dream", "The sprites"):
        assert page.get_by_role("heading", name=name, exact=True).is_visible()
    page.get_by_role("link", name=link).click()
    page.wait_for_url(f"{site}{room}/**")
    page.wait_for_selector("html[data-state=ready]", timeout=60_000, state="attached")


@pytest.mark.parametrize("width", [360, 390, 1280])
@pytest.mark.parametrize(
    "path", ["", "neuron/", "dream/?backend=wasm&config=tiny&seed=1", "sprites/?backend=wasm"]
)
def test_nothing_runs_out_of_the_window(open_page, path, width):
    page, _ = open_page(path, viewport={"width": width, "height": 800})
    if path:
        page.wait_for_selector("html[data-state=ready]", timeout=60_000, state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_reduced_motion_is_respected(open_page):
    page, _ = open_page("dream/?backend=wasm&config=tiny&seed=1", reduced_motion="reduce")
    page.wait_for_selector("html[data-state=ready]", timeout=60_000, state="attached")
    assert page.get_by_text("Your system asks for less motion").is_visible()
