"""From the hash of a token to the seed of a dream."""

from __future__ import annotations

import hashlib

from aipixel.vaegan.pictures import LARGEST_SEED

SEED_BYTES = 4


def seed_of_hash(text: str) -> int:
    """The seed (0 to 2**32 - 1) of a token's hash.

    A seed written in digits is itself. Of any other text it is the first 32 bits, the highest
    first, of the SHA-256 of its UTF-8. Raises ValueError for an empty text.
    """
    if not text:
        raise ValueError("the token's hash is empty; it needs at least one character")
    digits = text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST_SEED))
    if digits and int(text) <= LARGEST_SEED:
        return int(text)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:SEED_BYTES], "big")
