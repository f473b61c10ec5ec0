"""Tells a training that has gone wrong from one that only stumbles, by its losses and dreams.

The thresholds are far from ordinary runs of 1,500 steps (six seeds of the default network, four
of the tiny one): there the discriminator's loss lay between 0.5 and 2, dreams had a diversity of
0.4 to 1.05 from step 25 on, and the colour loss, on its way down, leapt up to 9.5 and healed.
"""

from __future__ import annotations

from collections.abc import Mapping

# The discriminator's loss is 1.39 where it can't tell the network's pictures from the nine, and
# 0 where it is always right: then its gradients vanish and the network learns nothing from it.
SATURATED = 0.02
# Of the generator's loss: it must also be losing, by 4 in the logit at least.
HOPELESS = 4.0
# The colour loss is 3.9 where nothing is known of any pixel. At ten times the learning rate it
# went into the thousands and never came back.
BLOWN_UP = 50.0
LASTING_SECONDS = 20.0  # leaps that heal by themselves are ordinary

# Diversity is 1 where dreams differ as the nine do; 0.17 was one picture on every tile.
COLLAPSED = 0.25
# A training begins without diversity: only what was alive can die.
ALIVE = 0.4
COLLAPSED_LOOKS = 2  # in a row


class Collapsed(ArithmeticError):
    """The training is finite, but learns nothing any more."""


class Health:
    """Hears a training's losses and its dreams' diversity as it goes."""

    def __init__(self) -> None:
        self._alive = False
        self.forget()

    def forget(self) -> None:
        """Begin to count anew; for a training that was taken back."""
        self._since: dict[str, float] = {}
        self._collapsed = 0

    def hear_losses(self, losses: Mapping[str, float], now: float) -> None:
        """now: seconds. Raises Collapsed where they have been beyond hope for too long."""
        saturated = losses["discriminator"] < SATURATED and losses["adversarial"] > HOPELESS
        ills = {
            "the discriminator is always right, so nothing is learned from it": saturated,
            "the losses have blown up": losses["colour"] > BLOWN_UP,
        }
        self._since = {ill: self._since.get(ill, now) for ill, there in ills.items() if there}
        for ill, since in self._since.items():
            if now - since >= LASTING_SECONDS:
                raise Collapsed(ill)

    def hear_diversity(self, diversity: float) -> bool:
        """Whether the training is well enough to come back to.

        Raises Collapsed where dreams that differed have become alike.
        """
        self._alive = self._alive or diversity >= ALIVE
        if not (self._alive and diversity < ALIVE):
            self._collapsed = 0
            return not self._since
        self._collapsed = self._collapsed + 1 if diversity < COLLAPSED else 0
        if self._collapsed >= COLLAPSED_LOOKS:
            raise Collapsed("the dreams have all become alike")
        return False
