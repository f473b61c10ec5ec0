"""OKLab: a space of colours in which equal distances look equal (Björn Ottosson, 2020)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def oklab(rgb: NDArray[np.integer]) -> NDArray[np.float64]:
    """sRGB bytes (..., 3) as OKLab (..., 3): lightness 0 to 1, then a and b about -0.4 to 0.4."""
    encoded = np.asarray(rgb, np.float64) / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    cones = np.cbrt(linear @ _RGB_TO_CONES)
    return np.asarray(cones @ _CONES_TO_LAB)


# Björn Ottosson's matrices, transposed so that colours are rows.
_RGB_TO_CONES = np.array(
    [
        [0.4122214708, 0.2119034982, 0.0883024619],
        [0.5363325363, 0.6806995451, 0.2817188376],
        [0.0514459929, 0.1073969566, 0.6299787005],
    ]
)
_CONES_TO_LAB = np.array(
    [
        [0.2104542553, 1.9779984951, 0.0259040371],
        [0.7936177850, -2.4285922050, 0.7827717662],
        [-0.0040720468, 0.4505937099, -0.8086757660],
    ]
)
