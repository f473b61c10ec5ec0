"""Paper dolls: layers over one another, and through a file."""

import numpy as np
import pytest
from pixelllm.dolls import Dolls, Layer


def picture(*places, index):
    sprite = np.zeros((1, 32, 32), np.uint8)
    for y, x in places:
        sprite[0, y, x] = index
    return sprite


BODY = Layer("body", 1.0, picture((5, 5), (6, 5), index=1))
HAT = Layer("hat", 0.5, picture((5, 5), index=2))
HAIR = Layer("hair", 0.5, picture((4, 5), index=3))
DOLLS = Dolls("Adventurer", 0.3, ((BODY,), (HAT, HAIR)))


def test_what_is_worn_lies_over_what_is_below_and_excludes_its_like():
    drawn = [DOLLS.draw(np.random.default_rng(seed)) for seed in range(40)]
    for doll in drawn:
        assert doll[6, 5] == 1
        assert (doll[5, 5] == 2) != (doll[4, 5] == 3)
    assert 8 < sum(doll[5, 5] == 2 for doll in drawn) < 32
    assert DOLLS.count == 2
    bare = Dolls("Adventurer", 0.3, ((BODY,), (Layer("hat", 0.5, HAT.pictures),)))
    assert bare.count == 2


def test_they_come_back_from_a_file():
    told, arrays = DOLLS.as_data()
    back = Dolls.from_data(told, arrays)
    seeds = range(10)
    assert all(
        np.array_equal(*(each.draw(np.random.default_rng(s)) for each in (DOLLS, back)))
        for s in seeds
    )
    with pytest.raises(ValueError, match="the layer hat of the dolls holds no sprites"):
        Dolls.from_data(told, {**arrays, "hat": np.zeros((1, 16, 16), np.uint8)})
