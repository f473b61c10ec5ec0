"""PixelLLM, offline: a transformer that draws 32 x 32 palette sprites.

Owns the palette, the data, the model, its training and its judge. Runs on developers' machines;
imports nothing from `web/`.
"""

from aipixel.stopping import quiet_start

quiet_start("stopped, nothing was written")
