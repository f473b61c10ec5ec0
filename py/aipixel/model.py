"""`PixelModel`, where scripts for the ai-pixel package import it from."""

from aipixel.neuron import PixelModel

__all__ = ["PixelModel"]
