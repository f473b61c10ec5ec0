"""Pictures of one's own: fitted, or refused in one sentence that names the file."""

import io

import numpy as np
import pytest
from aipixel.pixels import picture_files
from aipixel.pixels.picture_files import LARGEST_FILE
from aipixel.vaegan.files.own_pictures import read_picture
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image


def encoded(image, kind="PNG", **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def noise(*shape):
    return np.random.default_rng(1).integers(0, 256, shape, np.uint8)


def test_a_picture_of_the_right_size_is_learned_as_it_is():
    pixels = noise(32, 32, 3)
    for kind in ("PNG", "BMP"):
        picture = read_picture("a/b\\my fish.v2.png", encoded(Image.fromarray(pixels), kind))
        assert np.array_equal(picture.rgb, pixels)
        assert (picture.name, picture.see_through) == ("my fish.v2", False)


def test_larger_pictures_are_averaged_and_smaller_ones_keep_their_edges():
    small = noise(16, 16, 3)
    read = read_picture("a.png", encoded(Image.fromarray(small)))
    assert np.array_equal(read.rgb, small.repeat(2, 0).repeat(2, 1))
    flat = np.full((700, 900, 3), (10, 120, 200), np.uint8)
    for kind in ("JPEG", "PNG", "WEBP"):
        read = read_picture("a", encoded(Image.fromarray(flat), kind))
        assert np.abs(read.rgb.astype(int) - flat[:32, :32]).max() <= 3


def test_photographs_are_upright():
    pixels = np.zeros((64, 64, 3), np.uint8)
    pixels[:, :32] = 255  # white on the left, to be turned by a quarter
    exif = Image.Exif()
    exif[0x0112] = 6
    read = read_picture("a.png", encoded(Image.fromarray(pixels), exif=exif)).rgb
    assert (read[:16] == 255).all()
    assert not read[16:].any()


def test_what_is_transparent_becomes_black_and_is_told():
    pixels = noise(32, 32, 4)
    pixels[:8, :, 3], pixels[8:, :, 3] = 0, 255
    picture = read_picture("a.png", encoded(Image.fromarray(pixels)))
    assert picture.see_through
    assert not picture.rgb[:8].any()
    assert np.array_equal(picture.rgb[8:], pixels[8:, :, :3])
    pixels[..., 3] = 255
    assert not read_picture("a.png", encoded(Image.fromarray(pixels))).see_through


def frames(kind):
    images = [Image.fromarray(noise(32, 32, 3) // (n + 1)) for n in range(3)]
    return encoded(images[0], kind, save_all=True, append_images=images[1:])


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "is no picture that can be read"),
        (b"GIF89a and no more", "is no picture that can be read"),
        (encoded(Image.fromarray(noise(64, 64, 3)))[:-900], "is no picture that can be read"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "is no picture that can be read"),
        (frames("GIF"), "is animated; save one picture of it by itself"),
        (frames("PNG"), "is animated; save one picture of it by itself"),
        (frames("WEBP"), "is animated; save one picture of it by itself"),
        (encoded(Image.new("RGBA", (40, 40))), "is wholly transparent; choose another one"),
        (bytes(LARGEST_FILE + 1), "has more than 64 MB; make it smaller"),
        (encoded(Image.new("1", (6000, 6000))), "has more than 16,777,216 pixels"),
        (encoded(Image.new("1", (16000, 16000))), "has more than 16,777,216 pixels"),
    ],
)
def test_what_is_not_learned_is_told_in_one_sentence(data, problem):
    with pytest.raises(ValueError, match=r"^my\.png ") as error:
        read_picture("my.png", data)
    assert problem in str(error.value)
    assert "\n" not in str(error.value)


def test_a_large_photograph_is_unpacked_small(monkeypatch):
    monkeypatch.setattr(picture_files, "MOST_PIXELS", 600 * 400 // 3)
    photograph = encoded(Image.fromarray(noise(400, 600, 3)), "JPEG")
    assert read_picture("a.jpg", photograph).rgb.shape == (32, 32, 3)
    with pytest.raises(ValueError, match="pixels"):
        read_picture("a.png", encoded(Image.fromarray(noise(400, 600, 3))))


STARTS = [
    encoded(Image.fromarray(noise(8, 8, 3))),
    encoded(Image.fromarray(noise(8, 8, 3)), "JPEG"),
    encoded(Image.fromarray(noise(8, 8, 3)), "WEBP"),
    encoded(Image.fromarray(noise(8, 8)), "GIF"),
    encoded(Image.fromarray(noise(8, 8, 3)), "BMP"),
    frames("GIF"),
]


@given(
    st.one_of(
        st.binary(max_size=400),
        st.builds(
            lambda start, at, new: start[: at % len(start)] + new + start[at % len(start) + 1 :],
            st.sampled_from(STARTS),
            st.integers(0, 10_000),
            st.binary(max_size=4),
        ),
    ),
    st.text(max_size=300),
)
def test_any_bytes_are_a_picture_or_refused(data, name):
    try:
        picture = read_picture(name, data)
    except ValueError as error:
        refusal = str(error)
    else:
        refusal = None
        assert picture.rgb.shape == (32, 32, 3)
        assert picture.rgb.dtype == np.uint8
        assert 0 < len(picture.name) <= 200
        assert picture.name.isprintable()
    assert refusal is None or refusal.startswith(name)
