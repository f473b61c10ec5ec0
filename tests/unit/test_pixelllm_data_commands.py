import json
import os
import re
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest
from PIL import Image
from pixelllm.data.__main__ import main
from pixelllm.dataset import read_folder
from pixelllm.palette import RGBA
from pixelllm.synthetic import HELD_OUT, draw_batch, draw_sprite
from pixelllm.vocabulary import ZONES


def save(path, sprite, mode="RGBA"):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(RGBA[sprite]).convert(mode).save(path)


def load(folder):
    """The manifest, and of the sea's sprites the pixels, zones and categories."""
    sprites = read_folder(folder).sprites
    manifest = json.loads((folder / "manifest.json").read_text())
    return manifest, [sprites.pixels, *sprites.labels.T]


def refused(capsys, *arguments):
    """Run a command that must fail; returns its one line, the last after any progress."""
    assert main([str(a) for a in arguments]) == 2
    captured = capsys.readouterr()
    assert not captured.out
    progress = ("synth: ", "sheet: ")  # told where a machine is slow
    lines = [line for line in captured.err.splitlines() if not line.startswith(progress)]
    assert len(lines) == 1
    assert lines[0].startswith("error: ")
    return lines[0]


def snapshot(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def claimed_size(path, width, height):
    """A PNG that promises a size and holds one row of it."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    row = b"IDAT" + zlib.compress(bytes(1 + 4 * width))
    chunks = [
        struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in (header, row)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))


def test_synth_writes_what_the_generator_draws(tmp_path, capsys):
    assert main(["synth", "--count", "80", "--seed", "5", "--out", str(tmp_path / "new")]) == 0
    manifest, (sprites, zones, categories) = load(tmp_path / "new")
    expected, labels = draw_batch(range(5, 85))
    assert np.array_equal(sprites, expected)
    assert np.array_equal(np.stack([zones, categories], 1), labels)
    assert manifest["count"] == 80
    assert manifest["sources"]["synth"] == {"count": 80, "seed": 5, "licence": "CC0-1.0"}
    assert Image.open(tmp_path / "new" / "synth.png").size[0] > 100
    assert "drew 80 sprites" in capsys.readouterr().out


def test_synth_again_replaces_and_is_the_same_byte_for_byte(tmp_path):
    for count in (20, 40, 20):
        main(["synth", "--count", str(count), "--out", str(tmp_path), "--force"])
    assert load(tmp_path)[0]["count"] == 20
    assert len(list(tmp_path.glob("*.npz"))) == 1
    assert not list(tmp_path.glob(".*"))


def test_what_is_there_stays_unless_force_says_so(tmp_path, capsys):
    out = tmp_path / "out"
    main(["synth", "--count", "20", "--out", str(out)])
    before = snapshot(out)
    capsys.readouterr()
    line = refused(capsys, "synth", "--count", 30, "--out", out)
    assert "holds sprites of an earlier synth: choose another --out, or add --force" in line
    save(tmp_path / "Coral" / "a.png", draw_sprite(0, 2, 1))
    (out / "sheet.png").write_bytes(b"mine")
    assert "holds a file sheet.png" in refused(capsys, "sheet", tmp_path / "Coral", "--out", out)
    assert snapshot(out) == {**before, "sheet.png": b"mine"}


def test_a_sheet_inside_its_own_source_is_not_art_the_second_time(tmp_path, capsys):
    art = tmp_path / "Coral"
    save(art / "a.png", draw_sprite(0, 2, 1))
    for out in (art / "out", art):
        for more in ([], ["--force"]):
            assert main(["sheet", str(art), "--out", str(out), *more]) == 0
            assert "cut 1 sprites from 1 images" in capsys.readouterr().out
    save(art / "sheet-of-mine.png", draw_sprite(1, 2, 1))
    assert main(["sheet", str(art), "--out", str(art), "--force"]) == 0
    assert "from 2 images" in capsys.readouterr().out


def test_large_counts_are_split_in_shards(tmp_path, monkeypatch):
    monkeypatch.setattr("pixelllm.data.synth.SHARD", 30)
    main(["synth", "--count", "70", "--out", str(tmp_path)])
    manifest, (sprites, _, _) = load(tmp_path)
    assert [shard["count"] for shard in manifest["shards"]] == [30, 30, 10]
    assert np.array_equal(sprites, draw_batch(range(70))[0])


@pytest.mark.parametrize(
    "wrong", [["--count", "0"], ["--seed", "-1"], ["--seed", HELD_OUT], ["--seed", HELD_OUT - 5]]
)
def test_seeds_for_judging_are_refused(tmp_path, capsys, wrong):
    refused(capsys, "synth", "--count", 36, *wrong, "--out", tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("os.fsync", "the disk is full"),
        ("pixelllm.data.manifest.save_sheet", "No space left"),
        ("pixelllm.data.manifest.replacing", "No space left"),
    ],
)
def test_a_full_disk_changes_nothing(tmp_path, capsys, monkeypatch, step, said):
    main(["synth", "--count", "20", "--out", str(tmp_path)])
    before = snapshot(tmp_path)
    capsys.readouterr()

    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device", "disk")

    monkeypatch.setattr(step, full)
    assert said in refused(capsys, "synth", "--count", 30, "--out", tmp_path, "--force")
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("content", ["{}", "[]", "nonsense", '{"format": 9, "shards": []}'])
def test_a_foreign_manifest_is_left_alone(tmp_path, capsys, content):
    (tmp_path / "manifest.json").write_text(content)
    assert "manifest.json" in refused(capsys, "synth", "--count", 3, "--out", tmp_path)
    assert snapshot(tmp_path) == {"manifest.json": content.encode()}


def test_sheet_takes_labels_from_folders(tmp_path):
    art = tmp_path / "art"
    save(art / "Reef" / "Coral" / "a.png", draw_sprite(0, 2, 1))
    save(art / "vent" / "crustacean" / "deep" / "b.png", draw_sprite(5, 5, 1))
    save(art / "Jellyfish" / "c.png", draw_sprite(2, 3, 1))
    assert main(["sheet", str(art), "--licence", "CC0-1.0", "--out", str(tmp_path / "out")]) == 0
    manifest, (sprites, zones, categories) = load(tmp_path / "out")
    images = manifest["sources"]["sheet"]["images"]
    assert [(i["file"], i["zone"], i["category"]) for i in images] == [
        ("Jellyfish/c.png", "by colours", "Jellyfish"),
        ("Reef/Coral/a.png", "Reef", "Coral"),
        ("vent/crustacean/deep/b.png", "Vent", "Crustacean"),
    ]
    assert zones.tolist() == [ZONES.index("Pelagic"), 0, 5]
    assert categories.tolist() == [3, 2, 5]
    assert sprites.shape == (3, 32, 32)
    assert {image["licence"] for image in images} == {"CC0-1.0"}
    assert all(len(image["sha256"]) == 64 for image in images)


def test_a_sprite_sheet_is_cut_and_duplicates_are_dropped(tmp_path):
    drawn = [draw_sprite(0, 0, seed) for seed in (1, 2, 1)]
    empty = np.zeros((32, 32), np.uint8)
    save(tmp_path / "ReefFish" / "sheet.png", np.hstack([*drawn, empty]))
    arguments = [str(tmp_path / "ReefFish"), "--grid", "32x32", "--out", str(tmp_path / "out")]
    assert main(["sheet", *arguments]) == 0
    manifest, (sprites, _, _) = load(tmp_path / "out")
    assert len(sprites) == 2
    assert manifest["sources"]["sheet"]["images"][0]["sprites"] == 2


def test_labels_from_a_table(tmp_path, capsys):
    for name in ("a.png", "deep/b.png", "c.png"):
        save(tmp_path / "art" / name, draw_sprite(0, 0, len(name)))
    table = tmp_path / "labels.csv"
    table.write_text("file, zone, category\na.png, Kelp, Grazer\ndeep/b.png,,coral\n")
    arguments = ["sheet", tmp_path / "art", "--labels", table, "--out", tmp_path / "out"]
    assert main([str(a) for a in arguments]) == 0
    _, (sprites, zones, categories) = load(tmp_path / "out")
    assert len(sprites) == 2
    assert (zones[0], categories.tolist()) == (1, [1, 2])
    assert "1 images are not in" in capsys.readouterr().err


def test_tables_are_read_as_people_save_them_and_names_as_systems_write_them(tmp_path):
    for place, name in enumerate(("fu\u0308r.png", "deep/o\u0308.png", "c.png")):  # decomposed
        save(tmp_path / "art" / name, draw_sprite(0, 0, place))
    table = tmp_path / "labels.csv"
    text = (
        "sep=;\nfile;zone;category\n"
        "f\u00fcr.png;Kelp;Grazer\ndeep\\\u00f6.png;;coral\n./c.png;;Coral\n"
    )
    arguments = ["sheet", tmp_path / "art", "--labels", table, "--out", tmp_path / "out"]
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        table.write_text(text, encoding=encoding)
        assert main([*map(str, arguments), "--force"]) == 0
        _, (_, _, categories) = load(tmp_path / "out")
        assert sorted(categories.tolist()) == [1, 2, 2]


def test_files_of_a_mac_beside_the_art_are_no_art(tmp_path):
    save(tmp_path / "Coral" / "fish.png", draw_sprite(0, 2, 1))
    for name in ("Coral/._fish.png", ".thumbnails/Coral/a.png", "__MACOSX/Coral/._fish.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"\0\5\x16\7 resource fork")
    assert main(["sheet", str(tmp_path), "--out", str(tmp_path / "out")]) == 0
    assert load(tmp_path / "out")[0]["count"] == 1


def test_a_found_grid_is_told_and_one_that_is_not_found_asked_for(tmp_path, capsys):
    sheet = np.zeros((66, 100), np.uint8)
    for number in range(6):
        top, left = 34 * (number // 3), 34 * (number % 3)
        sheet[top : top + 32, left : left + 32] = draw_sprite(0, number, 1)
    save(tmp_path / "Coral" / "sheet.png", sheet)
    arguments = ["sheet", str(tmp_path / "Coral"), "--out", str(tmp_path / "out")]
    assert main(arguments) == 0
    assert "sheet.png: found 3 x 2 cells of 32 x 32" in capsys.readouterr().err
    assert main([*arguments, "--force", "--grid", "32x32", "--spacing", "2"]) == 0
    assert load(tmp_path / "out")[0]["count"] == 6
    capsys.readouterr()
    uneven = np.zeros((32, 122), np.uint8)
    for number, left in enumerate((0, 40, 90)):
        uneven[:, left : left + 32] = np.kron(
            draw_sprite(0, number, 1)[8:24, 8:24], np.ones((2, 2))
        )
    uneven[0, ::7] = uneven[0].max()  # so that it is not enlarged art
    uneven[:, 32:40] = uneven[:, 72:90] = 0
    save(tmp_path / "Coral" / "sheet.png", uneven)
    line = refused(capsys, *arguments, "--force")
    assert "sheet.png: no grid was found in its 122 x 32 pixels" in line
    assert "--grid 122x32" in line


def test_two_commands_share_a_folder(tmp_path):
    save(tmp_path / "Coral" / "a.png", draw_sprite(0, 2, 1))
    main(["synth", "--count", "10", "--out", str(tmp_path / "out")])
    main(["sheet", str(tmp_path / "Coral"), "--out", str(tmp_path / "out")])
    manifest, (sprites, _, _) = load(tmp_path / "out")
    assert manifest["count"] == len(sprites) == 11
    assert set(manifest["sources"]) == {"synth", "sheet"}


def make_nothing(art):
    art.mkdir()
    return [art], "no images"


def make_missing(art):
    return [art], "no such file"


def make_truncated(art):
    save(art / "Coral" / "a.png", draw_sprite(0, 2, 1))
    whole = (art / "Coral" / "a.png").read_bytes()
    (art / "Coral" / "a.png").write_bytes(whole[: len(whole) // 2])
    return [art], "read whole"


def make_text(art):
    (art / "Coral").mkdir(parents=True)
    (art / "Coral" / "a.png").write_text("not a picture")
    return [art], "no picture that can be read"


def make_huge(art):
    claimed_size(art / "Coral" / "a.png", 20_000, 20_000)
    return [art], "has more than 16,777,216 pixels"


def make_large(art):
    claimed_size(art / "Coral" / "a.png", 7_000, 6_000)
    return [art], "has more than 16,777,216 pixels"


def make_unlabelled(art):
    save(art / "fishes" / "a.png", draw_sprite(0, 2, 1))
    return [art], "holds sprites of synth with other labels"


def make_blank(art):
    save(art / "Coral" / "a.png", np.zeros((32, 32), np.uint8))
    return [art], "not one with a sprite"


def make_table(text):
    def make(art):
        save(art / "a.png", draw_sprite(0, 2, 1))
        (art / "labels.csv").write_text(text)
        return [art, "--labels", art / "labels.csv"], ""

    return make


def make_wrong_grid(art):
    save(art / "Coral" / "a.png", draw_sprite(0, 2, 1))
    return [art, "--grid", "32"], "WIDTHxHEIGHT"


@pytest.mark.parametrize(
    "make",
    [
        make_nothing,
        make_missing,
        make_truncated,
        make_text,
        make_huge,
        make_large,
        make_unlabelled,
        make_blank,
        make_wrong_grid,
        make_table("file,zone,category\nother.png,Reef,Coral\n"),
        make_table("file,zone,category\na.png,Moon,Coral\n"),
        make_table("file,zone,category\na.png,Reef\n"),
        make_table("file,zone,category\na.png,Reef,Coral\n./a.png,,Grazer\n"),
        make_table("name,label\na.png,Reef\n"),
        make_table(""),
        make_table("file,zone,category\n"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_overwritten(tmp_path, capsys, make):
    out = tmp_path / "out"
    main(["synth", "--count", "5", "--out", str(out)])
    before = snapshot(out)
    capsys.readouterr()
    arguments, complaint = make(tmp_path / "art")
    assert complaint in refused(capsys, "sheet", *arguments, "--out", out)
    assert snapshot(out) == before


def test_a_name_that_the_sea_has_not_makes_labels_of_ones_own(tmp_path, capsys):
    arguments, _ = make_table("file,zone,category\na.png,Reef,Whale\n")(tmp_path / "art")
    assert main(["sheet", *map(str, arguments), "--out", str(tmp_path / "out")]) == 0
    assert "zone: Reef 1; category: Whale 1" in capsys.readouterr().out
    assert read_folder(tmp_path / "out").vocabulary.axes[1].names == ("Whale",)


def test_a_table_that_is_not_text(tmp_path, capsys):
    arguments, _ = make_table("")(tmp_path / "art")
    (tmp_path / "art" / "labels.csv").write_bytes(b"\xff\xfe\x00\x01")
    assert "labels.csv" in refused(capsys, "sheet", *arguments, "--out", tmp_path / "out")


@pytest.mark.parametrize("mode", ["P", "RGB", "L", "LA"])
def test_pictures_of_other_modes_are_read(tmp_path, mode):
    save(tmp_path / "Coral" / "a.png", draw_sprite(0, 2, 1), mode)
    assert main(["sheet", str(tmp_path / "Coral"), "--out", str(tmp_path / "out")]) == 0


def test_the_module_runs_from_a_shell(tmp_path):
    command = [sys.executable, "-m", "pixelllm.data", "synth", "--count", "0"]
    done = subprocess.run(
        [*command, "--out", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.returncode == 2
    assert done.stderr == "error: --count 0: draw at least 1 sprite\n"


def strip(path, colours):
    rgba = np.array([[[*colour, 255] for colour in colours]], np.uint8)
    Image.fromarray(rgba.repeat(3, 0).repeat(3, 1)).save(path)


def photograph(path):
    pixels = np.random.default_rng(0).integers(0, 256, (90, 120, 3), np.uint8)
    Image.fromarray(pixels).save(path)


GREYS = [(shade, shade, shade) for shade in range(65)]


@pytest.mark.parametrize(
    ("name", "make", "told"),
    [
        ("p.hex", lambda p: p.write_text("\n".join(f"0000{n:02x}" for n in range(65))), "has 65 c"),
        ("p.png", lambda p: strip(p, GREYS), "has 65 colours, and a model draws in 1 to 63"),
        ("p.PNG", photograph, r"has 1\d,\d\d\d colours, and a model draws in 1 to 63"),
        ("p.png", lambda p: Image.new("RGBA", (9, 1)).save(p), "has 0 colours"),
        ("p.png", lambda p: p.write_bytes(b"\x89PNG\r\n\x1a\nbroken"), "p.png"),
        ("p.hex", lambda p: p.write_bytes(b""), "0 colours"),
        ("p.hex", lambda p: p.write_text("336699\nred\n"), "line 2: expected six hex digits"),
        ("p.gpl", lambda p: p.write_text("GIMP Palette\n1 2\n"), "line 2: expected three numbers"),
        ("p.pal", lambda p: p.write_bytes(b"RIFF\x10\x04\0\0PAL \xff"), "not a text file"),
        ("p.act", lambda p: p.write_bytes(bytes(768)), "a palette is a file of .gpl, .hex, .pal, "),
        ("p", lambda p: p.write_text("336699"), "a palette is a file of .gpl, .hex, .pal, .png"),
        ("p.hex", lambda p: p.mkdir(), "p.hex"),
        ("p.hex", lambda _: None, "p.hex"),
    ],
)
def test_what_is_no_palette_to_draw_with_is_told_in_a_line(tmp_path, capsys, name, make, told):
    save(tmp_path / "art" / "Reef" / "Coral" / "a.png", draw_sprite(0, 2, 1))
    make(tmp_path / name)
    out = tmp_path / "out"
    line = refused(capsys, "sheet", tmp_path / "art", "--palette", tmp_path / name, "--out", out)
    assert re.search(told, line)
    assert str(tmp_path / name) in line
    assert not out.exists()


@pytest.mark.parametrize("name", ["p.hex", "p.png"])
def test_a_sheet_in_ones_own_palette_where_equal_colours_count_once(tmp_path, name):
    colours = [(0, 0, 85), (0, 0, 170), (85, 85, 255), (0, 0, 170), (250, 250, 90)] * 20
    if name == "p.png":
        strip(tmp_path / name, colours)
    else:
        (tmp_path / name).write_text("\n".join(bytes(colour).hex() for colour in colours))
    rgba = np.zeros((8, 8, 4), np.uint8)
    rgba[1:7, 1:7] = 0, 0, 85, 255
    rgba[2:4, 2:4] = 255, 255, 80, 255
    art, out = tmp_path / "art", tmp_path / "out"
    for kind in ("shield", "sword"):
        (art / kind).mkdir(parents=True)
        Image.fromarray(rgba).save(art / kind / "a.png")
    assert main(["sheet", str(art), "--palette", str(tmp_path / name), "--out", str(out)]) == 0
    prepared = read_folder(out)
    assert prepared.palette.colours == ((0, 0, 85), (0, 0, 170), (85, 85, 255), (250, 250, 90))
    assert prepared.palette.ramps == ((1, 2, 3), (4,))
    assert set(np.unique(prepared.sprites.pixels)) == {0, 1, 4}
