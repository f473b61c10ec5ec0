"""The network out of the page and into it again, and the link to a seed and its settings."""

import re
import zipfile

from playwright.sync_api import expect

from tests.dream_page import button, data, drop_paths, open_tiny, wait_for_state, wait_for_step

NAMES = ["encoder.onnx", "decoder.onnx", "discriminator.onnx", "training.npz"]


def files(page):
    return page.get_by_role("region", name="Files")


def choose(page, *given):
    with page.expect_file_chooser() as chooser:
        button(page, "Import").click()
    chooser.value.set_files(list(given))


def press_reset(page, seed):
    page.get_by_role("textbox", name="Seed").fill(str(seed))
    button(page, "Reset").click()
    page.wait_for_selector(f"html[data-seed='{seed}'][data-step='0']", state="attached")


def test_what_is_exported_goes_on_where_it_was(open_page, tmp_path):
    page, _ = open_tiny(open_page, seed=7)
    button(page, "Step").click()
    wait_for_step(page, 1)
    with page.expect_download() as download:
        button(page, "Export").click()
    assert download.value.suggested_filename == "dream-seed7-step1.zip"
    archive = tmp_path / "network.zip"
    download.value.save_as(archive)
    assert zipfile.ZipFile(archive).namelist() == NAMES
    expect(files(page).get_by_role("link")).to_have_count(5)
    with page.expect_download() as one:
        files(page).get_by_role("link", name="training.npz").click()
    training = tmp_path / "training.npz"
    one.value.save_as(training)
    error = data(page, "error")
    for given in (archive, training):
        press_reset(page, 8)
        choose(page, given)
        expect(files(page)).to_contain_text(f"Imported {given.name}.")
        assert (data(page, "seed"), data(page, "step"), data(page, "error")) == ("7", "1", error)
        assert "seed=7" in page.url


def test_what_is_no_network_is_told_and_training_goes_on(open_page, tmp_path):
    page, _ = open_tiny(open_page)
    button(page, "Start").click()
    wait_for_step(page, 5)
    wrong = tmp_path / "holiday.zip"
    wrong.write_bytes(b"PK\x03\x04 and no more")
    for name, problem in ((wrong, "holiday.zip is cut short"), (__file__, "is none of")):
        choose(page, name)
        expect(files(page).get_by_role("alert")).to_contain_text(problem)
    assert data(page, "state") == "running"
    wait_for_step(page, int(data(page, "step")) + 5)


def test_a_folder_that_a_browser_unpacked_can_be_dropped_on_the_page(open_page, tmp_path):
    page, _ = open_tiny(open_page)
    button(page, "Step").click()
    wait_for_step(page, 1)
    with page.expect_download() as download:
        button(page, "Export").click()
    folder = tmp_path / "dream-seed7-step1"
    zipfile.ZipFile(download.value.path()).extractall(folder)
    (folder / ".DS_Store").write_bytes(b"of the system")
    (folder / "__MACOSX").mkdir()
    (folder / "__MACOSX" / "._training.npz").write_bytes(b"of the system")
    (folder / "read me.txt").write_text("beside it")
    press_reset(page, 8)
    drop_paths(page, folder)
    expect(files(page)).to_contain_text("Imported dream-seed7-step1/")
    assert (data(page, "seed"), data(page, "step")) == ("7", "1")
    (tmp_path / "empty").mkdir()
    drop_paths(page, tmp_path / "empty")
    expect(files(page).get_by_role("alert")).to_contain_text("There are no files in what")
    (tmp_path / "training.npz").write_text("nothing")
    drop_paths(page, tmp_path / "training.npz")
    expect(files(page).get_by_role("alert")).to_contain_text("training.npz is cut short")


def test_the_link_brings_seed_and_settings_back(open_page):
    page, _ = open_tiny(open_page, "&depth=3&refresh=0.5")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button(page, "Copy link").click()
    expect(button(page, "Link copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    page.goto(link)
    wait_for_state(page, "ready")
    assert data(page, "seed") == "7"
    expect(page.get_by_role("slider", name="Depth of the dream")).to_have_value("3")
    expect(page.get_by_role("region", name="Tiles")).to_contain_text("every 0.5 s")


def test_a_link_is_shown_where_there_is_no_clipboard(open_page):
    page, _ = open_tiny(open_page)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    button(page, "Copy link").click()
    link = page.get_by_role("textbox", name="Link to this seed and these settings")
    expect(link).to_have_value(re.compile(r"/dream/\?.*seed=7"))
