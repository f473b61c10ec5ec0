"""One HTML file that is a whole token: for hosts that take a single file, or none at all.

Its scripts, styles and fonts are in the page. Everything that the worker loads is in the page as
base64 of gzip, and so is the worker: web/lib/single-file.js and web/worker/single-file.js take
them out.
"""

import base64
import gzip
import json
import os
import re
import tempfile
from pathlib import Path

from sitebuild.bundle import bundle
from sitebuild.project import Project
from sitebuild.report import MEGABYTE, say, step
from sitebuild.site import MANIFEST
from sitebuild.tokens.files import LOADED, PAGE, token_page

# No host: what the worker asks for below it is in the page.
SITE_ROOT = "https://site.invalid/"
LEFT_OUT = re.compile(r"worker/.*|vendor/onnxruntime.*jspi.*|vendor/pyodide(-\w+)?/pillow.*")
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; "
    "worker-src blob: data:; connect-src blob: data:; style-src 'unsafe-inline'; "
    "font-src data:; img-src data: blob:"
)
_MARK = 'name="token-hash"'


def is_single_file(path: Path) -> bool:
    """Return whether a file is such a page, going by its first lines."""
    with path.open("rb") as file:
        return _MARK.encode() in file.read(1000)


def write_single_file(project: Project, target: Path, token_hash: str, sdk: Path | None) -> None:
    """Write a token's page with everything in it, whole or not at all."""
    with step(f"one file for the token {token_hash}"):
        text = _page(project, token_hash, sdk)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            draft.write_text(text, encoding="utf-8")
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    say(f"  {target}: {target.stat().st_size / MEGABYTE:.1f} MB")


def _page(project: Project, token_hash: str, sdk: Path | None) -> str:
    manifest = json.loads((project.dist / MANIFEST).read_bytes())
    page = (project.dist / PAGE).read_text(encoding="utf-8")
    page = token_page(page, token_hash, None).replace('content="./"', f'content="{SITE_ROOT}"', 1)
    page = re.sub(r'\s*<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    page = re.sub(r"\s*<script\b[^>]*>.*?</script>", "", page, flags=re.DOTALL)
    page = re.sub(r"\s*<link\b[^>]*>", "", page)
    with tempfile.TemporaryDirectory(prefix="aipixel-") as scratch:
        built = Path(scratch)
        script, style, worker = "dream/dream.js", "dream/dream.css", "worker/dream-worker.js"
        entries = [project.web / name for name in (script, style, worker)]
        bundle(project, entries, built, manifest["id"], alone=True)
        head = [f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">']
        if sdk:
            head.append(_element("script", "", sdk))
        head.append(_element("style", "", built / style))
        body = [
            _element("script", ' type="text/plain" id="site-worker"', built / worker),
            _element("script", ' type="module"', built / script),
        ]
    files = _files(project.dist, manifest)
    body.insert(0, f'<script type="application/json" id="site-files">{files}</script>')
    page = page.replace("</head>", "\n".join(head) + "\n</head>", 1)
    return page.replace("</body>", "\n".join(body) + "\n</body>", 1)


def _element(tag: str, attributes: str, path: Path) -> str:
    text = path.read_text(encoding="utf-8").replace(f"</{tag}", f"<\\/{tag}")
    return f"<{tag}{attributes}>{text}</{tag}>"


def _files(dist: Path, manifest: dict[str, object]) -> str:
    sizes = manifest["files"]
    assert isinstance(sizes, dict)
    names = [
        name
        for name in sorted(sizes)
        if any(one.fullmatch(name) for one in LOADED) and not LEFT_OUT.fullmatch(name)
    ]
    build = {**manifest, "files": {name: sizes[name] for name in names}}
    contents = {MANIFEST: json.dumps(build).encode()}
    contents |= {name: (dist / name).read_bytes() for name in names}
    return json.dumps({name: _packed(content) for name, content in contents.items()})


def _packed(content: bytes) -> str:
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()
