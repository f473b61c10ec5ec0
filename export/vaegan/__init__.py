"""The VAE-GAN in torch: the one definition of its networks, losses and optimiser step.

Owns what is learned and how, and turns it into the ONNX graphs under `web/models/vaegan/`.
Runs on developers' machines only; imports nothing from `web/`.
"""

from aipixel.stopping import quiet_start

quiet_start("stopped, nothing was written")
