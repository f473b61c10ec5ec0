"""Drawing: seeds reproduce in any batch, given pixels stay, cold is not empty."""

import numpy as np
import pytest
import torch
from aipixel.sprites.choice import Choice
from hypothesis import given
from hypothesis import strategies as st
from pixelllm.dataset import label_tokens
from pixelllm.model import Config, SpriteTransformer
from pixelllm.sampling import draw, pick, probabilities, uniforms
from pixelllm.vocabulary import COLOURS, MASK, PIXELS

LABELS = label_tokens(np.array([0, 3, 5]), np.array([1, 2, 4]))
SEEDS = np.array([7, 8, 4_000_000_000])


@pytest.fixture(autouse=True)
def one_thread():
    """A thousand tiny steps: threads that wait for each other cost more than they bring."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def model() -> SpriteTransformer:
    torch.manual_seed(0)
    model = SpriteTransformer(Config(layers=2, width=16, heads=2, hint_width=8)).eval()
    for parameter in model.parameters():
        if parameter.ndim == 2:
            torch.nn.init.normal_(parameter, std=0.3)
    return model


def test_a_seed_gives_the_same_sprite_in_any_batch(model):
    together = draw(model, LABELS, SEEDS)
    assert np.array_equal(draw(model, LABELS, SEEDS), together)
    assert np.array_equal(draw(model, LABELS[1:2], SEEDS[1:2])[0], together[1])
    assert not np.array_equal(draw(model, LABELS[:1], SEEDS[:1] + 1)[0], together[0])


@pytest.mark.parametrize("guidance", [1.0, 2.0])
def test_given_pixels_stay(model, guidance):
    fixed = torch.full((3, PIXELS), MASK)
    fixed[:, 100:700:3] = 9
    drawn = draw(model, LABELS, SEEDS, Choice(guidance=guidance), fixed).reshape(3, PIXELS)
    assert (drawn[:, 100:700:3] == 9).all()
    assert len(np.unique(drawn)) > 10


def test_temperature_leaves_background_against_colour_alone():
    logits = torch.randn(5, COLOURS)
    calm = probabilities(logits, Choice(temperature=0.1))
    wild = probabilities(logits, Choice(temperature=2.0, top_k=5, min_p=0.1))
    torch.testing.assert_close(calm[:, 0], logits.softmax(1)[:, 0])
    torch.testing.assert_close(wild[:, 0], logits.softmax(1)[:, 0])
    assert ((wild[:, 1:] > 0).sum(1) <= 5).all()
    torch.testing.assert_close(calm.sum(1), torch.ones(5))
    torch.testing.assert_close(
        probabilities(logits, Choice(temperature=1.0)), logits.softmax(1), atol=1e-6, rtol=1e-5
    )


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
