"""How learning rates, loss weights and depth change with the steps."""

from __future__ import annotations

import math

import numpy as np

LEARNING_RATE = 2e-3
FALLING_FROM = 100
SHARP_FROM = 2000


def learning_rates(step: int) -> tuple[float, float]:
    """The autoencoder's and the discriminator's learning rate at a step counted from 1.

    Constant until the nine begin to show, then falling with the root of the step: at a constant
    rate the error leaps up again and again, and some seeds blow up for good.
    """
    rate = LEARNING_RATE * min(1.0, math.sqrt(FALLING_FROM / step))
    return rate, rate


def loss_weights(step: int) -> tuple[float, float, float, float]:
    """What the colour, feature, KL and adversarial losses count at a step counted from 1.

    Deceiving the discriminator counts little until the nine are learned, which is quicker so;
    then more, so that what lies between them becomes as clean as they are. The KL divergence
    counts less and less: a constant weight fills the whole prior with memories in the end.
    """
    adversarial = float(np.interp(step, (200, 500), (0.2, 1.0)))
    kl = 0.05 * min(1.0, math.sqrt(300 / step))
    return 1.0, 4.0, kl, adversarial


def dream_depth(step: int) -> int:
    """How many times a latent is settled before its picture is shown.

    What comes straight from the prior dissolves into dither; a pass draws it towards what the
    network remembers. Before the network remembers anything that only makes dreams alike; and
    after SHARP_FROM steps they are as clean without it, and further from copies.
    """
    return 1 if 100 <= step < SHARP_FROM else 0
