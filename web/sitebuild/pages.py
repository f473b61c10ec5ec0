"""The site's pages, and the files of the site that their HTML names."""

from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from sitebuild.project import Project
from sitebuild.report import BuildError

# Scripts that no page names in its HTML but that are started or imported by address.
STANDALONE_SCRIPTS = (
    "service-worker.js",
    "sprites/sprite-model.js",
    "worker/dream-worker.js",
    "worker/gallery-worker.js",
    "worker/neuron-worker.js",
    "worker/sprite-files-worker.js",
    "worker/sprites-worker.js",
)


def find_pages(project: Project) -> list[Path]:
    """Return the site's pages, `web/index.html` and `web/<room>/index.html`, in order.

    Raises BuildError where there is none.
    """
    pages = sorted([*project.web.glob("index.html"), *project.web.glob("*/index.html")])
    if not pages:
        raise BuildError("web/ has no page: neither index.html nor <room>/index.html")
    return pages


def entry_points(project: Project, pages: Sequence[Path]) -> list[Path]:
    """Return the scripts and styles that the pages load, and those that stand alone.

    Raises BuildError where a page loads a file that isn't there, that is outside web/, or by
    an address that would break when the site is served from a sub-path.
    """
    standalone = (project.web / name for name in STANDALONE_SCRIPTS)
    found = {path for path in standalone if path.is_file()}
    for page in pages:
        for address in _read(page).bundled:
            found.add(_resolve(project, page, address))
    return sorted(found)


def check_pictures(project: Project, pages: Sequence[Path], site: Path) -> None:
    """Raise BuildError where a page names a picture or icon that the built site lacks."""
    for page in pages:
        folder = (site / page.relative_to(project.web)).parent
        for address in _read(page).pictures:
            if not (urlsplit(address).scheme or (folder / urlsplit(address).path).is_file()):
                name = page.relative_to(project.root).as_posix()
                raise BuildError(f"{name} shows {address}, which the built site does not have")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.bundled: list[str] = []
        self.pictures: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        address = values.get("href" if tag == "link" else "src", "")
        relation = values.get("rel", "").split()
        if not address:
            return
        if tag == "script" or (tag == "link" and "stylesheet" in relation):
            self.bundled.append(address)
        elif tag == "img" or (tag == "link" and "icon" in relation):
            self.pictures.append(address)


def _read(page: Path) -> _Reader:
    reader = _Reader()
    reader.feed(page.read_text(encoding="utf-8"))
    return reader


def _resolve(project: Project, page: Path, address: str) -> Path:
    name = page.relative_to(project.root).as_posix()
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or address.startswith("/"):
        raise BuildError(f"{name} loads {address}; only relative addresses work on every host")
    web = project.web.resolve()
    path = (page.parent / parts.path).resolve()
    if not path.is_file() or not path.is_relative_to(web):
        raise BuildError(f"{name} loads {address}, which is not a file in web/")
    return project.web / path.relative_to(web)
