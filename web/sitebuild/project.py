"""Where things are in a checkout, and outside it."""

import os
from dataclasses import dataclass
from pathlib import Path


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
