"""The VAE-GAN in torch: the one definition of its networks, losses and optimiser step.

Owns what is learned and how, and turns it into the ONNX graphs under `web/models/vaegan/`.
Runs on developers' machines only; imports nothing from `web/`.
"""

import aipixel  # noqa: F401  # whose first lines make Ctrl-C a sentence while torch loads
