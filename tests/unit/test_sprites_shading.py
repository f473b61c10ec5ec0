"""Shading and breeding in Python without torch: what is kept, and what is refused."""

import numpy as np
import pytest
from aipixel.sprites.model import SpriteModel
from aipixel.sprites.shading import Light

from tests.conftest import ROOT
from tests.coroutines import run

MODEL = ROOT / "web" / "models" / "pixelllm"
EMPTY = np.zeros((1, 32, 32), np.uint8)
DOT = EMPTY.copy()
DOT[:, 10:20, 10:20] = 5


@pytest.fixture(scope="module")
def model():
    return run(SpriteModel.open(str(MODEL)))


def test_light_moves_pixels_along_their_ramp(model):
    found = run(model.shade(DOT, Light(0, 1)))
    assert found.dtype == np.uint8
    assert np.array_equal(found > 0, DOT > 0)
    assert set(np.unique(found)) <= set(range(8))
    assert found[0, 15, 18] > found[0, 15, 11]


def test_a_child_is_the_same_for_its_seed_and_keeps_its_parent_outside_the_hole(model):
    other = np.where(DOT > 0, np.uint8(20), DOT)
    first, again = (
        run(model.breed((DOT, other), "Reef", "Coral", [9], 0.25)).sprites for _ in range(2)
    )
    assert np.array_equal(first, again)
    assert 0.2 < (first[DOT > 0] == 5).mean() < 1
    assert (first == 20).any()
    unlabelled = run(model.breed((DOT, other), None, None, [9], 0.25)).sprites
    assert not np.array_equal(first, unlabelled)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"angle": float("nan")}, "angle must be a number of degrees, not nan"),
        ({"strength": 1.5}, "strength must be 0 to 1, not 1.5"),
        ({"occlusion": -1}, "occlusion must be 0 to 1, not -1"),
        ({"edge": float("nan")}, "edge must be 0 to 1, not nan"),
        ({"glow": 2}, "glow must be 0 to 1, not 2"),
    ],
)
def test_a_light_out_of_range_is_refused(wrong, told):
    with pytest.raises(ValueError, match=told):
        Light(**wrong)


def test_what_are_no_sprites_is_refused(model):
    with pytest.raises(ValueError, match=r"must be \(N, 32, 32\) indices, not \(32, 32\)"):
        run(model.shade(DOT[0], Light()))
    with pytest.raises(ValueError, match="must hold palette indices, 0 to 63"):
        run(model.shade(DOT * 13, Light()))


@pytest.mark.parametrize(
    ("parents", "zone", "seeds", "share", "told"),
    [
        ((DOT, DOT), "Reef", [1], 0, "share must be above 0 and at most 1, not 0"),
        ((DOT, DOT), "Reef", [1], float("nan"), "not nan"),
        ((DOT, EMPTY), "Reef", [1], 0.4, "a parent is empty"),
        ((DOT, DOT), "Reef", [1, 2], 0.4, "2 seeds need as many parents, not 1"),
        ((DOT, DOT * 13), "Reef", [1], 0.4, "parents must hold palette indices"),
        ((DOT, DOT), None, [1], 0.4, "both the zone and the category, or neither"),
        ((DOT, DOT), "Moon", [1], 0.4, "no zone 'Moon'"),
        ((DOT, DOT), "Reef", [-1], 0.4, "a seed is a whole number"),
    ],
)
def test_breeding_refuses_in_one_sentence(model, parents, zone, seeds, share, told):
    with pytest.raises(ValueError, match=told):
        run(model.breed(parents, zone, "Coral", seeds, share))
