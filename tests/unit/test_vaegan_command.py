"""The command: what it writes, says and returns."""

import json
import os
import signal
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import aipixel.vaegan.files.folders
import aipixel.vaegan.files.target
import aipixel.vaegan.run
import aipixel.vaegan.training.trainer
import numpy as np
import pytest
from aipixel.vaegan.command import main
from aipixel.vaegan.dreams.sheet import arrange
from aipixel.vaegan.files.model_files import NAMES
from aipixel.vaegan.nine import Nine
from aipixel.vaegan.training.checkpoint import FILE
from aipixel.vaegan.training.schedule import learning_rates
from PIL import Image

ROOT = Path(__file__).parents[2]


class Command:
    """Runs the command in a thread of its own (see tests.coroutines) and keeps what it said."""

    def __init__(self, capsys):
        self._capsys = capsys

    def __call__(self, *arguments):
        with ThreadPoolExecutor(1) as thread:
            code = thread.submit(main, [str(a) for a in arguments]).result()
        self.out, self.err = self._capsys.readouterr()
        return code

    def refused(self, *arguments):
        """What it said, in its one sentence, when it could not be done."""
        assert self(*arguments) == 2
        assert self.err.startswith("aipixel.vaegan: ")
        assert self.err.count("\n") == 1
        return self.err


@pytest.fixture
def command(capsys):
    return Command(capsys)


def train(out, *more, steps=10):
    return ("train", "--seed", 7, "--config", "tiny", "--steps", steps, "--out", out, *more)


def started(arguments, *before):
    """The command in a process of its own, once it trains, and where it is to save."""
    process = subprocess.Popen(
        [*before, sys.executable, "-m", "aipixel.vaegan", *map(str, arguments)],
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "py")},
    )
    assert process.stderr.readline().endswith("; Ctrl-C stops and saves\n")
    return process, arguments[arguments.index("--out") + 1]


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    """A folder with the files of ten steps."""
    folder = tmp_path_factory.mktemp("dream") / "ten"
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(main, [str(a) for a in train(folder)]).result() == 0
    return folder


def test_training_writes_the_four_files_and_says_how_it_goes(command, tmp_path):
    out = tmp_path / "new" / "dream"
    assert command(*train(out)) == 0
    assert set(contents(out)) == set(NAMES)
    begun, progress, done = command.err.splitlines()
    assert begun == "training to step 10; Ctrl-C stops and saves"
    assert progress.startswith("step 10 of 10, error 0.")
    assert progress.endswith(" steps/s, 0 s left")
    assert done == f"trained up to step 10; saved in {out}"


def test_resuming_is_as_if_it_had_never_stopped(command, network, tmp_path):
    assert command("resume", network, "--steps", 20, "--out", tmp_path / "more.zip") == 0
    assert command(*train(tmp_path / "whole", steps=30)) == 0
    with zipfile.ZipFile(tmp_path / "more.zip") as archive:
        resumed = {name: archive.read(name) for name in archive.namelist()}
    assert resumed == contents(tmp_path / "whole")


def test_a_network_is_resumed_from_its_training_npz_in_place(command, network, tmp_path):
    (tmp_path / FILE).write_bytes((network / FILE).read_bytes())
    resume = ("resume", tmp_path / FILE, "--steps", 1, "--out", tmp_path)
    assert "is not empty; choose another folder or add --force" in command.refused(*resume)
    assert command(*resume, "--force") == 0
    assert command("inspect", tmp_path) == 0
    assert "training.npz: step 11 of seed 7" in command.out


def test_own_pictures_are_fitted_and_travel(command, tmp_path):
    wide = np.zeros((64, 128, 3), np.uint8)
    wide[:, 32:96] = (255, 0, 0)
    Image.fromarray(wide).save(tmp_path / "wide.png")
    small = np.full((8, 8, 4), (0, 255, 0, 0), np.uint8)
    small[:4, :, 3] = 255
    Image.fromarray(small).save(tmp_path / "half clear.png")
    given = (tmp_path / "wide.png", tmp_path / "half clear.png")
    assert command(*train(tmp_path / "a", "--pictures", *given, steps=1)) == 0
    assert command("resume", tmp_path / "a", "--steps", 1, "--out", tmp_path / "b") == 0
    with np.load(tmp_path / "b" / FILE) as arrays:
        pictures, names = arrays["pictures"], arrays["picture_names"].tolist()
    assert (pictures[0] == (255, 0, 0)).all()
    assert (pictures[1, :16] == (0, 255, 0)).all()
    assert (pictures[1, 16:] == 0).all()
    assert np.array_equal(pictures[2:], Nine.of_seed(7).rgb[2:])
    assert names == ["wide", "half clear", *Nine.of_seed(7).names[2:]]


def test_pictures_that_are_none_are_named(command, tmp_path):
    (tmp_path / "text.png").write_text("no picture")
    out = tmp_path / "out"
    assert "text.png is no picture" in command.refused(
        *train(out, "--pictures", tmp_path / "text.png")
    )
    assert "nowhere.png could not be read" in command.refused(
        *train(out, "--pictures", tmp_path / "nowhere.png")
    )
    Image.new("RGB", (40, 40)).save(tmp_path / "a.png")
    ten = [tmp_path / "a.png"] * 10
    assert "10 pictures were given; the network learns 9" in command.refused(
        *train(out, "--pictures", *ten)
    )
    assert not out.exists()


def test_tiles_are_drawn_from_all_files_or_the_onnx_files_alike(command, network, tmp_path):
    onnx_alone = tmp_path / "onnx"
    onnx_alone.mkdir()
    for name in ("encoder.onnx", "decoder.onnx"):
        (onnx_alone / name).write_bytes((network / name).read_bytes())
    options = ("--count", 7, "--columns", 3, "--scale", 2, "--depth", 2)
    for folder, out in ((network, "a.png"), (onnx_alone, "b.png")):
        assert command("tiles", folder, "--out", tmp_path / out, *options) == 0
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == (3 * 64, 3 * 64)
        pixels = np.asarray(image)
    assert pixels[:128].any()
    assert not pixels[128:, 64:].any()  # seven of nine places

    (onnx_alone / "encoder.onnx").unlink()
    message = command.refused("tiles", onnx_alone, "--out", tmp_path / "c.png", *options)
    assert "--depth 2 needs encoder.onnx too" in message
    assert command("tiles", onnx_alone, "--out", tmp_path / "c.png", "--seed", 1) == 0
    assert "exists" in command.refused("tiles", network, "--out", tmp_path / "c.png")


def test_tiles_are_arranged_row_by_row():
    tiles = np.arange(1, 4, dtype=np.uint8).reshape(3, 1, 1, 1).repeat(3, axis=3)
    assert arrange(tiles, 2, 1)[..., 0].tolist() == [[1, 2], [3, 0]]
    assert arrange(tiles, 9, 2)[..., 0].tolist() == [[1, 1, 2, 2, 3, 3]] * 2


def test_inspecting_tells_what_the_files_hold(command, network):
    assert command("inspect", network) == 0
    lines = command.out.splitlines()
    assert lines[0] == "configuration tiny"
    assert "decoder.onnx: step 10 of seed 7, 23,440 parameters, " in command.out
    assert "latents (N, 4) -> pictures (N, 3, 32, 32)" in command.out
    assert f"  1 {Nine.of_seed(7).names[0]}" in lines
    assert lines[-1].startswith("  losses at step 10: colour ")


@pytest.mark.parametrize("what", ["inspect", "tiles", "resume"])
def test_damaged_files_are_refused_by_every_command(command, network, tmp_path, what):
    more = {
        "inspect": (),
        "tiles": ("--out", tmp_path / "a.png"),
        "resume": ("--steps", 1, "--out", tmp_path / "b"),
    }[what]
    cut = tmp_path / "cut"
    cut.mkdir()
    for name, content in contents(network).items():
        (cut / name).write_bytes(content)
    (cut / FILE).write_bytes((network / FILE).read_bytes()[:-100])
    assert "training.npz is cut short or damaged" in command.refused(what, cut, *more)
    assert "could not be read" in command.refused(what, tmp_path / "nowhere", *more)
    (tmp_path / "empty").mkdir()
    assert "holds none of" in command.refused(what, tmp_path / "empty", *more)
    (cut / FILE).unlink()
    if what == "resume":
        assert "has no training.npz" in command.refused(what, cut, *more)
    (cut / "encoder.onnx").unlink()
    (cut / "discriminator.onnx").unlink()
    (cut / "decoder.onnx").write_bytes(b"foreign")
    if what != "resume":
        assert "decoder.onnx can't be read" in command.refused(what, cut, *more)
    assert not (tmp_path / "a.png").exists()
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize("name", ["dream", "dream.zip"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_every_signal_that_ends_a_process_saves(command, tmp_path, name, number, interruptible):
    process, out = started(train(tmp_path / name, steps=1_000_000))
    process.send_signal(number)
    rest = process.communicate()[1]
    assert process.returncode == 130
    assert rest.endswith(f"; saved in {out}\n")
    assert command("inspect", out) == 0
    step = int(rest.rpartition("stopped at step ")[2].split(";")[0])
    assert f"training.npz: step {step} of seed 7" in command.out


def test_a_signal_that_is_ignored_stays_so(tmp_path):
    process, _ = started(train(tmp_path / "dream", steps=60), "nohup")
    process.send_signal(signal.SIGHUP)
    assert process.communicate()[1].endswith(
        f"trained up to step 60; saved in {tmp_path / 'dream'}\n"
    )
    assert process.returncode == 0


def test_what_was_saved_as_it_went_outlives_a_kill(command, tmp_path, monkeypatch):
    monkeypatch.setattr(aipixel.vaegan.run, "SECONDS_PER_SAVE", 0.0)

    def breaking(step):
        if step > 25:
            raise KeyboardInterrupt  # a second Ctrl-C
        return learning_rates(step)

    monkeypatch.setattr(aipixel.vaegan.training.trainer, "learning_rates", breaking)
    out = tmp_path / "dream"
    assert command(*train(out, steps=40)) == 130
    assert command.err.splitlines()[-1] == (
        f"aipixel.vaegan: stopped at once; step 20 is saved in {out}"
    )
    assert command("inspect", out) == 0
    assert "training.npz: step 20" in command.out


def test_a_disk_that_fills_up_while_it_trains_loses_nothing(command, tmp_path, monkeypatch):
    out, home = tmp_path / "dream", tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(tmp_path)
    saved = aipixel.vaegan.files.target.Target.save

    def save(target, files):
        if str(home) not in str(target.path) and command.full:
            raise OSError(f"{target.path} could not be written: the disk is full")
        command.full = True  # after the first saving, which is before the first step
        saved(target, files)

    command.full = False
    monkeypatch.setattr(aipixel.vaegan.files.target.Target, "save", save)
    assert command(*train(out)) == 2
    other = home / "dream-2"
    assert f"the disk is full; saved in {other} instead" in command.err
    assert command.err.endswith(f"trained up to step 10; saved in {other}\n")
    assert command("inspect", other) == 0
    assert "training.npz: step 10" in command.out
    assert command("inspect", out) == 0
    assert "training.npz: step 0" in command.out


def test_what_can_not_be_saved_is_said_before_the_first_step(command, tmp_path, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert "the disk is full, so free some space" in command.refused(*train(tmp_path / "dream"))
    assert "training to step" not in command.err


def test_pictures_are_not_written_over_and_have_bounds(command, network, tmp_path):
    out = tmp_path / "a.png"
    out.write_bytes(b"mine")
    assert "exists already" in command.refused("tiles", network, "--out", out)
    assert "4,194,304 pixels" not in command.refused("tiles", network, "--out", tmp_path)
    huge = ("--count", 400, "--scale", 32, "--out", tmp_path / "b.png")
    assert "67,108,864 pixels are the most" in command.refused("tiles", network, *huge)
    assert out.read_bytes() == b"mine"
    assert command("tiles", network, "--out", out, "--force", "--count", 1) == 0


def test_a_pipe_or_a_device_is_not_waited_for(command, network, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", "/dev/zero"):
        assert "it is a device or a pipe and no file" in command.refused("inspect", path)
    assert "is a file" in command.refused(*train("/dev/null", "--force"))
    assert "a device or a pipe" in command.refused(
        "tiles", network, "--out", "/dev/null", "--force"
    )


def test_no_text_of_a_file_acts_on_the_terminal(command, network, tmp_path):
    manifest = ROOT / "web" / "models" / "vaegan" / "tiny" / "manifest.json"
    slot = json.loads(manifest.read_text())["files"]["decoder.onnx"]["slots"]["version"]
    content = bytearray((network / "decoder.onnx").read_bytes())
    content[slot : slot + 5] = b"\x1b[2J\x07"
    (tmp_path / "decoder.onnx").write_bytes(content)
    assert "its version can't be shown" in command.refused("inspect", tmp_path)
    (tmp_path / "\x1b[2J.zip").write_bytes(b"?")
    assert "\x1b" not in command.refused("inspect", tmp_path / "\x1b[2J.zip")


def test_ctrl_c_while_the_command_is_loaded_is_one_line(tmp_path, interruptible):
    code = "import signal; signal.raise_signal(signal.SIGINT)"
    (tmp_path / "numpy.py").write_text(code)  # in the place of what takes longest to load
    done = subprocess.run(
        [sys.executable, "-m", "aipixel.vaegan", "inspect", "dream"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT / 'py'}"},
    )
    assert done.stderr == "aipixel.vaegan: stopped\n"
    assert done.returncode in (130, -signal.SIGINT)


def test_what_is_there_is_not_written_over(command, tmp_path):
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    assert "is not empty" in command.refused(*train(tmp_path))
    assert "is a file" in command.refused(*train(mine))
    assert contents(tmp_path) == {"mine.txt": b"mine"}


def test_missing_graphs_are_told(command, tmp_path, monkeypatch):
    out = tmp_path / "out"
    assert "there is no configuration 'huge'" in command.refused(*train(out, "--config", "huge"))
    assert "name the folder that holds them with --graphs" in command.refused(
        *train(out, "--graphs", tmp_path)
    )
    monkeypatch.setattr(aipixel.vaegan.files.folders, "_CHECKOUT", tmp_path)
    assert f"there are no graphs in {tmp_path}" in command.refused(*train(out))


@pytest.mark.parametrize(
    "arguments",
    [
        ("train", "--seed", "-1", "--steps", "1", "--out", "x"),
        ("train", "--seed", "1", "--steps", "0", "--out", "x"),
        ("tiles", "x", "--out", "y", "--count", "401"),
        (),
    ],
)
def test_options_out_of_range_are_refused(arguments, capsys):
    assert main(arguments) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("aipixel.vaegan: ")


def test_a_training_that_breaks_keeps_what_was_good(command, tmp_path, monkeypatch):
    def breaking(step):
        return learning_rates(step) if step <= 15 else (float("nan"),) * 2

    monkeypatch.setattr(aipixel.vaegan.training.trainer, "learning_rates", breaking)
    assert command(*train(tmp_path / "a", steps=40)) == 1
    assert "training failed at step 20" in command.err
    assert "back at step 10; saved in" in command.err
    assert command("inspect", tmp_path / "a") == 0
    assert "training.npz: step 10" in command.out
