"""Every probability that decides what kind of seed a seed is: parts of 1000."""

from __future__ import annotations

FAMILIES = ("town", "text", "geometry", "noise")

# How many pictures of each family the nine begin with; each mix then takes the place of one
# picture of the family that has the most.
COMPOSITIONS: dict[tuple[int, int, int, int], int] = {
    (3, 2, 2, 2): 290,
    (2, 3, 2, 2): 190,
    (2, 2, 3, 2): 180,
    (3, 3, 2, 1): 110,
    (3, 2, 3, 1): 80,
    (4, 2, 2, 1): 60,
    (2, 4, 2, 1): 40,
    (2, 2, 2, 3): 30,
    (9, 0, 0, 0): 5,
    (0, 9, 0, 0): 5,
    (0, 0, 9, 0): 5,
    (0, 0, 0, 9): 5,
}

# How many palettes the nine share, and how many pictures each of them colours. The first is the
# leading one; each of PALETTES leads as often as another.
SCHEMES: dict[str, int] = {"eight": 520, "three": 250, "two": 160, "one": 70}
SHARES: dict[str, tuple[int, ...]] = {
    "eight": (2, 1, 1, 1, 1, 1, 1, 1),
    "three": (4, 3, 2),
    "two": (5, 4),
    "one": (9,),
}

# One picture of a rare kind, if its family is among the nine; the family's name goes before it.
NO_RARITY = ("", "none")
RARITIES: dict[tuple[str, str], int] = {
    NO_RARITY: 700,
    ("text", "ransom note"): 40,
    ("text", "reflected word"): 40,
    ("geometry", "one line"): 40,
    ("geometry", "holes"): 40,
    ("noise", "sandpile"): 40,
    ("noise", "whirls"): 40,
    ("town", "floating town"): 20,
    ("town", "sunken town"): 15,
    ("town", "great wheel"): 15,
    ("town", "whale"): 10,
}

# How many mixes, and which: each kind at most once in a seed.
MIX_COUNTS: dict[int, int] = {0: 600, 1: 300, 2: 80, 3: 20}
MIX_KINDS: dict[str, int] = {
    "words out of noise": 160,
    "word on a pattern": 150,
    "words in the sky": 140,
    "noise for a sky": 120,
    "cut in two": 100,
    "pattern in a window": 90,
    "town on a pattern": 80,
    "painting on a wall": 60,
    "town in letters": 40,
    "four quarters": 30,
    "slices": 20,
    "town in a globe": 10,
}


# A choice of fewer parts of 1000 than these adds a point to a seed's rarity for each; a mix adds
# one more.
RARITY_LIMITS = (150, 50, 16, 6)
# The points from which a seed is of a class.
RARITY_CLASSES = {"common": 0, "uncommon": 2, "rare": 4, "legendary": 7}

# What a picture adds to how hard the nine are to learn, and the sums from which a class begins.
EFFORTS = {"text": 2, "town": 1, "mix": 3}
DIFFICULTY_CLASSES = {"gentle": 0, "fair": 7, "hard": 9, "fierce": 12}


def points(parts: int) -> int:
    """How much one choice adds to a seed's rarity: 0 to 4, from its parts of 1000."""
    return sum(parts < limit for limit in RARITY_LIMITS)
