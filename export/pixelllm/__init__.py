"""PixelLLM, offline: a transformer that draws 32 x 32 palette sprites.

Owns the palette, the data, the model, its training and its judge. Runs on developers' machines;
imports nothing from `web/`.
"""

import aipixel  # noqa: F401  # whose first lines make Ctrl-C a sentence while torch loads
