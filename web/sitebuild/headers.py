"""The headers that make the site quicker on hosts that can be told: our own server, `_headers`."""

from pathlib import Path

from sitebuild.folders import HASHED

# Without these a page gets no SharedArrayBuffer, and so no wasm threads.
ISOLATION = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    # A sandboxed frame has an origin of its own, and must load what says why it cannot start.
    "Cross-Origin-Resource-Policy": "cross-origin",
}
NO_SNIFFING = {"X-Content-Type-Options": "nosniff"}
ASK_FIRST = {"Cache-Control": "no-cache"}
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
NAMED_BY_CONTENT = ("chunks", "fonts")


def write_headers_file(site: Path, folders: dict[str, str]) -> None:
    """Write `_headers`, which Netlify, Cloudflare Pages and others read from a site's root.

    What is kept for ever is named folder by folder: all else is asked for anew, the default there.
    """
    lasting = [*(folders[name] for name in HASHED if name in folders), *NAMED_BY_CONTENT]
    rules = {"/*": ISOLATION | NO_SNIFFING} | {f"/{name}/*": FOR_EVER for name in lasting}
    lines = [
        line
        for path, headers in rules.items()
        for line in (path, *(f"  {name}: {value}" for name, value in headers.items()))
    ]
    (site / "_headers").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
