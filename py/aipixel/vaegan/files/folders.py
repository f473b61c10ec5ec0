"""Where a command finds the graphs and a network's files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from aipixel.files import read_file
from aipixel.vaegan.files.model_files import (
    LARGEST_GIVEN,
    NAMES,
    config_of,
    gather_files,
    proper_name,
)
from aipixel.vaegan.files.target import saved_in
from aipixel.vaegan.model import Manifest, read_templates

_INSTALLED = Path(__file__).parents[1] / "graphs"
_CHECKOUT = Path(__file__).parents[4] / "web" / "models" / "vaegan"


class Graphs:
    """The folder with a folder of graphs for each configuration.

    path: it, or None for those of this installation. Raises ValueError where there are none.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path or (_INSTALLED if _INSTALLED.is_dir() else _CHECKOUT)
        self.names = sorted(manifest.parent.name for manifest in self.path.glob("*/manifest.json"))
        if not self.names:
            raise ValueError(
                f"there are no graphs in {self.path}; name the folder that holds them with "
                "--graphs (in a checkout it is web/models/vaegan)"
            )

    def folder(self, config: str) -> str:
        """The folder of a configuration. Raises ValueError if there is none of that name."""
        if config not in self.names:
            raise ValueError(
                f"there is no configuration {config!r} in {self.path}; "
                f"there is {' and '.join(self.names)}"
            )
        return str(self.path / config)

    async def folder_of(self, files: Mapping[str, bytes]) -> str:
        """The folder of the configuration that a network's files are of.

        Raises ValueError if they are of none.
        """
        templates = {}
        for name in self.names:
            folder = self.folder(name)
            templates[name] = await read_templates(folder, await Manifest.read(folder))
        return self.folder(config_of(files, templates))


def read_files(path: Path) -> dict[str, bytes]:
    """A network's files in a folder or a zip, or one of them, by name.

    Raises OSError or ValueError, one sentence, for what can't be read or is none.
    """
    paths = [path]
    if path.is_dir():
        paths = list(saved_in(path).values()) or [
            each for each in sorted(path.iterdir()) if proper_name(each.name) and each.is_file()
        ]
        if not paths:
            raise ValueError(f"{path} holds none of {', '.join(NAMES)}; choose another folder")
    return gather_files({each.name: read_file(each, LARGEST_GIVEN) for each in paths})
