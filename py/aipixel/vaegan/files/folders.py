"""Where a command finds the graphs and a network's files, and where it puts them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from aipixel.archives import write_zip
from aipixel.files import write_atomically
from aipixel.vaegan.files.model_files import NAMES, config_of, gather_files
from aipixel.vaegan.model import Manifest, read_templates
from aipixel.vaegan.training.checkpoint import LARGEST_FILE

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
    if path.is_dir():
        paths = [path / name for name in NAMES if (path / name).is_file()]
        if not paths:
            raise ValueError(f"{path} holds none of {', '.join(NAMES)}; choose another folder")
    else:
        paths = [path]
    return gather_files({each.name: _read(each) for each in paths})


def _read(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > len(NAMES) * LARGEST_FILE:
            raise ValueError(f"{path} is too large to be a network's; choose another file")
        return path.read_bytes()
    except OSError as error:
        raise OSError(f"{path} could not be read: {error.strerror or error}") from error


class Target:
    """Where a network's files go: a folder, or a zip if the path ends in .zip.

    force: whether to write over what is there. Raises OSError, one sentence, where that is not
    so and something is; a folder is made if it can be, so that trouble comes before the work.
    """

    def __init__(self, path: Path, force: bool) -> None:
        self.path = path
        self._force = force
        self._zipped = path.suffix.lower() == ".zip"
        if self._zipped:
            if path.exists() and not force:
                raise FileExistsError(f"{path} exists; choose another name or add --force")
            self._make(path.parent)
            return
        self._make(path)
        if any(path.iterdir()) and not force:
            raise FileExistsError(f"{path} is not empty; choose another folder or add --force")

    def _make(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except FileExistsError as error:
            raise FileExistsError(f"{folder} is a file; choose another name") from error
        except OSError as error:
            raise OSError(f"{folder} could not be made: {error.strerror or error}") from error

    def write(self, files: Mapping[str, bytes]) -> None:
        """Each file whole or not at all; training.npz last, as it vouches for the others."""
        if self._zipped:
            write_atomically(self.path, write_zip(files), overwrite=self._force)
            return
        for name in NAMES:
            write_atomically(self.path / name, files[name], overwrite=self._force)
