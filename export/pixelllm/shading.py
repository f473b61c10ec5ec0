"""Light on a sprite, by walking the palette's ramps and nothing else.

Every opaque pixel keeps its ramp, transparent ones stay so. The form is guessed from the
silhouette, inflated like a balloon (a Poisson equation, as Johnston's Lumo inflates drawn lines,
NPAR 2002), which dark lines within it tie down. The painted light is estimated and taken away,
the asked one put in its place, in whole steps and without stray pixels.

Lights are counted as in our palette, 0 to 6. A longer ramp is denser in them; a shorter one spans
but a part of them, as dark or light as its colours are, so that its darkest is no line for that.

The same on every machine: what is summed is whole, or whole parts of a power of two; the rest are
single operations, which IEEE 754 settles to the last digit.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from aipixel.pixels.oklab import oklab
from aipixel.sprites.ramps import LIGHTS
from numpy.typing import NDArray
from torch import Tensor, nn

from pixelllm.palette import GLOW, OWN_PALETTE, Palette

GAIN = 2.8  # lights between a face towards the viewer and one towards the light
PAINTED = 1.5  # of the estimate that is taken away: guessed forms make it too small
MOST_STEPS = 3

_SWELLING = 64  # by which a height exceeds the mean of those around it
_ROUNDS = 48  # of solving for heights: forms are round near their edge, flatter in the middle
_CREASE = 0.5  # what is left of the height of the darkest pixels
_FINE = 16  # parts of one in which normals are counted
_REPAIRS = 4  # rounds after which hardly a stray pixel is left
_LAMP, _LAMP_OVER, _UNLIT = 4, 2.25, 3  # lights; see `_glow`
_MOST = LIGHTS - 1  # the lightest light
_WIDEST = 1.5  # lights between two colours of a ramp, at most
_DARK, _BRIGHT = 0.2, 0.9  # about the lightness of lights 0 and 6, in OKLab
_PARTS, _FINER_PARTS = 16, 256  # of a light, in which lights and their inverses are counted

_CROSS = torch.tensor([[0.0, 1, 0], [1, 0, 1], [0, 1, 0]])
_RING = torch.tensor([[1.0, 2, 1], [2, 0, 2], [1, 2, 1]])
_BLUR = torch.tensor([[1.0, 2, 1], [2, 4, 2], [1, 2, 1]])
_SLOPE = torch.tensor([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]])
_VOTES = torch.tensor([[1.0, 1, 1], [1, 2.5, 1], [1, 1, 1]])
_NEIGHBOURS = torch.eye(9)[[0, 1, 2, 3, 5, 6, 7, 8]].view(8, 1, 3, 3)
_SPILL = torch.tensor(
    [
        [0, 0.25, 0.5, 0.25, 0],
        [0.25, 0.75, 1.5, 0.75, 0.25],
        [0.5, 1.5, 0, 1.5, 0.5],
        [0.25, 0.75, 1.5, 0.75, 0.25],
        [0, 0.25, 0.5, 0.25, 0],
    ]
)


class Shading(nn.Module):
    """The graph, for one palette. Fields within are (B, 1, 32, 32), float32.

    What shines by itself is the glow ramp of our palette; in others a colour shines only where it
    is far brighter than its surroundings.
    """

    table: Tensor  # by index: ramp, light, the ramp's darkest light, its colours a light, ...
    order: Tensor  # ... where the ramp begins in this list of all indices, and its last place

    def __init__(self, palette: Palette = OWN_PALETTE) -> None:
        super().__init__()
        self.ramps = len(palette.ramps)
        self.glow = GLOW if palette == OWN_PALETTE else -1
        lightness = oklab(palette.rgba[:, :3])[:, 0]
        rows, order = np.zeros((len(palette.rgba), 6)), [0]
        for number, ramp in enumerate(palette.ramps):
            darkest, spacing = _span(lightness[list(ramp)])
            lights = _counted(darkest + spacing * np.arange(len(ramp)), _PARTS)
            of_ramp = (darkest, _counted(1 / spacing, _FINER_PARTS), len(order), len(ramp) - 1)
            for index, light in zip(ramp, lights, strict=True):
                rows[index] = number, light, *of_ramp
            order.extend(ramp)
        self.register_buffer("table", torch.tensor(rows, dtype=torch.float32))
        self.register_buffer("order", torch.tensor(order, dtype=torch.float32)[:, None])

    def forward(
        self,
        sprites: Tensor,
        angle: Tensor,
        strength: Tensor,
        occlusion: Tensor,
        edge: Tensor,
        glow: Tensor,
    ) -> Tensor:
        """Palette indices (B, 32, 32) in another light; as they are where all but the angle is 0.

        `angle` in degrees, 0 from the right, 90 from above. From 0 to 1: `strength` of that light
        in place of the painted one; `occlusion` darkens beside creases, `edge` the rim; `glow`
        lets bright pixels among dark ones light these up. All but `sprites` are (1,).
        """
        x = sprites[:, None]
        opaque = (x > 0).float()
        ramp, light, darkest, a_light, first, last = F.embedding(x.long(), self.table).unbind(-1)
        rim = opaque * (_around(opaque, _CROSS) < 4).float()
        height = _height(opaque, (light < 1).float())
        change = (
            strength * _relit(angle, _normals(height, opaque), opaque, self._of_ramps(ramp), light)
            - occlusion * _occluded(height, rim)
            - edge * _edge(opaque, rim)
            + glow * _glow(opaque, ramp == self.glow, light)
        )
        step = torch.floor(change + 0.5).clamp(-MOST_STEPS, MOST_STEPS)
        walked = _walked(light, _agreed(step, opaque), rim)
        place = torch.floor((walked - darkest) * a_light + 0.5).clamp(min=0)
        place = torch.minimum(place, last)
        kin = (_shifted(x) == x).float() * opaque
        for _ in range(_REPAIRS):
            place = _rejoined(place, kin)
        return F.embedding((first + place).long(), self.order)[:, 0, ..., 0]

    def _of_ramps(self, ramp: Tensor) -> Tensor:
        """Where each ramp is: (B, ramps, 32, 32)."""
        return (ramp == torch.arange(float(self.ramps)).view(1, -1, 1, 1)).float()


def _span(lightness: NDArray[np.float64]) -> tuple[float, float]:
    """The light of a ramp's darkest colour, and how many lights two neighbours are apart."""
    steps = len(lightness) - 1
    spacing = min(_WIDEST, _MOST / max(steps, 1))
    middle = _MOST * (lightness.mean() - _DARK) / (_BRIGHT - _DARK)
    darkest = max(0.0, min(middle - spacing * steps / 2, _MOST - spacing * steps))
    return float(_counted(darkest, _PARTS)), spacing


def _counted(numbers: NDArray[np.floating] | float, parts: int) -> NDArray[np.float64]:
    return np.asarray(np.round(np.multiply(numbers, parts)) / parts, np.float64)


def _around(field: Tensor, kernel: Tensor) -> Tensor:
    """Weighted sums about each pixel, 0 beyond the canvas."""
    return F.conv2d(field, kernel[None, None], padding=len(kernel) // 2)


def _shifted(field: Tensor) -> Tensor:
    """The eight neighbours of each pixel, 0 beyond the canvas: (B, 8, 32, 32)."""
    return F.conv2d(field, _NEIGHBOURS, padding=1)


def _height(opaque: Tensor, crease: Tensor) -> Tensor:
    """The square of a balloon's height over each pixel, in whole numbers; 0 outside."""
    whole = _RING.sum()
    hold = opaque * (1 - (1 - _CREASE) * crease) / whole
    height = torch.zeros_like(opaque)
    for _ in range(_ROUNDS):
        height = torch.floor((_around(height, _RING) + whole * _SWELLING) * hold)
    return height


def _normals(height: Tensor, opaque: Tensor) -> Tensor:
    """To the right and up, each -1 to 1: (B, 2, 32, 32).

    Where the square of the height is R^2 - r^2 the form is a ball, its normal (x, y) / R.
    """
    kernels = torch.stack([_SLOPE, -_SLOPE.T])[:, None]
    ball = _SWELLING * 3 / 4  # `_height` gives R^2 - r^2 times this
    slope = F.conv2d(height, kernels, padding=1) / (2 * 8 * ball)
    length = torch.sqrt((slope * slope).sum(1, keepdim=True) + height / ball + 0.25)
    return torch.round(slope / length * _FINE) / _FINE * opaque


def _relit(
    angle: Tensor, normals: Tensor, opaque: Tensor, of_ramps: Tensor, light: Tensor
) -> Tensor:
    """Lights by which the asked light differs from the painted one."""
    radians = angle * (torch.pi / 180)
    # Parts of 64: sines and cosines differ in their last digit from machine to machine.
    asked = torch.round(torch.cat([torch.cos(radians), torch.sin(radians)]) * 64) / 64
    towards = GAIN * asked.view(1, 2, 1, 1) - PAINTED * _painted(normals, of_ramps, light)
    change = torch.floor((normals * towards).sum(1, keepdim=True) * 64)
    return _around(change, _BLUR) / _around(opaque, _BLUR).clamp(min=1) / 64


def _painted(normals: Tensor, of_ramps: Tensor, light: Tensor) -> Tensor:
    """The painted light, by least squares for each direction: (B, 2, 1, 1).

    Lights are counted from the mean of their ramp; lines and creases are left out.
    """
    lit = (light > 1).float()
    of_ramp = of_ramps * lit
    mean = _sum(of_ramp * light) / _sum(of_ramp).clamp(min=1)
    above = light - (of_ramp * mean).sum(1, keepdim=True)
    above = torch.round(above * _FINE) / _FINE * lit
    return _sum(normals * above) / (_sum(normals * normals * lit) + 1)


def _sum(field: Tensor) -> Tensor:
    return field.sum((2, 3), keepdim=True)


def _occluded(height: Tensor, rim: Tensor) -> Tensor:
    """Lights lost, 0 to 2, within the rim where a pixel lies lower than those around it."""
    mean = _around(height, torch.ones(5, 5)) / 25
    return (6 * (mean - height) / mean.clamp(min=1)).clamp(0, 2) * (1 - rim)


def _edge(opaque: Tensor, rim: Tensor) -> Tensor:
    """Lights lost on the rim, and half of that beside it."""
    beside = opaque * (1 - rim) * (_around(rim, _CROSS) > 0).float()
    return 1.5 * rim + 0.75 * beside


def _glow(opaque: Tensor, shining: Tensor, light: Tensor) -> Tensor:
    """Lights won, 0 to 2, by dark pixels near lamps.

    A lamp is bright, and of a ramp that shines or far brighter than its surroundings.
    """
    wide = torch.ones(7, 7)
    mean = _around(light, wide) / _around(opaque, wide).clamp(min=1)
    lamp = (light >= _LAMP) & (shining | (light - mean >= _LAMP_OVER))
    spill = _around(lamp.float(), _SPILL).clamp(max=2)
    return spill * (light <= _UNLIT).float() * opaque


def _agreed(step: Tensor, opaque: Tensor) -> Tensor:
    """The commonest step of a pixel and its neighbours, its own counted more than twice."""
    steps = torch.arange(-float(MOST_STEPS), MOST_STEPS + 1).view(1, -1, 1, 1)
    count = steps.shape[1]
    votes = F.conv2d(
        (step == steps).float() * opaque,
        _VOTES.expand(count, 1, 3, 3),
        padding=1,
        groups=count,
    )
    return (votes.argmax(1, keepdim=True) - MOST_STEPS).float() * opaque


def _walked(light: Tensor, step: Tensor, rim: Tensor) -> Tensor:
    """The light after so many steps. Lines stay lines.

    A line on the rim is of light 0 or 1, by the side it is on. Within, the darkest pixels stay:
    they are creases, and pupils.
    """
    top = torch.where((rim > 0) & (light <= 1), 1.0, float(_MOST))
    walked = torch.minimum((light + step).clamp(min=0), top)
    return torch.where((light < 1) & (rim == 0), light, walked)


def _rejoined(place: Tensor, kin: Tensor) -> Tensor:
    """The same, but a pixel parted from all its kin takes the place of one of them on their ramp.

    `kin` (B, 8, 32, 32) marks the neighbours that were drawn in the pixel's own colour.
    """
    own = place + 1  # so that 0 is no place
    theirs = _shifted(own) * kin
    parted = (theirs != own).float().amin(1, keepdim=True) * kin.amax(1, keepdim=True)
    joined = (theirs * (1 - _shifted(parted))).amax(1, keepdim=True)
    all_parted = torch.maximum(own, theirs.amax(1, keepdim=True))
    taken = torch.where(joined > 0, joined, all_parted)
    return torch.where(parted > 0, taken, own) - 1
