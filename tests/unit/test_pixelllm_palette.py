import numpy as np
import pytest
from aipixel.pixels.oklab import oklab
from pixelllm import palette


def lab() -> np.ndarray:
    return oklab(palette.RGBA[1:, :3]).reshape(9, 7, 3)


def test_index_zero_alone_is_transparent():
    assert palette.RGBA.shape == (64, 4)
    assert palette.RGBA.dtype == np.uint8
    assert not palette.RGBA[0].any()
    assert (palette.RGBA[1:, 3] == 255).all()


def test_every_ramp_climbs_in_even_steps_of_oklab_lightness():
    steps = np.diff(lab()[..., 0], axis=1)
    assert (steps > 0.06).all()
    assert (np.ptp(steps, axis=1) < 0.01).all()


def test_chroma_peaks_inside_each_ramp():
    chroma = np.hypot(lab()[..., 1], lab()[..., 2])
    assert set(chroma.argmax(axis=1)) <= {1, 2, 3, 4}


def test_no_two_colours_are_near_duplicates():
    flat = lab().reshape(63, 3)
    distances = np.linalg.norm(flat[:, None] - flat[None], axis=-1) + np.eye(63)
    assert distances.min() > 0.035


def test_white_and_black_in_oklab():
    both = oklab(np.array([[255, 255, 255], [0, 0, 0]], np.uint8))
    assert np.allclose(both, [[1, 0, 0], [0, 0, 0]], atol=1e-3)


@pytest.mark.parametrize("index", range(1, 64))
def test_ramp_and_light_name_an_index(index):
    assert palette.colour_index(palette.ramp_of(index), palette.light_of(index)) == index


@pytest.mark.parametrize("index", [0, -1, 64])
def test_a_transparent_or_foreign_index_has_no_ramp(index):
    with pytest.raises(ValueError, match="not an opaque one"):
        palette.ramp_of(index)
    with pytest.raises(ValueError, match="not an opaque one"):
        palette.light_of(index)


def test_a_colour_off_the_ramps_is_refused():
    with pytest.raises(ValueError, match="no colour"):
        palette.colour_index(9, 0)
