"""The nine pictures: the same bytes for a seed, nine different ones, all from palettes."""

import hashlib

import numpy as np
import pytest
from aipixel.pixels.font import text_mask
from aipixel.pixels.palettes import PALETTES
from aipixel.vaegan.pictures import COUNT, LARGEST_SEED, nine_pictures
from hypothesis import given
from hypothesis import strategies as st

# sha256 of the RGB bytes of the nine; `python tests/unit/test_vaegan_pictures.py` prints them.
GOLDEN = {
    0: "f8a2643597d03ad8d9447c58d5e349e70aa81b82c2eed64c8bd73166580a3343",
    7: "60823747afd1742d69b2260818ae842048fb5b03182950c3fa940bc3f02feaa6",
    LARGEST_SEED: "7a1c2311b227db9b8d99c8196affa1582d701b66d7f79d941d5bbe97b84a3ee0",
}


def digest(seed):
    return hashlib.sha256(b"".join(p.rgb().tobytes() for p in nine_pictures(seed))).hexdigest()


@pytest.mark.parametrize("seed", GOLDEN)
def test_a_seed_gives_the_same_bytes_everywhere(seed):
    assert digest(seed) == GOLDEN[seed]


@given(st.integers(0, LARGEST_SEED))
def test_nine_different_pictures_of_six_colours_at_most(seed):
    pictures = nine_pictures(seed)
    assert len(pictures) == COUNT
    assert len({p.rgb().tobytes() for p in pictures}) == COUNT
    for picture in pictures:
        assert picture.indices.shape == (32, 32)
        assert picture.indices.dtype == np.uint8
        assert 2 <= len(np.unique(picture.indices)) <= 6
        assert picture.description


@pytest.mark.parametrize("seed", [-1, LARGEST_SEED + 1])
def test_a_seed_out_of_range_is_named(seed):
    with pytest.raises(ValueError, match=f"the seed is {seed}; it must be from 0 to"):
        nine_pictures(seed)


def test_words_stay_inside_the_picture():
    for seed in range(60):
        for picture in nine_pictures(seed)[3:5]:
            inked = picture.indices != picture.indices[1, 1]
            assert not inked[1, 1:31].any(), picture.description


def test_palettes_have_six_different_colours_and_names():
    assert len({palette.name for palette in PALETTES}) == len(PALETTES)
    for palette in PALETTES:
        assert len({tuple(c) for c in palette.rgb()}) == 6, palette.name


def test_the_font_names_what_it_lacks():
    assert text_mask("AB").shape == (7, 11)
    with pytest.raises(ValueError, match="letters A to Z"):
        text_mask("A1")


if __name__ == "__main__":
    print({seed: digest(seed) for seed in GOLDEN})
