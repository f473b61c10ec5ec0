"""How learning rate and depth change with the steps."""

from __future__ import annotations

import math

LEARNING_RATE = 2e-3
FALLING_FROM = 500


def learning_rates(step: int) -> tuple[float, float]:
    """The autoencoder's and the discriminator's learning rate at a step counted from 1.

    Constant at first, then falling with the root of the step: at a constant rate one seed in
    four blew up between 2,000 and 3,000 steps.
    """
    rate = LEARNING_RATE * min(1.0, math.sqrt(FALLING_FROM / step))
    return rate, rate


def dream_depth(step: int) -> int:
    """How many times a sample is encoded and decoded again before it is shown.

    A sample straight from the prior is a ghostly overlay; each pass lets it settle towards what
    the network remembers. Before the network remembers anything that only washes it out.
    """
    if step < 300:
        return 0
    return 1 if step < 600 else 2
