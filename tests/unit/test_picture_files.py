"""Pictures as cameras, scanners and phones save them; what is too large costs no memory."""

import io
import subprocess
import sys

import numpy as np
import pytest
from aipixel.pixels import picture_files
from aipixel.pixels.picture_files import MOST_PIXELS, PictureError, read_image
from aipixel.vaegan.files.own_pictures import read_picture
from PIL import Image
from pixelllm.data.pictures import open_picture

from tests.unit.test_own_pictures import encoded, noise

ORIENTATION = 0x0112


def test_of_16_bits_a_sample_the_upper_8_are_seen(tmp_path):
    values = np.linspace(0, 65535, 64 * 64).reshape(64, 64).astype(np.uint16)
    data = encoded(Image.fromarray(values))
    expected = np.rint(values / 257)
    grey = np.asarray(read_image(data))[..., 0]
    assert np.abs(grey - expected).max() <= 1
    assert abs(read_picture("a.png", data).rgb.mean() - 127.5) < 2
    (tmp_path / "a.png").write_bytes(data)
    assert np.abs(open_picture(tmp_path / "a.png")[..., 0] - expected).max() <= 1


def test_a_value_of_16_bits_can_be_transparent():
    values = np.full((32, 32), 40_000, np.uint16)
    values[:16] = 300
    image = read_image(encoded(Image.fromarray(values), transparency=300))
    alpha = np.asarray(image)[..., 3]
    assert not alpha[:16].any()
    assert (alpha[16:] == 255).all()


def test_a_cameras_file_of_two_views_is_its_first():
    views = [Image.fromarray(np.full((64, 64, 3), shade, np.uint8)) for shade in (40, 200)]
    data = encoded(views[0], "MPO", save_all=True, append_images=views[1:])
    assert Image.open(io.BytesIO(data)).n_frames == 2
    assert np.abs(read_picture("a.jpg", data).rgb.astype(int) - 40).max() <= 2


@pytest.mark.parametrize("orientation", range(10))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "MPO"])
def test_all_pictures_are_upright(orientation, kind, tmp_path):
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[:20, :30] = 255  # the corner that the camera turned
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    options = {"save_all": True, "append_images": [Image.new("RGB", (60, 40))]}
    extra = options if kind == "MPO" else {}
    path = tmp_path / "a.picture"
    path.write_bytes(encoded(Image.fromarray(pixels), kind, exif=exif, **extra))
    turned = open_picture(path)[..., :3]
    height, width = (60, 40) if 5 <= orientation <= 8 else (40, 60)
    assert turned.shape == (height, width, 3)
    corners = {1: (0, 0), 2: (0, 1), 3: (1, 1), 4: (1, 0), 5: (0, 0), 6: (0, 1), 7: (1, 1)}
    down, across = {**corners, 8: (1, 0)}.get(orientation, (0, 0))
    lit = turned[down * height // 2 :, across * width // 2 :][: height // 2, : width // 2]
    assert lit[3:-3, 3:-3].mean() > 250
    assert turned.mean() < 80


def test_what_a_camera_wrote_may_be_broken():
    data = encoded(Image.fromarray(noise(32, 32, 3)), exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff")
    assert read_image(data).size == (32, 32)


def claimed_webp(kind, width, height):
    """The first bytes of a WebP of that size, and no picture."""
    sides = b"".join((side - 1).to_bytes(3, "little") for side in (width, height))
    bits = (width - 1 | (height - 1) << 14).to_bytes(4, "little")
    plain = width.to_bytes(2, "little") + height.to_bytes(2, "little")
    body = {
        b"VP8X": bytes(4) + sides,
        b"VP8L": b"/" + bits + bytes(9),
        b"VP8 ": bytes(3) + b"\x9d\x01\x2a" + plain,
    }[kind]
    body = kind + len(body).to_bytes(4, "little") + body
    return b"RIFF" + (4 + len(body)).to_bytes(4, "little") + b"WEBP" + body


@pytest.mark.parametrize("kind", [b"VP8X", b"VP8L", b"VP8 "])
def test_how_large_a_webp_is_stands_in_its_header(kind, monkeypatch):
    monkeypatch.setattr(picture_files.Image, "open", None)  # which would take the memory
    with pytest.raises(PictureError, match=f"more than {MOST_PIXELS:,} pixels"):
        read_image(claimed_webp(kind, 16383, 16383))


LOOK = """
import io, resource, sys
from PIL import Image
from aipixel.vaegan.files.own_pictures import read_picture
from pixelllm.data.pictures import open_picture

before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for name in sys.argv[1:]:
    try:
        read_picture(name, open(name, "rb").read())
    except ValueError as error:
        print(error)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is counted in other units")
def test_pictures_that_are_too_large_take_no_memory(tmp_path):
    for name in ("PNG", "WEBP", "GIF", "BMP"):
        Image.new("P", (5000, 5000)).save(tmp_path / name, name)
    done = subprocess.run(
        [sys.executable, "-c", LOOK, *tmp_path.iterdir()],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    *refusals, kilobytes = done.stdout.splitlines()
    assert len(refusals) == 4
    assert all(f"has more than {MOST_PIXELS:,} pixels" in each for each in refusals)
    assert int(kilobytes) < 60_000
