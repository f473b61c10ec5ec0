"""`python -m aipixel.sprites`: sheets that any program can read, and one line for any trouble."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from aipixel.sprites import command
from aipixel.sprites.files.sheet import sheet
from aipixel.sprites.manifest import Manifest
from PIL import Image

from tests.conftest import ROOT

MODEL = ROOT / "web" / "models" / "pixelllm"


def main(arguments):
    """In a thread of its own (see tests.coroutines)."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(command.main, arguments).result()


CELL = ["--zone", "Kelp", "--category", "Crustacean"]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    path = tmp_path_factory.mktemp("sheet") / "sheet.png"
    assert main([*CELL, "--seed", "5", "--count", "3", "--out", str(path)]) == 0
    return path


def test_a_sheet_holds_only_the_palette_and_whole_alpha(drawn):
    palette = Manifest.parse((MODEL / "manifest.json").read_bytes()).palette
    assert palette.shape == (64, 4)
    with Image.open(drawn) as image:
        assert image.mode == "P"
        assert image.size == (2 * 34, 2 * 34)
        pixels = np.array(image.convert("RGBA")).reshape(-1, 4)
        text = image.text
    assert {tuple(colour) for colour in pixels} <= {tuple(colour) for colour in palette}
    assert set(pixels[:, 3]) == {0, 255}
    assert text["aipixel-seed"] == "5"
    assert text["aipixel-zone"] == "Kelp"
    assert text["aipixel-temperature"] == "0.8"


def test_the_same_command_gives_the_same_bytes(drawn, tmp_path):
    again = tmp_path / "again.png"
    assert main([*CELL, "--seed", "5", "--count", "3", "--out", str(again)]) == 0
    assert again.read_bytes() == drawn.read_bytes()


def test_a_seed_is_the_same_sprite_alone_and_in_a_sheet(drawn, tmp_path):
    alone = tmp_path / "alone.png"
    assert main([*CELL, "--seed", "6", "--out", str(alone)]) == 0
    with Image.open(alone) as one, Image.open(drawn) as three:
        assert np.array_equal(np.array(one), np.array(three)[:34, 34:])


def test_a_sheet_is_padded_and_nearly_square():
    sprites = np.arange(1, 6, dtype=np.uint8)[:, None, None].repeat(32, 1).repeat(32, 2)
    made = sheet(sprites)
    assert made.shape == (2 * 34, 3 * 34)
    assert not made[0].any()
    assert not made[:, 33:35].any()
    assert (made[1:33, 35:67] == 2).all()
    assert not made[34:, 68:].any()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--zone", "Moon", "--category", "Coral", "--seed", "1"], "no zone 'Moon': Reef, Kelp"),
        (["--zone", "Reef", "--category", "Cat", "--seed", "1"], "no category 'Cat': ReefFish"),
        ([*CELL, "--seed", "-1"], "--seed must be 0 to 4294967295, not -1"),
        ([*CELL, "--seed", "4294967295", "--count", "2"], "--seed must be 0 to 4294967294"),
        ([*CELL, "--seed", "1", "--count", "0"], "--count must be 1 to 1024, not 0"),
        ([*CELL, "--seed", "1", "--temperature", "0"], "temperatures must be above 0, not 0"),
        ([*CELL, "--seed", "1", "--top-k", "64"], "top-k must be 1 to 63, not 64"),
        ([*CELL, "--seed", "1", "--min-p", "2"], "min-p must be 0 to 1, not 2"),
        ([*CELL, "--seed", "1", "--guidance", "-1"], "guidance must be 0 or more, not -1"),
        ([*CELL, "--seed", "1", "--graphs", "/nowhere"], "/nowhere"),
    ],
)
def test_trouble_is_one_line_and_exit_code_2(arguments, told, tmp_path, capsys):
    out = tmp_path / "sheet.png"
    out.write_bytes(b"mine")
    assert main([*arguments, "--out", str(out)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("aipixel.sprites: ")
    assert told in lines[0]
    assert out.read_bytes() == b"mine"


def test_a_broken_model_is_named(tmp_path, capsys):
    (tmp_path / "manifest.json").write_bytes((MODEL / "manifest.json").read_bytes())
    (tmp_path / "begin.onnx").write_bytes((MODEL / "begin.onnx").read_bytes()[:1000])
    (tmp_path / "row.onnx").write_bytes(b"")
    arguments = [*CELL, "--seed", "1", "--graphs", str(tmp_path), "--out", str(tmp_path / "a.png")]
    assert main(arguments) == 2
    assert "begin could not be loaded" in capsys.readouterr().err
    (tmp_path / "manifest.json").write_text('{"format": 99}')
    assert main(arguments) == 2
    assert "not of format 1" in capsys.readouterr().err
    assert not (tmp_path / "a.png").exists()
