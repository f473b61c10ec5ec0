"""A sprite network small enough for a test."""

import torch
from pixelllm.paint_network import PaintSizes
from pixelllm.palette import OWN_PALETTE, Palette
from pixelllm.shape_network import ShapeSizes
from pixelllm.sprite_network import Sizes, SpriteNetwork
from pixelllm.vocabulary import SEA, Vocabulary

TINY = Sizes(ShapeSizes(2, 16, 2, 8), PaintSizes(2, 16, 2, 8))


def tiny_network(vocabulary: Vocabulary = SEA, palette: Palette = OWN_PALETTE) -> SpriteNetwork:
    """With every matrix at random: at its start a layer adds nothing."""
    torch.manual_seed(0)
    model = SpriteNetwork(TINY, vocabulary, palette).eval()
    for parameter in model.parameters():
        if parameter.ndim == 2:
            torch.nn.init.normal_(parameter, std=0.3)
    return model
