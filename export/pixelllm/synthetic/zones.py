"""The six zones: which ramps, how much light, what proportions and what markings each has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pixelllm.palette import BONE, CORAL, DEEP, FLESH, GLOW, KELP, SAND, TURQUOISE, VIOLET

REEF, KELP_FOREST, PELAGIC, MESOPELAGIC, ABYSSAL, VENT = range(6)


@dataclass(frozen=True)
class Scheme:
    """Three ramps, and the light in the middle of a form painted in the first."""

    body: int
    second: int
    accent: int
    base: float


@dataclass(frozen=True)
class Zone:
    """What every creature of a zone shares."""

    schemes: tuple[Scheme, ...]
    markings: tuple[str, ...]
    gain: float
    top: int
    girth: float
    eye: int
    line: float = 0


ZONES = (
    Zone(
        schemes=(
            Scheme(CORAL, SAND, TURQUOISE, 4.0),
            Scheme(SAND, TURQUOISE, DEEP, 4.2),
            Scheme(TURQUOISE, FLESH, SAND, 4.0),
            Scheme(FLESH, SAND, VIOLET, 4.2),
            Scheme(SAND, CORAL, TURQUOISE, 4.4),
            Scheme(CORAL, FLESH, SAND, 4.0),
        ),
        markings=("bars", "spots", "stripes", "mask"),
        gain=3.0,
        top=6,
        girth=1.0,
        eye=3,
    ),
    Zone(
        schemes=(
            Scheme(KELP, SAND, KELP, 3.2),
            Scheme(KELP, KELP, SAND, 2.8),
            Scheme(SAND, KELP, KELP, 2.8),
        ),
        markings=("mottle", "saddles"),
        gain=2.6,
        top=5,
        girth=1.0,
        eye=2,
    ),
    Zone(
        schemes=(
            Scheme(DEEP, BONE, TURQUOISE, 3.4),
            Scheme(DEEP, BONE, DEEP, 3.8),
            Scheme(DEEP, BONE, BONE, 3.0),
        ),
        markings=("counter", "mackerel"),
        gain=2.6,
        top=6,
        girth=0.85,
        eye=2,
    ),
    Zone(
        schemes=(
            Scheme(CORAL, BONE, TURQUOISE, 2.2),
            Scheme(CORAL, CORAL, TURQUOISE, 2.0),
            Scheme(BONE, CORAL, TURQUOISE, 1.7),
        ),
        markings=("photophores",),
        gain=2.6,
        top=3,
        girth=0.95,
        eye=4,
    ),
    Zone(
        schemes=(
            Scheme(VIOLET, VIOLET, GLOW, 4.2),
            Scheme(VIOLET, BONE, GLOW, 3.2),
            Scheme(BONE, VIOLET, GLOW, 1.7),
        ),
        markings=("lanterns", "glowline"),
        gain=2.2,
        top=6,
        girth=0.8,
        eye=2,
    ),
    Zone(
        schemes=(
            Scheme(BONE, SAND, CORAL, 2.6),
            Scheme(BONE, SAND, CORAL, 3.2),
            Scheme(SAND, BONE, CORAL, 2.6),
        ),
        markings=("plates",),
        gain=2.4,
        top=5,
        girth=1.05,
        eye=2,
    ),
)


@dataclass(frozen=True)
class Look:
    """One creature's share of its zone: ramps, light, marking and proportions."""

    zone: int
    body: int
    second: int
    accent: int
    base: float
    gain: float
    top: int
    line: float
    girth: float
    eye: int
    marking: str

    @property
    def deep(self) -> bool:
        """Below the reach of the sun."""
        return self.zone in (MESOPELAGIC, ABYSSAL)


def choose_look(zone: int, rng: np.random.Generator) -> Look:
    """One of the zone's schemes and markings; zone 0 to 5."""
    shared = ZONES[zone]
    scheme = shared.schemes[rng.integers(len(shared.schemes))]
    return Look(
        zone=zone,
        body=scheme.body,
        second=scheme.second,
        accent=scheme.accent,
        base=scheme.base,
        gain=shared.gain,
        top=shared.top,
        line=shared.line,
        girth=shared.girth,
        eye=shared.eye,
        marking=shared.markings[rng.integers(len(shared.markings))],
    )
