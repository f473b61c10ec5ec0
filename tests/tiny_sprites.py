"""A sprite network small enough for a test."""

from pathlib import Path

import torch
from aipixel.sprites.labels import Axis
from pixelllm.export import drawing_graphs, export
from pixelllm.paint_network import PaintSizes
from pixelllm.palette import OWN_PALETTE, Palette
from pixelllm.shape_network import ShapeSizes
from pixelllm.sprite_network import Sizes, SpriteNetwork
from pixelllm.vocabulary import SEA, Vocabulary

TINY = Sizes(ShapeSizes(2, 16, 2, 8), PaintSizes(2, 16, 2, 8))

OWN_NAMES = Vocabulary(
    (Axis("class", ("Waffe", "Trank 100%")), Axis("kind", ("Épée longue", "剣", "NPC")))
)
FIVE_COLOURS = Palette(
    ((20, 12, 28), (68, 36, 52), (208, 70, 72), (89, 125, 206), (222, 238, 214)),
    ((1, 2, 3), (4, 5)),
)


def tiny_network(vocabulary: Vocabulary = SEA, palette: Palette = OWN_PALETTE) -> SpriteNetwork:
    """With every matrix at random: at its start a layer adds nothing."""
    torch.manual_seed(0)
    model = SpriteNetwork(TINY, vocabulary, palette).eval()
    for parameter in model.parameters():
        if parameter.ndim == 2:
            torch.nn.init.normal_(parameter, std=0.3)
    return model


def own_model(folder: Path, names: Vocabulary = OWN_NAMES) -> Path:
    """A folder as a user exports it: names of their own, and a palette of five colours."""
    network = tiny_network(names, FIVE_COLOURS)
    export(network, drawing_graphs(network), folder)
    return folder
