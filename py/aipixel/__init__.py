"""aipixel: neural networks that live in pixels.

Runs unchanged in CPython and in Pyodide. Packages: `neuron` (a model that is one pixel), `pixels`
(pictures, PNG and palettes as arrays), `runtime` (ONNX graphs, wherever Python runs), `vaegan` (the
nine pictures and their dreams), `sprites` (what the sprite transformer draws); modules: `datasets`,
`viz`, `cli` (the command `ai-pixel`), `scripting` (a user's script, run for a page), `display`
(where its pictures go), `files` and `archives` (written whole or not at all), `texts` and
`commands` (what is shown of a file, and how a command speaks), `model` and `codec` (the neuron by
the names of the ai-pixel package).
Nothing here imports torch; only `runtime` may know that a browser exists.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from aipixel.starting import quiet_start

if TYPE_CHECKING:
    from aipixel.codec import decode_weights, encode_weights
    from aipixel.neuron import PixelModel

__all__ = ["PixelModel", "decode_weights", "encode_weights"]

__version__ = "0.1.0"

quiet_start()


def __getattr__(name: str) -> object:
    # Loaded when asked for: a command must hear Ctrl-C before NumPy is there.
    if name in __all__:
        module = "aipixel.model" if name == "PixelModel" else "aipixel.codec"
        return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
