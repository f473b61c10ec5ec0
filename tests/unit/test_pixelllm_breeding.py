"""What a child is drawn from: a hole in one parent, some of the other within it."""

import numpy as np
import pytest
import torch
from pixelllm.breeding import SEEDED, given_of, hole
from pixelllm.sampling import uniforms
from pixelllm.synthetic import draw_batch
from pixelllm.vocabulary import MASK, PIXELS

COUNT = 72
SEEDS = np.arange(COUNT) + 4_294_967_000


@pytest.fixture(scope="module")
def parents():
    first, second = draw_batch(range(COUNT))[0], draw_batch(range(1000, 1000 + COUNT))[0]
    return torch.from_numpy(np.stack([first, second]))


@pytest.mark.parametrize("share", [0.01, 0.1, 0.4, 1.0])
def test_the_hole_covers_the_share_asked_and_little_more(parents, share):
    numbers = torch.rand(COUNT, 2, generator=torch.Generator().manual_seed(0))
    sprites = parents[0].flatten(1).float()
    inside = hole(sprites, torch.tensor([share]), numbers)
    opaque = sprites > 0
    covered = (inside & opaque).sum(1) / opaque.sum(1)
    assert (covered >= share - 1e-6).all()
    assert (covered < share + 0.12).all()


def test_the_hole_is_a_rectangle(parents):
    numbers = torch.rand(COUNT, 2, generator=torch.Generator().manual_seed(1))
    inside = hole(parents[0].flatten(1).float(), torch.tensor([0.4]), numbers).view(-1, 32, 32)
    filled = inside.any(2)[:, :, None] & inside.any(1)[:, None, :]
    assert torch.equal(inside, filled)
    assert len({tuple(one.any(0).tolist()) for one in inside}) > COUNT / 2


def test_outside_stays_the_first_parent_and_some_of_the_second_is_inside(parents):
    given = given_of(parents, SEEDS, 0.4)
    first, second = parents.flatten(2).long()
    own = given == first
    seeded = ~own & (given == second)
    assert (own | seeded | (given == MASK)).all()
    inside = seeded.float().sum(1) + (given == MASK).sum(1)
    assert (inside > 0).all()
    free = (given == MASK) & (second > 0)
    share = float(seeded.sum() / (seeded | free).sum())
    assert abs(share - SEEDED) < 0.03


def test_a_seed_gives_the_same_in_any_batch(parents):
    given = given_of(parents, SEEDS, 0.4)
    assert torch.equal(given, given_of(parents, SEEDS, 0.4))
    assert torch.equal(given[5:6], given_of(parents[:, 5:6], SEEDS[5:6], 0.4))
    assert not torch.equal(given, given_of(parents, SEEDS - 100, 0.4))


def test_the_numbers_are_not_those_that_drawing_uses():
    seeds = torch.from_numpy(SEEDS)
    both = uniforms(seeds, 0, 2 * PIXELS)
    assert torch.equal(both[:, :PIXELS], uniforms(seeds))
    assert torch.equal(both[:, PIXELS:], uniforms(seeds, PIXELS, PIXELS))
    assert abs(float(np.corrcoef(both[:, :PIXELS].ravel(), both[:, PIXELS:].ravel())[0, 1])) < 0.02
