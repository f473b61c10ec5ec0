"""aipixel: neural networks that live in pixels.

Runs unchanged in CPython and in Pyodide. Packages: `neuron` (a model that is one pixel), `pixels`
(pictures, PNG and palettes as arrays), `runtime` (ONNX graphs, wherever Python runs), `vaegan` (the
nine pictures and their dreams), `sprites` (what the sprite transformer draws); modules: `datasets`,
`viz`, `cli` (the command `ai-pixel`), `scripting` (a user's script, run for a page), `display`
(where its pictures go).
Nothing here imports torch; only `runtime` may know that a browser exists.
"""

from aipixel.neuron import PixelModel

__all__ = ["PixelModel"]

__version__ = "0.1.0"
