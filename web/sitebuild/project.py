"""Where things are in a checkout, and outside it."""

import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

KEPT_SECONDS = 60 * 24 * 3600


@dataclass(frozen=True)
class Project:
    """The folders of one checkout, named from its root."""

    root: Path

    @property
    def web(self) -> Path:
        """Return the folder of the site's sources."""
        return self.root / "web"

    @property
    def node_modules(self) -> Path:
        """Return the folder that npm fills."""
        return self.web / "node_modules"

    @property
    def package(self) -> Path:
        """Return the folder of the Python package that pages and developers import."""
        return self.root / "py" / "aipixel"

    @property
    def dist(self) -> Path:
        """Return the folder that holds the built site."""
        return self.root / "dist"

    @property
    def venv(self) -> Path:
        """Return the project's virtual environment."""
        return self.root / ".venv"

    @property
    def venv_python(self) -> Path:
        """Return the Python of the virtual environment."""
        if os.name == "nt":
            return self.venv / "Scripts" / "python.exe"
        return self.venv / "bin" / "python"


def cache_folder() -> Path:
    """Return where downloads are kept: $AIPIXEL_CACHE, else aipixel in the user's cache."""
    own = os.environ.get("AIPIXEL_CACHE")
    if own:
        return Path(own).expanduser().absolute()
    users = os.environ.get("XDG_CACHE_HOME")
    return (Path(users) if users else Path.home() / ".cache") / "aipixel"


def forget_old(folder: Path) -> None:
    """Delete what lies in a folder of the cache and was not used for sixty days."""
    oldest = time.time() - KEPT_SECONDS
    for path in folder.iterdir():
        if path.stat().st_mtime >= oldest:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
