"""The silhouette's network: step by step equals all at once, nothing looks ahead but the hint."""

import pytest
import torch
from pixelllm.grid import BLOCKS, pixel_places
from pixelllm.shape_network import (
    FREE,
    MASKS,
    ShapeNetwork,
    ShapeSizes,
    masks_of,
    opaque_of,
    shape_given,
)
from pixelllm.vocabulary import MASK, PIXELS, SEA

from tests.tiny_sprites import tiny_network

LABELS = torch.from_numpy(SEA.tokens(torch.tensor([[0, 1], [5, -1], [-1, -1]]).numpy()))


@pytest.fixture(scope="module")
def network() -> ShapeNetwork:
    return tiny_network().shape


@pytest.fixture
def masks() -> torch.Tensor:
    return torch.randint(0, MASKS, (3, BLOCKS), generator=torch.Generator().manual_seed(1))


@torch.inference_mode()
def test_cached_steps_give_the_logits_of_the_full_pass(network, masks):
    given = torch.full((3, PIXELS), FREE)
    given[1, ::5] = opaque_of(masks)[1, ::5].long()
    full = network(masks, given, LABELS)
    context, past, stepped = network.context(given, LABELS), network.decoder.nothing(3), []
    for place in range(BLOCKS):
        here = torch.tensor([place])
        logits, past = network.logits_at(here, masks, context[:, place], past)
        stepped.append(logits)
    possible = network.possible(given)
    found = torch.stack(stepped, 1).masked_fill(~possible, -torch.inf)
    torch.testing.assert_close(found, full, atol=1e-5, rtol=1e-5)


@torch.inference_mode()
@pytest.mark.parametrize("place", [0, 15, 16, 100, 254])
def test_a_block_changes_later_logits_only(network, masks, place):
    given = torch.full((3, PIXELS), FREE)
    changed = masks.clone()
    changed[:, place] = (masks[:, place] + 1) % MASKS
    moved = (network(changed, given, LABELS) != network(masks, given, LABELS)).any(-1)
    assert not moved[:, : place + 1].any()
    assert moved[:, place + 1 :].any(1).all()


@torch.inference_mode()
def test_what_is_given_is_seen_by_every_block_and_settles_its_own(network, masks):
    free = torch.full((3, PIXELS), FREE)
    given = free.clone()
    given[:, 1000:1024] = 1
    logits, before = network(masks, given, LABELS), network(masks, free, LABELS)
    assert (logits != before).any(-1)[:, 0].all()
    settled = given != FREE
    assert (network.possible(given).sum(-1) == 4)[:, -4:].all()  # half a block is settled
    drawn = opaque_of(logits.argmax(-1))
    assert (drawn[settled] == (given[settled] == 1)).all()


def test_masks_and_pixels_are_inverse(masks):
    opaque = opaque_of(masks)
    assert torch.equal(masks_of(opaque), masks)
    corner = torch.zeros(1, PIXELS, dtype=torch.bool)
    corner[0, pixel_places()[17, 2]] = True  # bottom left of the second block of the second row
    assert masks_of(corner)[0, 17] == 4
    assert pixel_places()[17].tolist() == [66, 67, 98, 99]


def test_given_colours_say_what_is_opaque():
    assert shape_given(torch.tensor([[0, 5, MASK]])).tolist() == [[0, 1, FREE]]


def test_the_network_is_small():
    count = sum(p.numel() for p in ShapeNetwork(ShapeSizes(), SEA.size).parameters())
    assert count < 500_000
