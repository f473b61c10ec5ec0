"""How a colour is chosen, wherever sprites are drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

MOST_COLOURS = 63  # of the palette, beside transparency


@dataclass(frozen=True)
class Choice:
    """How a colour is chosen from the network's logits.

    temperature, above 0: lower is calmer. top_k: only the k likeliest colours, 1 to 63. min_p:
    only colours at least this share as likely as the likeliest, 0 to 1. guidance, 0 or more: how
    far to lean on the labels; 1 is the network as trained, 0 ignores them.
    edge_temperature is that of background against colour: a little below 1 gives fewer stray
    pixels. Raises ValueError for what is out of range.
    """

    temperature: float = 0.8
    top_k: int = MOST_COLOURS
    min_p: float = 0.0
    guidance: float = 1.0
    edge_temperature: float = 1.0

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if isinstance(value, bool) or not isinstance(value, int | float | np.number):
                raise ValueError(f"{name} must be a number, not {value!r:.60}")
        if not (0 < self.temperature < math.inf and 0 < self.edge_temperature < math.inf):
            raise ValueError(
                f"temperatures must be above 0, not {self.temperature:g}, {self.edge_temperature:g}"
            )
        if not (1 <= self.top_k <= MOST_COLOURS and self.top_k == int(self.top_k)):
            raise ValueError(f"top-k must be 1 to {MOST_COLOURS}, not {self.top_k}")
        if not 0 <= self.min_p <= 1:
            raise ValueError(f"min-p must be 0 to 1, not {self.min_p:g}")
        if not 0 <= self.guidance < math.inf:
            raise ValueError(f"guidance must be 0 or more, not {self.guidance:g}")
