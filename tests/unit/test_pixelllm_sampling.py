"""Drawing: seeds reproduce in any batch, given pixels stay, cold is not empty."""

import numpy as np
import pytest
import torch
from aipixel.sprites.choice import Choice
from hypothesis import given
from hypothesis import strategies as st
from pixelllm.grid import to_blocks
from pixelllm.sampling import draw, pick, probabilities, uniforms
from pixelllm.sprite_network import SpriteNetwork
from pixelllm.synthetic import draw_batch
from pixelllm.vocabulary import COLOURS, MASK, PIXELS, SEA, TRANSPARENT

from tests.tiny_sprites import tiny_network

LABELS = torch.from_numpy(SEA.tokens(np.array([[0, 1], [3, 2], [5, 4]])))
SEEDS = np.array([7, 8, 4_000_000_000])


@pytest.fixture(autouse=True)
def one_thread():
    """Hundreds of tiny steps: threads that wait for each other cost more than they bring."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def model() -> SpriteNetwork:
    return tiny_network()


def test_a_seed_gives_the_same_sprite_in_any_batch(model):
    together = draw(model, LABELS, SEEDS)
    assert np.array_equal(draw(model, LABELS, SEEDS), together)
    assert np.array_equal(draw(model, LABELS[1:2], SEEDS[1:2])[0], together[1])
    assert not np.array_equal(draw(model, LABELS[:1], SEEDS[:1] + 1)[0], together[0])


@pytest.mark.parametrize("guidance", [1.0, 2.0])
def test_given_pixels_stay(model, guidance):
    fixed = torch.full((3, PIXELS), MASK)
    fixed[:, 100:700:3] = 9
    fixed[:, 101:700:3] = TRANSPARENT
    drawn = draw(model, LABELS, SEEDS, Choice(guidance=guidance), fixed).reshape(3, PIXELS)
    assert (drawn[:, 100:700:3] == 9).all()
    assert (drawn[:, 101:700:3] == TRANSPARENT).all()
    assert len(np.unique(drawn)) > 10


def test_a_silhouette_that_is_given_is_painted_and_nothing_else(model):
    sprites = torch.from_numpy(draw_batch([1, 8, 30])[0]).view(3, PIXELS)
    shapes = sprites != TRANSPARENT
    drawn = draw(model, LABELS, SEEDS, None, None, shapes).reshape(3, PIXELS)
    assert np.array_equal(drawn != TRANSPARENT, shapes.numpy())
    other = draw(model, LABELS, SEEDS + 1, None, None, shapes).reshape(3, PIXELS)
    assert (drawn != other).any(1).all()
    free = draw(model, LABELS, SEEDS).reshape(3, PIXELS)
    again = draw(model, LABELS, SEEDS, None, None, torch.from_numpy(free != 0)).reshape(3, PIXELS)
    assert np.array_equal(free, again)


def test_the_shape_does_not_hang_on_what_is_asked_of_the_colours(model):
    calm, wild = (draw(model, LABELS, SEEDS, Choice(temperature=t)) for t in (0.2, 2.0))
    assert np.array_equal(calm > 0, wild > 0)
    assert not np.array_equal(calm, wild)
    assert to_blocks(torch.from_numpy(calm).view(3, PIXELS) > 0).any()


def test_chances_follow_temperature_and_cuts():
    logits = torch.randn(5, COLOURS - 1)
    cut = probabilities(logits, Choice(temperature=2.0, top_k=5, min_p=0.1))
    assert ((cut > 0).sum(1) <= 5).all()
    assert (cut.amax(1) > 0).all()
    assert ((cut == 0) | (cut >= 0.1 * cut.amax(1, keepdim=True))).all()
    calm = probabilities(logits, Choice(temperature=0.1))
    assert (calm.amax(1) > logits.softmax(1).amax(1)).all()
    torch.testing.assert_close(
        probabilities(logits, Choice(temperature=1.0)), logits.softmax(1), atol=1e-6, rtol=1e-5
    )


def test_a_palette_may_have_fewer_colours_than_top_k():
    assert (probabilities(torch.zeros(2, 4), Choice(top_k=63)) > 0).all()


def test_pick_follows_the_chances_and_never_takes_an_impossible_colour():
    chances = torch.zeros(1, COLOURS)
    chances[0, 3], chances[0, 10] = 0.25, 0.75
    numbers = torch.linspace(0, 1 - 2**-24, 101)
    chosen = pick(chances.expand(101, -1), numbers)
    assert set(chosen.tolist()) == {3, 10}
    assert (chosen == 3).sum() == 25
    assert pick(chances * 0.999, torch.tensor([0.9999])) == 10


def test_uniforms_are_even_and_fixed():
    numbers = uniforms(torch.arange(200)).numpy()
    assert numbers.min() >= 0
    assert numbers.max() < 1
    assert abs(numbers.mean() - 0.5) < 0.005
    assert abs(np.corrcoef(numbers[:100].ravel(), numbers[100:].ravel())[0, 1]) < 0.02
    assert np.array_equal(uniforms(torch.tensor([5]))[0], numbers[5])


@given(st.integers(0, 2**32 - 1), st.integers(0, PIXELS - 1))
def test_uniforms_are_the_hash_in_32_bits(seed, pixel):
    def mix(x: int) -> int:
        for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
            x = ((x ^ x >> shift) * factor) & 0xFFFFFFFF
        return x ^ x >> 16

    expected = mix((mix(seed) + pixel * 0x9E3779B9) & 0xFFFFFFFF) >> 8
    assert uniforms(torch.tensor([seed]))[0, pixel] == expected * 2.0**-24


@pytest.mark.parametrize("wrong", [{"temperature": 0}, {"top_k": 0}, {"top_k": 64}, {"min_p": 2}])
def test_an_impossible_choice_is_refused(wrong):
    with pytest.raises(ValueError, match="must be"):
        Choice(**wrong)
