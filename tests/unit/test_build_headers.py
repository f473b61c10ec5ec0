"""The file that tells hosts which headers to send."""

import re

from sitebuild.folders import is_immutable
from sitebuild.headers import FOR_EVER, ISOLATION, write_headers_file

FOLDERS = {"py": "py-0123456789ab", "vendor/pyodide": "vendor/pyodide-0123456789ab"}


def rules(folder):
    """The file as Netlify and Cloudflare Pages read it: headers by path."""
    write_headers_file(folder, FOLDERS)
    text = (folder / "_headers").read_text()
    found = {}
    for path, lines in re.findall(r"^(/.*)\n((?:  .*\n)+)", text, re.MULTILINE):
        found[path] = dict(line.strip().split(": ") for line in lines.splitlines())
    return found


def test_every_page_is_isolated(tmp_path):
    assert rules(tmp_path)["/*"].items() >= ISOLATION.items()
    assert "Cache-Control" not in rules(tmp_path)["/*"]


def test_what_is_named_by_its_content_is_kept_and_nothing_else(tmp_path):
    lasting = {path: headers for path, headers in rules(tmp_path).items() if path != "/*"}
    assert set(lasting) == {f"/{name}/*" for name in (*FOLDERS.values(), "chunks", "fonts")}
    assert all(headers == FOR_EVER for headers in lasting.values())
    for path in lasting:
        assert is_immutable(path.replace("*", "a-0A1B2C3D.js"))
