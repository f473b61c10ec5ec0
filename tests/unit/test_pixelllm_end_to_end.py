"""From a person's own art to a sprite drawn by what learned from it, as they would type it."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw


def python_m(folder: Path, *arguments: str) -> str:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def draw_art(path: Path, hue: int) -> None:
    """A sheet of 4 x 4 fish of 32 x 32 pixels, each of another length and height."""
    sheet = Image.new("RGBA", (128, 128))
    pen = ImageDraw.Draw(sheet)
    for number in range(16):
        left, top = number % 4 * 32, number // 4 * 32
        length, height = 14 + number % 5, 8 + number // 2
        box = (left + 8, top + 15 - height // 2, left + 8 + length, top + 15 + height // 2)
        colour = (hue, 90 + 8 * number, 200 - 9 * number, 255)
        pen.polygon([(left + 3, top + 9), (left + 3, top + 21), (left + 10, top + 15)], colour)
        pen.ellipse(box, fill=colour, outline=(40, 10, 30, 255))
        pen.point((box[2] - 4, top + 14), (255, 255, 255, 255))
    path.parent.mkdir(parents=True)
    sheet.save(path)


def test_own_art_is_cut_learned_from_and_drawn_anew(tmp_path):
    for zone, hue in (("Reef", 230), ("Kelp", 60)):
        draw_art(tmp_path / "art" / zone / "ReefFish" / "fish.png", hue)
    said = python_m(tmp_path, "pixelllm.data", "sheet", "art", "--out", "own", "--licence", "CC0")
    assert "cut 32 sprites from 2 images" in said

    size = ["--layers", "2", "--width", "16", "--heads", "2", "--batch-size", "8"]
    train = ["--data-dir", "own", "--epochs", "2", "--threads", "1", "--out", "run", *size]
    assert "stopped at step" in python_m(tmp_path, "pixelllm.train", *train)

    cell = ["--zone", "Kelp", "--category", "ReefFish", "--seed", "3", "--threads", "1"]
    python_m(tmp_path, "pixelllm.generate", "run/weights.pt", *cell, "--out", "new.png")
    with Image.open(tmp_path / "new.png") as image:
        assert (image.mode, image.size) == ("RGBA", (32, 32))
        assert set(np.unique(np.array(image)[..., 3])) <= {0, 255}
