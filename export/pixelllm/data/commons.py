"""Photographs from Wikimedia Commons under free licences, brought to sprites.

What is downloaded is kept in a `commons` folder beside the shards, with a ledger of author and
licence: a later run asks only for what is missing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aipixel.documents import parse_object
from aipixel.files import write_atomically

from pixelllm.contact_sheet import labelled_sheet
from pixelllm.data.collection import Collection
from pixelllm.data.commons_api import Api, Found
from pixelllm.data.manifest import PreparedFolder, read_manifest
from pixelllm.data.pictures import cut_out, open_picture
from pixelllm.data.progress import Progress
from pixelllm.data.quantize import to_sprite
from pixelllm.vocabulary import CATEGORIES, ZONES

# What to search for, by category.
SEARCHES: tuple[tuple[str, ...], ...] = (
    ("reef fish", "angelfish", "pufferfish", "lionfish"),
    ("sea turtle", "manatee", "nudibranch", "sea urchin"),
    ("staghorn coral", "brain coral", "gorgonian", "sea anemone"),
    ("moon jellyfish", "box jellyfish", "lion's mane jellyfish", "ctenophore"),
    ("octopus", "squid", "cuttlefish", "nautilus"),
    ("crab", "lobster", "shrimp", "hermit crab"),
)
LEDGER = "ledger.json"
ORIGIN = ("file", "title", "source", "sha256", "licence", "author")
FACTS = {*ORIGIN, "zone", "category"}


@dataclass(frozen=True)
class Wish:
    """How many images of a category to have, 0 to 5, and the zone to file them under."""

    category: int
    zone: int | None
    limit: int


def commons(
    out: Path, wishes: Sequence[Wish], api: Api, progress: Progress, *, overwrite: bool
) -> str:
    """Fetch what the wishes ask for, turn all that was ever fetched into sprites, tell of it.

    Raises ValueError for answers that make no sense or when nothing was found, and OSError.
    """
    store = Store(out / "commons")
    if any(wish.limit < 1 for wish in wishes):
        raise ValueError("--limit: ask for at least 1 image")
    for wish in wishes:
        _fetch(store, wish, api, progress)
    collection = Collection()
    for number, entry in enumerate(store.entries.values(), start=1):
        _collect(collection, store, entry, progress)
        progress.step(number, len(store.entries))
    if not len(collection):
        raise ValueError("Commons has no image that fits under a free licence: nothing was written")
    batch = collection.batch()
    grows = "commons" in read_manifest(out)["sources"]  # all that was there is in it again
    with PreparedFolder(out, "commons", overwrite=overwrite or grows) as folder:
        folder.add(batch)
        total = folder.commit({"images": collection.images}, labelled_sheet(*batch))
    return (
        f"made {len(collection)} sprites of {len(store.entries)} images; "
        f"{out} holds {total}, shown in commons.png"
    )


class Store:
    """The folder of downloaded images and its ledger, by page number.

    Raises ValueError for a ledger that is not ours, and OSError.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.entries: dict[str, dict[str, Any]] = {}
        path = folder / LEDGER
        if path.exists():
            try:
                self.entries = parse_object(path.read_bytes())
                complete = all(entry.keys() >= FACTS for entry in self.entries.values())
            except (ValueError, TypeError, AttributeError):
                complete = False
            if not complete:
                raise ValueError(f"{path} is not a ledger: remove it to start anew")

    def count(self, category: int) -> int:
        """How many images of a category are here."""
        name = CATEGORIES[category]
        return sum(entry["category"] == name for entry in self.entries.values())

    def keep(self, found: Found, image: bytes, wish: Wish) -> None:
        """Write an image, then name it in the ledger: a stop between costs a repeat at most."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{found.page}{found.suffix}"
        write_atomically(self.folder / name, image, overwrite=True)
        self.entries[str(found.page)] = {
            "file": name,
            "title": found.title,
            "source": found.description_url,
            "sha256": hashlib.sha256(image).hexdigest(),
            "licence": found.licence,
            "author": found.author,
            "zone": wish.zone,
            "category": CATEGORIES[wish.category],
        }
        text = json.dumps(self.entries, indent=1, ensure_ascii=False) + "\n"
        write_atomically(self.folder / LEDGER, text.encode("utf-8"), overwrite=True)


def _fetch(store: Store, wish: Wish, api: Api, progress: Progress) -> None:
    """Add to the store until it has as many images of the category as wished, or no more come."""
    terms = SEARCHES[wish.category]
    for place, term in enumerate(terms, start=1):
        # Each term may fill its share, the last whatever is left.
        goal = wish.limit * place // len(terms)
        if store.count(wish.category) >= goal:
            continue
        for found in api.search(term):
            if str(found.page) not in store.entries:
                store.keep(found, api.download(found), wish)
                progress.step(store.count(wish.category), wish.limit)
            if store.count(wish.category) >= goal:
                break


def _collect(
    collection: Collection, store: Store, entry: dict[str, Any], progress: Progress
) -> None:
    try:
        sprite = to_sprite(cut_out(open_picture(store.folder / entry["file"])))
    except ValueError as error:
        progress.note(f"left out: {error}")
        return
    names = (None if entry["zone"] is None else ZONES[entry["zone"]], entry["category"])
    origin = {key: entry[key] for key in ORIGIN}
    collection.add_image([sprite], names, origin)
