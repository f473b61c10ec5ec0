"""Changes of training sprites: nothing lost, ramps kept whole, the same for the same seed."""

import numpy as np
import pytest
from pixelllm.augment import UNCHANGED, Augmentation, colour_of, recoloured, shifted
from pixelllm.palette import OWN_PALETTE, Palette, ramp_of
from pixelllm.synthetic import draw_sprite

SPRITE = draw_sprite(0, 0, 5)


def rng(seed=0):
    return np.random.default_rng(seed)


def test_nothing_allowed_changes_nothing():
    assert np.array_equal(UNCHANGED.apply(SPRITE, OWN_PALETTE, rng()), SPRITE)


@pytest.mark.parametrize("most", [1, 3, 40])
def test_a_shift_moves_all_of_it_and_loses_nothing(most):
    moved = {shifted(SPRITE, most, rng(seed)).tobytes() for seed in range(30)}
    assert len(moved) > 3
    for each in moved:
        found = np.frombuffer(each, np.uint8).reshape(32, 32)
        assert np.array_equal(np.sort(found.ravel()), np.sort(SPRITE.ravel()))
        rows, columns = np.nonzero(found)
        before = np.nonzero(SPRITE)
        assert abs(rows.min() - before[0].min()) <= most
        assert len(set(columns - before[1])) <= 2 or most >= 1


def test_a_recoloured_sprite_has_one_ramp_in_place_of_another_light_for_light():
    found = recoloured(SPRITE, OWN_PALETTE, rng(1))
    changed = found != SPRITE
    assert changed.any()
    assert np.array_equal(found > 0, SPRITE > 0)
    old = {ramp_of(int(index)) for index in SPRITE[changed]}
    new = {ramp_of(int(index)) for index in found[changed]}
    assert len(old) == len(new) == 1
    assert not new & {ramp_of(int(index)) for index in np.unique(SPRITE)[1:]}
    lights = (found[changed].astype(int) - 1) % 7, (SPRITE[changed].astype(int) - 1) % 7
    assert np.array_equal(*lights)


def test_a_sprite_in_all_ramps_stays():
    two = Palette(((0, 0, 0), (255, 0, 0)), ((1,), (2,)))
    both = np.zeros((32, 32), np.uint8)
    both[5, 5:20], both[6, 5:20] = 1, 2
    assert np.array_equal(recoloured(both, two, rng()), both)


def test_the_colour_is_the_ramp_that_most_is_painted_in():
    sprite = np.zeros((32, 32), np.uint8)
    sprite[4:20, 4] = 1 + 7 * 4 + 3  # deep
    sprite[4:10, 5] = 1 + 7 * 2 + 3  # kelp
    sprite[:, 20:] = 1 + 7 * 7  # an outline in the darkest of bone
    assert colour_of(sprite, OWN_PALETTE) == 4


def test_half_are_flipped():
    flips = [
        np.array_equal(Augmentation(flip=True).apply(SPRITE, OWN_PALETTE, rng(s)), SPRITE[:, ::-1])
        for s in range(60)
    ]
    assert 15 < sum(flips) < 45
