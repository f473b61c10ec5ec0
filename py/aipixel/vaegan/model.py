"""The network's description and graphs, as the manifest under `models/vaegan/` gives them."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aipixel import documents
from aipixel.documents import fitting, parse_object, whole
from aipixel.runtime import Session, open_session, read_file, read_named
from aipixel.vaegan.onnx_files import Template

FORMAT = 4
PLAYERS = ("autoencoder", "discriminator")
GRAPHS = ("targets", "training_step", "encoder", "decoder", "settle", "discriminator")
PALETTE = "decoder.palette"

_AGAIN = "reload the page or export the graphs again"
_MOST_LATENT = 1 << 12
_MOST_PARAMETERS = 1 << 26


@dataclass(frozen=True)
class Manifest:
    """What the graphs of one configuration take and give; see `export/vaegan/export.py`.

    name: the configuration's. files: what is said of each template, by ONNX file name.
    """

    name: str
    latent: int
    state: tuple[str, ...]
    loss_names: tuple[str, ...]
    parameters: dict[str, list[dict[str, Any]]]
    sha256: dict[str, str]
    files: dict[str, dict[str, Any]]

    @classmethod
    def parse(cls, text: bytes) -> Manifest:
        """Raises ValueError if the manifest is of another format, or damaged."""
        try:
            data = parse_object(text)
        except ValueError as error:
            raise ValueError(f"the model's manifest {error}; {_AGAIN}") from error
        if data.get("format") != FORMAT:
            raise ValueError(
                f"the model's manifest is not of format {FORMAT}, which is read here; {_AGAIN}"
            )
        with fitting(f"the model's manifest lacks something or is damaged; {_AGAIN}"):
            return cls(
                name=documents.text(data["name"]),
                latent=whole(data["config"]["latent"], _MOST_LATENT),
                state=tuple(map(documents.text, data["state"])),
                loss_names=tuple(map(documents.text, data["loss_names"])),
                parameters={player: list(_rows(data["parameters"][player])) for player in PLAYERS},
                sha256={
                    name: documents.text(entry["sha256"]) for name, entry in data["graphs"].items()
                },
                files={name: _file(entry) for name, entry in data["files"].items()},
            )

    @classmethod
    async def read(cls, folder: str) -> Manifest:
        """The manifest in a folder or at an address; raises as `Model.open` does."""
        return cls.parse(await read_file(f"{folder}/manifest.json"))

    def parameter_count(self, player: str) -> int:
        """Length of a player's flat parameter vector."""
        last = self.parameters[player][-1]
        return int(last["offset"]) + int(np.prod(last["shape"]))

    @property
    def colours(self) -> int:
        """How many colours the decoder's palette has."""
        return int(self._row("autoencoder", PALETTE)["shape"][0])

    def _row(self, player: str, name: str) -> dict[str, Any]:
        return next(row for row in self.parameters[player] if row["name"] == name)

    def palette_of(self, autoencoder: NDArray[np.float32]) -> NDArray[np.float32]:
        """A copy of the decoder's palette (colours, 3) in [0, 1], out of the flat vector."""
        offset = int(self._row("autoencoder", PALETTE)["offset"])
        return autoencoder[offset : offset + 3 * self.colours].reshape(-1, 3).copy()

    def set_palette(self, autoencoder: NDArray[np.float32], palette: NDArray[np.float32]) -> None:
        """Write the decoder's palette (colours, 3) into an autoencoder's flat vector."""
        offset = int(self._row("autoencoder", PALETTE)["offset"])
        autoencoder[offset : offset + palette.size] = palette.reshape(-1)

    def initial_parameters(self, player: str, rng: np.random.Generator) -> NDArray[np.float32]:
        """A first flat parameter vector: every tensor from N(0, initial_std^2)."""
        vector = np.zeros(self.parameter_count(player), dtype=np.float32)
        for row in self.parameters[player]:
            size, offset = int(np.prod(row["shape"])), int(row["offset"])
            if row["initial_std"]:
                draw = rng.standard_normal(size, dtype=np.float32)
                vector[offset : offset + size] = draw * np.float32(row["initial_std"])
        return vector


def _rows(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        sides = [whole(side, _MOST_PARAMETERS) for side in row["shape"]]
        whole(row["offset"] + math.prod(sides), _MOST_PARAMETERS)
        yield {
            **row,
            "name": documents.text(row["name"]),
            "initial_std": documents.number(row["initial_std"]),
        }


def _file(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of "files", sure to hold what a template takes."""
    for name in ("template", "sha256", "player"):
        documents.text(entry[name])
    for number in (entry["offset"], entry["count"], *entry["slots"].values()):
        whole(number, _MOST_PARAMETERS)
    for shape in (*entry["inputs"].values(), *entry["outputs"].values()):
        list(shape)
    return entry


async def read_templates(folder: str, manifest: Manifest) -> dict[str, Template]:
    """The templates of the files that a network is saved as, by ONNX file name.

    Raises as `Model.open` does.
    """
    contents = await asyncio.gather(
        *(
            read_named(f"{folder}/{entry['template']}", entry["sha256"])
            for entry in manifest.files.values()
        )
    )
    return {
        name: Template.parse(name, entry, content)
        for (name, entry), content in zip(manifest.files.items(), contents, strict=True)
    }


async def open_graphs(folder: str, manifest: Manifest, names: Sequence[str]) -> dict[str, Session]:
    """Sessions of those of the `GRAPHS` that are named; raises as `Model.open` does."""
    files = [f"{name}.onnx" for name in names]
    graphs = await asyncio.gather(
        *(read_named(f"{folder}/{file}", manifest.sha256[file]) for file in files)
    )
    return {
        name: await open_session(graph, name, repeated=name == "training_step")
        for name, graph in zip(names, graphs, strict=True)
    }


@dataclass(frozen=True)
class Model:
    """The manifest, the templates and the sessions of one configuration."""

    manifest: Manifest
    templates: dict[str, Template]
    targets: Session
    training_step: Session
    encoder: Session
    decoder: Session
    settle: Session
    discriminator: Session

    @classmethod
    async def open(cls, folder: str) -> Model:
        """Load `manifest.json`, the templates and the graphs from a folder or address.

        Raises OSError if a file cannot be read, ValueError if one is not what the manifest says.
        """
        manifest = await Manifest.read(folder)
        templates, graphs = await asyncio.gather(
            read_templates(folder, manifest), open_graphs(folder, manifest, GRAPHS)
        )
        return cls(manifest, templates, **graphs)

    async def close(self) -> None:
        """Release the sessions."""
        for name in GRAPHS:
            await getattr(self, name).close()
