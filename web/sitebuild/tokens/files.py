"""The folder of one token: what it takes of the built site, its page, and its zip."""

import html
import json
import os
import posixpath
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from sitebuild.report import BuildError
from sitebuild.site import MANIFEST
from sitebuild.zips import write_zip

PAGE = "dream/index.html"
# What the room asks for by an address that it puts together, as a pattern of the names that
# build.json lists; a folder may have a hash of its content in its name. Of the builds of
# onnxruntime one is for the CPU and one for the graphics processor: the third, for browsers that
# have WebGPU but not JSPI, is as large as all the rest, and those fall back to the CPU.
LOADED = tuple(
    re.compile(pattern)
    for pattern in (
        r"worker/dream-worker\.js",
        r"service-worker\.js",
        r"vendor/pyodide(-\w+)?/.+",
        r"vendor/onnxruntime(-\w+)?/ort\.(wasm|jspi)\.min\.m?js",
        r"vendor/onnxruntime(-\w+)?/ort-wasm-simd-threaded(\.jspi)?\.(m?js|wasm)",
        r"py(-\w+)?/aipixel\.tar",
        r"models/vaegan(-\w+)?/default/.+",
    )
)
TOKEN = "token"  # the key of build.json that tells a token's folder from any other
_IN_HTML = re.compile(r'\b(href|src)="([^"#]*)"')
_IN_TEXT = re.compile(r"""["'(](\.{1,2}/[^"'()\s]+)["')]""")
_SITE_ROOT = '<meta name="site-root" content="../">'
_CHARSET = '<meta charset="utf-8">'
_SCRIPTS = re.compile(
    r"script-src 'self'([^;\"]*?)( 'sha256-[^']*')?(?=[;\"])"
)  # of the page's policy


def token_of(folder: Path) -> str | None:
    """Return the hash of the token that a folder is, or None where it is anything else."""
    try:
        found = json.loads((folder / MANIFEST).read_bytes()).get(TOKEN)
    except (OSError, ValueError, AttributeError):
        return None
    return found if isinstance(found, str) else None


def assemble_token(dist: Path, target: Path, token_hash: str, sdk: Path | None) -> None:
    """Put all that a token is, but its pictures and its metadata, into an empty folder.

    sdk: the script of the host's to be run before ours, if there is one.
    """
    manifest = json.loads((dist / MANIFEST).read_bytes())
    names = needed_files(dist, manifest["files"])
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(dist / name, target / name)
    if sdk:
        shutil.copyfile(sdk, target / sdk.name)
    page = (dist / PAGE).read_text(encoding="utf-8")
    script = sdk.name if sdk else None
    (target / "index.html").write_text(token_page(page, token_hash, script), encoding="utf-8")
    files = {name: manifest["files"][name] for name in names}
    token = {**manifest, "files": files, TOKEN: token_hash}
    (target / MANIFEST).write_text(json.dumps(token, indent=1) + "\n")


def needed_files(dist: Path, sizes: dict[str, int]) -> list[str]:
    """Return the names of the files of the site that the room of the dream loads, sorted.

    sizes: the site's files, by name. Raises BuildError where the site lacks one of them.
    """
    found = {name for name in sizes if any(one.fullmatch(name) for one in LOADED)}
    for pattern in LOADED:
        if not any(pattern.fullmatch(name) for name in found):
            raise BuildError(f"dist/ has no file like {pattern.pattern}; build the site anew")
    waiting = [PAGE, *found]
    while waiting:
        for name in _references(dist, waiting.pop()):
            if name in sizes and name not in found and not name.endswith(".html"):
                found.add(name)
                waiting.append(name)
    return sorted(found)


def _references(dist: Path, name: str) -> Iterator[str]:
    """Yield what a page, script or style names by a relative address, from the site's root."""
    if not name.endswith((".html", ".js", ".mjs", ".css")):
        return
    text = (dist / name).read_text(encoding="utf-8")
    if name.endswith(".html"):
        references = [match[2] for match in _IN_HTML.finditer(text)]
    else:
        references = [match[1] for match in _IN_TEXT.finditer(text)]
    for reference in references:
        yield posixpath.normpath(posixpath.join(posixpath.dirname(name), reference))


def token_page(page: str, token_hash: str, script: str | None) -> str:
    """Return the room's page as the page at the root of a token.

    Its addresses begin there, it leads to no other room, and it knows its hash. Raises BuildError
    for a page that is not the room's.
    """
    if _SITE_ROOT not in page or _CHARSET not in page:
        raise BuildError(f"web/{PAGE} lacks {_SITE_ROOT} or {_CHARSET}, which a token's page needs")
    page = re.sub(r"\s*<nav\b.*?</nav>", "", page, flags=re.DOTALL)
    page = re.sub(r'<a (class="wordmark") [^>]*>(.*?)</a>', r"<span \1>\2</span>", page)
    page = page.replace(_SITE_ROOT, '<meta name="site-root" content="./">')
    page = _IN_HTML.sub(_from_the_root, page)
    # A host writes the hash of a mint into the page, as a script. Next to a script's hash in the
    # policy it would not be heeded.
    page = _SCRIPTS.sub(r"script-src 'self' 'unsafe-inline'\1", page, count=1)
    about = f'{_CHARSET}\n    <meta name="token-hash" content="{html.escape(token_hash)}">'
    page = page.replace(_CHARSET, about, 1)
    if script:
        tag = f'<script src="{html.escape(script)}"></script>\n    '
        page = page.replace("<script", f"{tag}<script", 1)
    return page


def _from_the_root(match: re.Match[str]) -> str:
    path = posixpath.normpath(posixpath.join(posixpath.dirname(PAGE), match[2]))
    return f'{match[1]}="{path}"'


def zip_folder(folder: Path, target: Path) -> None:
    """Zip a folder's files, so that the same files always make the same bytes."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    names = (path.relative_to(folder).as_posix() for path in paths)
    write_zip(zip(names, (path.read_bytes() for path in paths), strict=True), target)


def share_files(folder: Path, other: Path) -> None:
    """Let equal files of two folders be one on the disk, where its file system can do that."""
    for path in folder.rglob("*"):
        twin = other / path.relative_to(folder)
        if not path.is_file() or not twin.is_file() or path.stat().st_size != twin.stat().st_size:
            continue
        if path.read_bytes() == twin.read_bytes():
            link = path.with_name(f"{path.name}.link")
            try:
                os.link(twin, link)
            except OSError:
                return
            link.replace(path)
