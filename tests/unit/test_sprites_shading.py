"""Shading and breeding in Python without torch: what is kept, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest
from aipixel.sprites.files.origin import Light
from aipixel.sprites.model import SpriteModel
from aipixel.sprites.shading import usual_light

from tests.conftest import ROOT
from tests.coroutines import run

MODEL = ROOT / "web" / "models" / "pixelllm"
EMPTY = np.zeros((1, 32, 32), np.uint8)
CORAL = {"zone": "Reef", "category": "Coral"}
NOTHING = {"zone": None, "category": None}
DOT = EMPTY.copy()
DOT[:, 10:20, 10:20] = 5


@pytest.fixture(scope="module")
def model():
    return run(SpriteModel.open(str(MODEL)))


def test_light_moves_pixels_along_their_ramp(model):
    found = run(model.shade(DOT, Light(0, 1, 0, 0, 0)))
    assert found.dtype == np.uint8
    assert np.array_equal(found > 0, DOT > 0)
    assert set(np.unique(found)) <= set(range(8))
    assert found[0, 15, 18] > found[0, 15, 11]


def test_a_child_is_the_same_for_its_seed_and_keeps_its_parent_outside_the_hole(model):
    other = np.where(DOT > 0, np.uint8(20), DOT)
    first, again = (run(model.breed((DOT, other), CORAL, [9], 0.25)).sprites for _ in range(2))
    assert np.array_equal(first, again)
    assert 0.2 < (first[DOT > 0] == 5).mean() < 1
    assert (first == 20).any()
    untold = run(model.breed((DOT, other), {}, [9], 0.25)).sprites
    assert not np.array_equal(first, untold)
    assert np.array_equal(untold, run(model.breed((DOT, other), NOTHING, [9], 0.25)).sprites)


def test_what_can_not_be_shaded_is_refused(model):
    light = usual_light(90)
    with pytest.raises(ValueError, match=r"must be \(N, 32, 32\) indices, not \(32, 32\)"):
        run(model.shade(DOT[0], light))
    with pytest.raises(ValueError, match="must hold palette indices, 0 to 63"):
        run(model.shade(DOT * 13, light))
    with pytest.raises(ValueError, match=r"edge must be 0 to 1, not 1\.5"):
        run(model.shade(DOT, replace(light, edge=1.5)))


@pytest.mark.parametrize(
    ("parents", "zone", "seeds", "share", "told"),
    [
        ((DOT, DOT), "Reef", [1], 0, "share must be above 0 and at most 1, not 0"),
        ((DOT, DOT), "Reef", [1], float("nan"), "not nan"),
        ((DOT, EMPTY), "Reef", [1], 0.4, "a parent is empty"),
        ((DOT, DOT), "Reef", [1, 2], 0.4, "2 seeds need as many parents, not 1"),
        ((DOT, DOT * 13), "Reef", [1], 0.4, "parents must hold palette indices"),
        ((DOT, DOT), "Moon", [1], 0.4, "no zone 'Moon'"),
        ((DOT, DOT), "Reef", [-1], 0.4, "a seed is a whole number"),
    ],
)
def test_breeding_refuses_in_one_sentence(model, parents, zone, seeds, share, told):
    with pytest.raises(ValueError, match=told):
        run(model.breed(parents, {**CORAL, "zone": zone}, seeds, share))
