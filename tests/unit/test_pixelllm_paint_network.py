"""The painting network: step by step equals all at once, background is no part of it."""

import pytest
import torch
from pixelllm.grid import to_blocks
from pixelllm.paint_network import (
    PaintNetwork,
    PaintSizes,
    paint_given,
    painted,
    painted_colours,
    tokens_of,
)
from pixelllm.synthetic import draw_batch
from pixelllm.vocabulary import BOS, COLOURS, MASK, PIXELS, SEA, SIZE, TRANSPARENT

from tests.tiny_sprites import tiny_network

LABELS = torch.from_numpy(SEA.tokens(torch.tensor([[0, 1], [5, 5], [-1, -1]]).numpy()))


@pytest.fixture(scope="module")
def network() -> PaintNetwork:
    return tiny_network().paint


@pytest.fixture
def pixels() -> torch.Tensor:
    return torch.from_numpy(draw_batch([3, 40, 77])[0]).long().view(3, PIXELS)


def given_of(pixels: torch.Tensor) -> torch.Tensor:
    """One sprite free, one half given, one free."""
    given = torch.full_like(pixels, MASK)
    given[1, ::2] = pixels[1, ::2]
    return paint_given(given, pixels != TRANSPARENT)


@torch.inference_mode()
def test_cached_steps_give_the_logits_of_the_full_pass(network, pixels):
    given, tokens = given_of(pixels), tokens_of(pixels != TRANSPARENT)
    full = network(pixels, given, LABELS, tokens)
    context, past = network.context(given, LABELS), network.decoder.nothing(3)
    before, stepped, sprites = torch.full((3, 4), BOS), [], torch.arange(3)
    for place in tokens.places.T:
        x, past = network.block_at(place, pixels, before, context[sprites, place], past)
        stepped.append(x)
        before = to_blocks(pixels)[sprites, place]
    token, pixel = painted(pixels, given, tokens)
    own = to_blocks(pixels)[sprites[:, None], tokens.places].flatten(0, 1)[token]
    found = network.choose(torch.stack(stepped, 1).flatten(0, 1)[token], own, pixel)
    torch.testing.assert_close(found, full, atol=1e-4, rtol=1e-4)


@torch.inference_mode()
@pytest.mark.parametrize("number", [0, 20, 150])
def test_a_pixel_changes_later_logits_only(network, pixels, number):
    opaque = pixels != TRANSPARENT
    given, tokens = paint_given(torch.full_like(pixels, MASK), opaque), tokens_of(opaque)
    token, pixel = painted(pixels, given, tokens)
    # Opaque pixels as they are painted: block after block, and within a block in order.
    order = token * 4 + pixel
    own = to_blocks(torch.arange(PIXELS)[None])[0][tokens.places].flatten(0, 1)[token, pixel]
    sprite = token // tokens.places.shape[1]
    changed = pixels.clone()
    changed[sprite[number], own[number]] = pixels[sprite[number], own[number]] % 63 + 1
    moved = (network(changed, given, LABELS, tokens) != network(pixels, given, LABELS, tokens)).any(
        -1
    )
    later = (order > order[number]) & (sprite == sprite[number])
    assert not moved[~later].any()
    assert moved[later].float().mean() > 0.9


@torch.inference_mode()
def test_the_silhouette_ahead_is_seen_from_the_start(network, pixels):
    opaque = pixels != TRANSPARENT
    free = torch.full_like(pixels, MASK)
    tokens = tokens_of(opaque)
    last = opaque.nonzero()[-1]
    grown = opaque.clone()
    grown[last[0], last[1] - SIZE :] = True
    first = [network(pixels, paint_given(free, each), LABELS, tokens) for each in (opaque, grown)]
    sprite = painted(pixels, paint_given(free, opaque), tokens).token[-1:] // tokens.places.shape[1]
    assert sprite == last[0]
    begins = int(
        (
            painted(pixels, paint_given(free, opaque), tokens).token // tokens.places.shape[1]
            < sprite
        ).sum()
    )
    assert (first[0][begins] != first[1][begins]).any()


def test_only_blocks_with_opaque_pixels_are_computed(pixels):
    opaque = pixels != TRANSPARENT
    tokens = tokens_of(opaque)
    wanted = to_blocks(opaque).any(-1)
    for sprite in range(3):
        places = tokens.places[sprite][tokens.real[sprite]]
        assert torch.equal(places, wanted[sprite].nonzero()[:, 0])
    chosen = painted(pixels, paint_given(torch.full_like(pixels, MASK), opaque), tokens)
    assert len(chosen.token) == opaque.sum()
    colours = painted_colours(pixels, tokens, chosen)
    assert 0 <= colours.min() <= colours.max() < COLOURS - 1


def test_given_colours_are_not_painted_and_what_is_outside_is_transparent(pixels):
    given = given_of(pixels)
    assert (given[pixels == TRANSPARENT] == TRANSPARENT).all()
    assert (given[pixels != TRANSPARENT] != TRANSPARENT).all()
    tokens = tokens_of(pixels != TRANSPARENT)
    assert len(painted(pixels, given, tokens).token) == (given == MASK).sum()


def test_the_default_network_has_about_3_million_parameters():
    count = sum(p.numel() for p in PaintNetwork(PaintSizes(), SEA.size).parameters())
    assert 2.8e6 < count < 3.2e6
