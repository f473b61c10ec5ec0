"""What the pages refer to, and esbuild's bundles of it."""

from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from sitebuild.processes import run_quietly
from sitebuild.project import Project
from sitebuild.report import BuildError

# Scripts that no page names in its HTML but that are started or imported by address.
STANDALONE_SCRIPTS = ("worker/worker.js",)
FILE_TYPES = (".woff2", ".woff", ".png")


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

    Raises BuildError where a page refers to a file that isn't there, that is outside web/,
    or by an address that would break when the site is served from a sub-path.
    """
    found = {project.web / name for name in STANDALONE_SCRIPTS}
    found = {path for path in found if path.is_file()}
    for page in pages:
        for reference in _references(page.read_text(encoding="utf-8")):
            found.add(_resolve(project, page, reference))
    return sorted(found)


def bundle(project: Project, entries: Sequence[Path], target: Path, build_id: str) -> None:
    """Bundle the entry points into the target folder, under their own relative names."""
    if not entries:
        return
    run_quietly(
        [
            _esbuild(project),
            *entries,
            "--bundle",
            "--splitting",
            "--minify",
            "--format=esm",
            "--target=es2022",
            "--log-level=warning",
            f"--outbase={project.web}",
            f"--outdir={target}",
            "--chunk-names=chunks/[name]-[hash]",
            "--asset-names=fonts/[name]-[hash]",
            *(f"--loader:{suffix}=file" for suffix in FILE_TYPES),
            f'--define:BUILD_ID="{build_id}"',
        ],
        project.root,
        "esbuild",
    )


def _esbuild(project: Project) -> Path:
    # The program itself: the script that npm puts before it buries errors in a stack trace.
    found = [
        *project.node_modules.glob("@esbuild/*/bin/esbuild"),
        *project.node_modules.glob("@esbuild/*/esbuild.exe"),
    ]
    if not found:
        raise BuildError("web/node_modules has no esbuild; delete that folder and run this again")
    return found[0]


class _ReferenceParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.references: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        address = None
        if tag == "script" and values.get("type") == "module":
            address = values.get("src")
        elif tag == "link" and "stylesheet" in (values.get("rel") or "").split():
            address = values.get("href")
        if address:
            self.references.append(address)


def _references(html: str) -> list[str]:
    parser = _ReferenceParser()
    parser.feed(html)
    return parser.references


def _resolve(project: Project, page: Path, reference: str) -> Path:
    name = page.relative_to(project.root).as_posix()
    parts = urlsplit(reference)
    if parts.scheme or parts.netloc or reference.startswith("/"):
        raise BuildError(f"{name} loads {reference}; only relative addresses work on every host")
    path = (page.parent / parts.path).resolve()
    if not path.is_file() or not path.is_relative_to(project.web.resolve()):
        raise BuildError(f"{name} loads {reference}, which is not a file in web/")
    return project.web / path.relative_to(project.web.resolve())
