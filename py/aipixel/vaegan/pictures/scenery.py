"""The hour, the sky and the weather over a town."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aipixel.pixels.palettes import ACCENT, BODY, GROUND, LIGHT, SHADE, SKY
from aipixel.vaegan.pictures.canvas import SIZE, Mask, X, Y, disc, dithered, filled, shifted
from aipixel.vaegan.pictures.draws import Draws


@dataclass(frozen=True)
class Wall:
    """The colours of one kind of building."""

    wall: int
    roof: int
    lit: int  # windows with light in them, or the brighter ones by day
    unlit: int


@dataclass(frozen=True)
class Hour:
    """The colours of one time of day. sky: from the top to the horizon."""

    words: str
    sky: tuple[int, ...]
    far: int
    walls: tuple[Wall, ...]
    earth: int
    water: int
    glint: int
    orb: int  # sun or moon


NIGHT = Hour(
    "at night",
    (GROUND, GROUND, SHADE),
    SHADE,
    (Wall(BODY, SHADE, LIGHT, GROUND), Wall(SHADE, BODY, LIGHT, GROUND)),
    GROUND,
    SHADE,
    BODY,
    LIGHT,
)
DUSK = Hour(
    "at dusk",
    (SHADE, BODY, SKY),
    BODY,
    (Wall(GROUND, GROUND, LIGHT, SHADE), Wall(SHADE, GROUND, LIGHT, GROUND)),
    GROUND,
    BODY,
    SKY,
    LIGHT,
)
DAY = Hour(
    "by day",
    (SKY, SKY, LIGHT),
    BODY,
    (Wall(LIGHT, ACCENT, SHADE, BODY), Wall(SHADE, GROUND, LIGHT, SKY), Wall(BODY, SHADE, LIGHT,
     GROUND)),
    GROUND,
    BODY,
    SKY,
    LIGHT,
)  # fmt: skip
HOURS = {NIGHT: 45, DUSK: 30, DAY: 25}
WEATHER = {
    NIGHT: {"stars": 30, "clear": 15, "snow": 20, "rain": 12, "fog": 10, "aurora": 13},
    DUSK: {"clear": 55, "rain": 15, "snow": 15, "fog": 15},
    DAY: {"clear": 20, "clouds": 40, "rain": 15, "snow": 10, "fog": 15},
}
_WORDS = {
    "stars": "under the stars",
    "clear": "under a clear sky",
    "clouds": "under drifting clouds",
    "snow": "in snow",
    "rain": "in rain",
    "fog": "in fog",
    "aurora": "under an aurora",
}


class Scene:
    """A canvas with a sky on it, on which a town is built, then left to the weather.

    solid: the pixels that buildings took, where snow can lie.
    """

    def __init__(self, draws: Draws, horizon: int = 24) -> None:
        self.draws = draws
        self.hour = draws.weighted(HOURS)
        self.weather = draws.weighted(WEATHER[self.hour])
        self.horizon = horizon
        self.solid: Mask = np.zeros((SIZE, SIZE), dtype=np.bool_)
        self._sky()

    @property
    def words(self) -> str:
        """The hour and the weather, to end a description with."""
        return f"{self.hour.words} {_WORDS[self.weather]}"

    def paint(self, mask: Mask, index: int, solid: bool = True) -> None:
        """Colour the pixels of a mask."""
        self.canvas[mask] = index
        if solid:
            self.solid |= mask

    def wall(self) -> Wall:
        """The colours of one more building."""
        return self.draws.pick(self.hour.walls)

    def _sky(self) -> None:
        sky = self.hour.sky
        steep = 16 * (len(sky) - 1)
        self.canvas = dithered(Y * steep // max(1, self.horizon), sky)
        if self.hour is NIGHT and self.draws.chance(50):
            self.canvas = filled(GROUND)
        if self.weather in ("stars", "aurora"):
            self._stars()
        if self.weather == "aurora":
            self._aurora()
        elif self.weather == "clouds":
            self._clouds()
        if self.weather in ("stars", "clear") or self.draws.chance(40):
            self._orb()

    def _stars(self) -> None:
        draws = self.draws
        for colour, count in ((BODY, 8), (SKY, 5), (LIGHT, 7)):
            self.canvas[draws.array(20, count), draws.array(SIZE, count)] = colour
        if draws.chance(40):  # one that twinkles
            y, x = draws.between(2, 7), draws.between(2, 29)
            self.canvas[(abs(Y - y) + abs(X - x)) == 1] = BODY
            self.canvas[y, x] = LIGHT

    def _orb(self) -> None:
        draws, hour = self.draws, self.hour
        low = hour is DUSK
        radius = draws.between(4, 7) if low else draws.between(2, 4)
        y = draws.between(self.horizon - 12, self.horizon - 6) if low else draws.between(5, 8)
        x = draws.between(6, 25)
        orb = disc(y, x, radius)
        if hour is NIGHT and draws.chance(50):  # a crescent
            orb &= ~shifted(orb, -1, draws.pick((-2, 2)))
        self.canvas[orb] = hour.orb if draws.chance(60) else ACCENT

    def _aurora(self) -> None:
        draws = self.draws
        line = 9 * 16 + (draws.array(9, 8).repeat(4) - 4).cumsum() * 3
        foot = (line // 16).clip(8, 15)
        height = 5 + draws.array(5, 16).repeat(2)
        rise = foot[None, :] - Y
        glow = ((height[None, :] - rise) * 32 // height[None, :]).clip(0, 32)
        curtain = dithered(glow, (SHADE, BODY, draws.pick((SKY, ACCENT))))
        inside = (rise >= 0) & (rise < height[None, :])
        self.canvas[inside] = curtain[inside]

    def _clouds(self) -> None:
        draws = self.draws
        for _ in range(draws.between(2, 3)):
            y, x, length = draws.between(3, 9), draws.between(-2, 26), draws.between(6, 11)
            cloud = (y == Y) & (x <= X) & (x + length > X)
            cloud |= (y - 1 == Y) & (x + 1 <= X) & (x + length - 2 > X)
            cloud |= (y - 2 == Y) & (x + 2 <= X) & (x + length // 2 + 1 > X)
            self.canvas[cloud] = LIGHT

    def finish(self) -> None:
        """Let the weather come down over everything."""
        draws, canvas = self.draws, self.canvas
        if self.weather == "snow":
            caps = self.solid & ~shifted(self.solid, 1, 0)
            first = caps & (caps.cumsum(axis=0) == 1) & (Y > 0)
            canvas[first | (Y == SIZE - 1)] = LIGHT
            canvas[draws.array(SIZE, 26), draws.array(SIZE, 26)] = LIGHT
        elif self.weather == "rain":
            self._rain()
        elif self.weather == "fog":
            self._fog()

    def _fog(self) -> None:
        draws = self.draws
        colour = SKY if self.hour is not DAY else LIGHT
        for row in range(draws.between(9, 12), 31, 7):
            x = draws.between(-9, 8)
            while x < SIZE:  # banks drifting by, each longest at its foot
                length = draws.between(8, 14)
                bank = (row == Y) & (x <= X) & (x + length > X)
                bank |= (row - 1 == Y) & (x + 2 <= X) & (x + length * 2 // 3 > X)
                self.canvas[bank] = colour
                x += length + draws.between(9, 16)

    def _rain(self) -> None:
        draws, slant = self.draws, self.draws.pick((0, 1, 1, -1))
        colour = SKY if self.hour is not DAY else SHADE
        for y, x in zip(draws.array(SIZE, 20), draws.array(SIZE, 20), strict=True):
            for k in range(3):
                if y + k < SIZE:
                    self.canvas[y + k, (x - slant * k) % SIZE] = colour
