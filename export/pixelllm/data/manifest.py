"""A prepared folder: shards of sprites, and the manifest that says where each came from.

`manifest.json` names every shard. A command replaces its own shards and leaves those of the other
commands, so one folder may mix what was drawn, cut and fetched. The manifest is replaced last and
in one step: until then, and after any failure, the folder holds exactly what it held before.
"""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import numpy as np
from aipixel.documents import parse_object
from aipixel.files import replacing, write_atomically
from numpy.typing import NDArray
from PIL import Image

from pixelllm.contact_sheet import save_sheet
from pixelllm.vocabulary import CATEGORIES, COLOURS, SIZE, ZONES

MANIFEST = "manifest.json"
FORMAT = 1


class Sprites(NamedTuple):
    """Palette indices (n, 32, 32) uint8, with the zone and category (n,) uint8 of each."""

    sprites: NDArray[np.uint8]
    zones: NDArray[np.uint8]
    categories: NDArray[np.uint8]

    @property
    def labels(self) -> NDArray[np.uint8]:
        """Zone and category of each: (n, 2)."""
        return np.stack([self.zones, self.categories], 1)


class PreparedFolder:
    """What one command adds to a folder: `add` shards, then `commit`; leaving without undoes it.

    overwrite: whether what the command wrote there before may be replaced, or another file that
    is where its picture goes. Raises ValueError where it may not, and where the folder's manifest
    is not one of ours, and OSError.
    """

    def __init__(self, folder: Path, command: str, *, overwrite: bool) -> None:
        self.folder = folder
        self.command = command
        self._before = read_manifest(folder)
        earlier = command in self._before["sources"]
        if not overwrite and (earlier or (folder / f"{command}.png").exists()):
            what = f"sprites of an earlier {command}" if earlier else f"a file {command}.png"
            raise ValueError(f"{folder} holds {what}: choose another --out, or add --force")
        self._shards: list[dict[str, Any]] = []
        self._written: list[Path] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for path in self._written:
            path.unlink(missing_ok=True)

    def add(self, batch: Sprites) -> None:
        """Write a shard, named by its contents."""
        self.folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256(b"".join(array.tobytes() for array in batch)).hexdigest()
        path = self.folder / f"{self.command}-{digest[:16]}.npz"
        if not path.exists():
            self._written.append(path)
            content = io.BytesIO()
            np.savez_compressed(content, **batch._asdict())
            write_atomically(path, content.getvalue(), overwrite=True)
        entry = {"file": path.name, "command": self.command, "count": len(batch.sprites)}
        self._shards.append({**entry, "sha256": digest})

    def commit(self, details: dict[str, Any], picture: Image.Image) -> int:
        """Let the manifest name the new shards; returns how many sprites the folder now holds.

        details is what the command tells of its sources, kept under "sources"; picture shows the
        sprites, as the command's name with .png.
        """
        kept = [shard for shard in self._before["shards"] if shard["command"] != self.command]
        shards = kept + self._shards
        manifest = {
            "format": FORMAT,
            "size": SIZE,
            "colours": COLOURS,
            "zones": list(ZONES),
            "categories": list(CATEGORIES),
            "count": sum(shard["count"] for shard in shards),
            "shards": shards,
            "sources": {**self._before["sources"], self.command: details},
        }
        text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
        with replacing(self.folder / MANIFEST, text.encode("utf-8"), overwrite=True):
            save_sheet(picture, self.folder / f"{self.command}.png")
        self._written.clear()
        self._forget(shards)
        return int(manifest["count"])

    def _forget(self, shards: list[dict[str, Any]]) -> None:
        """Remove this command's earlier shards, which no manifest names any more."""
        named = {shard["file"] for shard in shards}
        for shard in self._before["shards"]:
            name = Path(shard["file"]).name
            if shard["file"] not in named and name.startswith(f"{self.command}-"):
                (self.folder / name).unlink(missing_ok=True)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a prepared folder, an empty one where there is none yet.

    Raises ValueError for one that is not ours.
    """
    path = folder / MANIFEST
    try:
        manifest = parse_object(path.read_bytes())
        known = all(shard.keys() >= {"file", "command", "count"} for shard in manifest["shards"])
        if manifest["format"] == FORMAT and known and isinstance(manifest["sources"], dict):
            return dict(manifest)
    except FileNotFoundError:
        return {"shards": [], "sources": {}}
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise ValueError(f"{path} is not a manifest of prepared sprites: choose another --out")


def is_own_picture(path: Path) -> bool:
    """Whether a picture is what a command drew of a prepared folder, and nobody's art."""
    try:
        return path.suffix == ".png" and path.stem in read_manifest(path.parent)["sources"]
    except (OSError, ValueError):
        return False
