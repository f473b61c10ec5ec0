"""aipixel: neural networks that live in pixels.

Runs unchanged in CPython and in Pyodide. Packages: `neuron` (a model that is one pixel), `pixels`
(pictures, PNG and palettes as arrays), `runtime` (ONNX graphs, wherever Python runs), `vaegan` (the
nine pictures and their dreams), `sprites` (what the sprite transformer draws); modules: `datasets`,
`viz`, `cli` (the command `ai-pixel`), `scripting` (a user's script, run for a page), `display`
(where its pictures go), `files` and `archives` (written whole or not at all), `texts` and
`commands` (what is shown of a file, and how a command speaks).
Nothing here imports torch; only `runtime` may know that a browser exists.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aipixel.neuron import PixelModel

__all__ = ["PixelModel"]

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    # Loaded when asked for: a command must hear Ctrl-C before NumPy is there.
    if name == "PixelModel":
        from aipixel.neuron import PixelModel

        return PixelModel
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
