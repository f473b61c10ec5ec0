"""`python -m aipixel.sprites`: sheets that any program can read, and one line for any trouble."""

import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from aipixel.sprites import command
from aipixel.sprites.files.origin import Origin
from aipixel.sprites.files.pictures import read_sprites
from aipixel.sprites.files.sheet import sheet
from aipixel.sprites.manifest import Manifest
from PIL import Image

from tests.conftest import ROOT
from tests.tiny_sprites import own_model

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


def test_a_sheet_says_what_draws_each_of_its_sprites(drawn):
    manifest = Manifest.parse((MODEL / "manifest.json").read_bytes())
    sprites = read_sprites(drawn.read_bytes(), manifest.palette)
    assert [sprite.origin for sprite in sprites] == [
        Origin(manifest.model, seed, {"zone": "Kelp", "category": "Crustacean"})
        for seed in (5, 6, 7)
    ]


def test_json_and_animation_lie_beside_the_sheet(drawn, tmp_path, capsys):
    out = tmp_path / "some.png"
    arguments = [*CELL, "--seed", "5", "--count", "3", "--json", "--animate", "--out", str(out)]
    assert main(arguments) == 0
    names = ["some-idle.json", "some-idle.png", "some.json", "some.png"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    told = capsys.readouterr().out
    assert all(str(tmp_path / name) in told for name in names)
    assert out.read_bytes() == drawn.read_bytes()
    for stem, frames in (("some", 3), ("some-idle", 12)):
        document = json.loads((tmp_path / f"{stem}.json").read_text())
        assert document["meta"]["image"] == f"{stem}.png"
        assert len(document["frames"]) == frames
        with Image.open(tmp_path / f"{stem}.png") as image:
            assert image.size == tuple(document["meta"]["size"].values())
        assert main(["check", str(tmp_path / f"{stem}.png")]) == 0


def test_no_file_is_written_over_unless_force_says_so(drawn, tmp_path, capsys):
    arguments = [
        *CELL,
        "--seed",
        "5",
        "--json",
        "--animate",
        "--out",
        str(tmp_path / "package.png"),
    ]
    for name in ("package.json", "package-idle.png", "package-idle.json", "package.png"):
        (tmp_path / name).write_bytes(b"mine")
        assert main(arguments) == 2
        assert f"{name} could not be written: it exists already" in capsys.readouterr().err
        assert {path.read_bytes() for path in tmp_path.iterdir()} == {b"mine"}
        (tmp_path / name).unlink()
    (tmp_path / "package.json").write_bytes(b"mine")
    assert main([*arguments, "--force"]) == 0
    assert json.loads((tmp_path / "package.json").read_text())["frames"]
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.parametrize("out", ["", ".", "..", "/"])
def test_an_out_that_names_no_file_is_one_sentence(out, capsys):
    assert main([*CELL, "--seed", "5", "--out", out]) == 2
    line = capsys.readouterr().err
    assert "is a folder; name a file" in line or "the name is empty" in line


def test_check_says_what_is_wrong_and_exits_with_1(drawn, tmp_path, capsys):
    assert main(["check", str(drawn)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["ok", name] for name in ("grid", "size", "palette", "alpha", "orphans")
    ]
    other = tmp_path / "other.png"
    Image.new("RGB", (32, 32), (1, 2, 3)).save(other)
    assert main(["check", str(other)]) == 1
    told = capsys.readouterr().out
    assert "wrong palette" in told
    assert "#010203, 1024 pixels: nearest is #0c0c16, bone 0" in told


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"GIF89a", "a GIF picture"),
        (b"", "the file is empty"),
        (None, "could not be read: No such"),
    ],
)
def test_a_file_that_cant_be_checked_is_exit_code_2(content, told, tmp_path, capsys):
    path = tmp_path / "it.png"
    if content is not None:
        path.write_bytes(content)
    assert main(["check", str(path)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"aipixel.sprites: {path}")
    assert told in line


def test_where_nothing_can_be_written_is_told_before_anything_is_drawn(tmp_path, capsys):
    (tmp_path / "a-idle.json").mkdir()
    without_graphs = tmp_path / "model"
    without_graphs.mkdir()
    (without_graphs / "manifest.json").write_bytes((MODEL / "manifest.json").read_bytes())
    arguments = [*CELL, "--seed", "1", "--json", "--model", str(without_graphs)]
    assert main([*arguments, "--animate", "--out", str(tmp_path / "a.png")]) == 2
    assert "a-idle.json could not be written: it is a folder" in capsys.readouterr().err
    assert main([*arguments, "--out", str(tmp_path / "a.json")]) == 2
    assert "is where --json writes; name a PNG" in capsys.readouterr().err


def test_the_same_command_gives_the_same_bytes(drawn, tmp_path):
    again = tmp_path / "again.png"
    assert main([*CELL, "--seed", "5", "--count", "3", "--out", str(again)]) == 0
    assert again.read_bytes() == drawn.read_bytes()


def test_a_seed_is_the_same_sprite_alone_and_in_a_sheet(drawn, tmp_path):
    alone = tmp_path / "alone.png"
    assert main([*CELL, "--seed", "6", "--out", str(alone)]) == 0
    with Image.open(alone) as one, Image.open(drawn) as three:
        assert np.array_equal(np.array(one), np.array(three)[:34, 34:])


def test_shade_lights_the_same_sprites(drawn, tmp_path):
    path = tmp_path / "shaded.png"
    command = [*CELL, "--seed", "5", "--count", "3", "--shade", "20", "--out", str(path)]
    assert main(command) == 0
    with Image.open(path) as shaded, Image.open(drawn) as plain:
        after, before = np.array(shaded), np.array(plain)
        assert shaded.text["aipixel-light-angle"] == "20"
        assert "aipixel-light-angle" not in plain.text
    assert np.array_equal(after > 0, before > 0)
    assert (after != before).mean() > 0.02


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
        ([*CELL, "--seed", "1", "--shade", "nan"], "angle must be 0 or more, not nan"),
        ([*CELL, "--seed", "1", "--graphs", "/nowhere"], "/nowhere is no folder of a sprite model"),
        ([*CELL, "--seed", "1", "--model", __file__], "is no folder of a sprite model"),
        (["--kind", "sword", "--seed", "1"], "this model's labels are --zone and --category"),
        ([*CELL, "--seed", "1", "more.png"], "unrecognized arguments: more.png"),
    ],
)
def test_trouble_is_one_line_and_exit_code_2(arguments, told, tmp_path, capsys):
    out = tmp_path / "sheet.png"
    out.write_bytes(b"mine")
    assert main([*arguments, "--out", str(out), "--force"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("aipixel.sprites: ")
    assert told in lines[0]
    assert out.read_bytes() == b"mine"


@pytest.mark.parametrize("data", [b"5", b'{"format": 2}', b'{"format": ' + b"[" * 100_000])
def test_a_manifest_that_is_none_is_one_sentence(data):
    with pytest.raises(ValueError, match=r"the sprite model's manifest (is not|lacks|goes)"):
        Manifest.parse(data)


def a_manifest(**changes):
    return json.dumps({**json.loads((MODEL / "manifest.json").read_bytes()), **changes})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"format": 1, "zones": []}', "of the first generation, which drew without a shape"),
        ('{"name": "vaegan"}', "not of format 2"),
        ("", "is not JSON"),
        (a_manifest(axes=[]), "lacks something or is damaged"),
        (a_manifest(axes=[{"name": "kind", "names": ["a"]}]), "lacks something or is damaged"),
        (a_manifest(axes=[{"name": "a b", "names": ["a"]}] * 2), "digits and hyphens, not 'a b'"),
        (a_manifest(axes=[{"name": "a", "names": ["\x1b[2J"]}] * 2), "characters that can be seen"),
        (a_manifest(axes=[{"name": "shade", "names": ["a"]}] * 2), "--shade is an option of"),
    ],
)
def test_a_folder_of_another_kind_is_told_in_a_sentence(text, told, tmp_path, capsys):
    (tmp_path / "manifest.json").write_text(text)
    assert main(["--seed", "1", "--model", str(tmp_path)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line


def test_help_lists_the_names_of_the_model(tmp_path, capsys):
    axes = [{"name": "class", "names": ["weapon", "100%"]}, {"name": "kind", "names": ["épée"]}]
    (tmp_path / "manifest.json").write_text(a_manifest(axes=axes))
    assert main(["--model", str(tmp_path), "--help"]) == 0
    told = capsys.readouterr().out
    assert "--class NAME" in told
    assert "weapon, 100%" in told
    assert "--kind NAME" in told
    assert "--zone" not in told
    assert main(["--help"]) == 0
    assert "Reef, Kelp, Pelagic" in capsys.readouterr().out


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    return own_model(tmp_path_factory.mktemp("own"))


def test_a_model_of_ones_own_draws_with_its_names_and_palette(own, tmp_path):
    out = tmp_path / "own.png"
    asked = ["--class", "waffe", "--kind", "épée longue", "--seed", "3", "--count", "2"]
    options = ["--json", "hash", "--animate", "--out", str(out)]
    assert main(["--model", str(own), *asked, *options]) == 0
    manifest = Manifest.parse((own / "manifest.json").read_bytes())
    sprites = read_sprites(out.read_bytes(), manifest.palette)
    labels = {"class": "Waffe", "kind": "Épée longue"}
    assert [sprite.origin for sprite in sprites] == [
        Origin(manifest.model, seed, labels) for seed in (3, 4)
    ]
    assert all(len(np.unique(sprite.pixels)) > 2 for sprite in sprites)
    names = ["Waffe-Epee-longue-3", "Waffe-Epee-longue-4"]
    assert list(json.loads(out.with_suffix(".json").read_text())["frames"]) == names
    with Image.open(out) as image:
        colours = {tuple(pixel) for pixel in np.array(image.convert("RGBA")).reshape(-1, 4)}
    assert colours <= {tuple(colour) for colour in manifest.palette}


def test_a_name_that_the_model_does_not_know_is_told_with_those_it_does(own, tmp_path, capsys):
    out = str(tmp_path / "own.png")
    for asked, told in (
        (["--kind", "Reef"], "there is no kind 'Reef': Épée longue, 剣, NPC"),
        (["--zone", "Reef"], "this model's labels are --class and --kind"),
    ):
        assert main(["--model", str(own), *asked, "--seed", "1", "--out", out]) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert told in line


def test_labels_left_out_are_not_told_and_capitals_do_not_matter(tmp_path):
    out = tmp_path / "any.png"
    assert main(["--category", "coral", "--seed", "5", "--out", str(out)]) == 0
    palette = Manifest.parse((MODEL / "manifest.json").read_bytes()).palette
    (sprite,) = read_sprites(out.read_bytes(), palette)
    assert sprite.origin.labels == {"category": "Coral"}


def test_a_broken_model_is_named(tmp_path, capsys):
    (tmp_path / "manifest.json").write_bytes((MODEL / "manifest.json").read_bytes())
    (tmp_path / "shape.onnx").write_bytes((MODEL / "shape.onnx").read_bytes()[:1000])
    arguments = [*CELL, "--seed", "1", "--graphs", str(tmp_path), "--out", str(tmp_path / "a.png")]
    assert main(arguments) == 2
    assert "shape.onnx is not the file its manifest names" in capsys.readouterr().err
    (tmp_path / "manifest.json").write_text('{"format": 99}')
    assert main(arguments) == 2
    assert "not of format 2" in capsys.readouterr().err
    assert not (tmp_path / "a.png").exists()
