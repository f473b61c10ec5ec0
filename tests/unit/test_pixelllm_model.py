"""The transformer: step by step equals all at once, and nothing looks ahead."""

import pytest
import torch
from pixelllm.model import Config, SpriteTransformer, frame, neighbours, neighbours_at
from pixelllm.vocabulary import BOS, COLOURS, MASK, PAD, PIXELS, category_token, zone_token

TINY = Config(layers=4, width=16, heads=2, hint_width=8)


@pytest.fixture
def model() -> SpriteTransformer:
    """Tiny, with every matrix at random: at its start a layer adds nothing."""
    torch.manual_seed(0)
    model = SpriteTransformer(TINY).eval()
    for parameter in model.parameters():
        if parameter.ndim == 2:
            torch.nn.init.normal_(parameter, std=0.3)
    return model


@pytest.fixture
def sprites() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Three noisy sprites: one free, one half given, one without labels."""
    torch.manual_seed(1)
    pixels = torch.randint(0, COLOURS, (3, PIXELS))
    given = torch.full_like(pixels, MASK)
    given[1, ::2] = pixels[1, ::2]
    labels = torch.tensor(
        [[zone_token(0), category_token(1)], [zone_token(5), category_token(5)], [PAD, PAD]]
    )
    return pixels, given, labels


@torch.inference_mode()
def test_cached_steps_give_the_logits_of_the_full_pass(model, sprites):
    pixels, given, labels = sprites
    full = model(pixels, given, labels)
    context, cache, framed = model.context(given, labels), model.empty_cache(3), frame(pixels)
    previous = torch.full((3,), BOS)
    stepped = []
    for place in range(PIXELS):
        around = neighbours_at(framed, place)
        stepped.append(model.step(previous, around, context[:, place], cache, place))
        previous = pixels[:, place]
    torch.testing.assert_close(torch.stack(stepped, 1), full, atol=1e-5, rtol=1e-5)


@torch.inference_mode()
@pytest.mark.parametrize("place", [0, 31, 32, 63, 64, 500, 1022])
def test_a_pixel_changes_later_logits_only(model, sprites, place):
    pixels, given, labels = sprites
    given = torch.full_like(given, MASK)
    changed = pixels.clone()
    changed[:, place] = (pixels[:, place] + 1) % COLOURS
    moved = (model(changed, given, labels) != model(pixels, given, labels)).any(-1)
    assert not moved[:, : place + 1].any()
    assert moved[:, place + 1].all()


@torch.inference_mode()
def test_every_earlier_pixel_can_matter(model, sprites):
    pixels, _, labels = sprites
    free = torch.full_like(pixels, MASK)
    base = model(pixels, free, labels)[:, -1]
    for place in (0, 40, 300, 700):
        changed = pixels.clone()
        changed[:, place] = (pixels[:, place] + 1) % COLOURS
        assert (model(changed, free, labels)[:, -1] != base).any()


@torch.inference_mode()
def test_a_given_pixel_informs_those_before_it(model, sprites):
    pixels, _, labels = sprites
    free = torch.full_like(pixels, MASK)
    given = free.clone()
    given[:, 500] = pixels[:, 500]
    moved = (model(pixels, given, labels) != model(pixels, free, labels)).any(-1)
    assert moved[:, 499].all()
    assert moved[:, 500 - 32].all()


def test_neighbours_of_one_place_are_those_of_all():
    framed = frame(torch.randint(0, COLOURS, (2, PIXELS)))
    everywhere = neighbours(framed)
    for place in (0, 1, 33, 1023):
        assert torch.equal(neighbours_at(framed, place), everywhere[:, place])


def test_the_default_network_has_2_9_million_parameters():
    count = sum(parameter.numel() for parameter in SpriteTransformer().parameters())
    assert 2.8e6 < count < 3.0e6
