"""Beginning as another network: colours by what they look like, labels as untold ones."""

import numpy as np
import pytest
import torch
from aipixel.sprites.labels import Axis
from pixelllm.palette import Palette
from pixelllm.sampling import draw
from pixelllm.sprite_network import Sizes, SpriteNetwork
from pixelllm.transfer import begin_as
from pixelllm.vocabulary import FIRST_LABEL, PAD, SEA, Vocabulary

from tests.tiny_sprites import TINY, tiny_network

KINDS = Vocabulary((Axis("kind", ("potion", "sword", "shield")),))
# Kelp's green, coral's red, bone's white: in our palette indices 18, 4 and 56.
THREE = Palette(((97, 120, 7), (204, 26, 10), (241, 239, 230)), ((1,), (2,), (3,)))


def test_other_labels_begin_as_none():
    other = tiny_network()
    model = SpriteNetwork(TINY, KINDS)
    begin_as(model, other)
    token = model.paint.token.weight
    assert torch.equal(token[:FIRST_LABEL], other.paint.token.weight[:FIRST_LABEL])
    assert (token[FIRST_LABEL:] == other.paint.token.weight[PAD]).all()
    seeds = np.array([3, 4])
    untold = torch.from_numpy(KINDS.tokens(np.array([[-1], [1]])))
    sprites = draw(model, untold, seeds)
    nothing = torch.from_numpy(SEA.tokens(np.array([[-1, -1]] * 2)))
    # Two axes of none weigh twice what one of none does, so only the label must not matter.
    assert np.array_equal(sprites[0], draw(model, untold[:1], seeds[:1])[0])
    assert draw(other, nothing, seeds).shape == sprites.shape


def test_the_same_labels_stay():
    other = tiny_network()
    model = SpriteNetwork(TINY)
    begin_as(model, other)
    labels = torch.from_numpy(SEA.tokens(np.array([[2, 3]])))
    assert np.array_equal(*(draw(each, labels, np.array([5])) for each in (model, other)))


def test_colours_begin_as_those_that_look_like_them():
    other = tiny_network()
    model = SpriteNetwork(TINY, SEA, THREE)
    begin_as(model, other)
    for own, theirs in ((1, 18), (2, 4), (3, 56), (0, 0)):
        for name, period, rows in (("neighbour", 64, 22), ("previous", 66, 4), ("within", 65, 12)):
            tables = (getattr(each.paint, name).weight for each in (model, other))
            new, old = tables
            for row in range(rows):
                assert torch.equal(new[row * period + own], old[row * period + theirs]), name
        assert torch.equal(model.paint.token.weight[own], other.paint.token.weight[theirs])
    labels = torch.from_numpy(SEA.tokens(np.array([[2, 3]])))
    assert draw(model, labels, np.array([5])).max() <= 3


def test_other_sizes_are_refused():
    with pytest.raises(ValueError, match="other sizes"):
        begin_as(SpriteNetwork(Sizes()), tiny_network())
