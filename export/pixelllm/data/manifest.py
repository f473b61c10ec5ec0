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
from typing import Any, Self

import numpy as np
from aipixel.documents import parse_object
from aipixel.files import read_file, replacing, write_atomically
from PIL import Image

from pixelllm.contact_sheet import save_sheet
from pixelllm.dataset import Sprites
from pixelllm.dolls import Dolls
from pixelllm.palette import OWN_PALETTE, Palette
from pixelllm.vocabulary import SEA, SIZE, Vocabulary

MANIFEST = "manifest.json"
FORMAT = 2
FIRST_FORMAT = 1  # of the sea alone: the arrays sprites, zones and categories
LARGEST_MANIFEST = 64 << 20  # bytes; an image takes some hundred


class PreparedFolder:
    """What one command adds to a folder: `add` shards, then `commit`; leaving without undoes it.

    overwrite: whether what the command wrote there before may be replaced, or another file that
    is where its picture goes. Raises ValueError where it may not, and where the folder's manifest
    is not one of ours, and OSError.
    """

    def __init__(
        self,
        folder: Path,
        command: str,
        vocabulary: Vocabulary = SEA,
        palette: Palette = OWN_PALETTE,
        *,
        overwrite: bool,
    ) -> None:
        self.folder = folder
        self.command = command
        self._before = read_manifest(folder)
        self._draws: dict[str, Any] = {"axes": vocabulary.as_data(), "palette": palette.as_data()}
        earlier = command in self._before["sources"]
        others = self._before["sources"].keys() - {command}
        if others and any(self._before[name] != own for name, own in self._draws.items()):
            raise ValueError(
                f"{folder} holds sprites of {min(others)} with other labels or another palette: "
                "choose another --out"
            )
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
        arrays = {"sprites": batch.pixels, "labels": batch.labels}
        digest = hashlib.sha256(b"".join(a.tobytes() for a in arrays.values())).hexdigest()
        path = self.folder / f"{self.command}-{digest[:16]}.npz"
        if not path.exists():
            self._written.append(path)
            content = io.BytesIO()
            np.savez_compressed(content, allow_pickle=False, **arrays)
            write_atomically(path, content.getvalue(), overwrite=True)
        entry = {"file": path.name, "command": self.command, "count": len(batch.pixels)}
        self._shards.append({**entry, "sha256": digest})

    def add_dolls(self, dolls: Dolls) -> None:
        """Write paper dolls, of which a training puts new ones together."""
        told, arrays = dolls.as_data()
        content = io.BytesIO()
        np.savez_compressed(content, allow_pickle=False, **arrays)
        path = self.folder / f"{self.command}-dolls.npz"
        self._written += [] if path.exists() else [path]
        write_atomically(path, content.getvalue(), overwrite=True)
        self._draws["dolls"] = {"file": path.name, **told}

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
            **self._draws,
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
        manifest = parse_object(read_file(path, LARGEST_MANIFEST))
        known = all(shard.keys() >= {"file", "command", "count"} for shard in manifest["shards"])
        if manifest["format"] == FIRST_FORMAT:
            draws = {"axes": SEA.as_data(), "palette": OWN_PALETTE.as_data()}
            manifest = {**draws, **manifest, "format": FORMAT}
        if manifest["format"] == FORMAT and known and isinstance(manifest["sources"], dict):
            return {"axes": [], "palette": {}, **manifest}
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
