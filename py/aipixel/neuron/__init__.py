"""The neuron that is one pixel: its bytes, its training, its files.

NumPy alone. Owns the map from weights to bytes, gradient descent, the search for the best pixel,
and what a model's PNG holds. Knows nothing of a page or a command line.
"""

from aipixel.neuron.features import Features
from aipixel.neuron.model import PixelModel

__all__ = ["Features", "PixelModel"]
