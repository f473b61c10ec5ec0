"""The 80 tokens: 64 palette indices, four marks, six zones, six categories."""

from __future__ import annotations

SIZE = 32
PIXELS = SIZE * SIZE
COLOURS = 64
TRANSPARENT = 0

PAD, BOS, EOS, MASK = range(COLOURS, COLOURS + 4)

# From the lit surface down: coral reef, kelp forest, open ocean, twilight, abyss, hot vent.
ZONES = ("Reef", "Kelp", "Pelagic", "Mesopelagic", "Abyssal", "Vent")
CATEGORIES = ("ReefFish", "Grazer", "Coral", "Jellyfish", "Cephalopod", "Crustacean")

FIRST_ZONE = EOS + 2
FIRST_CATEGORY = FIRST_ZONE + len(ZONES)
VOCABULARY = FIRST_CATEGORY + len(CATEGORIES)


def zone_token(zone: int) -> int:
    """The token of a zone, 0 to 5."""
    return FIRST_ZONE + zone


def category_token(category: int) -> int:
    """The token of a category, 0 to 5."""
    return FIRST_CATEGORY + category
