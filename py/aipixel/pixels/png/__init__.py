"""PNG files as arrays and back, exactly: nothing is guessed at, converted or repaired.

Eight bits a sample, not interlaced, as RGB, RGBA or palette indices, with texts. A file is either
read to the last bit or refused with PngError, within the memory and time that its size needs.
Knows nothing of models, canvases or files on disk.

    data = encode(pixels, {"Title": "one pixel"})
    png = decode(data)    # png.pixels, png.text
"""

from aipixel.pixels.png.decoder import (
    LARGEST,
    IndexedPng,
    Png,
    decode,
    decode_indexed,
    decode_texts,
)
from aipixel.pixels.png.encoder import encode, encode_indexed
from aipixel.pixels.png.errors import PngError

__all__ = [
    "LARGEST",
    "IndexedPng",
    "Png",
    "PngError",
    "decode",
    "decode_indexed",
    "decode_texts",
    "encode",
    "encode_indexed",
]
