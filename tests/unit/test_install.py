"""`pip install .` where there is nothing: library and command work with NumPy and Pillow alone."""

import importlib.metadata
import json
import os
import subprocess
import sys
import venv
import zipfile
from email import message_from_string
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PENGUINS = ROOT / "tests" / "data" / "tables" / "penguins.csv"
NEEDED = ("numpy", "pillow")
# Only what a user's machine would have: nothing of this checkout, no packages of this Python.
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))
}


def run(*command, cwd, code=0):
    done = subprocess.run(
        command, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    return done


def link_installed(distribution, site_packages):
    """Make a package that this Python has visible to another, as if it were installed there."""
    found = importlib.metadata.distribution(distribution)
    for name in {file.parts[0] for file in found.files}:
        if name not in ("..", "__pycache__"):
            (site_packages / name).symlink_to(found.locate_file(name))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    run(*pip, "wheel", "--no-deps", "--no-build-isolation", "-q", "-w", folder, ROOT, cwd=folder)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of the programs of an environment with the wheel, NumPy and Pillow."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    (site_packages,) = folder.glob("lib/python*/site-packages")
    for name in NEEDED:
        link_installed(name, site_packages)
    python = folder / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python)
    # Without --no-deps, so that pip itself says whether these two are all that it needs.
    run(*pip, "install", "--no-index", "-q", wheel, cwd=folder)
    return folder / "bin"


def test_the_wheel_needs_two_packages_and_holds_one(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = [name for name in names if name.endswith(".dist-info/METADATA")]
        told = message_from_string(archive.read(metadata).decode())
    needed = [line for line in told.get_all("Requires-Dist") if "extra ==" not in line]
    assert sorted(line.partition("<")[0].partition(">")[0] for line in needed) == list(NEEDED)
    assert {"export", "plot", "runtime"} < set(told.get_all("Provides-Extra"))
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"aipixel", "aipixel_studio"}
    assert "aipixel/py.typed" in names


def test_the_command_is_there(installed, tmp_path):
    command = installed / "ai-pixel"
    arguments = ["--label", "species", "--classes", "Adelie,Gentoo", "--json"]
    done = run(command, "train", PENGUINS, *arguments, cwd=tmp_path)
    assert json.loads(done.stdout)["scores"]["pixel"]["accuracy"] == 1
    assert "PixelModel" in run(command, "inspect", "model.png", cwd=tmp_path).stdout
    done = run(installed / "python", "-m", "aipixel", "inspect", "gone.png", cwd=tmp_path, code=2)
    assert done.stderr.startswith("ai-pixel: gone.png could not be read")


def test_the_library_is_there_and_says_what_plots_need(installed, tmp_path):
    script = """
import importlib.util, sys
from aipixel import PixelModel, datasets, viz
X, y, meta = datasets.xor()
model = PixelModel(hidden=2).train(X, y)
model.to_image("model.png")
assert PixelModel.from_image("model.png").accuracy(X, y) == 1
for name in ("matplotlib", "onnxruntime", "torch", "playwright"):
    assert importlib.util.find_spec(name) is None, name
try:
    viz.plot_decision_boundary(model, X, y, meta)
except ImportError as error:
    print(error)
"""
    done = run(installed / "python", "-c", script, cwd=tmp_path)
    assert done.stdout == 'plots need matplotlib: pip install "aipixel-studio[plot]"\n'


def test_the_graphs_are_there(installed, tmp_path):
    script = (
        "from aipixel.vaegan.files.folders import Graphs; g = Graphs(None); print(g.path, g.names)"
    )
    told = run(installed / "python", "-c", script, cwd=tmp_path).stdout
    assert "site-packages" in told
    assert "['default', 'tiny']" in told
