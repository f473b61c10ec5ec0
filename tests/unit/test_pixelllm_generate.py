"""Drawing and breeding from the command line: seeds, transparency, refusals in one line."""

import resource

import numpy as np
import pytest
import torch
from PIL import Image
from pixelllm import generate
from pixelllm.breeding import given_of
from pixelllm.checkpoint import (
    History,
    export_weights,
    load_history,
    load_model,
    read,
    save,
)
from pixelllm.checkpoint import main as convert
from pixelllm.dataset import SyntheticSource
from pixelllm.palette import RGBA
from pixelllm.synthetic import draw_sprite
from pixelllm.trainer import Recipe, Trainer
from pixelllm.vocabulary import CATEGORIES, MASK, SIZE, ZONES

from tests.tiny_sprites import TINY, tiny_network

CELL = ["--zone", "reef", "--category", "Coral", "--threads", "1"]


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "tiny.pt"
    export_weights(tiny_network(), path, History(320, 4))
    return path


@pytest.fixture
def parents(tmp_path):
    paths = [tmp_path / "a.png", tmp_path / "b.png"]
    for number, path in enumerate(paths):
        Image.fromarray(RGBA[draw_sprite(number, number, 3)]).save(path)
    return paths


def run(*arguments):
    return generate.main([str(a) for a in arguments])


def pixels(path):
    with Image.open(path) as image:
        assert image.mode == "RGBA"
        return np.array(image)


def refused(capsys, *arguments):
    """Run a command that must fail; returns its one line, the last after any progress."""
    assert run(*arguments) == 2
    captured = capsys.readouterr()
    assert not captured.out
    *progress, line = captured.err.splitlines()
    assert all(told.startswith("generate: ") for told in progress)
    assert line.startswith("error: ")
    return line


def test_a_seed_gives_its_sprite_again_alone_and_in_a_sheet(checkpoint, tmp_path, capsys):
    sheet, again, alone = (tmp_path / f"{name}.png" for name in ("sheet", "again", "alone"))
    for out in (sheet, again):
        assert run(checkpoint, *CELL, "--seed", 7, "--count", 10, "--out", out) == 0
    assert run(checkpoint, *CELL, "--seed", 8, "--out", alone) == 0
    assert sheet.read_bytes() == again.read_bytes()
    drawn = pixels(sheet)
    assert drawn.shape == (2 * SIZE, 8 * SIZE, 4)
    assert set(np.unique(drawn[..., 3])) == {0, 255}
    assert not drawn[SIZE:, 2 * SIZE :].any()
    assert np.array_equal(pixels(alone), drawn[:SIZE, SIZE : 2 * SIZE])
    assert not np.array_equal(drawn[:SIZE, :SIZE], drawn[:SIZE, SIZE : 2 * SIZE])
    assert "--seed 8" in capsys.readouterr().out


def test_without_arguments_all_cells_are_drawn_by_the_shipped_checkpoint(
    checkpoint, tmp_path, monkeypatch
):
    monkeypatch.setattr(generate, "SHIPPED", checkpoint)
    monkeypatch.chdir(tmp_path)
    assert run() == 0
    with Image.open("sprites.png") as image:
        assert image.width > len(CATEGORIES) * SIZE
        assert image.height > len(ZONES) * SIZE


def test_a_child_keeps_its_parent_outside_the_hole(checkpoint, parents, tmp_path, capsys):
    out = tmp_path / "child.png"
    options = ["--checkpoint", checkpoint, "--seed", 5, "--threads", 1, "--out", out]
    assert run("breed", *parents, *options) == 0
    drawn = torch.from_numpy(np.stack([draw_sprite(number, number, 3) for number in (0, 1)]))
    given = given_of(drawn[:, None], np.array([5]), 0.4).view(SIZE, SIZE).numpy()
    fixed = given != MASK
    assert np.array_equal(pixels(out)[fixed], RGBA[given[fixed]])
    child = out.read_bytes()
    capsys.readouterr()
    assert "exists already" in refused(capsys, "breed", *parents, *options)
    assert run("breed", *parents, *options, *CELL[:4], "--force") == 0
    assert out.read_bytes() != child


def test_fit_brings_any_picture_to_the_palette(checkpoint, parents, tmp_path, capsys):
    big = tmp_path / "big.png"
    Image.fromarray(RGBA[draw_sprite(0, 0, 3)]).resize((128, 128), 0).save(big)
    command = ["breed", big, parents[1], "--checkpoint", checkpoint, "--out", tmp_path / "c.png"]
    line = refused(capsys, *command)
    assert "python -m pixelllm.data sheet" in line
    assert "--fit" in line
    assert run(*command, "--fit", "--threads", 1) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--temperature", "0"], "above 0"),
        (["--temperature", "nan"], "above 0"),
        (["--top-k", "64"], "1 to 63"),
        (["--min-p", "2"], "0 to 1"),
        (["--guidance", "-1"], "0 or more"),
        (["--guidance", "inf"], "0 or more"),
        (["--count", "0"], "--count"),
        (["--count", "5000"], "4096"),
        (["--seed", "-1"], "--seed"),
        (["--seed", "4294967296"], "4294967295"),
        (["--threads", "0"], "--threads"),
        (["--zone", "Moon"], "no zone 'Moon': Reef, Kelp"),
        (["--category", "Whale"], "Jellyfish"),
    ],
)
def test_wrong_options_are_one_line(checkpoint, tmp_path, capsys, arguments, said):
    out = tmp_path / "sprites.png"
    out.write_bytes(b"mine")
    assert said in refused(capsys, checkpoint, *CELL, *arguments, "--out", out)
    assert out.read_bytes() == b"mine"


def other_shape(path, checkpoint):
    content = read(checkpoint)
    content["sizes"]["paint"]["width"] = 32
    save(path, content)


def other_format(path, checkpoint):
    torch.save({"format": "another"}, path)


def cut_short(path, checkpoint):
    path.write_bytes(checkpoint.read_bytes()[:5000])


def text(path, checkpoint):
    path.write_text("weights")


def garbage(path, checkpoint):
    path.write_bytes(b"broken")


def folder(path, checkpoint):
    path.mkdir()


def nothing(path, checkpoint):
    pass


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (other_shape, "do not fit"),
        (other_format, "not a checkpoint of the format"),
        (cut_short, "not a checkpoint"),
        (text, "not a checkpoint"),
        (garbage, "not a checkpoint"),
        (folder, "not a checkpoint"),
        (nothing, "no such checkpoint"),
    ],
)
def test_a_checkpoint_that_is_none_is_one_line(checkpoint, tmp_path, capsys, make, said):
    path, out = tmp_path / "bad.pt", tmp_path / "sprites.png"
    make(path, checkpoint)
    out.write_bytes(b"mine")
    line = refused(capsys, path, *CELL, "--out", out, "--force")
    assert said in line
    assert str(path) in line
    assert out.read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"--share": "0"}, "--share"),
        ({"--share": "1.5"}, "--share"),
    ],
)
def test_breeding_refuses_in_one_line(checkpoint, parents, tmp_path, capsys, change, said):
    out = tmp_path / "child.png"
    options = [word for option in change.items() for word in option]
    command = ["breed", *parents, *options, "--checkpoint", checkpoint, "--out", out]
    assert said in refused(capsys, *command)
    assert not out.exists()


def test_parents_must_be_sprites_of_the_palette(checkpoint, parents, tmp_path, capsys):
    faint, blank, missing = (tmp_path / f"{name}.png" for name in ("faint", "blank", "missing"))
    picture = RGBA[draw_sprite(0, 0, 3)].copy()
    picture[..., 3] //= 2
    Image.fromarray(picture).save(faint)
    Image.new("RGBA", (SIZE, SIZE)).save(blank)
    for path, said in ((faint, "palette"), (blank, "empty"), (missing, "No such file")):
        line = refused(capsys, "breed", path, parents[1], "--checkpoint", checkpoint)
        assert said in line
        assert str(path) in line


def test_a_full_disk_leaves_the_older_file(checkpoint, tmp_path, capsys):
    out = tmp_path / "sprites.png"
    out.write_bytes(b"mine")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, hard))
    try:
        line = refused(capsys, checkpoint, *CELL, "--out", out, "--force")
        with pytest.raises(OSError, match=r"copy\.pt"):
            save(tmp_path / "copy.pt", read(checkpoint))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert str(out) in line
    assert out.read_bytes() == b"mine"
    assert [path.name for path in tmp_path.iterdir()] == ["sprites.png"]


def test_a_folder_is_no_place_for_a_file(checkpoint, tmp_path, capsys):
    assert "it is a folder" in refused(capsys, checkpoint, *CELL, "--out", tmp_path)


def test_weights_are_made_of_a_training_and_tell_its_history(tmp_path, capsys):
    trainer = Trainer(TINY, SyntheticSource(3), Recipe(batch_size=4, seed=3))
    trainer.train_step(1.0)
    state, weights = tmp_path / "state.pt", tmp_path / "weights.pt"
    save(state, trainer.state())
    assert convert([str(state), str(weights)]) == 0
    assert load_history(state) == load_history(weights) == trainer.history() == History(4, 3)
    for one, other in zip(
        load_model(state).parameters(), load_model(weights).parameters(), strict=True
    ):
        torch.testing.assert_close(one, other, atol=1e-3, rtol=1e-3)
    assert convert([str(state), str(weights)]) == 2
    assert "exists already" in capsys.readouterr().err
    assert convert([str(tmp_path / "none.pt"), str(weights), "--force"]) == 2
    assert "none.pt could not be read: No such file" in capsys.readouterr().err
