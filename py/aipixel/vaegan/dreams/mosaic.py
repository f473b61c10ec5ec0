"""The wall of dreams: which latents are shown, and how they change from draw to draw."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

MOST_TILES = 400
_STREAM = 3  # of the seed; apart from training's, so that looking never changes what is learned
FRESH_SHARE = 0.25


class Mosaic:
    """`count` latents from the prior; at each `refresh`, a quarter of them are drawn anew.

    The others stay, so that the same dream can be watched as the network learns.
    """

    def __init__(self, seed: int, latent: int, count: int) -> None:
        self._rng = np.random.default_rng([seed, _STREAM])
        self.latents: NDArray[np.float32] = self._draw(count, latent)

    def _draw(self, count: int, latent: int) -> NDArray[np.float32]:
        return self._rng.standard_normal((count, latent), dtype=np.float32)

    def resize(self, count: int) -> None:
        """Keep the first tiles, draw what is missing. Raises ValueError outside 1 to 400."""
        if not 1 <= count <= MOST_TILES:
            raise ValueError(f"{count} tiles were asked for; the mosaic holds 1 to {MOST_TILES}")
        missing = count - len(self.latents)
        if missing > 0:
            fresh = self._draw(missing, self.latents.shape[1])
            self.latents = np.concatenate([self.latents, fresh])
        self.latents = self.latents[:count]

    def refresh(self) -> None:
        """Draw a quarter of the tiles anew, at least one."""
        self.redraw(max(1, round(len(self.latents) * FRESH_SHARE)))

    def redraw(self, most: int, kept: Collection[int] = ()) -> NDArray[np.intp]:
        """Draw up to `most` tiles anew, none of those to be kept; which they were."""
        count, latent = self.latents.shape
        free = np.array([tile for tile in range(count) if tile not in kept], np.intp)
        chosen = self._rng.permutation(free)[:most]
        self.latents[chosen] = self._draw(len(chosen), latent)
        return chosen
