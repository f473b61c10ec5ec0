"""A token's metadata, in the dialects of ERC-721/1155 and of TZIP-21 at once.

ERC-721 (https://eips.ethereum.org/EIPS/eip-721), ERC-1155 (https://eips.ethereum.org/EIPS/eip-1155)
with the attributes that marketplaces read, and TZIP-21
(https://tzip.tezosagora.org/proposal/tzip-21). They share `name`, `description` and `attributes`,
and leave each other's fields alone; an attribute has its name twice, once in each dialect.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aipixel.vaegan.token.traits import token_features

SYMBOL = "AIPIXEL"
DESCRIPTION = (
    "A neural network that learns nine small pictures from scratch while you watch, live in the "
    "page, and dreams up new ones between them. The picture shows 25 of its dreams as it was "
    "when it had just learned the nine."
)


@dataclass(frozen=True)
class File:
    """A file of a token: its name, its MIME type, its bytes, and for a picture its side."""

    name: str
    mime: str
    size: int
    side: int | None = None


def metadata(seed: int, address: str, page: File, image: File, thumbnail: File) -> dict[str, Any]:
    """What describes a token of a seed whose folder will be found at an address, as JSON says it.

    address: of the folder, with no slash at its end. Links name files, never the folder, since
    hosts differ in what a folder's address without its last slash means.
    """
    files = {file.name: f"{address}/{file.name}" for file in (page, image, thumbnail)}
    return {
        "name": f"The dream, seed {seed}",
        "description": DESCRIPTION,
        "image": files[image.name],
        "animation_url": files[page.name],
        "external_url": files[page.name],
        "symbol": SYMBOL,
        "decimals": 0,
        "isBooleanAmount": True,
        "shouldPreferSymbol": False,
        "artifactUri": files[page.name],
        "displayUri": files[image.name],
        "thumbnailUri": files[thumbnail.name],
        "formats": [_format(file, files[file.name]) for file in (page, image, thumbnail)],
        "attributes": [_attribute(name, value) for name, value in token_features(seed).items()],
    }


def _format(file: File, address: str) -> dict[str, Any]:
    about = {
        "uri": address,
        "mimeType": file.mime,
        "fileName": file.name,
        "fileSize": file.size,
    }
    if file.side:
        about["dimensions"] = {"value": f"{file.side}x{file.side}", "unit": "px"}
    return about


def _attribute(name: str, value: str | int) -> dict[str, Any]:
    about: dict[str, Any] = {"trait_type": name, "name": name, "value": value}
    if isinstance(value, int):
        about["display_type"] = "number"
    return about
