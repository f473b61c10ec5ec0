"""Pictures into the room and out of it: own ones, snapshots, time-lapses, and where files go."""

import base64
import io
import json
import re

import numpy as np
import pytest
from aipixel.pixels.png import decode_indexed
from aipixel.vaegan.pictures import nine_pictures
from PIL import Image
from playwright.sync_api import expect

from tests.dream_page import READY, button, data, open_tiny, wait_for_state, wait_for_step
from tests.in_worker import run_python

BITMAP = "image/png"
READING = 180_000  # ms; nine pictures beside a training that goes on and other tests


def png(seed, side=16):
    """A PNG of four even squares, and its pixels at 32 by 32."""
    colours = np.random.default_rng(seed).integers(0, 3, (2, 2, 3), np.uint8) * 100
    buffer = io.BytesIO()
    Image.fromarray(colours.repeat(side, 0).repeat(side, 1)).save(buffer, "PNG")
    return buffer.getvalue(), colours.repeat(16, 0).repeat(16, 1)


def drop(page, *files, event="drop"):
    """Files (name, bytes, type) held over the page and let go, or pasted."""
    given = [[name, base64.b64encode(content).decode(), kind] for name, content, kind in files]
    page.evaluate(
        """([files, type]) => {
          const dataTransfer = new DataTransfer();
          for (const [name, text, kind] of files) {
            const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
            dataTransfer.items.add(new File([bytes], name, { type: kind }));
          }
          const event = type === 'drop'
            ? new DragEvent('drop', { dataTransfer, bubbles: true })
            : new ClipboardEvent('paste', { clipboardData: dataTransfer, bubbles: true });
          document.body.dispatchEvent(event);
        }""",
        [given, event],
    )


def notice(page):
    return page.locator("#picture-notice")


def nine(page):
    return page.get_by_role("region", name="The nine pictures")


def learned(page):
    """The nine that the network learns, as (9, 32, 32, 3) bytes."""
    text = run_python(
        page,
        """
import gc
from aipixel.vaegan.training.loop import TrainingLoop
loop = next(o for o in gc.get_objects() if isinstance(o, TrainingLoop))
json.dumps(loop.trainer.nine.rgb.tolist())
""",
    )
    return np.array(json.loads(text), np.uint8)


def seeds(seed):
    return np.stack([picture.rgb() for picture in nine_pictures(seed)])


def test_nine_dropped_pictures_are_learned(open_page):
    page, _ = open_tiny(open_page)
    button(page, "Start").click()
    wait_for_step(page, 5)
    own = [png(seed) for seed in range(9)]
    drop(page, *[(f"mine {n}.png", content, BITMAP) for n, (content, _) in enumerate(own)])
    expect(notice(page)).to_contain_text("9 own pictures are among the nine now", timeout=READING)
    assert np.array_equal(learned(page), np.stack([pixels for _, pixels in own]))
    for number in range(9):
        expect(nine(page).get_by_role("img", name=f"mine {number}", exact=True)).to_be_visible()
    page.wait_for_function("() => document.documentElement.dataset.error !== undefined")
    at_first = float(data(page, "error"))
    wait_for_step(page, 200)  # training was under way and is again
    assert float(data(page, "error")) < at_first * 0.8
    expect(page.get_by_text("A link can’t carry your own pictures")).to_be_visible()


def test_a_mix_is_learned_as_far_as_it_can_be_and_taken_out_again(open_page):
    page, _ = open_tiny(open_page)
    (first, pixels), (second, _) = png(1, 32), png(2)
    with page.expect_file_chooser() as chooser:
        button(page, "Own pictures").click()
    chooser.value.set_files(
        [
            {"name": "first.png", "mimeType": BITMAP, "buffer": first},
            {"name": "broken.png", "mimeType": BITMAP, "buffer": b"\x89PNG"},
            {"name": "second.png", "mimeType": BITMAP, "buffer": second},
        ]
    )
    expect(notice(page)).to_contain_text("2 own pictures are among the nine now", timeout=READY)
    expect(notice(page)).to_contain_text("broken.png is no picture that can be read")
    assert np.array_equal(learned(page)[0], pixels)
    button(page, "Take out first").click()
    expect(notice(page)).to_contain_text("The picture is taken out")
    expect(button(page, "Own pictures")).to_be_focused()
    assert nine(page).get_by_role("img", name="second", exact=True).count() == 1
    button(page, "The seed’s again").click()
    expect(notice(page)).to_contain_text("The nine are the seed’s again")
    assert np.array_equal(learned(page), seeds(7))
    expect(button(page, "The seed’s again")).to_be_hidden()


def test_what_is_refused_leaves_training_as_it_was(open_page):
    page, _ = open_tiny(open_page)
    button(page, "Start").click()
    wait_for_step(page, 5)
    content, _ = png(1)
    ten = [(f"{n}.png", content, BITMAP) for n in range(10)]
    frames = [Image.fromarray(png(n)[1]) for n in range(2)]
    animated = io.BytesIO()
    frames[0].save(animated, "GIF", save_all=True, append_images=frames[1:])
    for files, problem in (
        (ten, "10 pictures were given; the network learns 9."),
        ([("film.gif", animated.getvalue(), "image/gif")], "film.gif is animated; save one"),
        ([("a.svg", b"<svg/>", "image/svg+xml")], "a.svg is no picture that can be read"),
    ):
        drop(page, *files)
        expect(notice(page)).to_contain_text(problem, timeout=READY)
    files = page.get_by_role("region", name="Files")
    drop(page, ("notes.txt", b"hello", "text/plain"))
    expect(files.get_by_role("alert")).to_contain_text("notes.txt is none of the files this page")
    drop(page, ("a.png", content, BITMAP), ("training.npz", b"", ""))
    expect(files.get_by_role("alert")).to_contain_text("can’t be opened together")
    assert data(page, "state") == "running"
    wait_for_step(page, int(data(page, "step")) + 5)
    assert np.array_equal(learned(page), seeds(7))


def test_the_training_that_a_pasted_picture_ended_is_taken_back(open_page):
    page, _ = open_tiny(open_page)
    button(page, "Step").click()
    wait_for_step(page, 1)
    drop(page, ("image.png", png(1)[0], BITMAP), event="paste")
    expect(notice(page)).to_contain_text("Your picture “image” is among the nine", timeout=READY)
    assert data(page, "step") == "0"
    button(page, "Back to step 1 of seed 7").click()
    expect(notice(page)).to_contain_text("Back at step 1 of seed 7.")
    assert (data(page, "step"), data(page, "state")) == ("1", "paused")
    assert np.array_equal(learned(page), seeds(7))


def test_own_pictures_stay_through_reset_and_export(open_page, tmp_path):
    page, _ = open_tiny(open_page)
    content, pixels = png(3)
    drop(page, ("mine.png", content, BITMAP))
    expect(notice(page)).to_contain_text("“mine”", timeout=READY)
    page.get_by_role("textbox", name="Seed").fill("8")
    button(page, "Reset").click()
    page.wait_for_selector("html[data-seed='8']", state="attached")
    expected = seeds(8)
    expected[0] = pixels
    assert np.array_equal(learned(page), expected)
    with page.expect_download() as download:
        button(page, "Export").click()
    archive = tmp_path / "network.zip"
    download.value.save_as(archive)
    other, _ = open_tiny(open_page, seed=1)
    drop(other, ("network.zip", archive.read_bytes(), "application/zip"))
    expect(button(other, "Take out mine")).to_be_visible()
    assert np.array_equal(learned(other), expected)


def snapshot_of(page):
    with page.expect_download() as download:
        page.keyboard.press("m")
    return download.value.suggested_filename, download.value.path().read_bytes()


def test_a_snapshot_brings_seed_and_settings_to_a_fresh_page(open_page):
    page, _ = open_tiny(open_page, "&refresh=0.5&scale=3&depth=2")
    button(page, "Step").click()
    page.get_by_role("img", name=re.compile("dreamed by the network at step 1$")).wait_for()
    name, content = snapshot_of(page)
    assert name == "dreams-seed7-step1.png"
    image = decode_indexed(content, largest=(4096, 4096))
    assert 2048 < max(image.indices.shape) <= 4096
    assert image.text["aipixel-config"] == "tiny"
    assert image.text["aipixel-backend"] == "wasm"

    other, _ = open_tiny(open_page, seed=9)
    button(other, "Step").click()
    wait_for_step(other, 1)
    drop(other, (name, content, BITMAP))
    expect(notice(other)).to_contain_text(
        "is of step 1 of seed 7: seed and settings are back, and training begins anew."
    )
    assert (data(other, "seed"), data(other, "step")) == ("7", "0")
    for setting in ("seed=7", "refresh=0.5", "scale=3", "depth=2"):
        assert setting in other.url
    expect(other.get_by_role("slider", name="Depth of the dream")).to_have_value("2")
    expect(button(other, "Back to step 1 of seed 9")).to_be_visible()

    drop(other, (name, content, BITMAP))  # once more: nothing is to be begun anew
    expect(notice(other)).to_contain_text("training is as it was")


def test_a_snapshot_of_another_network_is_a_link(open_page):
    page, _ = open_tiny(open_page)
    content = png(1)[0]
    texts = {"seed": "5", "step": "10", "config": "default"}
    drop(page, ("other.png", with_texts(content, texts), BITMAP))
    link = notice(page).get_by_role("link", name="Open its seed and settings in a new tab")
    expect(link).to_have_attribute("href", re.compile("seed=5"))
    assert data(page, "seed") == "7"


def with_texts(content, texts):
    from aipixel.pixels.png import decode, encode

    return encode(decode(content).pixels, {f"aipixel-{k}": v for k, v in texts.items()})


def test_a_kept_tile_goes_back_to_the_shelf(open_page):
    page, _ = open_tiny(open_page)
    texts = {"seed": "5", "step": "10", "config": "tiny", "latent": "0 0 0 0"}
    drop(page, ("tile.png", with_texts(png(1)[0], texts), BITMAP))
    shelf = page.get_by_role("region", name="Kept tiles")
    expect(shelf.get_by_role("img", name=re.compile("step 10 with seed 5"))).to_be_visible()
    expect(notice(page)).to_contain_text("tile.png is on the shelf")


def test_a_time_lapse_is_a_gif_of_what_was_learned(open_page):
    page, _ = open_tiny(open_page, "&refresh=0.1")
    button(page, "Time-lapse").click()
    files = page.get_by_role("region", name="Files")
    expect(files.get_by_role("alert")).to_contain_text("start training first", timeout=READY)
    button(page, "Start").click()
    wait_for_step(page, 60)
    with page.expect_download() as download:
        button(page, "Time-lapse").click()
    assert re.fullmatch(r"dream-seed7-step\d+\.gif", download.value.suggested_filename)
    assert data(page, "state") == "running"
    colours = {tuple(colour) for colour in seeds(7).reshape(-1, 3)} | {(0, 0, 0)}
    with Image.open(download.value.path()) as gif:
        assert gif.n_frames >= 5
        assert gif.info["loop"] == 0
        for frame in (0, gif.n_frames - 1):
            gif.seek(frame)
            shown = {colour for _, colour in gif.convert("RGB").getcolors(256)}
            assert shown <= colours


def test_pictures_that_another_page_left_are_learned_once(open_page, site):
    page, _ = open_page("")
    content, pixels = png(4)
    left = [
        {"name": "sprite", "png": f"data:image/png;base64,{base64.b64encode(content).decode()}"}
    ]
    page.evaluate(
        "(text) => sessionStorage.setItem('aipixel.dream.pictures', text)", json.dumps(left)
    )
    page.goto(f"{site}dream/?backend=wasm&config=tiny&seed=7")
    expect(notice(page)).to_contain_text("“sprite”", timeout=READY)
    assert np.array_equal(learned(page)[0], pixels)
    page.reload()
    wait_for_state(page, "ready")
    assert np.array_equal(learned(page), seeds(7))


@pytest.mark.parametrize("text", ["{", '[{"name": 1, "png": "x"}]', "7"])
def test_what_another_page_left_is_not_trusted(open_page, site, text):
    page, _ = open_page("")
    page.evaluate("(text) => sessionStorage.setItem('aipixel.dream.pictures', text)", text)
    page.goto(f"{site}dream/?backend=wasm&config=tiny&seed=7")
    wait_for_state(page, "ready")
    expect(notice(page)).to_contain_text("can’t be read")
    assert np.array_equal(learned(page), seeds(7))


def test_the_keyboard_alone_takes_pictures_home_and_back(open_page):
    page, _ = open_tiny(open_page, "&refresh=0.1")
    page.on("filechooser", lambda _: None)  # choosers are the test's from now on, not in a race
    page.get_by_role("img", name=re.compile("dreamed by the network")).wait_for()
    snapshot = button(page, "Snapshot")
    expect(snapshot).to_have_attribute("aria-keyshortcuts", "M")
    snapshot.focus()
    with page.expect_download():
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(button(page, "Time-lapse")).to_be_focused()
    button(page, "Own pictures").focus()
    with page.expect_file_chooser(timeout=READY) as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files([{"name": "mine.png", "mimeType": BITMAP, "buffer": png(1)[0]}])
    expect(notice(page)).to_contain_text("“mine”", timeout=READY)
    button(page, "Take out mine").focus()
    page.keyboard.press("Enter")
    expect(notice(page)).to_contain_text("The nine are the seed’s again")
